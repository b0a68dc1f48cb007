import type { NumberingRow } from './compile-numbering.ts';
import { invalid, type Result, success } from './failure.ts';

/** A list of prefixes as CSV with a heading; other columns are passed over. No field of such a list holds a comma or a quote. */
const COLUMNS: Readonly<Record<Exclude<keyof NumberingRow, 'line'>, readonly string[]>> = {
  prefix: ['prefix', 'prefix7', '号段'],
  province: ['province', '省份', '省'],
  city: ['city', '城市', '市'],
  areaCode: ['area_code', 'areaCode', '区号'],
  carrier: ['carrier', '运营商'],
};
const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
const QUOTED = /^"(.*)"$/;
const EXAMPLE = 'Begin it with: prefix,province,city,area_code,carrier';

const fieldsOf = (line: string): string[] => line.split(',').map((field) => field.trim().replace(QUOTED, '$1'));

export const readNumberingList = (text: string): Result<Iterable<NumberingRow>> => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const heading = fieldsOf(lines[0] ?? '');
  const places: number[] = [];
  for (const name of NAMES) {
    const place = heading.findIndex((field) => COLUMNS[name].includes(field));
    if (place < 0) return invalid('file', `its heading has no column ${COLUMNS[name][0]}`, EXAMPLE, 1);
    places.push(place);
  }
  return success(rowsOf(lines, places));
};

function* rowsOf(lines: readonly string[], [prefix, province, city, areaCode, carrier]: readonly number[]) {
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] as string;
    if (line.trim() === '') continue;
    const fields = fieldsOf(line);
    const field = (place: number | undefined): string => fields[place ?? -1] ?? '';
    yield {
      line: index + 1,
      prefix: field(prefix),
      province: field(province),
      city: field(city),
      areaCode: field(areaCode),
      carrier: field(carrier),
    };
  }
}
