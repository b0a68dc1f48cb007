import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { InstantMs, Result, Sequence } from '@wurao/domain';
import type { Store, WebhookDelivery } from '@wurao/store';
import type { Log } from './log.ts';

/** Events of one webhook that travel together. */
const DELIVERIES_AT_ONCE = 16;
const DELIVERY_TIMEOUT_MS = 5000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 3_600_000;
const IDLE_MS = 1000;

/** Networks that a merchant's address must not lead into: loopback, private, link-local, carrier-grade NAT, and their IPv6 kin. */
const PRIVATE: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];
const privateNetworks = new BlockList();
for (const [network, bits, family] of PRIVATE) privateNetworks.addSubnet(network, bits, family);

const isPrivate = (address: string): boolean => {
  const plain = address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
  return privateNetworks.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
};

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
      const url = new URL(webhook.url);
      const hidden = this.#parts.allowPrivate ? undefined : await privateAddressOf(url);
      if (hidden !== undefined) return `${url.hostname} leads to the private address ${hidden}`;
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        headers: {
          'content-type': 'application/json',
          'wurao-signature': signatureOf(webhook.secret, this.#parts.nowMs(), body),
        },
        body,
        signal: AbortSignal.timeout(DELIVERY_TIMEOUT_MS),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `status ${response.status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

const privateAddressOf = async (url: URL): Promise<string | undefined> => {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [{ address: host }] : await lookup(host, { all: true });
  return addresses.find(({ address }) => isPrivate(address))?.address;
};

const report = (log: Log, webhook: string, result: Result<void>): void => {
  if (!result.ok) log('error', 'webhook state not kept', { webhook, problem: result.title });
};
