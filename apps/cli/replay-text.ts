import { csvTextCell } from '@wurao/domain';
import type { Problem } from './problems.ts';
import type { Language, Paint } from './shell.ts';
import { textTable } from './text-table.ts';

interface Counts {
  readonly decisions: number;
  readonly flips: number;
  readonly nowRefused: number;
  readonly nowAllowed: number;
  readonly otherReason: number;
}

interface Answered {
  readonly decision: string;
  readonly reason: string;
  readonly wouldBe?: string;
  readonly law: string;
}

/** The answer of GET /v1/replays/{id}. */
export interface ReplayAnswer {
  readonly id: string;
  readonly law: string;
  readonly since: string;
  readonly until?: string;
  readonly mode: string;
  readonly counters: string;
  readonly state: string;
  readonly done: number;
  readonly total?: number;
  readonly problem?: Problem;
  readonly result?: {
    readonly totals: Counts;
    readonly note: Readonly<Record<Language, string>>;
    readonly unreadCounters: number;
    readonly notReplayed: Readonly<Record<string, number>>;
    readonly decidedBy: Readonly<Record<string, number>>;
    readonly pairs: readonly {
      readonly from: string;
      readonly to: string;
      readonly kind: string;
      readonly count: number;
    }[];
    readonly categories: readonly ({ readonly category: string } & Counts)[];
    readonly merchants: readonly ({ readonly merchant: string } & Counts)[];
    readonly hours: readonly ({ readonly hour: number } & Counts)[];
    readonly series: readonly ({ readonly from: string } & Counts)[];
    readonly examples: readonly {
      readonly id: string;
      readonly at: string;
      readonly kind: string;
      readonly channel: string;
      readonly caller?: string;
      readonly callee: string;
      readonly merchant?: string;
      readonly recorded: Answered;
      readonly replayed: Answered;
    }[];
  };
}

const WORDS = {
  zh: {
    nothing: '该时段没有可重算的决定。',
    decisions: '决定',
    flips: '变化',
    nowRefused: '放行变拒绝',
    nowAllowed: '拒绝变放行',
    otherReason: '仅原因变化',
    pairs: '按原因',
    categories: '按类别',
    merchants: '按商家',
    hours: '按时刻',
    series: '按时间',
    examples: '示例',
    unread: '旧规则未读计数而按零计的决定',
    notReplayed: '未能重算',
    under: '按',
    none: '没有变化。',
    was: '当时',
    now: '重算',
    count: '次数',
  },
  en: {
    nothing: 'There is no decision of that period to make again.',
    decisions: 'decisions',
    flips: 'flips',
    nowRefused: 'allow -> refuse',
    nowAllowed: 'refuse -> allow',
    otherReason: 'reason only',
    pairs: 'By reason',
    categories: 'By category',
    merchants: 'By merchant',
    hours: 'By hour of the day',
    series: 'In time',
    examples: 'Examples',
    unread: 'decisions whose counters were not read then, and count as none',
    notReplayed: 'not replayed',
    under: 'under',
    none: 'Nothing comes out otherwise.',
    was: 'recorded',
    now: 'replayed',
    count: 'count',
  },
} as const;

const MERCHANTS_SHOWN = 20;
const shown = (count: number): string => count.toLocaleString('en-US');

const countCells = ({ decisions, flips, nowRefused, nowAllowed, otherReason }: Counts): string[] =>
  [decisions, flips, nowRefused, nowAllowed, otherReason].map(shown);

const answerText = ({ decision, reason, wouldBe }: Answered): string =>
  `${decision} ${reason}${wouldBe === undefined ? '' : ` (${wouldBe})`}`;

export const replayText = (job: ReplayAnswer, language: Language, paint: Paint): string => {
  const words = WORDS[language];
  const { result } = job;
  if (result === undefined) return '';
  const { totals } = result;
  const left = Object.entries(result.notReplayed).filter(([, count]) => count > 0);
  const leftLines = left.map(([why, count]) => `${words.notReplayed}: ${shown(count)} (${why})\n`).join('');
  if (totals.decisions === 0) return `${words.nothing}\n${leftLines}`;
  const head = ['', words.decisions, words.flips, words.nowRefused, words.nowAllowed, words.otherReason];
  const part = (heading: string, rows: readonly (readonly string[])[]): string =>
    rows.length === 0 ? '' : `\n${paint.bold(heading)}\n${textTable([head, ...rows])}`;
  const flipping = <Row extends Counts>(rows: readonly Row[]): readonly Row[] => rows.filter(({ flips }) => flips > 0);
  const decidedBy = Object.keys(result.decidedBy).join(', ');
  const lines = [
    `${paint.bold(job.law)} ${job.since} – ${job.until ?? ''} (${job.mode}; ${words.was} ${words.under} ${decidedBy}; ${job.counters})\n`,
    textTable([head, ['', ...countCells(totals)]]),
    leftLines,
    result.unreadCounters === 0 ? '' : `${words.unread}: ${shown(result.unreadCounters)}\n`,
    `${paint.dim(result.note[language])}\n`,
  ];
  if (totals.flips === 0) return [...lines, `\n${words.none}\n`].join('');
  const pairs = result.pairs.map(({ from, to, kind, count }) => [
    from,
    to,
    words[kind as keyof typeof words] as string,
    shown(count),
  ]);
  return [
    ...lines,
    `\n${paint.bold(words.pairs)}\n${textTable([[words.was, words.now, '', words.count], ...pairs])}`,
    part(
      words.categories,
      flipping(result.categories).map((row) => [row.category, ...countCells(row)]),
    ),
    part(
      words.merchants,
      flipping(result.merchants)
        .slice(0, MERCHANTS_SHOWN)
        .map((row) => [row.merchant, ...countCells(row)]),
    ),
    part(
      words.hours,
      flipping(result.hours).map((row) => [`${String(row.hour).padStart(2, '0')}:00`, ...countCells(row)]),
    ),
    part(
      words.series,
      result.series.map((row) => [row.from, ...countCells(row)]),
    ),
    `\n${paint.bold(words.examples)}\n`,
    textTable(
      result.examples.map(({ id, at, channel, caller, callee, recorded, replayed }) => [
        id,
        at,
        channel,
        caller ?? '-',
        callee,
        answerText(recorded),
        `-> ${answerText(replayed)}`,
      ]),
    ),
  ].join('');
};

const cell = (value: string | number): string => csvTextCell(String(value));

/** All tables as one: which table, its key, the counts. */
export const replayCsv = ({ result }: ReplayAnswer): string => {
  const columns = ['table', 'key', 'to', 'decisions', 'flips', 'now_refused', 'now_allowed', 'other_reason'];
  const rows: (string | number)[][] = [columns];
  const put = (table: string, key: string | number, counts: Counts): void => {
    const { decisions, flips, nowRefused, nowAllowed, otherReason } = counts;
    rows.push([table, key, '', decisions, flips, nowRefused, nowAllowed, otherReason]);
  };
  if (result !== undefined) {
    put('total', '', result.totals);
    for (const { from, to, kind, count } of result.pairs) {
      const of = (wanted: string): number => (kind === wanted ? count : 0);
      rows.push(['reason', from, to, '', count, of('nowRefused'), of('nowAllowed'), of('otherReason')]);
    }
    for (const row of result.categories) put('category', row.category, row);
    for (const row of result.merchants) put('merchant', row.merchant, row);
    for (const row of result.hours) put('hour', row.hour, row);
    for (const row of result.series) put('time', row.from, row);
  }
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
};
