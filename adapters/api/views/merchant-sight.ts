import type { Channel, JournalledDecision, Purpose } from '@wurao/domain';
import type { LawPack, ReasonKey } from '@wurao/law';

/**
 * What a merchant is shown of a decision (rule 5: the register is no oracle). Pure, and without a branch that costs more
 * on one side than on the other. Everything here may depend on: what is shown, the law, the lines, the merchant's own
 * filings and contents, and whether it holds a confirmed basis. Nothing may depend on what the callee wishes.
 */
export interface Shown {
  readonly decision: 'allow' | 'refuse';
  readonly reason: string;
  readonly retryAtMs: number | undefined;
  readonly wouldBe: string | undefined;
  /** The reason stands for another that is not shown. */
  readonly collapsed: boolean;
}

/** Reasons that a personal wish, a basis or a tenure of the callee decides: a merchant never reads them. */
export const CALLEE_DEPENDENT: ReadonlySet<string> = new Set<ReasonKey>([
  'personally-refused',
  'refused-by-subscriber',
  'do-not-disturb',
  'consent-withdrawn',
  'consent-of-former-holder',
  'consent-expired',
  'consent-out-of-scope',
  'consent-unconfirmed',
  'no-consent',
]);

/** Answered at steps 1–4, before anything of the callee is looked at: shown as they are. */
export const BEFORE_THE_CALLEE: ReadonlySet<string> = new Set<ReasonKey>([
  'emergency',
  'line-unknown',
  'caller-not-filed',
  'caller-spoofed',
  'sanctioned',
  'public-interest',
]);

/** By whatever id. */
type Decided = Omit<JournalledDecision, 'id'>;

/** Commercial, or collection, which needs a relation: there an assertion of the merchant's own must not open a view. */
const needsBasis = (purpose: Purpose | undefined, channel: Channel, law: LawPack): boolean =>
  purpose !== undefined && (law.matrix[purpose].commercial || law.matrix[purpose].basis.includes(channel));

/**
 * The reason in place of a refusal's. Without a confirmed basis for what needs one, every refusal after step 4 reads the
 * same: a personal list answers before the text is looked at, and the hours after do-not-disturb, so that "content-mismatch" or
 * "outside-hours" would tell who is on no list.
 */
const shownRefusal = (reason: string, { attempt, decision, atMs }: Decided, law: LawPack): string => {
  if (BEFORE_THE_CALLEE.has(reason)) return reason;
  const collapsed = decision.holdsConfirmed ? 'refused' : 'no-basis';
  if (!decision.holdsConfirmed && needsBasis(decision.purpose, attempt.channel, law)) return collapsed;
  if (CALLEE_DEPENDENT.has(reason)) return collapsed;
  // Lawful now, yet outside hours: the subscriber's own hours.
  const ownHours = reason === 'outside-hours' && (decision.lawfulRetryAtMs ?? atMs) <= atMs;
  return ownHours ? collapsed : reason;
};

/** A screen authorises nothing: without a confirmed basis it tells a merchant nothing either, not even a yes. */
const screensBlind = (record: Decided, law: LawPack): boolean =>
  record.attempt.mode === 'screen' &&
  !record.decision.holdsConfirmed &&
  needsBasis(record.decision.purpose, record.attempt.channel, law) &&
  !BEFORE_THE_CALLEE.has(record.decision.reason) &&
  !BEFORE_THE_CALLEE.has(record.decision.wouldBe ?? '');

export const merchantSight = (record: Decided, law: LawPack): Shown => {
  const { decision, atMs } = record;
  if (screensBlind(record, law)) {
    return { decision: 'refuse', reason: 'no-basis', retryAtMs: undefined, wouldBe: undefined, collapsed: true };
  }
  const wouldBe = decision.wouldBe === undefined ? undefined : shownRefusal(decision.wouldBe, record, law);
  if (decision.decision === 'allow') {
    return {
      decision: 'allow',
      reason: decision.reason,
      retryAtMs: undefined,
      wouldBe,
      collapsed: wouldBe !== decision.wouldBe,
    };
  }
  const reason = shownRefusal(decision.reason, record, law);
  const collapsed = reason !== decision.reason;
  const lawful = decision.lawfulRetryAtMs;
  const retryAtMs = !collapsed && lawful !== undefined && lawful > atMs ? lawful : undefined;
  return { decision: 'refuse', reason, retryAtMs, wouldBe, collapsed };
};

/** Staff and carriers read the decision as it was made. */
export const fullSight = ({ decision }: JournalledDecision): Shown => ({
  decision: decision.decision,
  reason: decision.reason,
  retryAtMs: decision.retryAtMs,
  wouldBe: decision.wouldBe,
  collapsed: false,
});
