import type { CaseAsker, CaseworkPort, Explanation } from '@wurao/api';
import {
  ATTEMPTS_LOOKED_AT_MAX,
  type AttachmentClaim,
  type AttemptMatch,
  attemptSpan,
  type ComplaintAnswers,
  type ComplaintAttempt,
  type ComplaintClaim,
  type ComplaintRecord,
  type EvidenceQuestions,
  explainNoAttempt,
  type FactsAt,
  type Gathered,
  gatherEvidence,
  type HouseQuery,
  matchAttempt,
  readComplaint,
  supplemented,
  type ToldComplaint,
} from '@wurao/casework';
import {
  type Content,
  channelBit,
  type DecisionId,
  type Failure,
  type Filing,
  type InstantMs,
  isFiledAt,
  type JournalledDecision,
  type NumberingPlan,
  numberKind,
  type Party,
  type PhoneNumber,
  type Result,
  success,
} from '@wurao/domain';
import type { JournalRecord } from '@wurao/journal';
import type { Outcome } from '@wurao/registry';
import type { ArchiveHandle } from './archive-client.ts';
import type { Attachments } from './attachments.ts';
import type { ControlHandle } from './control-client.ts';
import type { Gate } from './gate.ts';

export interface CaseDeskParts {
  readonly gate: Pick<Gate, 'filingsOf' | 'flush' | 'nowMs'>;
  readonly archive: Pick<ArchiveHandle, 'around'>;
  readonly control: Pick<ControlHandle['calls'], 'ask' | 'execute' | 'explain'>;
  readonly plan: () => NumberingPlan;
  readonly attachments: Attachments;
}

/** A question of the gathering that failed: the complaint is not taken without it, and may be told again. */
class NotAnswered extends Error {
  readonly failure: Extract<Result<never>, { ok: false }>;
  constructor(failure: Extract<Result<never>, { ok: false }>) {
    super(failure.title);
    this.failure = failure;
  }
}

const answered = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new NotAnswered(result);
};

/** From answer to end; 0: it was never answered. */
const lastedMs = (outcome: JournalRecord['outcome']): number | undefined => {
  if (outcome === undefined || outcome.endedMs === undefined) return undefined;
  return outcome.answeredMs === undefined ? 0 : outcome.endedMs - outcome.answeredMs;
};

const seenOf = ({ id, atMs, attempt, decision, outcome }: JournalRecord) => ({
  decision: id,
  atMs,
  channel: attempt.channel,
  caller: attempt.caller,
  callee: attempt.callee,
  firstCalled: attempt.firstCalled,
  allowed: decision.decision === 'allow',
  durationMs: lastedMs(outcome),
});

/** Complaints meet the journal here: the attempt that each is about, and all that a case opens with. */
export class CaseDesk implements CaseworkPort {
  readonly #parts: CaseDeskParts;

  constructor(parts: CaseDeskParts) {
    this.#parts = parts;
  }

  async file(claim: ComplaintClaim, visibleSinceMs: InstantMs | undefined, asker: CaseAsker): Promise<Result<Outcome>> {
    const strange = await this.checkHeld(claim.attachments ?? [], 'attachments');
    if (strange) return strange;
    const gathered = await this.#gatherFor(claim, this.#parts.gate.nowMs(), visibleSinceMs);
    if (!gathered.ok) return gathered;
    const command = { kind: 'fileComplaint', claim, gathered: gathered.value } as const;
    return this.#parts.control.execute({ command, ...asker });
  }

  async supplement(
    id: string,
    more: Omit<ComplaintClaim, 'source'>,
    visibleSinceMs: InstantMs | undefined,
    asker: CaseAsker,
  ): Promise<Result<Outcome>> {
    const strange = await this.checkHeld(more.attachments ?? [], 'attachments');
    if (strange) return strange;
    const kept = await this.#parts.control.ask({ kind: 'complaint', id });
    if (!kept.ok) return kept;
    const record = kept.value as ComplaintRecord | undefined;
    // Who may, and whether there is anything to complete, is for the command to say.
    const claim = record?.claim && supplemented(record.claim, more);
    const gathered = claim
      ? await this.#gatherFor(claim, record.receivedMs, visibleSinceMs)
      : success<Gathered | undefined>(undefined);
    if (!gathered.ok) return gathered;
    const command = { kind: 'supplementComplaint', id, more, gathered: gathered.value } as const;
    return this.#parts.control.execute({ command, ...asker });
  }

  keepAttachment(type: string, bytes: Uint8Array) {
    return this.#parts.attachments.keep(type, bytes);
  }

  readAttachment(sha256: string): Promise<Uint8Array | undefined> {
    return this.#parts.attachments.read(sha256);
  }

  checkHeld(claims: readonly AttachmentClaim[], field: string): Promise<Failure | undefined> {
    return this.#parts.attachments.checkHeld(claims, field);
  }

  /** Undefined: it is incomplete, or cannot be used, as the command will say. */
  async #gatherFor(
    claim: ComplaintClaim,
    receivedMs: InstantMs,
    visibleSinceMs: InstantMs | undefined,
  ): Promise<Result<Gathered | undefined>> {
    const read = readComplaint(claim, { id: 'new', receivedMs });
    if (!read.ok || read.kind === 'incomplete') return success(undefined);
    try {
      return success(await this.#gather(read.complaint, visibleSinceMs));
    } catch (error) {
      if (error instanceof NotAnswered) return error.failure;
      throw error;
    }
  }

  async #gather(complaint: ToldComplaint, visibleSinceMs: InstantMs | undefined): Promise<Gathered> {
    const { archive, gate } = this.#parts;
    gate.flush();
    const [fromMs, toMs] = attemptSpan(complaint);
    const around = answered(
      await archive.around({
        number: complaint.complainant,
        fromMs: Math.max(fromMs, visibleSinceMs ?? 0),
        toMs,
        limit: ATTEMPTS_LOOKED_AT_MAX + 1,
      }),
    );
    const { matches, refused } = answered(matchAttempt(complaint, around.records.map(seenOf)));
    const match = matches[0];
    const noAttempt = match
      ? []
      : explainNoAttempt(complaint, this.#noAttemptFacts(complaint, around.fromMs, refused.length > 0));
    const record = around.records.find(({ id }) => id === match?.decision);
    const facts = record && (await this.#factsAt(record));
    const evidence = await gatherEvidence(
      { complaintId: complaint.id, reported: complaint.reported, match, noAttempt, atMs: gate.nowMs() },
      this.#questions(record, facts),
    );
    return { attempt: match && record && facts && this.#attemptOf(match, record, facts), evidence };
  }

  #noAttemptFacts(complaint: ToldComplaint, journalFromMs: InstantMs | undefined, refused: boolean) {
    const number = complaint.reported.kind === 'known' ? complaint.reported.number : undefined;
    const isFiled = (filing: Filing): boolean => isFiledAt(filing, complaint.atMs);
    return {
      journalFromMs: journalFromMs ?? this.#parts.gate.nowMs(),
      filed: number !== undefined && this.#parts.gate.filingsOf(number).some(isFiled),
      assigned: number === undefined ? undefined : this.#isAssigned(number),
      refused,
    };
  }

  /** The plan knows the prefixes of mobile numbers, all that there are; of others it says nothing. */
  #isAssigned(number: PhoneNumber): boolean | undefined {
    return numberKind(number) === 'mobile' ? this.#parts.plan().placeOf(number) !== undefined : undefined;
  }

  async #ask<K extends keyof ComplaintAnswers>(query: Extract<HouseQuery, { kind: K }>): Promise<ComplaintAnswers[K]> {
    return answered(await this.#parts.control.ask(query)) as ComplaintAnswers[K];
  }

  #factsAt({ attempt, decision }: JournalRecord): Promise<FactsAt> {
    const { callee: subscriber, line } = attempt;
    return this.#ask({ kind: 'factsAt', version: decision.dataVersion, subscriber, merchant: decision.merchant, line });
  }

  #attemptOf(match: AttemptMatch, { id, atMs, attempt, decision }: JournalRecord, facts: FactsAt): ComplaintAttempt {
    const { line, preference } = facts;
    const called = attempt.firstCalled ?? attempt.callee;
    const isOn = preference?.on === true && (preference.channels & channelBit(attempt.channel)) !== 0;
    return {
      decision: id,
      confidence: match.confidence,
      atMs,
      caller: attempt.caller,
      merchant: decision.merchant,
      line: attempt.line,
      lineClass: line?.class,
      campaign: decision.purpose === 'marketing',
      content: attempt.content,
      chain: line?.chain ?? [],
      province: this.#parts.plan().placeOf(called)?.province.code,
      doNotDisturb: isOn,
    };
  }

  async #explanation(record: JournalledDecision): Promise<Pick<Explanation, 'steps' | 'reproduced'>> {
    const { steps, reproduced } = answered(await this.#parts.control.explain(record));
    return { steps, reproduced };
  }

  #questions(record: JournalRecord | undefined, facts: FactsAt | undefined): EvidenceQuestions {
    return {
      decision: async (id: DecisionId) => (record?.id === id ? record : undefined),
      explanation: (decided) => this.#explanation(decided),
      line: async () => facts?.line,
      parties: async (ids) => {
        const found: Party[] = [];
        for (const id of ids) {
          const party = answered(await this.#parts.control.ask({ kind: 'noun', noun: 'party', id }));
          if (party !== undefined) found.push(party as Party);
        }
        return found;
      },
      bases: async () => facts?.bases ?? [],
      refusals: async () => facts?.refusals ?? [],
      content: async (id) =>
        answered(await this.#parts.control.ask({ kind: 'noun', noun: 'content', id })) as Content | undefined,
      recording: async () => undefined,
      earlierComplaints: (subject, complaintId, limit) =>
        this.#ask({ kind: 'earlierComplaints', subject, complaintId, limit }),
    };
  }
}
