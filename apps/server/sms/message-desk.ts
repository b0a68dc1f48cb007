import { merchantSight } from '@wurao/api';
import {
  type Attempt,
  asId,
  type FailureCode,
  type InstantMs,
  isFiledAt,
  type JournalledDecision,
  type Line,
  type LineId,
  type MessageOutcome,
  type PartyId,
  type PhoneNumber,
} from '@wurao/domain';
import { matchRead, type ReadText, readText, releaseOf, type SharedFacts } from '@wurao/engine';
import {
  attemptOf,
  type HeldFor,
  type HeldMessage,
  type SmsAccount,
  type SmsDecision,
  type SmsHouse,
  type SmsProtocol,
  type SubscriberReply,
} from '@wurao/gateway';
import { type ReasonKey, reasonOf } from '@wurao/law';
import type { Actor } from '@wurao/registry';
import type { AppendedDecision, Gate } from '../gate.ts';
import { HELD_REASONS, type HeldDesk } from '../held/held-desk.ts';
import type { Log } from '../log.ts';
import { OPERATOR } from '../operator.ts';
import type { ReplyDesk } from '../reply-desk.ts';
import type { MessageReader } from './message-reader.ts';

export interface MessageDeskParts {
  readonly gate: Gate;
  readonly facts: SharedFacts;
  readonly replies: Pick<ReplyDesk, 'receive'>;
  readonly reader: MessageReader;
  readonly log: Log;
  readonly held: Pick<HeldDesk, 'mayWant'>;
}

/** Later may help; what else is wrong with a reply stays wrong. */
const PASSING: ReadonlySet<FailureCode> = new Set([
  'not-ready',
  'too-many-requests',
  'journal-unavailable',
  'store-unavailable',
]);

/** The data plane and the register as the SMS gates ask them. */
export class MessageDesk implements SmsHouse {
  readonly #parts: MessageDeskParts;
  #accounts = new Map<string, SmsAccount>();
  #lineChanges = -1;
  readonly #askers = new Map<PartyId, Actor>();

  constructor(parts: MessageDeskParts) {
    this.#parts = parts;
  }

  nowMs(): InstantMs {
    return this.#parts.gate.nowMs();
  }

  ready(): boolean {
    return this.#parts.gate.ready();
  }

  account(_protocol: SmsProtocol, account: string): SmsAccount | undefined {
    const { facts } = this.#parts;
    facts.begin();
    const { lineChanges } = facts.directory;
    if (lineChanges !== this.#lineChanges) {
      this.#lineChanges = lineChanges;
      this.#accounts = accountsOf(facts.directory.everyLine());
    }
    return this.#accounts.get(account);
  }

  decide(attempt: Attempt, line: Line): SmsDecision {
    const { gate, facts } = this.#parts;
    // As it is now: a session that has been bound for days knows it as it was.
    const now = facts.line(line.id) ?? line;
    const classified = this.#classify(attempt, now);
    const asked = classified === undefined ? attempt : { ...attempt, classified };
    const { record } = gate.decideCall(asked, undefined, this.#askerOf(now), this.nowMs());
    const { id } = record;
    if (record.decision.decision === 'allow') return { id, isAllowed: true, reasonCode: record.decision.reasonCode };
    // Whoever binds is a merchant, or speaks for one: the register is no oracle (rule 5). A trusted line is a network's own.
    const reason = now.trusted ? record.decision.reason : merchantSight(record, gate.law()).reason;
    return { id, isAllowed: false, reasonCode: reasonOf(reason as ReasonKey).code, heldFor: this.#heldFor(record) };
  }

  /** What its callee may lift itself, where it may want to. Whoever sent it is answered the same, and no later. */
  #heldFor({ attempt: { callee, line }, decision }: JournalledDecision): HeldFor | undefined {
    const { gate, held } = this.#parts;
    const { reason, merchant, purpose } = decision;
    if (!held.mayWant(callee) || !HELD_REASONS.has(reason) || line === undefined) return undefined;
    if (purpose === undefined || !gate.law().matrix[purpose].commercial) return undefined;
    return { subscriber: callee, reason, merchant, purpose, line };
  }

  /** The decision of a message that its callee released, in this turn's batch. Undefined: nothing of it can be read. */
  decideReleased({ decision, line: id, messages, text }: HeldMessage, actor: Actor): AppendedDecision | undefined {
    const { gate, facts } = this.#parts;
    const [first] = messages;
    const attempt = first && attemptOf({ id }, first, text === '' ? undefined : text);
    if (attempt === undefined || 'why' in attempt) return undefined;
    const line = facts.line(id);
    const classified = line && this.#classify(attempt, line);
    const released = { ...attempt, classified, permit: releaseOf(decision) };
    return gate.decideCall(released, undefined, actor, this.nowMs());
  }

  whenWritten(tell: (written: boolean) => void): void {
    this.#parts.gate.whenWritten(tell);
  }

  async take({ subscriber, port, text, receivedMs }: SubscriberReply): Promise<boolean> {
    // A picture, or an alphabet that nobody here reads: nothing that could be done.
    if (text === undefined) return true;
    const { replies, log } = this.#parts;
    const reply = { subscriber, port, text, atMs: receivedMs, line: this.lineOf(port) };
    try {
      const done = await replies.receive(reply, { actor: OPERATOR, ownsLine: () => true });
      if (done.ok) return true;
      const isPassing = PASSING.has(done.code);
      if (!isPassing) log('warn', 'reply not taken', { problem: done.code, detail: done.errors[0]?.message });
      return !isPassing;
    } catch (error) {
      log('error', 'reply not taken, and brought again', { error: String(error) });
      return false;
    }
  }

  lineOf(port: PhoneNumber): LineId | undefined {
    const nowMs = this.nowMs();
    return this.#parts.gate.filingsOf(port).find((filing) => isFiledAt(filing, nowMs))?.line;
  }

  ended(outcome: MessageOutcome): void {
    this.#parts.gate.messageEnded(outcome);
  }

  /** What the text is, unless a reviewer read it: words of an approved template are no question. */
  #classify({ text, caller, callerKey }: Attempt, line: Line): Attempt['classified'] {
    const { facts, reader } = this.#parts;
    if (text === undefined || caller === undefined) return undefined;
    let read: ReadText | undefined;
    for (const { merchant } of facts.filingsOf(caller, callerKey)) {
      for (const content of merchant === undefined ? [] : facts.contentsOf(merchant.id)) {
        if (content.status !== 'approved') continue;
        read ??= readText(text);
        if (matchRead(content, read) !== undefined) return undefined;
      }
    }
    return reader.read(text, line.class);
  }

  #askerOf({ chain }: Line): Actor {
    const [party = asId<PartyId>('')] = chain;
    let asker = this.#askers.get(party);
    if (asker === undefined) {
      asker = { role: 'carrier', keyId: undefined, party: asId(party), subscriber: undefined };
      this.#askers.set(party, asker);
    }
    return asker;
  }
}

const accountsOf = (lines: Iterable<Line>): Map<string, SmsAccount> => {
  const accounts = new Map<string, SmsAccount>();
  for (const line of lines) {
    if (line.sms === undefined || line.status !== 'active') continue;
    const { account, secret, connections, perSecond, window } = line.sms;
    accounts.set(account, { line, secret, connectionsMax: connections, perSecond, windowMax: window });
  }
  return accounts;
};
