import type { LineClass } from '@wurao/domain';
import type { ComplaintRateRule, LawPack, Threshold } from '@wurao/law';
import {
  type ComplaintSubject,
  type ComplaintTally,
  type CountableComplaint,
  type MatchedAttempt,
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
  /** What the attempts are made up of. */
  readonly counts: AttemptCount[];
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
    const cell = this.#cells.get(key) ?? { ...scoped, subject, complaints: [], counts: [], attempts: 0 };
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
  for (const count of window.attempts) {
    const cell = cells.of(count.subject, count.lineClass, count.province);
    if (cell === undefined) continue;
    cell.counts.push(count);
    cell.attempts += count.attempts;
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
  { attempts, threshold, province }: Pick<Cell, 'attempts' | 'threshold' | 'province'>,
  { lower, spent }: RateVerdict,
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

/** The count rules of so many days that an attempt of the subject falls under. `campaign`: whether one ran on its line. */
const countRulesFor = (
  law: LawPack,
  { kind }: ComplaintSubject,
  days: number,
  { lineClass, province, campaign }: Pick<MatchedAttempt, 'lineClass' | 'province' | 'campaign'>,
): readonly ScopedThreshold[] =>
  COUNTED.filter((what) => what === 'complaints' || (campaign && kind === 'line')).flatMap((what) =>
    thresholdsFor(law, { what, per: 'days' }, lineClass, province).filter(({ threshold }) => threshold.days === days),
  );

/** What adds up under one count rule. */
interface Counted extends ScopedThreshold {
  readonly complaints: WeighedComplaint[];
  attempts: number;
}

/** A rule counts over provinces and line classes that have rates of their own. Cells of one subject. */
const byCountRule = (law: LawPack, subject: ComplaintSubject, cells: readonly Cell[], days: number): Counted[] => {
  const counted: Counted[] = [];
  for (const complaint of cells.flatMap(({ complaints }) => complaints)) {
    for (const rule of countRulesFor(law, subject, days, complaint.attempt)) {
      const same = counted.find(
        ({ threshold, province }) => threshold === rule.threshold && province === rule.province,
      );
      if (same) same.complaints.push(complaint);
      else counted.push({ ...rule, complaints: [complaint], attempts: 0 });
    }
  }
  for (const { lineClass, province, attempts } of cells.flatMap(({ counts }) => counts)) {
    // The journal does not count those of campaigns apart.
    const rules = countRulesFor(law, subject, days, { lineClass, province, campaign: true });
    for (const one of counted)
      if (rules.some((rule) => rule.threshold === one.threshold && rule.province === one.province))
        one.attempts += attempts;
  }
  return counted;
};

const verdictOf = (
  rule: ComplaintRateRule,
  window: CountWindow,
  complaints: number,
  { attempts, threshold }: Pick<Cell, 'attempts' | 'threshold'>,
): RateVerdict => judgeRate(complaints, attempts, rateTest(rule, threshold, window.days));

const rateFindings = (
  law: LawPack,
  rule: ComplaintRateRule,
  cells: readonly Cell[],
  window: CountWindow,
): ComplaintFinding[] =>
  cells.flatMap((cell): ComplaintFinding[] => {
    const tally = tallyOf(cell.complaints);
    if (tally.complaints === 0) return [];
    const verdict = verdictOf(rule, window, tally.complaints, cell);
    if (verdict.verdict !== 'above') return [];
    return [{ kind: 'complaint-rate', subject: cell.subject, evidence: evidenceOf(law, window, tally, cell, verdict) }];
  });

/**
 * So many in so many days. What came where the rate of those days lies surely below its threshold is left out: who calls millions has
 * complaints.
 */
const countFindings = (
  law: LawPack,
  rule: ComplaintRateRule,
  cells: readonly Cell[],
  window: CountWindow,
): ComplaintFinding[] => {
  const standing = cells.filter(
    (cell) =>
      COUNTED_KINDS.includes(cell.subject.kind) &&
      verdictOf(rule, window, tallyOf(cell.complaints).complaints, cell).verdict !== 'below',
  );
  return bySubjects(standing).flatMap(([subject, own]) =>
    byCountRule(law, subject, own, window.days).flatMap((counted): ComplaintFinding[] => {
      const tally = tallyOf(counted.complaints);
      if (tally.complaints < counted.threshold.value) return [];
      // For the bound alone: what is counted has no rate to be judged by.
      const verdict = verdictOf(rule, window, tally.complaints, counted);
      return [{ kind: 'complaint-count', subject, evidence: evidenceOf(law, window, tally, counted, verdict) }];
    }),
  );
};

/** Cells in order, those of one subject together. */
const bySubjects = (cells: readonly Cell[]): readonly (readonly [ComplaintSubject, readonly Cell[]])[] => {
  const grouped: [ComplaintSubject, Cell[]][] = [];
  for (const cell of cells) {
    const last = grouped.at(-1);
    if (last !== undefined && bySubject(last[0], cell.subject) === 0) last[1].push(cell);
    else grouped.push([cell.subject, [cell]]);
  }
  return grouped;
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
  return windows.flatMap((window) => {
    const cells = cellsOf(law, weighed, window);
    return window.by === 'rate' ? rateFindings(law, rule, cells, window) : countFindings(law, rule, cells, window);
  });
};

/** How a subject stands in one period under one rate, found or not. `attempts`: let through. */
export interface RateStanding extends RateVerdict {
  readonly subject: ComplaintSubject;
  readonly complaints: number;
  readonly attempts: number;
  readonly threshold: Threshold;
  /** The threshold is that of a province; undefined: the country's. */
  readonly province: string | undefined;
  readonly window: CountWindow;
}

/** Of the lines about which there are complaints; one that is not here has none. Given as `findComplaints` is. */
export const lineStandings = (
  law: LawPack,
  complaints: readonly CountableComplaint[],
  windows: readonly WindowCounts[],
): readonly RateStanding[] => {
  const rule = law.complaintRates;
  if (rule === undefined) return [];
  const weighed = weighComplaints(complaints, rule.habitual);
  return windows
    .filter(({ by }) => by === 'rate')
    .flatMap((window) =>
      cellsOf(law, weighed, window)
        .filter(({ subject }) => subject.kind === 'line')
        .map(({ subject, complaints: ofCell, attempts, threshold, province }): RateStanding => {
          const counted = tallyOf(ofCell).complaints;
          const { by, days, fromMs, toMs } = window;
          const verdict = verdictOf(rule, window, counted, { attempts, threshold });
          const standing = { subject, complaints: counted, attempts, threshold, province };
          return { ...standing, ...verdict, window: { by, days, fromMs, toMs } };
        }),
    );
};
