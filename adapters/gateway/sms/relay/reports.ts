// How messages ended, as the network says it: joined to the message by the id that the network gave, whichever of the two comes first.
import type { MessageOutcome } from '@wurao/domain';
import type { Received } from '../ports.ts';
import type { ItemId, ItemKeeper } from './house-port.ts';
import { type Awaited, decodeKept, encodeKept, type ReportDue } from './kept-items.ts';
import type { Queued } from './outgoing-queue.ts';

/** A network that has not said by then how a message ended never will (CMPP, 8.4.5: an SP waits 48 hours). */
export const AWAIT_MS = 72 * 3_600_000;
/** A report of a message that nobody sent is kept so long: the answer to the submit may be on its way. */
export const STRAY_MS = 60_000;
/** The oldest are forgotten above that: about 250 bytes each in memory. */
export const AWAITED_MAX = 1_000_000;
export const STRAYS_MAX = 10_000;

/** Not the end of a message: an SP drops it (CMPP, 8.4.5), and SMPP calls it intermediate (5.2.28). */
const UNDERWAY: ReadonlySet<string> = new Set(['ENROUTE', 'ACCEPTD']);

export type NetworkReport = Extract<Received, { readonly report: unknown }>['report'];

interface Known {
  readonly id: ItemId;
  readonly sinceMs: number;
}

interface Stray extends Known {
  readonly report: NetworkReport;
}

export interface ReportFigures {
  readonly awaited: number;
  /** Of messages that nobody here sent, as far as is known. */
  readonly strays: number;
  /** Messages of which nothing was heard in time, or that had to make room. */
  readonly forgotten: number;
}

export class Reports {
  readonly #keeper: ItemKeeper;
  readonly #due: (id: ItemId, item: ReportDue) => void;
  readonly #ended: (outcome: MessageOutcome) => void;
  readonly #nowMs: () => number;
  /** By upstream and its id, the oldest first. What they were lies with the keeper. */
  readonly #awaited = new Map<string, Known>();
  readonly #strays = new Map<string, Stray>();
  #forgotten = 0;

  /** `due`: a report for a merchant's system, kept. `ended`: how a message that was decided here ended. */
  constructor(
    keeper: ItemKeeper,
    due: (id: ItemId, item: ReportDue) => void,
    ended: (outcome: MessageOutcome) => void,
    nowMs: () => number,
  ) {
    this.#keeper = keeper;
    this.#due = due;
    this.#ended = ended;
    this.#nowMs = nowMs;
  }

  figures(): ReportFigures {
    return { awaited: this.#awaited.size, strays: this.#strays.size, forgotten: this.#forgotten };
  }

  /** At the start, what was kept. */
  restore(id: ItemId, upstream: string, upstreamId: string, sinceMs: number, report?: NetworkReport): void {
    const key = keyOf(upstream, upstreamId);
    if (report === undefined) this.#awaited.set(key, { id, sinceMs });
    else this.#strays.set(key, { id, sinceMs, report });
  }

  /** The network took a message of which it is to say how it ends. */
  await({ outgoing }: Queued, upstream: string, upstreamId: string): void {
    const { message, line, wantsReceipt, submittedMs, carried, decision } = outgoing;
    const { source, destination } = carried;
    const item: Awaited = {
      ...{ kind: 'awaited', message, line, wantsReceipt, submittedMs },
      ...{ upstream, upstreamId, source, destination, decision },
    };
    const key = keyOf(upstream, upstreamId);
    const stray = this.#strays.get(key);
    if (stray !== undefined) {
      this.#strays.delete(key);
      this.#keeper.settle(stray.id);
      this.#end(item, stray.report);
      return;
    }
    // An id that the network gives again is of its newest message.
    this.#forget(key);
    this.#awaited.set(key, { id: this.#keeper.keep(encodeKept(item)), sinceMs: submittedMs });
    if (this.#awaited.size > AWAITED_MAX) this.#forget(this.#awaited.keys().next().value as string);
  }

  /** What the network says. All that follows from it is kept, or nothing is, with this turn. */
  take(upstream: string, report: NetworkReport): void {
    if (UNDERWAY.has(report.state)) return;
    const key = keyOf(upstream, report.upstreamId);
    const known = this.#awaited.get(key);
    if (known === undefined) {
      this.#stray(key, upstream, report);
      return;
    }
    const item = decodeKept(this.#keeper.bodyOf(known.id));
    this.#awaited.delete(key);
    this.#keeper.settle(known.id);
    if (item.kind === 'awaited') this.#end(item, report);
  }

  /** What nobody will say any more. */
  tick(): void {
    const nowMs = this.#nowMs();
    for (const [key, { sinceMs }] of this.#awaited) {
      if (nowMs - sinceMs < AWAIT_MS) break;
      this.#forget(key);
    }
    for (const [key, { id, sinceMs }] of this.#strays) {
      if (nowMs - sinceMs < STRAY_MS) break;
      this.#strays.delete(key);
      this.#keeper.settle(id);
    }
  }

  #end(item: Awaited, { state, error, doneMs = this.#nowMs() }: NetworkReport): void {
    const { message, line, submittedMs, source, destination, decision } = item;
    if (decision !== undefined) this.#ended({ decision, state, error, endedMs: doneMs });
    if (!item.wantsReceipt) return;
    const report = { message, state, error, submittedMs, doneMs, source, destination };
    const due: ReportDue = { kind: 'report', line, report };
    this.#due(this.#keeper.keep(encodeKept(due)), due);
  }

  #stray(key: string, upstream: string, report: NetworkReport): void {
    if (this.#strays.has(key) || this.#strays.size >= STRAYS_MAX) return;
    const { upstreamId, state, error, doneMs = this.#nowMs() } = report;
    const id = this.#keeper.keep(encodeKept({ kind: 'stray', upstream, upstreamId, state, error, doneMs }));
    this.#strays.set(key, { id, sinceMs: this.#nowMs(), report });
  }

  #forget(key: string): void {
    const known = this.#awaited.get(key);
    if (known === undefined) return;
    this.#awaited.delete(key);
    this.#keeper.settle(known.id);
    this.#forgotten++;
  }
}

const keyOf = (upstream: string, upstreamId: string): string => `${upstream}\n${upstreamId}`;
