import type {
  Attempt,
  CallOutcome,
  Decision,
  InstantMs,
  JournalledDecision,
  KeyId,
  MerchantId,
  MessageEnd,
  OutcomeSource,
  PartyId,
  Role,
} from '@wurao/domain';

declare const brand: unique symbol;

/** Position in the journal: dense, from 1, in the order of writing. Not the change feed's `Sequence`. */
export type JournalSequence = number & { readonly [brand]: 'JournalSequence' };

export const asJournalSequence = (value: number): JournalSequence => value as JournalSequence;

/** Who asked for the decision: the key's role, its party (a merchant or a carrier) and the key. Never the key itself. */
export interface Asker {
  readonly role: Role;
  readonly party?: PartyId | MerchantId | undefined;
  readonly keyId?: KeyId | undefined;
}

/** What goes in. The id is given by the journal. */
export interface JournalEntry extends Omit<JournalledDecision, 'id'> {
  /** Undefined: a socket gate asked for itself (the line says who). */
  readonly asker: Asker | undefined;
  /** Time the decision took, whole microseconds. */
  readonly latencyUs: number;
  /** Screens of a stream: the run they belong to. */
  readonly run?: string | undefined;
}

/** What comes out: a `JournalledDecision` and what the journal knows beside it. */
export interface JournalRecord extends JournalledDecision {
  readonly sequence: JournalSequence;
  readonly asker: Asker | undefined;
  readonly latencyUs: number;
  readonly attempt: Attempt;
  readonly decision: Decision;
  readonly atMs: InstantMs;
  readonly run?: string | undefined;
  /** How the call or message went, as far as anybody said: answered by the archive only (`byId`, `attemptsOf`). */
  readonly outcome?: JournalOutcome | undefined;
}

/**
 * How a call or a message went, as it goes in: what is known by the instant `atMs`. Of a call a later one of the same source takes its
 * place; a long message has one for each part.
 */
export interface OutcomeEntry extends CallOutcome {
  readonly atMs: InstantMs;
  readonly source: OutcomeSource;
  /** Of a message, which has no SIP status (0), nor rings or is answered. Kept: ASCII, so many characters as its bounds say. */
  readonly message?: MessageEnd | undefined;
}

/** And as it comes out: an entry of the journal like any other, with a sequence of its own. */
export interface JournalOutcome extends OutcomeEntry {
  readonly sequence: JournalSequence;
}

/** A record larger than this is a programmer's error: every door bounds its texts far below. */
export const MAX_RECORD_BYTES = 1024 * 1024;
