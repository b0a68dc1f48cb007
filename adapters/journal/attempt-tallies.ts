import {
  type InstantMs,
  type LineClass,
  type LineId,
  type PartyId,
  type ProvinceKeys,
  provinceKey,
} from '@wurao/domain';
import { numeric, type Row, text } from './columns.ts';
import type { Database, Parameters } from './database.ts';
import { codeOfKey, PROVINCE_TABLE, placeOf, useProvinces } from './province-table.ts';

/** `party`: whoever stands on the chain of a line. */
export interface TalliedSubject {
  readonly kind: 'number' | 'line' | 'merchant' | 'content' | 'party';
  readonly id: string;
}

export interface TalliedLine {
  readonly id: LineId;
  readonly class: LineClass;
  readonly chain: readonly PartyId[];
}

/** Half open: [fromMs, toMs). */
export interface AttemptQuestion {
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
  /** Length of what each tally is of, counted from `fromMs`; undefined: the whole span. */
  readonly everyMs: number | undefined;
  /** Each once. */
  readonly subjects: readonly TalliedSubject[];
  /** Attempts of no other are counted. */
  readonly lines: readonly TalliedLine[];
  /** Codes of those to be told apart; the rest is counted as one. */
  readonly provincesApart: readonly string[];
  readonly provinces: ProvinceKeys;
}

/** Attempts let through, observed ones among them. Each combination once, in no order; none of 0. */
export interface AttemptTally {
  readonly subject: TalliedSubject;
  readonly lineClass: LineClass;
  /** Of the number first called; undefined: none of `provincesApart`. */
  readonly province: string | undefined;
  /** Which of the spans of `everyMs`, from 0. */
  readonly part: number;
  readonly attempts: number;
}

/** Ids are printable: none has a line feed. */
const LIST_END = '\n';
const listed = (parameter: string): string => `unnest(string_split($${parameter}, chr(10)))`;
const ONE_SPAN = Number.MAX_SAFE_INTEGER;

/** The subjects of a kind that stand in a column of each attempt; null: nobody asked about that one. */
const asked = (kind: string, column: string): string =>
  `CASE WHEN ${column} IN (SELECT id FROM subjects WHERE kind = '${kind}') THEN ${column} END`;

const BY_COLUMN = { number: 'caller', merchant: 'merchant', content: 'content', line: 'line' } as const;

/**
 * One pass over the span that keeps apart only what was asked about, then the few groups once for each kind of subject. A party stands on a
 * chain once, however often it is named.
 */
const tallies = (isByProvince: boolean): string => `
  WITH subjects AS (SELECT ${listed('kinds')} AS kind, ${listed('ids')} AS id),
  lines AS (SELECT ${listed('lines')} AS line, ${listed('classes')} AS class),
  chains AS (SELECT DISTINCT * FROM (SELECT ${listed('chainLines')} AS line, ${listed('chainParties')} AS party)),
  apart AS (SELECT CAST(unnest(string_split($apart, ',')) AS INTEGER) AS province),
  passed AS MATERIALIZED (
    SELECT (j.at_ms - $since) // $every AS part, j.line, l.class,
      ${asked('number', 'j.caller')} AS caller, ${asked('merchant', 'j.merchant')} AS merchant,
      ${asked('content', 'j.content')} AS content, ${isByProvince ? 'p.province' : 'NULL'} AS province, count(*) AS attempts
    FROM journal j JOIN lines l ON l.line = j.line
    ${isByProvince ? `LEFT JOIN (SELECT * FROM ${PROVINCE_TABLE} SEMI JOIN apart USING (province)) p ON p.place = ${placeOf('coalesce(j.first_called, j.callee)')}` : ''}
    WHERE j.at_ms >= $since AND j.at_ms < $until AND j.mode = 'attempt' AND j.decision = 'allow'
    GROUP BY ALL
  ), spoken AS (
    ${Object.entries(BY_COLUMN)
      .map(
        ([kind, column]) => `SELECT '${kind}' AS kind, p.${column} AS id, p.* FROM passed p
          SEMI JOIN subjects s ON s.kind = '${kind}' AND s.id = p.${column}`,
      )
      .join(' UNION ALL ')}
    UNION ALL SELECT 'party' AS kind, c.party AS id, p.* FROM passed p JOIN chains c ON c.line = p.line
  )
  SELECT kind, id, class, province, part, sum(attempts) AS attempts FROM spoken GROUP BY ALL`;

const parametersOf = ({ fromMs, toMs, everyMs, subjects, lines, provincesApart }: AttemptQuestion): Parameters => {
  const parties = new Set(subjects.filter(({ kind }) => kind === 'party').map(({ id }) => id));
  const links = lines.flatMap(({ id, chain }) =>
    chain.filter((party) => parties.has(party)).map((party) => [id, party] as const),
  );
  const list = (values: readonly unknown[]): string => values.join(LIST_END);
  return {
    since: Math.ceil(fromMs),
    until: Math.ceil(toMs),
    every: everyMs ?? ONE_SPAN,
    kinds: list(subjects.map(({ kind }) => kind)),
    ids: list(subjects.map(({ id }) => id)),
    lines: list(lines.map(({ id }) => id)),
    classes: list(lines.map((line) => line.class)),
    chainLines: list(links.map(([line]) => line)),
    chainParties: list(links.map(([, party]) => party)),
    // No province has this key.
    apart: ['0', ...provincesApart.map(provinceKey)].join(),
  };
};

const tallyOf = (row: Row): AttemptTally => ({
  subject: { kind: text(row, 'kind') as TalliedSubject['kind'], id: text(row, 'id') ?? '' },
  lineClass: text(row, 'class') as LineClass,
  province: codeOfKey(numeric(row, 'province')),
  part: numeric(row, 'part'),
  attempts: numeric(row, 'attempts'),
});

export const attemptTallies = async (
  database: Database,
  question: AttemptQuestion,
): Promise<readonly AttemptTally[]> => {
  if (question.subjects.length === 0 || question.lines.length === 0) return [];
  const isByProvince = question.provincesApart.length > 0;
  if (isByProvince) await useProvinces(database, question.provinces);
  return (await database.rows(tallies(isByProvince), parametersOf(question))).map(tallyOf);
};
