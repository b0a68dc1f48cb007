import { fakeUnsubscribe } from '@wurao/detectors';
import { type Failure, failure, type JournalledDecision, type Result } from '@wurao/domain';
import type { ContactRights } from '@wurao/registry';
import type { ControlHandle } from './control-client.ts';
import type { Log } from './log.ts';
import { OPERATOR } from './operator.ts';

/** Suspects in hand: what bounds memory. One that finds no room is told by the next message of its merchant. */
export const SUSPECTS_WAITING_MAX = 1_000;
/** Pairs that were looked into: each is on file, or was cleared, and a campaign of a million messages asks once. */
export const PAIRS_KNOWN_MAX = 100_000;

/** Looks, off the way of decisions, into refused promotions for merchants that took a TD and send on, and files what it finds. */
export class UnsubscribeWatch {
  readonly #calls: Pick<ControlHandle['calls'], 'ask' | 'execute'>;
  readonly #log: Log;
  readonly #waiting = new Map<string, JournalledDecision>();
  /** With the fact that refused: a later one is another story. */
  readonly #known = new Map<string, number>();
  #running: Promise<void> | undefined;

  constructor(calls: Pick<ControlHandle['calls'], 'ask' | 'execute'>, log: Log) {
    this.#calls = calls;
    this.#log = log;
  }

  /** A decision that is in the journal, and passed the first look (`mayBeFakeUnsubscribe`). */
  take(decided: JournalledDecision): void {
    const pair = pairOf(decided);
    if (this.#known.get(pair) === decided.decision.fact || this.#waiting.has(pair)) return;
    if (this.#waiting.size >= SUSPECTS_WAITING_MAX) return;
    this.#waiting.set(pair, decided);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** What is in hand is looked into first. */
  async close(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    for (const [pair, decided] of this.#waiting) {
      const looked = await this.#look(decided).catch(unreadable);
      this.#waiting.delete(pair);
      if (looked.ok) this.#note(pair, decided.decision.fact);
      else
        this.#log('warn', 'a refused promotion could not be looked into', { decision: decided.id, code: looked.code });
    }
  }

  async #look(decided: JournalledDecision): Promise<Result<unknown>> {
    const rights = await this.#calls.ask({ kind: 'contactRights', subscriber: decided.attempt.callee });
    if (!rights.ok) return rights;
    const finding = fakeUnsubscribe(decided, rights.value as ContactRights);
    if (finding === undefined) return rights;
    return this.#calls.execute({ command: { kind: 'fileFinding', finding }, actor: OPERATOR, idempotency: undefined });
  }

  #note(pair: string, fact: number): void {
    const oldest = this.#known.size < PAIRS_KNOWN_MAX ? undefined : this.#known.keys().next().value;
    if (oldest !== undefined) this.#known.delete(oldest);
    this.#known.delete(pair);
    this.#known.set(pair, fact);
  }
}

const pairOf = ({ attempt, decision }: JournalledDecision): string => `${decision.merchant}/${attempt.callee}`;

/** Whatever it was: a finding is less than what else this process does. */
const unreadable = (error: unknown): Failure =>
  failure('store-unavailable', 'The pair could not be looked into', {
    field: '',
    message: String(error),
    remedy: 'The next message of its merchant is looked into anew.',
  });
