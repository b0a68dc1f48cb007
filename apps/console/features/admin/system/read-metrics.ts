export interface Measured {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Values by their names. */
export type Metrics = ReadonlyMap<string, readonly Measured[]>;

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;
const ESCAPED = /\\(.)/g;

const labelsOf = (written: string): Record<string, string> =>
  Object.fromEntries(
    [...written.matchAll(LABEL)].map(([, name = '', value = '']) => [
      name,
      value.replace(ESCAPED, (_, char: string) => (char === 'n' ? '\n' : char)),
    ]),
  );

/** Prometheus' text form, version 0.0.4; what is no sample is passed over. */
export const readMetrics = (text: string): Metrics => {
  const found = new Map<string, Measured[]>();
  for (const line of text.split('\n')) {
    const [, name, labels = '', value = ''] = LINE.exec(line) ?? [];
    if (name === undefined || line.startsWith('#')) continue;
    const held = found.get(name) ?? [];
    held.push({ labels: labelsOf(labels), value: Number(value.replace('Inf', 'Infinity')) });
    found.set(name, held);
  }
  return found;
};

/** The sum over all labels that fit; undefined: it is not measured. */
export const sumOf = (
  metrics: Metrics,
  name: string,
  fits: Readonly<Record<string, string>> = {},
): number | undefined => {
  const measured = metrics
    .get(name)
    ?.filter(({ labels }) => Object.entries(fits).every(([key, value]) => labels[key] === value));
  return measured === undefined || measured.length === 0
    ? undefined
    : measured.reduce((sum, { value }) => sum + value, 0);
};
