import { Readable } from 'node:stream';
import { type ApiKey, failure, type Result, type Role, success } from '@wurao/domain';
import type { LivePort, LiveSecond, LiveSource, TrafficCount } from '../live-port.ts';
import type { GatePort } from '../ports.ts';
import { ownsLine } from '../read/attempt.ts';
import { eventText, gatesView, markFor, trafficView } from './frames.ts';

export const VIEWERS_MAX = 2_000;
export const VIEWERS_OF_KEY_MAX = 20;
/** What waits for a reader that does not read; more than that and it is let go. */
export const UNREAD_BYTES_MAX = 256 * 1024;
/** Whoever was let go may still read what it was told; then the connection ends. */
const GOODBYE_MS = 5_000;
const HEARTBEAT_SECONDS = 15;
const RETRY_MS = 3_000;

/** Why a stream ends, as its last event says. */
type EndReason = 'too-slow' | 'key-ended' | 'closing';

const SEES_GATES: readonly Role[] = ['admin', 'carrier', 'regulator'];
const SEES_ALL_TRAFFIC: readonly Role[] = ['admin', 'handler', 'regulator'];

/** Those to whom one frame goes: all that may see the same. */
interface Audience {
  readonly key: ApiKey;
  readonly viewers: Set<Viewer>;
}

interface Viewer {
  readonly key: ApiKey;
  readonly stream: Readable;
}

const audienceOf = ({ role, party, subscriber, lines }: ApiKey): string =>
  JSON.stringify([role, party, subscriber, [...lines].sort()]);

export interface LiveHubParts {
  readonly source: LiveSource;
  readonly gate: Pick<GatePort, 'keyByHash' | 'line'>;
  /** Names this run of the process, so that no id of another is taken for one of this. */
  readonly run: string;
}

/** Everybody who looks on. A frame is made once for each audience and second, and written to all of it. */
export class LiveHub implements LivePort {
  readonly #parts: LiveHubParts;
  readonly #audiences = new Map<string, Audience>();
  readonly #ofKey = new Map<string, number>();
  #viewers = 0;
  #seconds = 0;
  #isClosed = false;

  constructor(parts: LiveHubParts) {
    this.#parts = parts;
  }

  get viewers(): number {
    return this.#viewers;
  }

  open(key: ApiKey, lastEventId: string | undefined): Result<Readable> {
    if (this.#isClosed) return CLOSING;
    if (this.#viewers >= VIEWERS_MAX) return tooMany(`${VIEWERS_MAX} viewers are connected already`);
    const ofKey = this.#ofKey.get(key.id) ?? 0;
    if (ofKey >= VIEWERS_OF_KEY_MAX) return tooMany(`this key has ${VIEWERS_OF_KEY_MAX} streams open already`);
    const stream = new Readable({ read: () => undefined, highWaterMark: UNREAD_BYTES_MAX });
    const viewer = { key, stream };
    this.#viewers++;
    this.#ofKey.set(key.id, ofKey + 1);
    const name = audienceOf(key);
    const audience = this.#audiences.get(name) ?? { key, viewers: new Set() };
    audience.viewers.add(viewer);
    this.#audiences.set(name, audience);
    stream.once('close', () => this.#forget(viewer));
    stream.push(this.#greeting(lastEventId));
    if (this.#viewers === 1) this.#begin();
    this.#watch();
    return success(stream);
  }

  /** What was missed is not kept: whoever missed something asks again for all that it shows. */
  #greeting(lastEventId: string | undefined): string {
    const isBehind = lastEventId !== undefined && lastEventId !== this.#id();
    const missed = isBehind ? `id: ${this.#id()}\n${eventText('changed', '[{"noun":"all"}]')}` : '';
    return `retry: ${RETRY_MS}\n\n${missed}`;
  }

  #id(): string {
    return `${this.#parts.run}-${this.#seconds}`;
  }

  #begin(): void {
    this.#parts.source.begin({ tick: () => this.#tick(), keysChanged: () => this.#endOutdated() });
  }

  #watch(): void {
    const keys = [...this.#audiences.values()].map(({ key }) => key);
    this.#parts.source.watch({
      merchants: new Set(keys.flatMap(({ role, party }) => (role === 'merchant' && party ? [party] : []))),
      numbers: new Set(keys.flatMap(({ subscriber }) => subscriber ?? [])),
    });
  }

  #forget(viewer: Viewer): void {
    const name = audienceOf(viewer.key);
    const audience = this.#audiences.get(name);
    if (audience === undefined || !audience.viewers.delete(viewer)) return;
    if (audience.viewers.size === 0) this.#audiences.delete(name);
    const left = (this.#ofKey.get(viewer.key.id) ?? 1) - 1;
    if (left === 0) this.#ofKey.delete(viewer.key.id);
    else this.#ofKey.set(viewer.key.id, left);
    this.#viewers--;
    if (this.#viewers === 0) this.#parts.source.end();
    else if (audience.viewers.size === 0) this.#watch();
  }

  #tick(): void {
    this.#seconds++;
    this.#endOutdated();
    const second = this.#parts.source.second();
    const gates = eventText('gates', JSON.stringify(gatesView(second.atMs, second.gates)));
    const staff = trafficText(second, second.traffic);
    for (const { key, viewers } of [...this.#audiences.values()]) {
      const frame = this.#frameFor(key, second, { gates, staff });
      if (frame === undefined) continue;
      for (const viewer of [...viewers]) this.#send(viewer, frame);
    }
  }

  #frameFor(
    key: ApiKey,
    second: LiveSecond,
    { gates, staff }: { readonly gates: string; readonly staff: string },
  ): Buffer | undefined {
    const parts: string[] = [];
    if (SEES_ALL_TRAFFIC.includes(key.role)) parts.push(staff);
    else if (key.role !== 'subscriber') parts.push(trafficText(second, this.#trafficOf(key, second)));
    if (SEES_GATES.includes(key.role)) parts.push(gates);
    const changed = new Set(
      second.marks.flatMap((mark) => {
        const told = markFor(mark, key, this.#parts.gate);
        return told === undefined ? [] : [JSON.stringify(told)];
      }),
    );
    if (changed.size > 0) parts.push(eventText('changed', `[${[...changed].join()}]`));
    if (parts.length > 0) return Buffer.from(`id: ${this.#id()}\n${parts.join('')}`);
    return this.#seconds % HEARTBEAT_SECONDS === 0 ? HEARTBEAT : undefined;
  }

  #trafficOf(key: ApiKey, { traffic, ofMerchants }: LiveSecond): readonly TrafficCount[] {
    if (key.role === 'merchant') return ofMerchants.get(key.party ?? '') ?? [];
    return traffic.filter(({ line }) => line !== 'none' && line !== 'other' && ownsLine(key, line, this.#parts.gate));
  }

  #send(viewer: Viewer, frame: Buffer): void {
    if (viewer.stream.readableLength + frame.length > UNREAD_BYTES_MAX) this.#let(viewer, 'too-slow');
    else viewer.stream.push(frame);
  }

  /** Of every key once: a revoked or expired one opens nothing any more. */
  #endOutdated(): void {
    for (const { viewers } of [...this.#audiences.values()]) {
      for (const viewer of [...viewers]) {
        if (this.#parts.gate.keyByHash(viewer.key.hash) === undefined) this.#let(viewer, 'key-ended');
      }
    }
  }

  #let(viewer: Viewer, reason: EndReason): void {
    this.#forget(viewer);
    viewer.stream.push(eventText('end', JSON.stringify({ reason })));
    viewer.stream.push(null);
    setTimeout(() => viewer.stream.destroy(), GOODBYE_MS).unref();
  }

  /** Ends all of them; nobody gets in any more. */
  close(): void {
    this.#isClosed = true;
    for (const { viewers } of [...this.#audiences.values()]) {
      for (const viewer of [...viewers]) this.#let(viewer, 'closing');
    }
  }
}

const HEARTBEAT = Buffer.from(': still here\n\n');
const trafficText = (second: LiveSecond, counts: readonly TrafficCount[]): string =>
  eventText('traffic', JSON.stringify(trafficView(second.atMs, counts)));

const tooMany = (message: string) => ({
  ...failure('too-many-requests', 'Too many viewers', {
    field: '',
    message,
    remedy: 'Close one of them, or ask again in a minute.',
  }),
  retryAfterMs: 60_000,
});

const CLOSING = {
  ...failure('not-ready', 'Not ready', {
    field: '',
    message: 'the server is stopping',
    remedy: 'Connect again when it is ready.',
  }),
  retryAfterMs: RETRY_MS,
};
