import { asSequence, type Sequence } from '@wurao/domain';
import type pg from 'pg';
import { Link } from './link.ts';

/** A notification comes at once; this finds what came while the connection was gone, and a connection that is gone. */
const LOOK_EVERY_MS = 500;
/** A classed advisory lock: class, then the schema our tables stand in. */
const DELIVERY_LOCK = 0x77757262;

export const channelOf = (namespace: number): string => `wurao_feed_${namespace}`;

/** Hears of every commit to the same tables, and holds the one right to deliver to webhooks when it is free. */
export class Follower {
  readonly #link: Link;
  readonly #namespace: number;
  readonly #timer: NodeJS.Timeout;
  readonly #ownBackend: () => number | undefined;
  #heard: (head: Sequence) => void = () => {};
  #delivers = false;
  #isLooking = false;

  constructor(url: string, namespace: number, ownBackend: () => number | undefined) {
    this.#namespace = namespace;
    this.#ownBackend = ownBackend;
    this.#link = new Link(url, {
      onConnect: (client) => this.#listen(client),
      onLost: () => {
        this.#delivers = false;
      },
    });
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  get delivers(): boolean {
    return this.#delivers;
  }

  follow(heard: (head: Sequence) => void): void {
    this.#heard = heard;
  }

  async #listen(client: pg.Client): Promise<void> {
    client.on('notification', ({ processId, payload }) => {
      // What this process committed itself it tells by itself.
      if (processId !== this.#ownBackend()) this.#heard(asSequence(Number(payload)));
    });
    await client.query(`listen ${channelOf(this.#namespace)}`);
    await this.#ask(client);
  }

  async #ask(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ sequence: number }>('select sequence from feed_head');
    if (rows[0]) this.#heard(asSequence(rows[0].sequence));
    if (this.#delivers) return;
    const taken = await client.query<{ taken: string }>('select pg_try_advisory_lock($1, $2)::text as taken', [
      DELIVERY_LOCK,
      this.#namespace,
    ]);
    this.#delivers = taken.rows[0]?.taken === 'true';
  }

  /** Never fails: what cannot be reached now is looked for again. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      await this.#ask(await this.#link.client());
    } catch {
      // The next look tries again, at the link's own pace.
    } finally {
      this.#isLooking = false;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#link.close();
  }
}
