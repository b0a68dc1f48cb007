import {
  type Failure,
  type FailureCode,
  failure,
  type InstantMs,
  type Party,
  type PartyId,
  type Result,
  success,
} from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import { MS_PER_DAY } from './calendar.ts';
import { type ComplaintFinding, findComplaints, type WindowCounts } from './complaint-rates.ts';
import type { ComplaintSubject, CountableComplaint } from './count-complaints.ts';

/** House default, no clause: longer than this no machine holds anybody down; a handler may. */
export const MAX_AUTOMATIC_TERM_DAYS = 30;

/** Who acts. A handler answers by name for what is done. */
export type ActingParty = { readonly by: 'automation' } | { readonly by: 'handler'; readonly name: string };

/** What is to be done about a finding. `perDay`: attempts a day that are left to the subject. */
export interface ProposedAction {
  readonly kind: 'cap' | 'suspend' | 'revoke';
  readonly perDay?: number;
  readonly termDays?: number;
}

/** A cap as a sanction will hold it: by whose finding, on whom, how much is left, until when. */
export interface AutomaticCap {
  readonly kind: 'cap';
  readonly target: { readonly kind: 'number' | 'line' | 'merchant'; readonly id: string };
  readonly perDay: number;
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs;
  readonly clause: string;
}

/** Stable keys. `forbidden`: a handler may. */
export const AUTOMATION_REFUSALS = {
  'caps-only': 'forbidden',
  'no-term': 'invalid',
  'no-allowance': 'invalid',
  'proves-no-rate': 'forbidden',
  'no-longer-found': 'conflict',
  'no-such-target': 'invalid',
  'chain-needs-handler': 'forbidden',
} as const satisfies Readonly<Record<string, FailureCode>>;

/** Why automation may not. A failure like any other, with a stable key of its own. */
export interface AutomationRefusal extends Failure {
  readonly refusal: keyof typeof AUTOMATION_REFUSALS;
}

const refused = (
  refusal: AutomationRefusal['refusal'],
  field: string,
  message: string,
  remedy: string,
): AutomationRefusal => ({
  ...failure(AUTOMATION_REFUSALS[refusal], 'Automation may not do this', { field, message, remedy }),
  refusal,
});

const HANDLER = 'A named handler decides; file the finding and leave it to one.';

const isWhole = (value: number | undefined, least: number, most: number): value is number =>
  value !== undefined && Number.isInteger(value) && value >= least && value <= most;

const isSame = (a: ComplaintSubject, b: ComplaintSubject): boolean => a.kind === b.kind && a.id === b.id;

/** Counted anew: a complaint may have been withdrawn, or its proof or its match lost, since the finding was made. */
const stillFound = (
  { subject, evidence }: ComplaintFinding,
  law: LawPack,
  complaints: readonly CountableComplaint[],
  window: WindowCounts,
): boolean =>
  findComplaints(law, complaints, [window]).some(
    (one) =>
      one.kind === 'complaint-rate' &&
      isSame(one.subject, subject) &&
      one.evidence.province === evidence.province &&
      one.evidence.threshold.lineClass === evidence.threshold.lineClass,
  );

/**
 * What automation may do about a finding of complaints: cap the number, line or merchant whose rate lies surely above its threshold, for a
 * term; never suspend or revoke. `law`, `complaints` and `window` as they stand now, as for `findComplaints`: the rate must still
 * be found by complaints that count. A count without a rate, a content and a party of the chain are a handler's, as is a suspension.
 */
export const automaticCap = (
  finding: ComplaintFinding,
  { kind, perDay, termDays }: ProposedAction,
  now: {
    readonly law: LawPack;
    readonly complaints: readonly CountableComplaint[];
    readonly window: WindowCounts;
    readonly atMs: InstantMs;
  },
): { readonly ok: true; readonly value: AutomaticCap } | AutomationRefusal => {
  const { subject, evidence } = finding;
  if (kind !== 'cap') return refused('caps-only', 'kind', `automation imposes no ${kind}`, HANDLER);
  if (!isWhole(termDays, 1, MAX_AUTOMATIC_TERM_DAYS))
    return refused('no-term', 'termDays', 'a cap by automation ends', `Give it 1 to ${MAX_AUTOMATIC_TERM_DAYS} days.`);
  if (!isWhole(perDay, 1, Number.MAX_SAFE_INTEGER))
    return refused('no-allowance', 'perDay', 'a cap of nothing is a suspension', 'Leave at least one attempt a day.');
  if (finding.kind !== 'complaint-rate')
    return refused('proves-no-rate', 'finding.kind', 'so many complaints prove no rate', HANDLER);
  if (subject.kind === 'party')
    return refused('chain-needs-handler', 'finding.subject', 'a party of the chain reaches lines of others', HANDLER);
  if (subject.kind === 'content')
    return refused('no-such-target', 'finding.subject', 'no gate caps a content', 'Review the content again instead.');
  if (!stillFound(finding, now.law, now.complaints, now.window))
    return refused('no-longer-found', 'finding.evidence', 'complaints that count no longer show it', 'Let it rest.');
  const toMs = now.atMs + termDays * MS_PER_DAY;
  const target = { kind: subject.kind, id: subject.id };
  return success({ kind, target, perDay, fromMs: now.atMs, toMs, clause: evidence.threshold.clause });
};

/**
 * The parties of a chain that a sanction may reach beyond the subject itself, in the chain's order. Carriers are left out: they connect
 * everybody, and answer otherwise. Automation is refused; a handler must give a name, for it stands in the record.
 */
export const reachAlongChain = (
  chain: readonly Pick<Party, 'id' | 'kind'>[],
  acting: ActingParty,
): Result<readonly PartyId[]> | AutomationRefusal => {
  if (acting.by === 'automation')
    return refused('chain-needs-handler', 'acting', 'automation reaches nobody along the chain', HANDLER);
  if (acting.name.trim() === '')
    return refused('chain-needs-handler', 'acting.name', 'nobody answers for it', 'Name the handler who decides.');
  return success(chain.filter(({ kind }) => kind !== 'carrier').map(({ id }) => id));
};
