// A house that decides as a test says, and keeps in memory.
import { type Attempt, asId, type DecisionId, type Line, type LineId, type MessageOutcome } from '@wurao/domain';
import type {
  HeldFor,
  ItemId,
  ItemKeeper,
  SmsAccount,
  SmsDecision,
  SmsHouse,
  SubscriberReply,
} from '../relay/house-port.ts';

export const LINE = { id: asId<LineId>('line-1'), name: 'Line', class: 'access' } as unknown as Line;

type Change = { readonly id: ItemId; readonly body: Uint8Array | undefined; readonly isOurs: boolean };

/** Keeps as the queue does: puts, keeps and settles of one turn are on its disk together, or not at all. */
export class FakeKeeper implements ItemKeeper {
  /** What lives. */
  readonly kept = new Map<ItemId, Uint8Array>();
  /** What the disk says from now on. */
  isFull = false;
  readonly #disk = new Map<ItemId, Uint8Array>();
  #turn: Change[] = [];
  #tells: ((isKept: boolean) => void)[] = [];
  #lastId = 0;
  /** Somebody has asked for the disk since it did its work. */
  #isPlanned = false;

  *items(): IterableIterator<{ readonly id: ItemId; readonly body: Uint8Array }> {
    for (const [id, body] of this.kept) yield { id, body };
  }

  put(body: Uint8Array): ItemId {
    return this.#begin(body, false);
  }

  keep(body: Uint8Array): ItemId {
    return this.#begin(body, true);
  }

  #begin(body: Uint8Array, isOurs: boolean): ItemId {
    const id = ++this.#lastId as ItemId;
    this.kept.set(id, body);
    this.#turn.push({ id, body, isOurs });
    this.#isPlanned = true;
    return id;
  }

  settle(id: ItemId): void {
    if (!this.kept.delete(id)) throw new Error(`item ${id} is settled twice`);
    this.#turn.push({ id, body: undefined, isOurs: true });
    this.#isPlanned = true;
  }

  bodyOf(id: ItemId): Uint8Array {
    const body = this.kept.get(id);
    if (body === undefined) throw new Error(`item ${id} does not live`);
    return body;
  }

  whenKept(tell: (isKept: boolean) => void): void {
    this.#tells.push(tell);
    this.#isPlanned = true;
  }

  /** The disk has done its work. */
  sync(): void {
    if (!this.#isPlanned) return;
    this.#isPlanned = false;
    const [tells, turn] = [this.#tells, this.#turn];
    this.#tells = [];
    this.#turn = [];
    for (const change of turn) {
      if (!this.isFull) this.#write(change);
      else if (change.isOurs) this.#turn.push(change);
      else this.kept.delete(change.id);
    }
    for (const tell of tells) tell(!this.isFull);
  }

  #write({ id, body }: Change): void {
    if (body === undefined) this.#disk.delete(id);
    else this.#disk.set(id, body);
  }

  /** What the next process finds. */
  crashed(): FakeKeeper {
    const next = new FakeKeeper();
    for (const [id, body] of this.#disk) {
      next.kept.set(id, body);
      next.#disk.set(id, body);
    }
    next.#lastId = this.#lastId;
    return next;
  }
}

export class FakeHouse implements SmsHouse {
  now = Date.parse('2026-03-01T10:00:00+08:00');
  isReady = true;
  accounts = new Map<string, SmsAccount>();
  /** By text. */
  refuses = new Map<string | undefined, number>();
  /** What is refused is held for this person. */
  heldFor: HeldFor | undefined;
  readonly attempts: Attempt[] = [];
  readonly replies: SubscriberReply[] = [];
  readonly outcomes: MessageOutcome[] = [];
  takesReplies = true;
  isWritten = true;
  lineOfPort: LineId | undefined = LINE.id;
  #tells: ((written: boolean) => void)[] = [];

  constructor() {
    const account = { line: LINE, secret: 'secret', connectionsMax: 2, perSecond: 100, windowMax: 16 };
    this.accounts.set('merchant', account);
  }

  nowMs(): number {
    return this.now;
  }

  ready(): boolean {
    return this.isReady;
  }

  account(_protocol: string, account: string): SmsAccount | undefined {
    return this.accounts.get(account);
  }

  decide(attempt: Attempt): SmsDecision {
    this.attempts.push(attempt);
    const id = asId<DecisionId>(`decision-${this.attempts.length}`);
    const reasonCode = this.refuses.get(attempt.text);
    const { heldFor } = this;
    return {
      id,
      isAllowed: reasonCode === undefined,
      reasonCode: reasonCode ?? 10,
      heldFor: reasonCode === undefined ? undefined : heldFor,
    };
  }

  whenWritten(tell: (written: boolean) => void): void {
    this.#tells.push(tell);
  }

  async take(reply: SubscriberReply): Promise<boolean> {
    if (this.takesReplies) this.replies.push(reply);
    return this.takesReplies;
  }

  lineOf(): LineId | undefined {
    return this.lineOfPort;
  }

  ended(outcome: MessageOutcome): void {
    this.outcomes.push(outcome);
  }

  /** The journal has done its work. */
  write(): void {
    for (const tell of this.#tells.splice(0)) tell(this.isWritten);
  }
}
