const ZONE_MS = 8 * 3_600_000;
const MONTHS_A_QUARTER = 3;

/** Months and quarters that are over by China's clock, the latest first: what may be frozen. */
export const periodsOver = (nowMs: number, months: number): readonly string[] => {
  const now = new Date(nowMs + ZONE_MS);
  const thisMonth = now.getUTCFullYear() * 12 + now.getUTCMonth();
  return Array.from({ length: months }, (_, back) => thisMonth - 1 - back).flatMap((month) => {
    const year = Math.floor(month / 12);
    const index = month % 12;
    const name = `${year}-${String(index + 1).padStart(2, '0')}`;
    const endsQuarter = (index + 1) % MONTHS_A_QUARTER === 0;
    return endsQuarter ? [`${year}Q${(index + 1) / MONTHS_A_QUARTER}`, name] : [name];
  });
};

/** The months of a quarter that are not frozen yet: afterwards they never can be. */
export const monthsForgone = (period: string, taken: readonly string[]): readonly string[] => {
  const [, year, quarter] = /^(\d{4})Q([1-4])$/.exec(period) ?? [];
  if (year === undefined || quarter === undefined) return [];
  const first = (Number(quarter) - 1) * MONTHS_A_QUARTER;
  return [1, 2, 3]
    .map((month) => `${year}-${String(first + month).padStart(2, '0')}`)
    .filter((month) => !taken.includes(month));
};

export interface Held {
  readonly province: string;
  readonly carrier: string;
  readonly subscribers: number;
}

/** Lines of `province,carrier,subscribers`, with or without that heading; the first line that is none of these is named, from 1. */
export const readHeld = (text: string): { readonly rows: readonly Held[]; readonly badLine?: number } => {
  const rows: Held[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || (index === 0 && line.trim() === 'province,carrier,subscribers')) continue;
    const [, province, carrier, subscribers] = /^\s*(\d{6}|unknown)\s*,\s*([^,\s]+)\s*,\s*(\d+)\s*$/.exec(line) ?? [];
    if (province === undefined || carrier === undefined) return { rows, badLine: index + 1 };
    rows.push({ province, carrier, subscribers: Number(subscribers) });
  }
  return { rows };
};
