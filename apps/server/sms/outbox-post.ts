import type { PhoneNumber } from '@wurao/domain';
import type { SmsRelay } from '@wurao/gateway';
import type { OutboxMessage, Page } from '@wurao/registry';
import type { ControlHandle } from '../control-client.ts';
import type { Log } from '../log.ts';
import { OPERATOR } from '../operator.ts';

const AT_ONCE_MAX = 100;

/**
 * What the house itself has to say, from its outbox onto the network: kept by the relay first, and only then taken off the list, so that a
 * restart between the two says it twice rather than never. What names no port goes from the house's own, or waits.
 */
export class OutboxPost {
  readonly #relay: Pick<SmsRelay, 'sendOwn'>;
  readonly #calls: Pick<ControlHandle['calls'], 'ask' | 'execute'>;
  readonly #log: Log;
  readonly #sender: PhoneNumber | undefined;
  readonly #sending = new Set<string>();
  /** Kept by the relay, and still on the list. */
  readonly #unmarked = new Set<string>();
  /** Taken off the list since it was last asked for. */
  readonly #marked: string[] = [];
  #isAsking = false;

  constructor(
    relay: Pick<SmsRelay, 'sendOwn'>,
    calls: Pick<ControlHandle['calls'], 'ask' | 'execute'>,
    log: Log,
    sender: PhoneNumber | undefined,
  ) {
    this.#relay = relay;
    this.#calls = calls;
    this.#log = log;
    this.#sender = sender;
  }

  /** Each second. */
  async tick(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    for (const id of this.#marked.splice(0)) this.#sending.delete(id);
    for (const id of this.#unmarked) void this.#markSent(id);
    try {
      let after: string | undefined;
      do {
        const page = await this.#calls.ask({ kind: 'outbox', after, limit: AT_ONCE_MAX });
        if (!page.ok) return;
        const { items, next } = page.value as Page<OutboxMessage>;
        for (const message of items) this.#send(message);
        after = next;
        // What waits for nobody's port must not stand before what has one.
      } while (after !== undefined);
    } catch (error) {
      this.#log('error', 'the outbox could not be read', { error: String(error) });
    } finally {
      this.#isAsking = false;
    }
  }

  #send({ id, from = this.#sender, to, channel, text, expiresMs }: OutboxMessage): void {
    // What is to be read out waits for whoever calls.
    if (from === undefined || channel === 'voice' || this.#sending.has(id)) return;
    this.#sending.add(id);
    this.#relay.sendOwn({ from, to, text, validUntilMs: expiresMs }, (outcome) => {
      if (outcome === 'kept') void this.#markSent(id);
      else if (outcome === 'later') this.#sending.delete(id);
      // Stays on the list, and is not tried again by this process: it would be the same each second.
      else this.#log('error', 'message of the house cannot be sent', { id, ...outcome });
    });
  }

  async #markSent(id: string): Promise<void> {
    const command = { kind: 'markMessageSent', id } as const;
    const asked = this.#calls.execute({ command, actor: OPERATOR, idempotency: undefined });
    const problem = await asked.then(
      (done) => (done.ok ? undefined : done.code),
      (error: unknown) => String(error),
    );
    if (problem === undefined) {
      this.#unmarked.delete(id);
      // Until the list is asked for anew: a page that is under way may still hold it.
      this.#marked.push(id);
      return;
    }
    // Stays among those under way: it is kept, and must not be sent again by this process.
    if (!this.#unmarked.has(id)) this.#log('warn', 'message of the house not taken off its list', { id, problem });
    this.#unmarked.add(id);
  }
}
