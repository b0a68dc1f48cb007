import { FIRST_PREFIX, PROVINCES, type ProvinceKeys, provinceKey } from '@wurao/domain';
import type { Database } from './database.ts';

/** Place and province key of each prefix that is assigned: a mobile prefix of seven digits, or an area code without its 0. */
export const PROVINCE_TABLE = 'provinces';

/**
 * The place of a number by `NumberingPlan`, as SQL over a column that holds canonical numbers; -1 for foreign, machine and service
 * numbers.
 */
export const placeOf = (number: string): string => `CASE
  WHEN NOT starts_with(${number}, '+86') OR length(${number}) > 14 THEN -1
  WHEN ${number}[4] = '1' AND ${number}[5] >= '3' THEN
    CASE WHEN length(${number}) = 14 THEN coalesce(TRY_CAST(${number}[4:10] AS INTEGER), -1) ELSE -1 END
  WHEN ${number}[4] <= '2' THEN coalesce(TRY_CAST(${number}[4:5] AS INTEGER), -1)
  ELSE coalesce(TRY_CAST(${number}[4:6] AS INTEGER), -1) END`;

const CODES: ReadonlyMap<number, string> = new Map(PROVINCES.map(({ code }) => [provinceKey(code), code]));

/** GB/T 2260 code of six digits; undefined: not known. */
export const codeOfKey = (key: number): string | undefined => CODES.get(key);

/** Stretches of one province: tens of thousands of rows to bind rather than three quarters of a million. */
const runsOf = ({ mobile, areas }: ProvinceKeys): { from: number[]; below: number[]; key: number[] } => {
  const runs = { from: [] as number[], below: [] as number[], key: [] as number[] };
  for (const [first, keys] of [
    [0, areas],
    [FIRST_PREFIX, mobile],
  ] as const) {
    for (let at = 0; at < keys.length; ) {
      const key = keys[at] as number;
      const from = at;
      while (at < keys.length && keys[at] === key) at++;
      if (key === 0) continue;
      runs.from.push(first + from);
      runs.below.push(first + at);
      runs.key.push(key);
    }
  }
  return runs;
};

/** Versions of the plan that each database has in its table. */
const loaded = new WeakMap<Database, string>();

/** Puts a plan into the table, unless it is there. */
export const useProvinces = async (database: Database, keys: ProvinceKeys): Promise<void> => {
  if (loaded.get(database) === keys.version) return;
  const { from, below, key } = runsOf(keys);
  const numbers = (parameter: string): string => `unnest(CAST(string_split($${parameter}, ',') AS INTEGER[]))`;
  await database.run(
    `CREATE OR REPLACE TABLE ${PROVINCE_TABLE} AS
     SELECT CAST(unnest(range(first, below)) AS INTEGER) AS place, CAST(key AS UTINYINT) AS province
     FROM (SELECT ${numbers('from')} AS first, ${numbers('below')} AS below, ${numbers('key')} AS key)`,
    { from: from.join(), below: below.join(), key: key.join() },
  );
  loaded.set(database, keys.version);
};
