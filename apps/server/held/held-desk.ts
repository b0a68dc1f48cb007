import type { HeldList, HeldPort } from '@wurao/api';
import {
  type DecisionId,
  type Failure,
  failure,
  type InstantMs,
  type PhoneNumber,
  type Result,
  success,
} from '@wurao/domain';
import { HELD_MS, type HeldMessage, type HeldSummary, type MessageSafe, type SmsRelay } from '@wurao/gateway';
import type { ReasonKey } from '@wurao/law';
import type { Actor, HeldWish, Idempotency, Page } from '@wurao/registry';
import type { ControlHandle } from '../control-client.ts';
import type { AppendedDecision, Gate } from '../gate.ts';
import type { Log } from '../log.ts';
import type { HeldKeys } from './held-keys.ts';

/** Refusals for a reason of the callee's own: what it may lift itself. The rest is not its to lift. */
export const HELD_REASONS: ReadonlySet<string> = new Set<ReasonKey>([
  'personally-refused',
  'refused-by-subscriber',
  'do-not-disturb',
  'consent-withdrawn',
  'consent-of-former-holder',
  'consent-expired',
  'consent-out-of-scope',
  'consent-unconfirmed',
  'no-consent',
]);

const WISHES_AT_ONCE = 1_000;
/** Who holds a number no more, or turned it off elsewhere, is forgotten at the latest after so long. */
export const LOOK_EVERY_MS = 60_000;
const AGAIN_AFTER_MS = 1_000;

export interface HeldDeskParts {
  readonly keys: HeldKeys;
  readonly calls: Pick<ControlHandle['calls'], 'ask' | 'execute'>;
  readonly gate: Pick<Gate, 'ready' | 'nowMs' | 'whenWritten'>;
  readonly log: Log;
}

/** Where the messages are, and who decides their release. */
export interface HeldGate {
  readonly relay: Pick<SmsRelay, 'held' | 'release' | 'hasPlaceFor'>;
  decideReleased(message: HeldMessage, actor: Actor): AppendedDecision | undefined;
}

/** Refused messages for those who want to read them: for the SMS gates a safe, for the API what a person may do. */
export class HeldDesk implements HeldPort, MessageSafe {
  readonly #parts: HeldDeskParts;
  /** Who may want to: a first look, so that nobody else's refusal costs a question. */
  #wishes: ReadonlySet<PhoneNumber> = new Set();
  /** Grows with each that is said here. */
  #said = 0;
  #gate: HeldGate | undefined;

  constructor(parts: HeldDeskParts) {
    this.#parts = parts;
  }

  /** With the SMS gates, which there may be none of. */
  use(gate: HeldGate): void {
    this.#gate = gate;
  }

  mayWant(subscriber: PhoneNumber): boolean {
    return this.#wishes.has(subscriber);
  }

  async wants(subscriber: PhoneNumber): Promise<boolean> {
    try {
      const wish = await this.#wishOf(subscriber);
      return wish.ok && wish.value !== undefined;
    } catch (error) {
      this.#parts.log('error', 'whether a message is to be held is not known', { error: String(error) });
      return false;
    }
  }

  seal(plain: Uint8Array, atMs: number): Uint8Array | undefined {
    try {
      return this.#parts.keys.seal(plain, atMs);
    } catch (error) {
      // A full disk: this message is not kept, and the gate goes on.
      this.#parts.log('error', 'the key of held messages could not be kept', { error: String(error) });
      return undefined;
    }
  }

  open(sealed: Uint8Array, atMs: number): Uint8Array | undefined {
    return this.#parts.keys.open(sealed, atMs);
  }

  /** At the start, and then now and again. */
  async look(): Promise<void> {
    const said = this.#said;
    try {
      const wishes = await this.#allWishes();
      if (wishes === undefined) return;
      // What somebody said meanwhile may stand on a page that was read before.
      const isWhole = said === this.#said;
      this.#wishes = new Set(isWhole ? wishes.keys() : [...this.#wishes, ...wishes.keys()]);
      const held = this.#gate?.relay.held;
      for (const subscriber of held?.subscribers() ?? []) {
        if (isWhole) held?.forgetBefore(subscriber, wishes.get(subscriber) ?? Number.POSITIVE_INFINITY);
        else await this.#forgetOthers(subscriber);
      }
      this.#parts.keys.forgetBefore(this.#parts.gate.nowMs());
    } catch (error) {
      this.#parts.log('error', 'held messages could not be looked at', { error: String(error) });
    }
  }

  /** Since when each stands; undefined: the store does not answer. */
  async #allWishes(): Promise<ReadonlyMap<PhoneNumber, InstantMs> | undefined> {
    const wishes = new Map<PhoneNumber, InstantMs>();
    let after: string | undefined;
    do {
      const page = await this.#parts.calls.ask({ kind: 'heldWishes', after, limit: WISHES_AT_ONCE });
      if (!page.ok) return undefined;
      const { items, next } = page.value as Page<HeldWish>;
      for (const { subscriber, sinceMs } of items) wishes.set(subscriber, sinceMs);
      after = next;
    } while (after !== undefined);
    return wishes;
  }

  async set(subscriber: PhoneNumber, on: boolean, actor: Actor, idempotency: Idempotency | undefined) {
    const done = await this.#parts.calls.execute({
      command: { kind: 'setHeldWish', subscriber, on },
      actor,
      idempotency,
    });
    if (!done.ok) return done;
    this.#said++;
    if (on) this.#wishes = new Set([...this.#wishes, subscriber]);
    const wish = await this.#forgetOthers(subscriber);
    return wish.ok ? success({ on: wish.value !== undefined, sinceMs: wish.value?.sinceMs }) : wish;
  }

  async list(subscriber: PhoneNumber): Promise<Result<HeldList>> {
    const wish = await this.#forgetOthers(subscriber);
    if (!wish.ok) return wish;
    const items = (this.#gate?.relay.held?.of(subscriber) ?? []).map(told);
    return success({ on: wish.value !== undefined, sinceMs: wish.value?.sinceMs, items: items.toReversed() });
  }

  async read(subscriber: PhoneNumber, decision: DecisionId) {
    const wish = await this.#forgetOthers(subscriber);
    if (!wish.ok) return wish;
    const message = this.#gate?.relay.held?.read(subscriber, decision);
    if (message === undefined) return notHeld();
    return success({ ...told({ ...message, parts: message.messages.length }), text: message.text });
  }

  async release(
    subscriber: PhoneNumber,
    refused: DecisionId,
    actor: Actor,
  ): Promise<Result<{ readonly decision: DecisionId }>> {
    if (!this.#parts.gate.ready()) return LATER;
    const wish = await this.#forgetOthers(subscriber);
    if (!wish.ok) return wish;
    const held = this.#gate?.relay.held;
    const message = held?.takeInHand(subscriber, refused);
    if (this.#gate === undefined || message === undefined) return notHeld();
    let decided: Result<DecisionId> | undefined;
    try {
      decided = await this.#decide(this.#gate, message, actor);
    } finally {
      // Also where it broke: else nobody could release it any more, nor would it be forgotten.
      if (decided?.ok !== true) held?.giveBack(subscriber, refused);
    }
    if (!decided.ok) return decided;
    const { relay } = this.#gate;
    await new Promise<void>((resolve) => relay.release(message, decided.value, resolve));
    return success({ decision: decided.value });
  }

  async #decide(gate: HeldGate, message: HeldMessage, actor: Actor): Promise<Result<DecisionId>> {
    if (!gate.relay.hasPlaceFor(message.messages.length)) return LATER;
    const decided = gate.decideReleased(message, actor);
    if (decided === undefined) return notHeld();
    const isWritten = await new Promise<boolean>((resolve) => this.#parts.gate.whenWritten(resolve));
    if (!isWritten) return failure('journal-unavailable', 'The decision could not be written');
    const { id, decision } = decided.record;
    if (decision.decision === 'allow') return success(id);
    return failure('conflict', 'It may not go on', {
      field: 'id',
      message: `refused for another reason than yours: ${decision.reason} (${id})`,
      remedy: 'Read it here. What is not yours to lift may end; try again until the message is forgotten.',
    });
  }

  async #wishOf(subscriber: PhoneNumber): Promise<Result<HeldWish | undefined>> {
    const wish = await this.#parts.calls.ask({ kind: 'heldWish', subscriber });
    return wish.ok ? success((wish.value ?? undefined) as HeldWish | undefined) : wish;
  }

  /** What came before the wish that stands was another's, or is not wanted. */
  async #forgetOthers(subscriber: PhoneNumber): Promise<Result<HeldWish | undefined>> {
    const wish = await this.#wishOf(subscriber);
    if (wish.ok) this.#gate?.relay.held?.forgetBefore(subscriber, wish.value?.sinceMs ?? Number.POSITIVE_INFINITY);
    return wish;
  }
}

const told = ({ decision, atMs, reason, purpose, merchant, parts }: HeldSummary) => ({
  id: decision,
  atMs,
  expiresMs: atMs + HELD_MS,
  reason,
  purpose,
  merchant,
  parts,
});

const notHeld = (): Failure =>
  failure('not-found', 'No such message', {
    field: 'id',
    message: 'there is no such message of yours',
    remedy: 'List those that are held; each is forgotten after 7 days.',
  });

const LATER: Failure = {
  ...failure('not-ready', 'Not now', {
    field: '',
    message: 'the gate has no room for it now',
    remedy: 'Try again in a second; it is still held.',
  }),
  retryAfterMs: AGAIN_AFTER_MS,
};
