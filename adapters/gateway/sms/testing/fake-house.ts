// A house that decides as a test says, and keeps in memory.
import { type Attempt, asId, type Line, type LineId } from '@wurao/domain';
import type { ItemId, ItemKeeper, SmsAccount, SmsHouse, SubscriberReply } from '../relay/house-port.ts';

export const LINE = { id: asId<LineId>('line-1'), name: 'Line', class: 'access' } as unknown as Line;

export class FakeKeeper implements ItemKeeper {
  readonly kept = new Map<ItemId, Uint8Array>();
  /** What the disk says from now on. */
  isFull = false;
  #fresh: ItemId[] = [];
  #tells: ((isKept: boolean) => void)[] = [];
  #lastId = 0;

  *items(): IterableIterator<{ readonly id: ItemId; readonly body: Uint8Array }> {
    for (const [id, body] of this.kept) yield { id, body };
  }

  put(body: Uint8Array): ItemId {
    const id = ++this.#lastId as ItemId;
    this.kept.set(id, body);
    this.#fresh.push(id);
    return id;
  }

  settle(id: ItemId): void {
    if (!this.kept.delete(id)) throw new Error(`item ${id} is settled twice`);
  }

  bodyOf(id: ItemId): Uint8Array {
    return this.kept.get(id) as Uint8Array;
  }

  whenKept(tell: (isKept: boolean) => void): void {
    this.#tells.push(tell);
  }

  /** The disk has done its work. */
  sync(): void {
    const [tells, fresh] = [this.#tells, this.#fresh];
    this.#tells = [];
    this.#fresh = [];
    if (this.isFull) for (const id of fresh) this.kept.delete(id);
    for (const tell of tells) tell(!this.isFull);
  }
}

export class FakeHouse implements SmsHouse {
  now = Date.parse('2026-03-01T10:00:00+08:00');
  isReady = true;
  accounts = new Map<string, SmsAccount>();
  /** By text. */
  refuses = new Map<string | undefined, number>();
  readonly attempts: Attempt[] = [];
  readonly replies: SubscriberReply[] = [];
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

  decide(attempt: Attempt): { isAllowed: boolean; reasonCode: number } {
    this.attempts.push(attempt);
    const reasonCode = this.refuses.get(attempt.text);
    return { isAllowed: reasonCode === undefined, reasonCode: reasonCode ?? 10 };
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

  /** The journal has done its work. */
  write(): void {
    for (const tell of this.#tells.splice(0)) tell(this.isWritten);
  }
}
