import { asSequence, type Change, type InstantMs, type Mode, type Result, type Sequence, success } from '@wurao/domain';
import {
  type Counters,
  countAllowed,
  decide,
  decideAgain,
  GateCounters,
  RecordedCounters,
  type ReplayFigures,
  ReplayTally,
  type SharedFacts,
  TableWriter,
} from '@wurao/engine';
import { DecidedReader, type DecidedRecord, type JournalProgress, questionFailure } from '@wurao/journal';
import { COUNTED_WINDOW_DAYS, type LawPack } from '@wurao/law';
import { openHistory, type StoreHistory } from '@wurao/store';
import { MEMORY_MODEL } from './memory-model.ts';
import { Numbering } from './numbering.ts';

/** What a replay is asked for. */
export interface ReplayOrder {
  readonly law: LawPack;
  readonly sinceMs: InstantMs;
  readonly untilMs: InstantMs;
  /** Undefined: attempts and screens. */
  readonly mode: Mode | undefined;
  /** Count from nothing under the new law, in order, instead of reading what was recorded. */
  readonly recount: boolean;
  readonly examplesPerPair: number;
}

export interface ReplayParts {
  /** Where the store lies (an embedded one, or a copy of one on PostgreSQL), the numbering plans, and the journal. */
  readonly storeDir: string;
  readonly dataDir: string;
  readonly journalDir: string;
  /** Where sorting spills to: told by whoever may end this thread. */
  readonly spill?: string | undefined;
  readonly progress: JournalProgress | undefined;
  /** The pack that decided, by the id in the record. */
  readonly packOf: (id: string) => LawPack | undefined;
  /** Places of the counters of a recount. */
  readonly counterSlots: number;
}

export interface ReplayProgress {
  readonly done: number;
  readonly total: number;
}

export interface ReplayHooks {
  readonly onProgress: (progress: ReplayProgress) => void;
  readonly isCancelled: () => boolean;
  /** Takes what breaks off a sort that runs: to be called when it is cancelled, while `isCancelled` says so. */
  readonly onInterruptible?: (interrupt: () => void) => void;
}

export type ReplayOutcome =
  | { readonly state: 'done'; readonly figures: ReplayFigures<DecidedRecord> }
  | { readonly state: 'cancelled' };

export const MAX_EXAMPLES = 500;
/** Attempts whose memory is fetched side by side. */
const IN_HAND = 32;
/** What was waiting for a free thread when it was told to stop has begun by then. */
const INTERRUPT_AGAIN_MS = 50;
/** Rows of the change feed read at once. */
const CHANGE_ROWS = 2_000;

/** The facts of a moving data version: the shared tables of a gate, in this thread alone, fed from the store's past. */
class FactsThen {
  readonly facts: SharedFacts;
  readonly #history: StoreHistory;
  readonly #writer: TableWriter;
  #waiting: readonly Change[] = [];
  #at = 0;
  #version: Sequence;

  constructor(history: StoreHistory, version: Sequence) {
    this.#history = history;
    this.#version = version;
    this.#writer = new TableWriter({ memory: MEMORY_MODEL });
    this.facts = this.#writer.facts;
    const { changes, pairs } = history.loadAsOf(version);
    this.#writer.load(changes, version, { pairs });
    this.facts.begin();
  }

  get version(): Sequence {
    return this.#version;
  }

  /** Applies the feed up to a version. */
  async forwardTo(version: Sequence): Promise<void> {
    while (this.#version < version) {
      if (this.#at >= this.#waiting.length) {
        this.#waiting = await this.#history.changesAfter(this.#version, CHANGE_ROWS);
        this.#at = 0;
      }
      const from = this.#at;
      while (this.#at < this.#waiting.length && this.#waiting[this.#at]!.sequence <= version) this.#at++;
      const due = this.#waiting.slice(from, this.#at);
      this.#writer.apply(due);
      // Nothing due: the sequences up to here changed no table.
      this.#version = this.#at < this.#waiting.length || due.length === 0 ? version : due.at(-1)!.sequence;
    }
    this.#writer.write(version, () => {});
    this.facts.begin();
  }
}

type Answer = (past: DecidedRecord, decidedBy: LawPack, law: LawPack) => void;

const byRecord = (facts: SharedFacts, tally: ReplayTally<DecidedRecord>): Answer => {
  const counters = new RecordedCounters();
  return (past, decidedBy, law) => {
    const replayed = decideAgain(past, facts, counters, decidedBy, law);
    tally.count(past, replayed, counters.unread);
  };
};

const byRecount = (facts: SharedFacts, tally: ReplayTally<DecidedRecord>, counters: Counters): Answer => {
  return (past, _decidedBy, law) => {
    const { attempt, atMs } = past;
    const replayed = decide(attempt, facts, counters, law, attempt.asOfMs ?? atMs);
    if (replayed.counted) countAllowed(attempt, replayed, facts, counters, law, atMs);
    tally.count(past, replayed, false);
  };
};

type Batches = ReturnType<DecidedReader['batches']>;
type Read = Awaited<ReturnType<Batches['next']>>;

class Replaying {
  readonly #order: ReplayOrder;
  readonly #parts: ReplayParts;
  readonly #hooks: ReplayHooks;
  readonly #tally: ReplayTally<DecidedRecord>;
  readonly #packs = new Map<string, LawPack | undefined>();
  /** With the numbering plan of the record's own instant; the pack itself where it has one law everywhere. */
  readonly #bound: (law: LawPack, atMs: InstantMs) => LawPack;
  #then: FactsThen | undefined;
  #answer: Answer | undefined;
  /** Of a recount. */
  #counters: GateCounters | undefined;
  /** To be decided at one data version. */
  #hand: DecidedRecord[] = [];

  constructor(order: ReplayOrder, parts: ReplayParts, numbering: Numbering, hooks: ReplayHooks) {
    this.#order = order;
    this.#parts = parts;
    this.#bound = numbering.past();
    this.#hooks = hooks;
    const { zoneMinutes } = order.law;
    const { examplesPerPair } = order;
    this.#tally = new ReplayTally({ zoneMinutes, examplesPerPair, examplesAtMost: MAX_EXAMPLES });
  }

  async run(reader: DecidedReader, history: StoreHistory): Promise<ReplayOutcome> {
    const { sinceMs, untilMs, mode } = this.#order;
    const filter = { sinceMs, untilMs, mode };
    const batches = reader.batches(filter);
    // The first day is sorted while its facts are loaded.
    const first = batches.next();
    first.catch(() => undefined);
    try {
      const { records, firstVersion } = await reader.span(filter);
      this.#hooks.onProgress({ done: 0, total: records });
      if (firstVersion !== undefined) this.#begin(history, asSequence(Math.min(firstVersion, history.head)));
      return await this.#follow(first, batches, records, history);
    } finally {
      await first.catch(() => undefined);
      await batches.return(undefined);
    }
  }

  async #follow(
    first: Promise<Read>,
    batches: Batches,
    records: number,
    history: StoreHistory,
  ): Promise<ReplayOutcome> {
    let done = 0;
    for (let read = await first; !read.done; read = await batches.next()) {
      const batch = read.value;
      if (this.#hooks.isCancelled()) return { state: 'cancelled' };
      for (const past of batch) {
        const moved = this.#take(past, history);
        // Nearly always there is nothing to wait for, and ten million waits for nothing take seconds.
        if (moved !== undefined) await moved;
      }
      this.#decideHand();
      done += batch.length;
      this.#hooks.onProgress({ done, total: Math.max(records, done) });
    }
    return { state: 'done', figures: this.#tally.figures() };
  }

  #begin(history: StoreHistory, version: Sequence): void {
    const then = new FactsThen(history, version);
    const { law, recount } = this.#order;
    const { counterSlots } = this.#parts;
    this.#then = then;
    if (!recount) {
      this.#answer = byRecord(then.facts, this.#tally);
      return;
    }
    const { zoneMinutes } = law;
    const counters = new GateCounters({ slots: counterSlots, windowDays: COUNTED_WINDOW_DAYS, zoneMinutes });
    this.#counters = counters;
    this.#answer = byRecount(then.facts, this.#tally, counters);
  }

  #take(past: DecidedRecord, history: StoreHistory): Promise<void> | undefined {
    const then = this.#then as FactsThen;
    const { dataVersion } = past;
    if (dataVersion === then.version) {
      this.#hold(past);
      return undefined;
    }
    if (dataVersion > history.head || dataVersion < then.version) {
      this.#tally.skip(dataVersion > history.head ? 'ahead-of-store' : 'behind-facts');
      return undefined;
    }
    this.#decideHand();
    return then.forwardTo(dataVersion).then(() => this.#hold(past));
  }

  #hold(past: DecidedRecord): void {
    this.#hand.push(past);
    if (this.#hand.length === IN_HAND) this.#decideHand();
  }

  #decideHand(): void {
    const hand = this.#hand;
    if (hand.length === 0) return;
    const { facts } = this.#then as FactsThen;
    facts.ahead(
      hand.map(({ attempt }) => attempt),
      this.#counters,
    );
    for (const past of hand) {
      const decidedBy = this.#packOf(past.law);
      if (decidedBy === undefined) this.#tally.skip('law-unknown');
      else this.#answer?.(past, this.#bound(decidedBy, past.atMs), this.#bound(this.#order.law, past.atMs));
    }
    hand.length = 0;
  }

  #packOf(id: string): LawPack | undefined {
    const known = this.#packs.get(id);
    if (known !== undefined || this.#packs.has(id)) return known;
    const found = this.#parts.packOf(id);
    this.#packs.set(id, found);
    return found;
  }
}

/**
 * The journal of a period decided again under another pack: each decision over the facts as of its own data version, at its own
 * instant. Touches no table that serves.
 */
export const runReplay = async (
  order: ReplayOrder,
  parts: ReplayParts,
  hooks: ReplayHooks,
): Promise<Result<ReplayOutcome>> => {
  const opened = await openHistory(parts.storeDir);
  if (!opened.ok) return opened;
  const history = opened.value;
  const numbering = Numbering.open(parts.dataDir);
  if (!numbering.ok) {
    history.close();
    return numbering;
  }
  let reader: DecidedReader | undefined;
  let again: NodeJS.Timeout | undefined;
  try {
    const { journalDir: directory, progress, spill } = parts;
    reader = await DecidedReader.open({ directory, progress, spill });
    hooks.onInterruptible?.(() => {
      reader?.interrupt();
      again ??= setInterval(() => reader?.interrupt(), INTERRUPT_AGAIN_MS);
    });
    return success(await new Replaying(order, parts, numbering.value, hooks).run(reader, history));
  } catch (error) {
    return hooks.isCancelled() ? success({ state: 'cancelled' }) : questionFailure(error);
  } finally {
    clearInterval(again);
    reader?.close();
    reader = undefined;
    history.close();
  }
};
