import type {
  Basis,
  Content,
  ContentId,
  DecisionId,
  Evidence,
  InstantMs,
  JournalledDecision,
  Line,
  LineId,
  MerchantId,
  Party,
  PartyId,
  PhoneNumber,
  Refusal,
  Sequence,
} from '@wurao/domain';
import type { ComplaintSubject } from './count-complaints.ts';
import type { AttemptMatch } from './match-attempt.ts';
import type { NoAttemptFinding } from './no-attempt.ts';
import type { ReportedNumber } from './reported-number.ts';

/** Bases and refusals shown of a pair, each, the latest; nobody has more by right. */
export const PAIR_FACTS_SHOWN_MAX = 20;
/** Earlier complaints named of each subject, the latest. */
export const EARLIER_COMPLAINTS_MAX = 20;

/** A step of the decision's explanation: what was asked and answered. Names and values as the engine gives them. */
export interface StepShown {
  readonly step: number;
  readonly question: { readonly zh: string; readonly en: string };
  readonly looked: Readonly<Record<string, unknown>>;
  readonly answer: string;
  readonly answered: boolean;
}

export interface ExplanationShown {
  readonly steps: readonly StepShown[];
  /** The decision comes out the same when made again. */
  readonly reproduced: boolean;
}

/** Of a line what answers for it; never how somebody gets in by it. */
export type LineShown = Pick<Line, 'id' | 'name' | 'class' | 'enforcement' | 'status'>;

/** One of the chain. */
export interface ChainLink {
  readonly party: PartyId;
  /** Undefined: the register does not have the party. */
  readonly name: string | undefined;
  readonly kind: Party['kind'] | undefined;
  /** Who connected it: the one before. Undefined: the carrier at the beginning. */
  readonly connectedBy: PartyId | undefined;
}

/** A basis with the exact words that were shown. */
export type BasisShown = Pick<
  Basis,
  'id' | 'kind' | 'words' | 'method' | 'confirmed' | 'evidence' | 'fromMs' | 'toMs' | 'receivedMs' | 'sequence'
> & {
  /** Withdrawn, or the number changed hands, before the decision. */
  readonly ended: { readonly how: 'withdrawn' | 'recycled'; readonly atMs: InstantMs } | undefined;
};

export type RefusalShown = Pick<Refusal, 'by' | 'words' | 'receivedMs' | 'sequence'>;

/** As the register stood at the decision. No basis that has not ended: it had none. */
export interface ConsentShown {
  readonly merchant: MerchantId;
  /** The latest first. */
  readonly bases: readonly BasisShown[];
  readonly refusals: readonly RefusalShown[];
}

export interface AttemptEvidence {
  readonly match: AttemptMatch;
  readonly record: JournalledDecision;
  /** Undefined: it cannot be made again any more. */
  readonly explanation: ExplanationShown | undefined;
  /** Undefined: no line was known. */
  readonly line: LineShown | undefined;
  /** From the carrier that connects to the one that speaks. */
  readonly chain: readonly ChainLink[];
  /** Undefined: no merchant was known to ask for. */
  readonly consent: ConsentShown | undefined;
  /** The version that was named. */
  readonly content: Content | undefined;
  readonly recording: Evidence | undefined;
}

export interface EarlierComplaints {
  readonly subject: ComplaintSubject;
  /** All there are, of those named below and others. */
  readonly count: number;
  /** Ids, the latest first. */
  readonly latest: readonly string[];
}

/** What a case opens with; it is kept as it was, so that it does not change under the handler. */
export interface CaseEvidence {
  readonly gatheredMs: InstantMs;
  readonly attempt: AttemptEvidence | undefined;
  /** Where there is none: what that means. */
  readonly noAttempt: readonly NoAttemptFinding[];
  /** About the number, then the line, the merchant, the content, as far as known. */
  readonly earlier: readonly EarlierComplaints[];
}

/** What has to be asked to gather it. Each may answer that it does not know; a question that fails, fails the gathering. */
export interface EvidenceQuestions {
  decision(id: DecisionId): Promise<JournalledDecision | undefined>;
  explanation(record: JournalledDecision): Promise<ExplanationShown | undefined>;
  /** As it stood at a data version. */
  line(id: LineId, version: Sequence): Promise<Line | undefined>;
  /** Those that are known, in any order. */
  parties(ids: readonly PartyId[]): Promise<readonly Party[]>;
  /** All of the pair, ended ones and later ones, too. */
  bases(subscriber: PhoneNumber, merchant: MerchantId): Promise<readonly Basis[]>;
  refusals(subscriber: PhoneNumber, merchant: MerchantId): Promise<readonly Refusal[]>;
  content(id: ContentId): Promise<Content | undefined>;
  recording(id: DecisionId): Promise<Evidence | undefined>;
  /** Without the complaint itself and those withdrawn. */
  earlierComplaints(
    subject: ComplaintSubject,
    complaintId: string,
    limit: number,
  ): Promise<Omit<EarlierComplaints, 'subject'>>;
}

/** Who connected whom, along a line's chain. */
export const chainLinks = (chain: readonly PartyId[], parties: readonly Party[]): readonly ChainLink[] => {
  const known = new Map(parties.map((party) => [party.id, party]));
  return chain.map((party, i) => ({
    party,
    name: known.get(party)?.name,
    kind: known.get(party)?.kind,
    connectedBy: chain[i - 1],
  }));
};

const latestFirst = (a: { readonly sequence: Sequence }, b: { readonly sequence: Sequence }): number =>
  b.sequence - a.sequence;

const basisShown = ({ ended, ...basis }: Basis, version: Sequence): BasisShown => {
  const { id, kind, words, method, confirmed, evidence, fromMs, toMs, receivedMs, sequence } = basis;
  const end = ended !== undefined && ended.sequence <= version ? { how: ended.how, atMs: ended.atMs } : undefined;
  return { id, kind, words, method, confirmed, evidence, fromMs, toMs, receivedMs, sequence, ended: end };
};

/** What of a pair's bases and refusals the decision could know: what came later is no consent to what was done before. */
export const consentAt = (
  merchant: MerchantId,
  bases: readonly Basis[],
  refusals: readonly Refusal[],
  version: Sequence,
): ConsentShown => ({
  merchant,
  bases: bases
    .filter(({ sequence }) => sequence <= version)
    .sort(latestFirst)
    .slice(0, PAIR_FACTS_SHOWN_MAX)
    .map((basis) => basisShown(basis, version)),
  refusals: refusals
    .filter(({ sequence, ended }) => sequence <= version && (ended === undefined || ended.sequence > version))
    .sort(latestFirst)
    .slice(0, PAIR_FACTS_SHOWN_MAX)
    .map(({ by, words, receivedMs, sequence }) => ({ by, words, receivedMs, sequence })),
});

const lineShown = ({ id, name, class: lineClass, enforcement, status }: Line): LineShown => ({
  id,
  name,
  class: lineClass,
  enforcement,
  status,
});

const attemptEvidence = async (match: AttemptMatch, ask: EvidenceQuestions): Promise<AttemptEvidence | undefined> => {
  const record = await ask.decision(match.decision);
  if (record === undefined) return undefined;
  const { attempt, decision } = record;
  const version = decision.dataVersion;
  const line = attempt.line === undefined ? undefined : await ask.line(attempt.line, version);
  const { merchant } = decision;
  const consent =
    merchant === undefined
      ? undefined
      : consentAt(
          merchant,
          await ask.bases(attempt.callee, merchant),
          await ask.refusals(attempt.callee, merchant),
          version,
        );
  return {
    match,
    record,
    explanation: await ask.explanation(record),
    line: line === undefined ? undefined : lineShown(line),
    chain: line === undefined ? [] : chainLinks(line.chain, await ask.parties(line.chain)),
    consent,
    content: attempt.content === undefined ? undefined : await ask.content(attempt.content),
    recording: await ask.recording(record.id),
  };
};

const subjectsAsked = (reported: ReportedNumber, found: AttemptEvidence | undefined): readonly ComplaintSubject[] => {
  const attempt = found?.record.attempt;
  const caller = attempt?.caller ?? (reported.kind === 'known' ? reported.number : undefined);
  const subjects = [
    { kind: 'number', id: caller },
    { kind: 'line', id: attempt?.line },
    { kind: 'merchant', id: found?.record.decision.merchant },
    { kind: 'content', id: attempt?.content },
  ] as const;
  return subjects.flatMap(({ kind, id }) => (id === undefined ? [] : [{ kind, id }]));
};

export interface GatherOrder {
  readonly complaintId: string;
  readonly reported: ReportedNumber;
  readonly match: AttemptMatch | undefined;
  readonly noAttempt: readonly NoAttemptFinding[];
  readonly atMs: InstantMs;
}

/** Asks for all that a case opens with, one question after the other, so many however much there is. */
export const gatherEvidence = async (order: GatherOrder, ask: EvidenceQuestions): Promise<CaseEvidence> => {
  const attempt = order.match === undefined ? undefined : await attemptEvidence(order.match, ask);
  const earlier: EarlierComplaints[] = [];
  for (const subject of subjectsAsked(order.reported, attempt)) {
    const found = await ask.earlierComplaints(subject, order.complaintId, EARLIER_COMPLAINTS_MAX);
    earlier.push({ subject, count: found.count, latest: found.latest.slice(0, EARLIER_COMPLAINTS_MAX) });
  }
  return { gatheredMs: order.atMs, attempt, noAttempt: order.noAttempt, earlier };
};
