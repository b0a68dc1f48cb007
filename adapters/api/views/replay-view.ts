import { maskNumber, type PhoneNumber, type Role } from '@wurao/domain';
import type { FlipCounts, ReplayExample, ReplayFigures } from '@wurao/engine';
import { problemOf } from '../http/problem.ts';
import type { ReplayedPast, ReplayJob } from '../ports.ts';
import { instantText, type WireRecord } from './wire-form.ts';

const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;
/** Days of the series begin at midnight in China, as those of every pack's caps. */
const ZONE_MS = 480 * MS_PER_MINUTE;

/** Who reads numbers in full here: the operator. A regulator opens the one example that it wants to see whole. */
const SEES_NUMBERS: Readonly<Record<Role, boolean>> = {
  admin: true,
  regulator: false,
  handler: false,
  carrier: false,
  merchant: false,
  subscriber: false,
};

const countsView = ({ decisions, refused, allowed, reason }: FlipCounts) => ({
  decisions,
  flips: refused + allowed + reason,
  nowRefused: refused,
  nowAllowed: allowed,
  otherReason: reason,
});

const numberView = (role: Role, number: PhoneNumber | undefined): string | undefined =>
  number === undefined || SEES_NUMBERS[role] ? number : maskNumber(number);

const exampleView = (role: Role, { past, replayed, kind }: ReplayExample<ReplayedPast>): WireRecord => {
  const { attempt } = past;
  return {
    id: past.id,
    at: instantText(past.atMs),
    kind: KINDS[kind],
    channel: attempt.channel,
    ...(attempt.caller === undefined ? {} : { caller: numberView(role, attempt.caller) }),
    callee: numberView(role, attempt.callee),
    ...(replayed.merchant === undefined ? {} : { merchant: replayed.merchant }),
    ...(replayed.purpose === undefined ? {} : { purpose: replayed.purpose }),
    recorded: answerView(past, past.law),
    replayed: answerView(replayed, replayed.law),
  };
};

const KINDS = { refused: 'nowRefused', allowed: 'nowAllowed', reason: 'otherReason' } as const;

const answerView = (
  answer: { readonly decision: string; readonly reason: string; readonly wouldBe: string | undefined },
  law: string,
) => ({
  decision: answer.decision,
  reason: answer.reason,
  ...(answer.wouldBe === undefined ? {} : { wouldBe: answer.wouldBe }),
  law,
});

const add = (a: FlipCounts, b: FlipCounts): FlipCounts => ({
  decisions: a.decisions + b.decisions,
  refused: a.refused + b.refused,
  allowed: a.allowed + b.allowed,
  reason: a.reason + b.reason,
});

type Series = ReplayFigures<ReplayedPast>['series'];

const byDay = (series: Series): Series => {
  const days = new Map<number, FlipCounts>();
  for (const { fromMs, counts } of series) {
    const day = Math.floor((fromMs + ZONE_MS) / MS_PER_DAY) * MS_PER_DAY - ZONE_MS;
    const before = days.get(day);
    days.set(day, before === undefined ? counts : add(before, counts));
  }
  return [...days].map(([fromMs, counts]) => ({ fromMs, counts }));
};

/** What a reader must know to read the figures right. */
const NOTES = {
  recorded: {
    zh: '计数器用当时记录的读数：新规则放行而旧规则拒绝的联系不会再占用上限。旧规则未读计数处按零计。可用 recount 重新计数。',
    en: 'Counters are those recorded: what only the new pack would have allowed uses up no cap, and where the old one read no counter it counts as none. `recount` counts again.',
  },
  recounted: {
    zh: '计数器从所选时段开头的零起，按新规则依次重新计数；此前的联系不计，当时签发的许可仍按有许可处理。',
    en: 'Counters begin at nothing with the period and follow the new pack in order; contacts before it are not counted, and a permit of then stays a permit.',
  },
} as const;

const resultView = (role: Role, job: ReplayJob, figures: ReplayFigures<ReplayedPast>, by: 'hour' | 'day') => {
  const series = by === 'day' ? byDay(figures.series) : figures.series;
  return {
    totals: countsView(figures.totals),
    note: NOTES[job.request.recount ? 'recounted' : 'recorded'],
    unreadCounters: figures.unreadCounters,
    notReplayed: figures.notReplayed,
    decidedBy: figures.decidedBy,
    pairs: figures.pairs.map(({ from, to, kind, count }) => ({ from, to, kind: KINDS[kind], count })),
    categories: Object.entries(figures.categories).map(([category, counts]) => ({ category, ...countsView(counts) })),
    merchants: figures.merchants.map(({ merchant, counts }) => ({ merchant, ...countsView(counts) })),
    hours: figures.hours.map((counts, hour) => ({ hour, ...countsView(counts) })),
    series: series.map(({ fromMs, counts }) => ({ from: instantText(fromMs), ...countsView(counts) })),
    examples: figures.examples.map((example) => exampleView(role, example)),
  };
};

export const jobSummary = (job: ReplayJob): WireRecord => {
  const { id, request, state, startedMs, endedMs, done, total } = job;
  return {
    id,
    law: request.law,
    since: instantText(request.sinceMs),
    ...(request.untilMs === undefined ? {} : { until: instantText(request.untilMs) }),
    mode: request.mode ?? 'all',
    counters: request.recount ? 'recounted' : 'recorded',
    state,
    startedAt: instantText(startedMs),
    ...(endedMs === undefined ? {} : { endedAt: instantText(endedMs) }),
    done,
    ...(total === undefined ? {} : { total }),
  };
};

export const jobView = (role: Role, job: ReplayJob, by: 'hour' | 'day' = 'hour'): WireRecord => ({
  ...jobSummary(job),
  ...(job.failure === undefined ? {} : { problem: problemOf(job.failure) }),
  ...(job.figures === undefined ? {} : { result: resultView(role, job, job.figures, by) }),
});
