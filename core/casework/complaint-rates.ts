import type { LineClass } from '@wurao/domain';
import type { LawPack, Threshold } from '@wurao/law';
import {
  type ComplaintSubject,
  type ComplaintTally,
  type CountableComplaint,
  SUBJECT_KINDS,
  subjectsOf,
  tallyOf,
  type WeighedComplaint,
  weighComplaints,
} from './count-complaints.ts';
import { byCodeUnits } from './freeze.ts';
import {
  type CountWindow,
  judgeRate,
  type RateVerdict,
  rateFor,
  rateTest,
  type ScopedThreshold,
  thresholdsFor,
} from './judge-rate.ts';

/** Ids of complaints kept with a finding: the first ones; `complainants` says of how many. */
export const MAX_EVIDENCE_IDS = 100;

/** Attempts that the journal let through to people: refused ones reached nobody, and could be made at will to thin a rate. */
export interface AttemptCount {
  readonly subject: ComplaintSubject;
  readonly lineClass: LineClass;
  /** Of the number first called; undefined: not known. */
  readonly province: string | undefined;
  readonly attempts: number;
}

export interface WindowCounts extends CountWindow {
  readonly attempts: readonly AttemptCount[];
}

/** What was counted, how surely, and by which rule: enough to count it again. */
export interface RateEvidence {
  readonly complaints: number;
  readonly complainants: number;
  readonly attempts: number;
  /** Complaints an attempt, at least, with this confidence. */
  readonly lowerBound: number;
  readonly confidence: number;
  readonly threshold: Threshold;
  /** The threshold is that of a province; undefined: the country's. */
  readonly province: string | undefined;
  readonly window: CountWindow;
  readonly law: string;
  /** Where the threshold comes from, in words. */
  readonly provenance: string;
  readonly complaintIds: readonly string[];
}

/** `complaint-rate`: the rate lies surely above its threshold. `complaint-count`: so many in so many days, which proves no rate. */
export interface ComplaintFinding {
  readonly kind: 'complaint-rate' | 'complaint-count';
  readonly subject: ComplaintSubject;
  readonly evidence: RateEvidence;
}

/** One subject under one threshold. */
interface Cell extends ScopedThreshold {
  readonly subject: ComplaintSubject;
  readonly complaints: WeighedComplaint[];
  attempts: number;
}

const cellKey = ({ kind, id }: ComplaintSubject, { threshold, province }: ScopedThreshold): string =>
  [kind, province ?? '', threshold.lineClass ?? '', id].join(' ');

const rank = ({ kind }: ComplaintSubject): number => SUBJECT_KINDS.indexOf(kind);
export const bySubject = (a: ComplaintSubject, b: ComplaintSubject): number =>
  rank(a) - rank(b) || byCodeUnits(a.id, b.id);

class Cells {
  readonly #law: LawPack;
  readonly #cells = new Map<string, Cell>();

  constructor(law: LawPack) {
    this.#law = law;
  }

  of(subject: ComplaintSubject, lineClass: LineClass, province: string | undefined): Cell | undefined {
    const scoped = rateFor(this.#law, lineClass, province);
    if (scoped === undefined) return undefined;
    const key = cellKey(subject, scoped);
    const cell = this.#cells.get(key) ?? { ...scoped, subject, complaints: [], attempts: 0 };
    this.#cells.set(key, cell);
    return cell;
  }

  inOrder(): readonly Cell[] {
    return [...this.#cells.entries()]
      .sort(([a, { subject: one }], [b, { subject: other }]) => bySubject(one, other) || byCodeUnits(a, b))
      .map(([, cell]) => cell);
  }
}

/** A complaint belongs to the window in which its attempt lies: only then is it one of those attempts. */
const cellsOf = (law: LawPack, complaints: readonly WeighedComplaint[], window: WindowCounts): readonly Cell[] => {
  const cells = new Cells(law);
  for (const { subject, lineClass, province, attempts } of window.attempts) {
    const cell = cells.of(subject, lineClass, province);
    if (cell) cell.attempts += attempts;
  }
  for (const complaint of complaints) {
    const { attempt } = complaint;
    if (attempt.atMs < window.fromMs || attempt.atMs >= window.toMs) continue;
    for (const subject of subjectsOf(attempt))
      cells.of(subject, attempt.lineClass, attempt.province)?.complaints.push(complaint);
  }
  return cells.inOrder();
};

const evidenceOf = (
  law: LawPack,
  window: CountWindow,
  tally: ComplaintTally,
  { attempts, province }: Pick<Cell, 'attempts' | 'province'>,
  { lower, spent }: RateVerdict,
  threshold: Threshold,
): RateEvidence => ({
  complaints: tally.complaints,
  complainants: tally.complainants,
  attempts,
  lowerBound: lower,
  confidence: 1 - spent,
  threshold,
  province,
  window: { by: window.by, days: window.days, fromMs: window.fromMs, toMs: window.toMs },
  law: law.id,
  provenance: law.clauses[threshold.clause]?.source ?? '',
  complaintIds: tally.ids.slice(0, MAX_EVIDENCE_IDS),
});

/** Who speaks. A carrier of millions has five complaints every day, and so has whoever stands on many chains. */
const COUNTED_KINDS: readonly ComplaintSubject['kind'][] = ['number', 'line', 'merchant', 'content'];

const COUNTED = ['complaints', 'complaints-of-a-campaign-line'] as const;

/** What each complaint adds to, by count rule. */
const byCountRule = (
  law: LawPack,
  { subject, complaints }: Cell,
  days: number,
): ReadonlyMap<Threshold, readonly WeighedComplaint[]> => {
  const groups = new Map<Threshold, WeighedComplaint[]>();
  for (const complaint of complaints) {
    const { lineClass, province, campaign } = complaint.attempt;
    for (const what of COUNTED) {
      if (what === 'complaints-of-a-campaign-line' && !(campaign && subject.kind === 'line')) continue;
      for (const { threshold } of thresholdsFor(law, { what, per: 'days' }, lineClass, province))
        if (threshold.days === days) groups.get(threshold)?.push(complaint) ?? groups.set(threshold, [complaint]);
    }
  }
  return groups;
};

/** So many in so many days. Silent where the rate of those days lies surely below its threshold: who calls millions has complaints. */
const countFindings = (law: LawPack, cell: Cell, window: WindowCounts, verdict: RateVerdict): ComplaintFinding[] => {
  if (!COUNTED_KINDS.includes(cell.subject.kind) || verdict.verdict === 'below') return [];
  return [...byCountRule(law, cell, window.days)].flatMap(([rule, complaints]): ComplaintFinding[] => {
    const tally = tallyOf(complaints);
    if (tally.complaints < rule.value) return [];
    const evidence = evidenceOf(law, window, tally, cell, verdict, rule);
    return [{ kind: 'complaint-count', subject: cell.subject, evidence }];
  });
};

/**
 * What complaints show by the law's thresholds, in order of window and subject. `complaints`: all that were received since the first
 * window began, and those of the rule's days of habit before it. `windows`: those of `windowsAt`, with what the journal counted in each.
 * Nothing where the law judges no rates, or none of that class of lines.
 */
export const findComplaints = (
  law: LawPack,
  complaints: readonly CountableComplaint[],
  windows: readonly WindowCounts[],
): readonly ComplaintFinding[] => {
  const rule = law.complaintRates;
  if (rule === undefined) return [];
  const weighed = weighComplaints(complaints, rule.habitual);
  return windows.flatMap((window) =>
    cellsOf(law, weighed, window).flatMap((cell): ComplaintFinding[] => {
      const tally = tallyOf(cell.complaints);
      if (tally.complaints === 0) return [];
      const verdict = judgeRate(tally.complaints, cell.attempts, rateTest(rule, cell.threshold, window.days));
      if (window.by === 'count') return countFindings(law, cell, window, verdict);
      if (verdict.verdict !== 'above') return [];
      const evidence = evidenceOf(law, window, tally, cell, verdict, cell.threshold);
      return [{ kind: 'complaint-rate', subject: cell.subject, evidence }];
    }),
  );
};
