import type { Channel, DecisionId, InstantMs, PhoneNumber } from '@wurao/domain';
import type { CaseState } from './case-states.ts';
import type { SUBJECT_KINDS } from './count-complaints.ts';
import { numberFit, type ReportedNumber } from './reported-number.ts';

const MINUTE_MS = 60_000;

/**
 * Two reports of one person about one number are of the same contact where the claimed times lie no further apart (house defaults).
 * Of a call the phone keeps a list; a message is dated by when it was read.
 */
export const SAME_CONTACT_MS: Readonly<Record<Channel, number>> = {
  voice: 10 * MINUTE_MS,
  sms: 2 * 60 * MINUTE_MS,
  flash: 2 * 60 * MINUTE_MS,
};

/** A new case names so many earlier ones about its source, the latest. */
export const EARLIER_CASES_MAX = 50;

/**
 * Whom the complaints of a case are about: the merchant of the attempt that was matched, else the number, as far as it is known.
 * `masked`: its pattern. Undefined: nobody can say, and nothing is joined.
 */
export interface CaseSource {
  readonly kind: Extract<(typeof SUBJECT_KINDS)[number], 'merchant' | 'number'> | 'masked';
  readonly id: string;
}

/** `merchant`: of the attempt that was surely or likely meant (`matchAttempt`). */
export const caseSourceOf = (reported: ReportedNumber, merchant: string | undefined): CaseSource | undefined => {
  if (merchant !== undefined) return { kind: 'merchant', id: merchant };
  if (reported.kind === 'known') return { kind: 'number', id: reported.number };
  return reported.kind === 'masked' ? { kind: 'masked', id: reported.pattern } : undefined;
};

/** What is compared of a complaint. */
export interface JoiningComplaint {
  readonly id: string;
  readonly complainant: PhoneNumber;
  readonly reported: ReportedNumber;
  readonly source: CaseSource | undefined;
  readonly channel: Channel;
  readonly atMs: InstantMs;
  readonly receivedMs: InstantMs;
  /** The attempt it was matched to. */
  readonly decision: DecisionId | undefined;
}

export interface EarlierComplaint extends JoiningComplaint {
  readonly caseId: string;
  readonly withdrawn: boolean;
}

export interface EarlierCase {
  readonly id: string;
  readonly source: CaseSource | undefined;
  readonly state: CaseState;
  readonly openedMs: InstantMs;
}

/**
 * `duplicate`: the same complaint told again; what is new in it goes to that one. `joins`: a case that is open for it. `opens`: a case of
 * its own. `earlier`: other cases about the source, the latest first.
 */
export type Joining =
  | { readonly kind: 'duplicate'; readonly complaintId: string; readonly caseId: string }
  | { readonly kind: 'joins'; readonly caseId: string; readonly earlier: readonly string[] }
  | { readonly kind: 'opens'; readonly earlier: readonly string[] };

const isSameSource = (a: CaseSource | undefined, b: CaseSource | undefined): boolean =>
  a !== undefined && b !== undefined && a.kind === b.kind && a.id === b.id;

const mayBeSameNumber = (a: ReportedNumber, b: ReportedNumber): boolean => {
  if (b.kind === 'known') return numberFit(a, b.number) !== undefined;
  if (a.kind === 'known') return mayBeSameNumber(b, a);
  if (a.kind === 'masked' && b.kind === 'masked') return a.pattern === b.pattern;
  return a.kind === b.kind && a.written.trim() === b.written.trim();
};

const isSameContact = (one: JoiningComplaint, other: EarlierComplaint): boolean => {
  if (other.withdrawn || other.id === one.id) return false;
  if (other.complainant !== one.complainant || other.channel !== one.channel) return false;
  // The journal knows better than anybody's memory.
  if (one.decision !== undefined && other.decision !== undefined) return one.decision === other.decision;
  const isNear = Math.abs(other.atMs - one.atMs) <= SAME_CONTACT_MS[one.channel];
  return isNear && (isSameSource(one.source, other.source) || mayBeSameNumber(one.reported, other.reported));
};

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * What becomes of a complete complaint. A pure choice among what is handed in, in any order: the complainant's own earlier complaints, and
 * the cases about the source. It joins only a case that is `received`, the one that was opened first, so that the clock of a case is that
 * of its first complaint.
 */
export const joinComplaint = (
  complaint: JoiningComplaint,
  complaints: readonly EarlierComplaint[],
  cases: readonly EarlierCase[],
): Joining => {
  const apartMs = ({ atMs }: EarlierComplaint): number => Math.abs(atMs - complaint.atMs);
  const [same] = complaints
    .filter((other) => isSameContact(complaint, other))
    .sort((a, b) => apartMs(a) - apartMs(b) || a.receivedMs - b.receivedMs || order(a.id, b.id));
  if (same) return { kind: 'duplicate', complaintId: same.id, caseId: same.caseId };
  const about = cases
    .filter(({ source }) => isSameSource(source, complaint.source))
    .sort((a, b) => b.openedMs - a.openedMs || order(b.id, a.id));
  const open = about.findLast(({ state }) => state === 'received');
  const earlier = about.filter((one) => one !== open).map(({ id }) => id);
  const named = earlier.slice(0, EARLIER_CASES_MAX);
  return open ? { kind: 'joins', caseId: open.id, earlier: named } : { kind: 'opens', earlier: named };
};
