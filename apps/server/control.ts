import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppliedOutcome, ChangeMark, Explanation } from '@wurao/api';
import {
  type CountableComplaint,
  countableComplaints,
  countLateParties,
  countPeriod,
  countProtection,
  type HouseEnvelope,
  type HouseQuery,
  type LatenessCount,
  type PeriodSpan,
  type ProtectedCounts,
  type StoreCounts,
} from '@wurao/casework';
import {
  asSequence,
  type Change,
  type ChangeBody,
  type Decision,
  type InstantMs,
  type JournalledDecision,
  type MerchantId,
  type NumberingPlan,
  type PhoneNumber,
  type Result,
  type Sequence,
  success,
} from '@wurao/domain';
import { explain, PlainFacts, type Posting, TableWriter } from '@wurao/engine';
import { createFeed, type Feed } from '@wurao/feed';
import { installedPack, LAW_PACKS, type LawPack, withNumbering } from '@wurao/law';
import { type BasisCoverage, coverageOf, type ImportBatch, NO_SHAPES } from '@wurao/registry';
import { type BackupReport, type ImportStore, openStore, type Store } from '@wurao/store';
import { auditMacOf } from './audit-mac.ts';
import { marksOf } from './live/feed-marks.ts';
import type { Log } from './log.ts';
import { Numbering } from './numbering.ts';
import { readSnapshot, writerOptions, writeSnapshot } from './snapshot-file.ts';
import { WebhookRunner } from './webhooks.ts';

/** The control plane of a process: the store, the one writer of the tables, the webhooks. Runs in a thread of its own. */
export interface ControlParts {
  readonly directory: string;
  /** The store is this database; undefined: the embedded one in the directory. */
  readonly databaseUrl?: string | undefined;
  readonly clock: () => InstantMs;
  readonly log: Log;
  readonly allowPrivateWebhooks: boolean;
  /** Directory postings and new table handles, on their way to every gate. */
  readonly post: (posting: Posting) => void;
  /** The feed has moved on: what changed, and milliseconds from the commit until the tables had it. */
  readonly onMoved: (sequence: Sequence, marks: readonly ChangeMark[], delayMs: number) => void;
  /** What was committed did not reach the tables: from here on a "no" would be acknowledged and not take effect. */
  readonly onBroken: (error: Error) => void;
}

export interface ControlFigures {
  readonly head: Sequence;
  readonly tables: Readonly<Record<string, number>>;
  /** "no"-delay: commit to every table, milliseconds; of the writes since the last asking. */
  readonly delays: readonly number[];
  readonly loadedFrom: 'snapshot' | 'store';
  readonly loadMs: number;
}

/** Answered by the subscriber's own wish as a whole, which has no fact of its own in the decision. */
const PREFERENCE_REASONS: ReadonlySet<string> = new Set(['do-not-disturb', 'personally-refused', 'personally-allowed']);
const SNAPSHOT_FILE = 'tables.snapshot';
/** Sessions and bindings that are over: a screen may still ask about an instant at which they were not. */
const ENDED_KEPT_MS = 86_400_000;
/** Readers take them in one go: far less than a millisecond. */
const ENDED_AT_ONCE = 500;
/** Figures kept between two askings for metrics. */
const MAX_DELAYS = 10_000;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class Control {
  readonly #parts: ControlParts;
  readonly #store: Store;
  readonly #writer: TableWriter;
  readonly #feed: Feed;
  readonly #webhooks: WebhookRunner;
  readonly #loaded: Loaded;
  readonly #appliedAfterMs = new Map<Sequence, number>();
  #delays: number[] = [];
  #numbering: Numbering | undefined;
  #snapshotAt: Sequence;
  /** The tables stand still, perhaps half written: nothing may be kept of them. */
  #isBroken = false;
  /** One at a time: they are written to one place. */
  #snapshots: Promise<unknown> = Promise.resolve();

  private constructor(parts: ControlParts, store: Store, loaded: Loaded) {
    this.#parts = parts;
    this.#store = store;
    this.#writer = loaded.writer;
    this.#loaded = loaded;
    this.#snapshotAt = loaded.from === 'snapshot' ? loaded.sequence : asSequence(-1);
    this.#feed = createFeed({
      head: store.head(),
      changesSince: async (sequence) => valueOrThrow(await store.changesSince(sequence)),
    });
    this.#webhooks = new WebhookRunner({
      store,
      nowMs: parts.clock,
      log: parts.log,
      allowPrivate: parts.allowPrivateWebhooks,
    });
  }

  static async open(parts: ControlParts): Promise<Result<Control>> {
    const { directory, databaseUrl, clock, log } = parts;
    const opened = await openStore({ directory, databaseUrl, clock, log, mac: auditMacOf(directory) });
    if (!opened.ok) return opened;
    const store = opened.value;
    try {
      const loaded = await loadTables(parts, store);
      if (loaded.ok) {
        const control = new Control(parts, store, loaded.value);
        await control.#follow();
        return success(control);
      }
      await store.close();
      return loaded;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async #follow(): Promise<void> {
    const tables = this.#feed.subscribe(this.#loaded.sequence, (changes) => this.#apply(changes));
    this.#store.onCommit((changes) => this.#publish(changes));
    await tables.waitFor(this.#store.head());
    this.#webhooks.start();
  }

  async #publish(changes: readonly Change[]): Promise<void> {
    try {
      await this.#feed.publish(changes);
    } catch (error) {
      this.#isBroken = true;
      this.#parts.onBroken(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  #apply(changes: readonly Change[]): void {
    const startedMs = performance.now();
    this.#writer.apply(changes);
    const tookMs = performance.now() - startedMs;
    const last = changes.at(-1);
    if (last === undefined) return;
    // Nobody asks for those of an import: they must not pile up.
    if (this.#appliedAfterMs.size > MAX_DELAYS) this.#appliedAfterMs.clear();
    for (const { sequence } of changes) this.#appliedAfterMs.set(sequence, tookMs);
    if (this.#delays.length < MAX_DELAYS) this.#delays.push(tookMs);
    this.#parts.onMoved(last.sequence, marksOf(changes), tookMs);
    this.#webhooks.wake();
  }

  get head(): Sequence {
    return this.#store.head();
  }

  get tables(): TableWriter {
    return this.#writer;
  }

  async execute(envelope: HouseEnvelope): Promise<Result<AppliedOutcome>> {
    const done = await this.#store.execute(envelope);
    if (!done.ok) return done;
    const effectiveAfterMs = this.#appliedAfterMs.get(done.value.sequence) ?? 0;
    this.#appliedAfterMs.delete(done.value.sequence);
    return success({ ...done.value, effectiveAfterMs });
  }

  ask(query: HouseQuery): Promise<Result<unknown>> {
    return this.#store.ask(query);
  }

  /** The same decision over the facts as they stood at its data version. */
  async explain(record: JournalledDecision): Promise<Result<Explanation>> {
    const { attempt, decision } = record;
    const numbers = [attempt.callee, attempt.firstCalled].filter((number) => number !== undefined);
    const merchants = [...new Set([decision.merchant, attempt.merchant])].filter((id) => id !== undefined);
    const callers = [attempt.caller, attempt.assertedCaller].filter((number) => number !== undefined);
    const changes = await this.#store.factsAsOf(decision.dataVersion, {
      numbers,
      merchants,
      callers,
      pairs: numbers.flatMap((number) => merchants.map((merchant) => ({ number, merchant }))),
      lines: attempt.line === undefined ? [] : [attempt.line],
      contents: attempt.content === undefined ? [] : [attempt.content],
    });
    if (!changes.ok) return changes;
    const facts = PlainFacts.from(
      changes.value.map((body) => ({ sequence: decision.dataVersion, atMs: record.atMs, body })),
      decision.dataVersion,
    );
    const installed = this.#writer.directory.lawPack(decision.law);
    const law = LAW_PACKS.get(decision.law) ?? (installed && installedPack(installed));
    if (law === undefined) throw new Error(`the journal names a law that is not here: ${decision.law}`);
    // As decided: with the numbering plan that was in force at that instant.
    const { steps, reproduced } = explain(
      record,
      facts,
      withNumbering(law, () => this.#numberingAt(record.atMs)),
    );
    const fact = await this.#answeringFact(decision, changes.value);
    return success({ record, steps, reproduced, fact });
  }

  #numberingAt(atMs: InstantMs): NumberingPlan {
    this.#numbering ??= valueOrThrow(Numbering.open(this.#parts.directory));
    return this.#numbering.at(atMs);
  }

  /** The fact that answered: named by the decision, or the preference that a list or do-not-disturb stands in. */
  async #answeringFact(decision: Decision, changes: readonly ChangeBody[]): Promise<Explanation['fact']> {
    const wish = changes.find((change) => change.kind === 'preference');
    const byWish = PREFERENCE_REASONS.has(decision.wouldBe ?? decision.reason) ? wish?.fact : undefined;
    const sequence = byWish ?? decision.fact;
    const found = sequence === 0 ? undefined : await this.#store.factBySequence(sequence, decision.merchant);
    if (!found?.ok || found.value === undefined || found.value.kind === 'other') return undefined;
    const { kind, fact } = found.value;
    return { kind: kind === 'noun' ? found.value.noun : kind, ...fact };
  }

  /** What comes in by the file. */
  get imports(): ImportStore {
    const { imports } = this.#store;
    return {
      ...imports,
      runBatch: async (batch) => {
        // A port is read until it is empty, and an import's never is while its batches are run as they are read: nobody else would be heard.
        await nextTurn();
        return imports.runBatch(this.#expected(batch));
      },
    };
  }

  /** Bases come as pairs, one for each row at most. */
  #expected(batch: ImportBatch): ImportBatch {
    const isOfBases = !batch.dryRun && batch.shapes !== NO_SHAPES;
    this.#writer.expectPairs(isOfBases ? batch.rowsInFile - batch.position : 0);
    return batch;
  }

  /** What the store has to say of a period, page by page: commands have their turn in between. */
  countPeriod(span: PeriodSpan, law: LawPack): Promise<Result<StoreCounts>> {
    const plan = this.#numberingAt(this.#parts.clock());
    const provinceOf = (number: PhoneNumber): string | undefined => plan.placeOf(number)?.province.code;
    return countPeriod({ questions: this.#store, provinceOf, law, pause: nextTurn }, span);
  }

  countProtection(): Promise<Result<ProtectedCounts>> {
    const atMs = this.#parts.clock();
    const plan = this.#numberingAt(atMs);
    const provinceOf = (number: PhoneNumber): string | undefined => plan.placeOf(number)?.province.code;
    return countProtection({ questions: this.#store, provinceOf, pause: nextTurn }, atMs);
  }

  countLateParties(span: PeriodSpan, law: LawPack): Promise<Result<readonly LatenessCount[]>> {
    return countLateParties({ questions: this.#store, provinceOf: () => undefined, law, pause: nextTurn }, span);
  }

  countBases(merchant: MerchantId): Promise<Result<BasisCoverage>> {
    return coverageOf({ questions: this.#store, pause: nextTurn }, merchant, this.#parts.clock());
  }

  countableComplaints(sinceMs: InstantMs): Promise<Result<readonly CountableComplaint[]>> {
    return countableComplaints({ questions: this.#store, pause: nextTurn }, sinceMs);
  }

  tenureFromMs(subscriber: PhoneNumber): Promise<Result<InstantMs | undefined>> {
    return this.#store.tenureFromMs(subscriber);
  }

  backup(path: string): Promise<Result<BackupReport>> {
    return this.#store.backup(path);
  }

  /** Writes the tables beside the store, when they have moved since the last time. */
  snapshot(): Promise<boolean> {
    const written = this.#snapshots.then(() => this.#writeSnapshot());
    this.#snapshots = written.catch(() => undefined);
    return written;
  }

  async #writeSnapshot(): Promise<boolean> {
    for (;;) {
      const { applied } = this.#writer;
      if (applied === this.#snapshotAt || this.#isBroken) return false;
      const history = valueOrThrow(await historyAt(this.#store, applied));
      if (this.#writer.applied !== applied) continue;
      await writeSnapshot(join(this.#parts.directory, SNAPSHOT_FILE), history, this.#writer.encodeSnapshot());
      this.#snapshotAt = applied;
      return true;
    }
  }

  async sweep(): Promise<Result<void>> {
    this.#appliedAfterMs.clear();
    const beforeMs = this.#parts.clock() - ENDED_KEPT_MS;
    while (this.#writer.dropEnded(beforeMs, ENDED_AT_ONCE) > 0) await new Promise((resolve) => setImmediate(resolve));
    return this.#store.sweep();
  }

  figures(): ControlFigures {
    const delays = this.#delays;
    this.#delays = [];
    return {
      head: this.#store.head(),
      tables: this.#writer.bytes(),
      delays,
      loadedFrom: this.#loaded.from,
      loadMs: this.#loaded.tookMs,
    };
  }

  async close(): Promise<void> {
    await this.#webhooks.stop();
    try {
      await this.snapshot();
    } catch (error) {
      // A full disk: the next start reads the store, that is all.
      this.#parts.log('warn', 'tables not kept', { problem: error instanceof Error ? error.message : String(error) });
    }
    this.#feed.close();
    await this.#store.close();
  }
}

interface Loaded {
  readonly writer: TableWriter;
  readonly sequence: Sequence;
  readonly from: 'snapshot' | 'store';
  readonly tookMs: number;
}

/** What tells the history that a store holds up to a sequence from any other: what was committed last, and when. */
const historyAt = async (store: Store, sequence: Sequence): Promise<Result<Uint8Array>> => {
  const changes = await store.changesSince(asSequence(sequence - 1), 1);
  if (!changes.ok) return changes;
  const last = changes.value.filter((change) => change.sequence === sequence);
  return success(createHash('sha256').update(JSON.stringify(last)).digest());
};

const unfit = async (read: ReturnType<typeof readSnapshot>, store: Store): Promise<string | undefined> => {
  if (!read.ok) return read.errors[0]?.message ?? read.title;
  const { writer, history } = read.value;
  if (writer.applied > store.head()) return 'it is ahead of the store';
  const stored = await historyAt(store, writer.applied);
  if (!stored.ok) return stored.title;
  return Buffer.compare(history, stored.value) === 0 ? undefined : 'it is of another history than the store';
};

/** From the snapshot file when it is whole and of this store's history (a restored backup has another), else from the store. */
const loadTables = async (parts: ControlParts, store: Store): Promise<Result<Loaded>> => {
  const startedMs = performance.now();
  const since = (): number => performance.now() - startedMs;
  const path = join(parts.directory, SNAPSHOT_FILE);
  if (existsSync(path)) {
    const read = readSnapshot(path, parts.post);
    const problem = await unfit(read, store);
    if (read.ok && problem === undefined) {
      const { writer } = read.value;
      return success({ writer, sequence: writer.applied, from: 'snapshot', tookMs: since() });
    }
    parts.log('warn', 'table snapshot passed over', { path, problem });
  }
  const load = await store.loadTables();
  if (!load.ok) return load;
  const writer = new TableWriter(writerOptions(parts.post));
  let room: { pairs?: number } = { pairs: load.value.pairs };
  for await (const piece of load.value.pieces) {
    writer.load(piece, load.value.sequence, room);
    room = {};
  }
  return success({ writer, sequence: load.value.sequence, from: 'store', tookMs: since() });
};

const valueOrThrow = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(result.title);
};
