import type {
  Attempt,
  DecisionId,
  InstantMs,
  Line,
  LineId,
  MerchantId,
  MessageOutcome,
  PhoneNumber,
  Purpose,
} from '@wurao/domain';
import type { SmsProtocol } from '../ports.ts';

/** What the relay of short messages asks of the rest of the house. apps/server wires it. */

/** A line as merchants' systems come in by it. */
export interface SmsAccount {
  readonly line: Line;
  readonly secret: string;
  /** Sessions at a time. */
  readonly connectionsMax: number;
  /** Messages a second. */
  readonly perSecond: number;
  readonly windowMax: number;
}

/** What the relay needs of a decision to answer a message. */
export interface SmsDecision {
  readonly id: DecisionId;
  readonly isAllowed: boolean;
  /** Of the reasons file. */
  readonly reasonCode: number;
  /** Refused for a reason of the callee's own, who may want to read it. */
  readonly heldFor?: HeldFor | undefined;
}

/** Whose a held message is, and what can be told of it. */
export interface HeldFor {
  readonly subscriber: PhoneNumber;
  /** Why it was refused, as it was decided. */
  readonly reason: string;
  readonly merchant: MerchantId | undefined;
  readonly purpose: Purpose | undefined;
  readonly line: LineId;
}

/** Where refused messages are kept for those who want to read them. */
export interface MessageSafe {
  /** Now. Never rejects. */
  wants(subscriber: PhoneNumber): Promise<boolean>;
  /** `atMs`: of the message, whose key is forgotten some days later. Undefined: no key could be kept. Never throws. */
  seal(plain: Uint8Array, atMs: InstantMs): Uint8Array | undefined;
  /** Undefined: its key is gone, or somebody changed it. */
  open(sealed: Uint8Array, atMs: InstantMs): Uint8Array | undefined;
}

/** What a subscriber wrote back, whole. */
export interface SubscriberReply {
  readonly subscriber: PhoneNumber;
  readonly port: PhoneNumber;
  /** Undefined: it holds no text. */
  readonly text: string | undefined;
  readonly receivedMs: InstantMs;
}

/** The decisions and the register, as the relay asks them. */
export interface SmsHouse {
  nowMs(): InstantMs;
  /** False: the tables are being loaded, or the server is stopping. */
  ready(): boolean;
  /** As it is now: undefined for one that is not known, or whose line is not active. */
  account(protocol: SmsProtocol, account: string): SmsAccount | undefined;
  /**
   * Decides and puts the decision into this turn's batch of the journal; nobody may be told before `whenWritten` said so.
   * A text that is of no approved template is classified first.
   */
  decide(attempt: Attempt, line: Line): SmsDecision;
  /** Called once, after the batch of this turn was written (true) or was given up (false: none of its decisions happened). */
  whenWritten(tell: (written: boolean) => void): void;
  /** Does what a reply asks for; done when it is in effect. False: not now, it has to be brought again. Never rejects. */
  take(reply: SubscriberReply): Promise<boolean>;
  /** Whose replies to this port are: the line of the port's filing. Undefined: nobody's. */
  lineOf(port: PhoneNumber): LineId | undefined;
  /** A message that was allowed, or a part of one, has ended. Told once. */
  ended(outcome: MessageOutcome): void;
}

export type ItemId = number & { readonly __brand: 'ItemId' };

/** What outlives the process: items put, kept and settled. All of one turn is on the disk, or nothing of it. */
export interface ItemKeeper {
  items(): Iterable<{ readonly id: ItemId; readonly body: Uint8Array }>;
  /** What can still be refused to whoever brought it: forgotten where the disk does not take it. */
  put(body: Uint8Array): ItemId;
  /** What follows from something that was taken: where the disk does not take it, it is written later, with all settled beside it. */
  keep(body: Uint8Array): ItemId;
  settle(id: ItemId): void;
  /** Of one that is not settled. */
  bodyOf(id: ItemId): Uint8Array;
  /** False: what was put since the last time is not on the disk, and is forgotten. Asks the disk again for what it did not take before. */
  whenKept(tell: (isKept: boolean) => void): void;
}
