import type { InstantMs, LineClass, LineId, PartyId } from '@wurao/domain';
import type { ComplaintRateRule } from '@wurao/law';
import {
  type ComplaintSubject,
  type CountableComplaint,
  type MatchedAttempt,
  subjectsOf,
  type WeighedComplaint,
  weighComplaints,
} from './count-complaints.ts';
import { type CountWindow, doubtOf, MS_PER_DAY, type RateTest } from './judge-rate.ts';
import type { DayCount, SubjectDays } from './preview-threshold.ts';

/** A line as it answers for attempts now. */
export interface PresentLine {
  readonly id: LineId;
  readonly class: LineClass;
  readonly chain: readonly PartyId[];
}

/**
 * Complaints by the class and the chain that the line of each has now: attempts are counted by them, too, and a complaint must be one of the
 * attempts that it is divided by. One of a line that is gone counts for nothing.
 */
export const onPresentLines = (
  complaints: readonly CountableComplaint[],
  lines: readonly PresentLine[],
): readonly CountableComplaint[] => {
  const known = new Map(lines.map((line) => [line.id, line]));
  return complaints.map((complaint) => {
    const { attempt } = complaint;
    if (attempt === undefined) return complaint;
    const line = known.get(attempt.line);
    if (line === undefined) return { ...complaint, attempt: undefined };
    return { ...complaint, attempt: { ...attempt, lineClass: line.class, chain: line.chain } };
  });
};

const isIn = ({ atMs }: MatchedAttempt, { fromMs, toMs }: Pick<CountWindow, 'fromMs' | 'toMs'>): boolean =>
  atMs >= fromMs && atMs < toMs;

const subjectKey = ({ kind, id }: ComplaintSubject): string => `${kind} ${id}`;

/** Whom complaints of a window are about, each once: nobody else's attempts need counting. */
export const subjectsIn = (
  complaints: readonly CountableComplaint[],
  window: Pick<CountWindow, 'fromMs' | 'toMs'>,
): readonly ComplaintSubject[] => {
  const subjects = new Map<string, ComplaintSubject>();
  for (const { attempt } of complaints) {
    if (attempt === undefined || !isIn(attempt, window)) continue;
    for (const subject of subjectsOf(attempt)) subjects.set(subjectKey(subject), subject);
  }
  return [...subjects.values()];
};

/** Of complaints in order of receipt only those whose complainant has a matched one: the rest decides nothing. */
export const thatMayCount = (complaints: readonly CountableComplaint[]): readonly CountableComplaint[] => {
  const matched = new Set(complaints.filter(({ attempt }) => attempt !== undefined).map((one) => one.complainant));
  return complaints.filter(({ complainant }) => matched.has(complainant));
};

/** Midnight in China at the end of the day before, and so many days earlier: whole days, the last of them over. */
export const previewSpan = (nowMs: InstantMs, days: number, zoneMinutes: number): { fromMs: number; toMs: number } => {
  const zoneMs = zoneMinutes * 60_000;
  const toMs = Math.floor((nowMs + zoneMs) / MS_PER_DAY) * MS_PER_DAY - zoneMs;
  return { fromMs: toMs - days * MS_PER_DAY, toMs };
};

/** What a threshold is tried with: the law's doubt for so many days, the fewest complaints it asks for. */
export const previewTest = (
  rule: ComplaintRateRule,
  { complaints, attempts }: { readonly complaints: number; readonly attempts: number },
  days: number,
): RateTest => ({ rate: complaints / attempts, doubt: doubtOf(rule, days), fewest: rule.fewest });

/** The complaints and attempts of a line, day by day from `fromMs` on. */
export interface LineTrend {
  readonly line: LineId;
  readonly fromMs: InstantMs;
  readonly days: readonly DayCount[];
}
export const TREND_DAYS = 30;

/** Whole days of the law's zone, the last of them that of `nowMs`. */
export const trendSpan = (nowMs: InstantMs, zoneMinutes: number): { fromMs: number; toMs: number } =>
  previewSpan(nowMs + MS_PER_DAY, TREND_DAYS, zoneMinutes);

/** Attempts of a subject on a day of the span, from 0. */
export interface DayAttempts {
  readonly subject: ComplaintSubject;
  readonly part: number;
  readonly attempts: number;
}

/** Sums of fractions such as three thirds must come to one. */
const ROUNDING = 1e-9;

/** What each day added to the whole complaints of a subject: each complainant once, with what its first complaint weighs. */
const complaintsByDay = (weighed: readonly WeighedComplaint[], fromMs: InstantMs, days: number): readonly number[] => {
  const weights = new Array<number>(days).fill(0);
  const seen = new Set<string>();
  for (const { complainant, share, attempt } of weighed) {
    if (seen.has(complainant)) continue;
    seen.add(complainant);
    const day = Math.floor((attempt.atMs - fromMs) / MS_PER_DAY);
    weights[day] = (weights[day] as number) + 1 / share;
  }
  let weight = 0;
  return weights.map((added) => {
    const before = Math.floor(weight + ROUNDING);
    weight += added;
    return Math.floor(weight + ROUNDING) - before;
  });
};

/** Subjects of complaints, day by day. `lineClass`: only attempts and complaints of such lines. */
export const subjectDays = (
  complaints: readonly CountableComplaint[],
  attempts: readonly DayAttempts[],
  {
    fromMs,
    days,
    habitual,
  }: { readonly fromMs: InstantMs; readonly days: number } & Pick<ComplaintRateRule, 'habitual'>,
): readonly SubjectDays[] => {
  const span = { fromMs, toMs: fromMs + days * MS_PER_DAY };
  const bySubject = new Map<string, { subject: ComplaintSubject; weighed: WeighedComplaint[]; attempts: number[] }>();
  const of = (subject: ComplaintSubject) => {
    const known = bySubject.get(subjectKey(subject));
    const entry = known ?? { subject, weighed: [], attempts: new Array<number>(days).fill(0) };
    bySubject.set(subjectKey(subject), entry);
    return entry;
  };
  for (const complaint of weighComplaints(complaints, habitual))
    if (isIn(complaint.attempt, span))
      for (const subject of subjectsOf(complaint.attempt)) of(subject).weighed.push(complaint);
  for (const { subject, part, attempts: count } of attempts) {
    const entry = of(subject);
    entry.attempts[part] = (entry.attempts[part] ?? 0) + count;
  }
  return [...bySubject.values()].map(({ subject, weighed, attempts: counts }) => {
    const complained = complaintsByDay(weighed, fromMs, days);
    return {
      subject,
      days: counts.map((count, day): DayCount => ({ complaints: complained[day] ?? 0, attempts: count })),
    };
  });
};
