// Messages that were refused for a reason of the callee's own, kept for it, sealed, until it releases or forgets them.
import type { DecisionId, PhoneNumber } from '@wurao/domain';
import type { CarriedMessage } from '../ports.ts';
import type { HeldFor, ItemId, ItemKeeper, MessageSafe } from './house-port.ts';
import { decodeKept, decodeSealed, encodeKept, encodeSealed, type HeldItem, type HeldMessage } from './kept-items.ts';

export const HELD_MS = 7 * 24 * 3_600_000;
/** Of one person: the oldest goes. */
export const HELD_OF_SUBSCRIBER_MAX = 200;
/** Of all: what comes then is not kept. */
export const HELD_MAX = 100_000;

/** What can be told of one without its text. */
export type HeldSummary = Omit<HeldMessage, 'messages' | 'text'> & { readonly parts: number };

interface Held {
  readonly item: ItemId;
  readonly summary: HeldSummary;
  /** It is being released: it neither expires nor goes twice. */
  isLeaving: boolean;
}

interface HeldParts {
  readonly keeper: ItemKeeper;
  readonly safe: MessageSafe;
  readonly nowMs: () => number;
}

export interface HeldFigures {
  readonly held: number;
  readonly released: number;
  readonly forgotten: number;
  /** That no key opens any more. */
  readonly unreadable: number;
}

export class HeldMessages {
  readonly #in: HeldParts;
  readonly #bySubscriber = new Map<PhoneNumber, Map<DecisionId, Held>>();
  #figures = { held: 0, released: 0, forgotten: 0, unreadable: 0 };

  constructor(parts: HeldParts) {
    this.#in = parts;
  }

  figures(): HeldFigures {
    return { ...this.#figures };
  }

  /** Of a decision that is in the journal. Kept later, if the person wants it: whoever sent it hears nothing of it, and waits for nothing. */
  take(claim: HeldFor, decision: DecisionId, messages: readonly CarriedMessage[], text: string | undefined): void {
    if (this.#figures.held >= HELD_MAX) return;
    const { nowMs, safe } = this.#in;
    const message: HeldMessage = { ...claim, decision, atMs: nowMs(), text: text ?? '', messages };
    void safe.wants(claim.subscriber).then((isWanted) => {
      if (isWanted) this.#keep(message);
    });
  }

  #keep(message: HeldMessage): void {
    const { keeper, safe } = this.#in;
    const { decision, atMs } = message;
    const sealed = safe.seal(encodeSealed(message), atMs);
    if (sealed === undefined) return;
    const item = keeper.put(encodeKept({ kind: 'held', decision, atMs, sealed }));
    keeper.whenKept((isKept) => {
      if (isKept) this.#add(item, message);
    });
  }

  /** At the start. */
  restore(item: ItemId, { atMs, sealed }: HeldItem): void {
    const opened = this.#in.safe.open(sealed, atMs);
    if (opened !== undefined) this.#add(item, decodeSealed(opened));
    else {
      this.#figures.unreadable++;
      this.#in.keeper.settle(item);
    }
  }

  #add(item: ItemId, { messages, text: _, ...said }: HeldMessage): void {
    const own = this.#bySubscriber.get(said.subscriber) ?? new Map<DecisionId, Held>();
    this.#bySubscriber.set(said.subscriber, own);
    own.set(said.decision, { item, summary: { ...said, parts: messages.length }, isLeaving: false });
    this.#figures.held++;
    for (const held of own.values()) {
      if (own.size <= HELD_OF_SUBSCRIBER_MAX) break;
      if (!held.isLeaving) this.#forget(held);
    }
  }

  /** Oldest first. */
  of(subscriber: PhoneNumber): readonly HeldSummary[] {
    return this.#present(subscriber).map(({ summary }) => summary);
  }

  subscribers(): readonly PhoneNumber[] {
    return [...this.#bySubscriber.keys()];
  }

  read(subscriber: PhoneNumber, decision: DecisionId): HeldMessage | undefined {
    const held = this.#find(subscriber, decision);
    return held && this.#open(held);
  }

  /** Takes it in hand for its release: nobody else does until `giveBack`, and it does not expire. */
  takeInHand(subscriber: PhoneNumber, decision: DecisionId): HeldMessage | undefined {
    const held = this.#find(subscriber, decision);
    const message = held && this.#open(held);
    if (message !== undefined && held !== undefined) held.isLeaving = true;
    return message;
  }

  giveBack(subscriber: PhoneNumber, decision: DecisionId): void {
    const held = this.#bySubscriber.get(subscriber)?.get(decision);
    if (held !== undefined) held.isLeaving = false;
  }

  /** It is settled in this turn: what is kept of it beside that is on the disk together with its end, or not at all. */
  letGo(subscriber: PhoneNumber, decision: DecisionId): void {
    const held = this.#bySubscriber.get(subscriber)?.get(decision);
    if (held === undefined) throw new Error('a message was let go that is not held');
    this.#drop(held);
    this.#figures.released++;
  }

  /** Those of a former holder, or all of somebody who wants none: received before `sinceMs`. */
  forgetBefore(subscriber: PhoneNumber, sinceMs: number): void {
    for (const held of this.#present(subscriber)) if (held.summary.atMs < sinceMs) this.#forget(held);
  }

  /** Each second. They are in order of their coming. */
  tick(): void {
    const beforeMs = this.#in.nowMs() - HELD_MS;
    for (const [subscriber, own] of this.#bySubscriber) {
      const [oldest] = own.values();
      if (oldest !== undefined && oldest.summary.atMs < beforeMs) this.forgetBefore(subscriber, beforeMs);
    }
  }

  #present(subscriber: PhoneNumber): Held[] {
    return [...(this.#bySubscriber.get(subscriber)?.values() ?? [])].filter(({ isLeaving }) => !isLeaving);
  }

  #find(subscriber: PhoneNumber, decision: DecisionId): Held | undefined {
    const held = this.#bySubscriber.get(subscriber)?.get(decision);
    const isOver = held === undefined || held.isLeaving || held.summary.atMs < this.#in.nowMs() - HELD_MS;
    return isOver ? undefined : held;
  }

  #open({ item, summary }: Held): HeldMessage | undefined {
    const kept = this.#in.keeper.bodyOf(item);
    const opened = this.#in.safe.open(sealedIn(kept), summary.atMs);
    return opened && decodeSealed(opened);
  }

  #forget(held: Held): void {
    this.#drop(held);
    this.#figures.forgotten++;
  }

  #drop({ item, summary: { subscriber, decision } }: Held): void {
    this.#in.keeper.settle(item);
    const own = this.#bySubscriber.get(subscriber);
    own?.delete(decision);
    if (own?.size === 0) this.#bySubscriber.delete(subscriber);
    this.#figures.held--;
  }
}

const sealedIn = (body: Uint8Array): Uint8Array => {
  const kept = decodeKept(body);
  if (kept.kind !== 'held') throw new TypeError('no held message');
  return kept.sealed;
};
