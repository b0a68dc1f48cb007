// Derives the committed numbering plan from the list in the shared data (facts only: the list itself has terms of its own).
// Run `node_modules/.bin/node tools/derive-numbering.ts` to compare, with --write to write.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compileNumbering, type NumberingRow, type Result, readNumberingList } from '@wurao/domain';
import { BUILT_IN_PLAN_FILE } from '@wurao/server';

export const NUMBERING_LIST = 'numbering/hcode_2023-02.csv.gz';
const ABOUT = {
  asOf: '2023-02',
  source: 'facts (prefix, province, city, area code, carrier) of a public list of mobile prefixes as of February 2023',
};

const AREA_CODE = /^0\d{2,3}$/;

/** Six lines of the list have a mistyped area code (00479, 09848): they take the one that most lines of their city have. */
const mended = (rows: readonly NumberingRow[]): readonly NumberingRow[] => {
  const isBad = ({ areaCode }: NumberingRow): boolean => !AREA_CODE.test(areaCode);
  const cityOf = ({ province, city }: NumberingRow): string => `${province} ${city}`;
  const cities = new Map(rows.filter(isBad).map((row) => [cityOf(row), new Map<string, number>()]));
  for (const row of rows) {
    const codes = cities.get(cityOf(row));
    if (codes && !isBad(row)) codes.set(row.areaCode, (codes.get(row.areaCode) ?? 0) + 1);
  }
  const commonest = (row: NumberingRow): string =>
    [...(cities.get(cityOf(row)) ?? [])].sort((a, b) => b[1] - a[1])[0]?.[0] ?? row.areaCode;
  return rows.map((row) => (isBad(row) ? { ...row, areaCode: commonest(row) } : row));
};

/** The bytes of the plan from the packed list. */
export const deriveNumbering = (packed: Uint8Array): Result<Uint8Array> => {
  const rows = readNumberingList(gunzipSync(packed).toString('utf8'));
  return rows.ok ? compileNumbering(mended([...rows.value]), ABOUT) : rows;
};

if (import.meta.main) {
  const folder = process.env['WURAO_SHARED_DATA'] ?? join(import.meta.dirname, '..', '..', 'shared', 'data');
  const derived = deriveNumbering(readFileSync(join(folder, NUMBERING_LIST)));
  if (!derived.ok) {
    process.stderr.write(`${JSON.stringify(derived, null, 2)}\n`);
    process.exitCode = 1;
  } else if (process.argv.includes('--write')) {
    writeFileSync(BUILT_IN_PLAN_FILE, derived.value);
    process.stdout.write(`${BUILT_IN_PLAN_FILE}: ${derived.value.length} bytes\n`);
  } else if (!readFileSync(BUILT_IN_PLAN_FILE).equals(derived.value)) {
    process.stderr.write('the committed plan is not what the list gives: run it with --write\n');
    process.exitCode = 1;
  } else process.stdout.write('the committed plan is what the list gives\n');
}
