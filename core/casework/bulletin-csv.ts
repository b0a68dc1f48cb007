import { csvCell, csvTextCell } from '@wurao/domain';
import type { Bulletin, BulletinRow, Figure } from './bulletin.ts';
import { COLUMNS, decimalText, HIDDEN_MARK } from './bulletin-figures.ts';
import type { Words } from './bulletin-words.ts';

const HEAD = [
  'period',
  'scope',
  'table',
  'key',
  'zh',
  'en',
  ...COLUMNS.map(({ name }) => name),
  'late',
  'late_percent',
  'credit_code',
  'reason',
  'on_day',
  'acted',
] as const;
type Column = (typeof HEAD)[number];

/** Hidden ones read `*`; a cell is empty where there is nothing to say. */
const figureText = (figure: Figure, decimals: number): string =>
  figure === 'hidden' ? HIDDEN_MARK : figure === 'none' ? '' : decimalText(figure, decimals);

const FIGURES: readonly Column[] = [...COLUMNS.map(({ name }) => name), 'late', 'late_percent'];

/** Words are kept from being formulas; figures are ours, and a minus in front of one is to stay. */
const line = (cells: Readonly<Partial<Record<Column, string>>>): string =>
  `${HEAD.map((name) => (FIGURES.includes(name) ? csvCell(cells[name]) : csvTextCell(cells[name] ?? ''))).join(',')}\n`;

/** One table of all: which table, its key, its words, its figures. UTF-8, LF, no byte order mark (RFC 4180 but for the line ends). */
export const bulletinCsv = (bulletin: Bulletin): string => {
  const { period, scope, tables, lateness, exposed, notes } = bulletin;
  const put = (table: string, key: string, label: Words, more: Readonly<Partial<Record<Column, string>>>): string =>
    line({ period, scope, table, key, zh: label.zh, en: label.en, ...more });
  const about = (['from', 'to', 'takenAt', 'sequence', 'law', 'previous', 'yearBefore', 'smallNumber'] as const).map(
    (key) => put('about', key, { zh: String(bulletin[key] ?? ''), en: String(bulletin[key] ?? '') }, {}),
  );
  const rowOf = (table: string, row: BulletinRow): string =>
    put(
      table,
      row.key,
      row.label,
      Object.fromEntries(COLUMNS.map(({ name, decimals, of }) => [name, figureText(of(row), decimals)])),
    );
  return [
    `${HEAD.join(',')}\n`,
    put('about', 'scope', bulletin.scopeLabel, {}),
    ...about,
    ...tables.flatMap(({ id, rows, total }) => [...rows.map((row) => rowOf(id, row)), rowOf(id, total)]),
    ...lateness.map(({ key, label, due, late, lateTenths }) =>
      put('lateness', key, label, {
        count: figureText(due, 0),
        late: figureText(late, 0),
        late_percent: figureText(lateTenths, 1),
      }),
    ),
    ...exposed.map(({ name, creditCode, reason, onDay, acted }, at) =>
      put(
        'exposed',
        String(at + 1),
        { zh: name, en: name },
        {
          credit_code: creditCode,
          reason,
          on_day: onDay,
          acted: String(acted),
        },
      ),
    ),
    ...notes.map((note, at) => put('note', String(at + 1), note, {})),
  ].join('');
};
