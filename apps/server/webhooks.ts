import { createHmac } from 'node:crypto';
import type { InstantMs, Result, Sequence } from '@wurao/domain';
import type { Store, WebhookDelivery } from '@wurao/store';
import type { Log } from './log.ts';
import { postWebhook } from './webhook-post.ts';

/** Events of one webhook that travel together. */
const DELIVERIES_AT_ONCE = 16;
const DELIVERY_TIMEOUT_MS = 5000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 3_600_000;
const IDLE_MS = 1000;

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`: what the receiver checks with its secret. */
export const signatureOf = (secret: string, atMs: InstantMs, body: string): string => {
  const seconds = Math.floor(atMs / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
};

export interface WebhookParts {
  readonly store: Pick<Store, 'webhooksDue' | 'webhookDelivered' | 'webhookFailed'>;
  readonly nowMs: () => InstantMs;
  readonly log: Log;
  readonly allowPrivate: boolean;
}

/** Carries events to merchants, in order, at least once, with longer and longer pauses while one does not answer. */
export class WebhookRunner {
  readonly #parts: WebhookParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#plan(0);
  }

  /** There may be something to carry. */
  wake(): void {
    if (this.#running === undefined) this.#plan(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #plan(afterMs: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = this.#round().finally(() => {
        this.#running = undefined;
        this.#plan(IDLE_MS);
      });
    }, afterMs);
    this.#timer.unref();
  }

  async #round(): Promise<void> {
    const due = await this.#parts.store.webhooksDue(this.#parts.nowMs(), DELIVERIES_AT_ONCE);
    if (due.ok) await Promise.all(due.value.map((delivery) => this.#deliver(delivery)));
  }

  async #deliver(delivery: WebhookDelivery): Promise<void> {
    const { store, log, nowMs } = this.#parts;
    const { webhook, events, failures } = delivery;
    const last = events.at(-1);
    if (last === undefined) return;
    const problem = await this.#send(delivery);
    if (problem === undefined) {
      report(log, webhook.id, await store.webhookDelivered(webhook.id, last.sequence as Sequence));
      return;
    }
    const pauseMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 20));
    log('warn', 'webhook failed', { webhook: webhook.id, problem, failures: failures + 1, retryInMs: pauseMs });
    report(log, webhook.id, await store.webhookFailed(webhook.id, nowMs() + pauseMs));
  }

  /** What went wrong, or undefined. */
  async #send(delivery: WebhookDelivery): Promise<string | undefined> {
    const { webhook, events } = delivery;
    const body = JSON.stringify({
      events: events.map(({ atMs, ...event }) => ({ ...event, at: new Date(atMs).toISOString() })),
    });
    try {
      const status = await postWebhook({
        url: webhook.url,
        headers: {
          'content-type': 'application/json',
          'wurao-signature': signatureOf(webhook.secret, this.#parts.nowMs(), body),
        },
        body,
        timeoutMs: DELIVERY_TIMEOUT_MS,
        allowPrivate: this.#parts.allowPrivate,
      });
      return status >= 200 && status < 300 ? undefined : `status ${status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

const report = (log: Log, webhook: string, result: Result<void>): void => {
  if (!result.ok) log('error', 'webhook state not kept', { webhook, problem: result.title });
};
