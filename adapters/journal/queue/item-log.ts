// What must not be lost until somebody has seen to it: items put and settled, in segment files, in whatever order they are settled.
import { join } from 'node:path';
import { type Result, success } from '@wurao/domain';
import { unavailable } from '../failures.ts';
import { type Files, nodeFiles, systemErrorCode, writeFully } from '../files.ts';
import { ItemBatch } from './item-batch.ts';
import { encodeItemHeader, ITEM_HEADER_BYTES, type ItemId, itemSegmentName, readItems } from './item-segment.ts';

/** A segment that is longer takes no more. */
export const ITEM_SEGMENT_BYTES = 64 * 1_048_576;
/** Below so many, nobody minds what settled items still take on the disk. */
const IDLE_SEGMENTS = 4;
/** Above that many times what lives, the oldest items are written anew, so that their segment can go. */
const BYTES_PER_LIVING_BYTE = 4;
/** Written anew in one batch at most: nobody waits long for it. */
const MOVED_AT_ONCE_MAX = 1_000;

export interface KeptItem {
  readonly id: ItemId;
  readonly body: Uint8Array;
}

export interface ItemLogOptions {
  readonly directory: string;
  readonly files?: Files;
  /** Runs something at the end of this turn; tests run it themselves. */
  readonly atTurnEnd?: (run: () => void) => void;
  readonly segmentBytes?: number;
}

export interface ItemLogFacts {
  readonly items: number;
  /** Of the bodies that live. */
  readonly itemBytes: number;
  /** Of all segments. */
  readonly bytes: number;
  readonly segments: number;
  readonly syncs: number;
  readonly writeFailures: number;
  readonly syncFailures: number;
  /** System error of the last batch, while batches fail. */
  readonly failing: string | undefined;
  /** At the start: octets behind the last whole batch of a segment, of a run that ended without order. */
  readonly cutBytes: number;
}

interface Segment {
  readonly path: string;
  file: number | undefined;
  bytes: number;
  readonly living: Set<ItemId>;
  isSpoilt: boolean;
}

interface Living {
  readonly body: Uint8Array;
  segment: Segment;
}

type Tell = (isKept: boolean) => void;

/** What is written, and not yet on the disk. */
interface Unsynced {
  readonly puts: ItemId[];
  readonly settles: ItemId[];
  readonly tells: Tell[];
  /** Written anew, and into which segment: until it is on the disk, the one before holds it. */
  readonly moves: { readonly id: ItemId; readonly to: Segment }[];
}

const nothingUnsynced = (): Unsynced => ({ puts: [], settles: [], tells: [], moves: [] });

/**
 * One owner a directory. `put` and `settle` take effect in memory at once; all of one turn is written together, so that an item
 * settled and its successor put in one turn are both there after a crash, or neither.
 */
export class ItemLog {
  readonly #directory: string;
  readonly #files: Files;
  readonly #atTurnEnd: (run: () => void) => void;
  readonly #segmentBytes: number;
  readonly #living = new Map<ItemId, Living>();
  /** From the oldest; the last one is written to. */
  readonly #segments: Segment[] = [];
  #batch = new ItemBatch();
  #tells: Tell[] = [];
  #unsynced = nothingUnsynced();
  /** Items are being written anew: one batch of them at a time. */
  #isMoving = false;
  #syncing: Promise<void> | undefined;
  #isPlanned = false;
  #isClosed = false;
  #lastId = 0;
  #lastOrdinal = 0;
  #livingBytes = 0;
  #counts = { syncs: 0, writeFailures: 0, syncFailures: 0, cutBytes: 0 };
  #failing: string | undefined;

  private constructor(options: ItemLogOptions) {
    this.#directory = options.directory;
    this.#files = options.files ?? nodeFiles;
    this.#atTurnEnd = options.atTurnEnd ?? ((run) => void setImmediate(run));
    this.#segmentBytes = options.segmentBytes ?? ITEM_SEGMENT_BYTES;
  }

  /** Reads what a former run left. A directory that cannot be read or written is a failure. */
  static open(options: ItemLogOptions): Result<ItemLog> {
    const log = new ItemLog(options);
    try {
      log.#files.makeDirectory(log.#directory);
      log.#read();
      log.#openNext();
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === undefined) throw error;
      return unavailable('opening the queue', code);
    }
    return success(log);
  }

  /** What lives, in the order in which it was put. */
  *items(): IterableIterator<KeptItem> {
    for (const [id, { body }] of this.#living) yield { id, body };
  }

  /** Of one that lives. */
  bodyOf(id: ItemId): Uint8Array {
    const item = this.#living.get(id);
    if (item === undefined) throw new Error(`item ${id} is settled, or was never put`);
    return item.body;
  }

  /** Nobody writes to `body` from now on. */
  put(body: Uint8Array): ItemId {
    const id = ++this.#lastId as ItemId;
    this.#batch.put(id, body);
    this.#livingBytes += body.length;
    this.#living.set(id, { body, segment: this.#newest });
    this.#newest.living.add(id);
    this.#plan();
    return id;
  }

  /** Of one that lives: it is gone. */
  settle(id: ItemId): void {
    this.#forget(id);
    this.#batch.settle(id);
    this.#plan();
  }

  /** Told once, when all put and settled so far is on the disk; false: what was put since the last time is not kept, and is forgotten. */
  whenKept(tell: Tell): void {
    this.#tells.push(tell);
    this.#plan();
  }

  facts(): ItemLogFacts {
    return {
      items: this.#living.size,
      itemBytes: this.#livingBytes,
      bytes: this.#segments.reduce((sum, { bytes }) => sum + bytes, 0),
      segments: this.#segments.length,
      ...this.#counts,
      failing: this.#failing,
    };
  }

  /** Writes what is put, waits for the disk, and closes. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#flush();
    this.#isClosed = true;
    while (this.#syncing !== undefined) await this.#syncing;
    for (const segment of this.#segments) this.#closeFile(segment);
  }

  get #newest(): Segment {
    return this.#segments[this.#segments.length - 1] as Segment;
  }

  #read(): void {
    // Their digits are as many in each: in the order of names is in the order of time.
    const names = this.#files
      .list(this.#directory)
      .filter((name) => itemSegmentName.test(name))
      .sort();
    this.#lastOrdinal = itemSegmentName.ordinal(names.at(-1) ?? itemSegmentName.of(0));
    const found = new Map<ItemId, Living>();
    for (const name of names) {
      const path = join(this.#directory, name);
      const bytes = this.#files.size(path) ?? 0;
      const segment: Segment = { path, file: undefined, bytes, living: new Set(), isSpoilt: false };
      const { records, lastId, cutBytes } = readItems(this.#files, path, bytes);
      for (const { id, body } of records) {
        if (body === undefined) found.delete(id);
        else found.set(id, { body, segment });
        this.#lastId = Math.max(this.#lastId, id);
      }
      this.#lastId = Math.max(this.#lastId, lastId);
      this.#counts.cutBytes += cutBytes;
      this.#segments.push(segment);
    }
    // Items that were written anew stand behind younger ones.
    for (const [id, item] of [...found].sort(([a], [b]) => a - b)) {
      this.#living.set(id, item);
      this.#livingBytes += item.body.length;
      item.segment.living.add(id);
    }
  }

  #openNext(): void {
    const path = join(this.#directory, itemSegmentName.of(++this.#lastOrdinal));
    const file = this.#files.create(path);
    try {
      writeFully(this.#files, file, encodeItemHeader(this.#lastId), 0);
      this.#files.sync(file);
      this.#files.syncDirectory(this.#directory);
    } catch (error) {
      this.#files.close(file);
      throw error;
    }
    this.#segments.push({ path, file, bytes: ITEM_HEADER_BYTES, living: new Set(), isSpoilt: false });
  }

  #forget(id: ItemId): void {
    const item = this.#living.get(id);
    if (item === undefined) return;
    this.#living.delete(id);
    item.segment.living.delete(id);
    this.#livingBytes -= item.body.length;
  }

  #plan(): void {
    if (this.#isPlanned || this.#isClosed) return;
    this.#isPlanned = true;
    this.#atTurnEnd(() => {
      this.#isPlanned = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#isClosed) return;
    const [batch, tells] = [this.#batch, this.#tells];
    this.#tells = [];
    if (batch.isEmpty) {
      this.#passOn(tells);
      return;
    }
    this.#batch = new ItemBatch();
    try {
      this.#write(batch);
    } catch (error) {
      this.#writeFailed(error, batch, tells);
      return;
    }
    this.#failing = undefined;
    this.#unsynced.puts.push(...batch.puts);
    this.#unsynced.settles.push(...batch.settles);
    this.#unsynced.tells.push(...tells);
    this.#sync();
  }

  /** Nothing of this turn has to be written: but what was before may still be on its way to the disk. */
  #passOn(tells: Tell[]): void {
    if (tells.length === 0) return;
    if (this.#syncing === undefined) for (const tell of tells) tell(true);
    else this.#unsynced.tells.push(...tells);
  }

  #write(batch: ItemBatch): void {
    const bytes = batch.finish();
    const full = this.#newest.bytes > ITEM_HEADER_BYTES && this.#newest.bytes + bytes.length > this.#segmentBytes;
    if (full || this.#newest.isSpoilt) {
      this.#openNext();
      // They were counted where they would have gone.
      for (const id of batch.puts) this.#moveTo(id, this.#newest);
    }
    const segment = this.#newest;
    try {
      writeFully(this.#files, segment.file as number, bytes, segment.bytes);
    } catch (error) {
      segment.isSpoilt = true;
      throw error;
    }
    segment.bytes += bytes.length;
    for (const id of batch.moves) this.#unsynced.moves.push({ id, to: segment });
  }

  #moveTo(id: ItemId, segment: Segment): void {
    const item = this.#living.get(id);
    if (item === undefined) return;
    item.segment.living.delete(id);
    item.segment = segment;
    segment.living.add(id);
  }

  #writeFailed(error: unknown, batch: ItemBatch, tells: Tell[]): void {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    this.#counts.writeFailures++;
    this.#failing = code;
    if (batch.moves.length > 0) this.#isMoving = false;
    this.#giveUp(batch.puts, batch.settles, tells, false);
  }

  /**
   * What was put is forgotten; what was settled is said again with the next batch, as is, where it `wasWritten`, that what was put is gone.
   * Not at once: a disk that is full would be asked every turn.
   */
  #giveUp(puts: readonly ItemId[], settles: readonly ItemId[], tells: readonly Tell[], wasWritten: boolean): void {
    for (const id of settles) this.#batch.settle(id);
    for (const id of puts) {
      this.#forget(id);
      if (wasWritten) this.#batch.settle(id);
    }
    for (const tell of tells) tell(false);
  }

  #sync(): void {
    this.#syncing ??= this.#syncOnce().finally(() => {
      this.#syncing = undefined;
      const { puts, settles, tells } = this.#unsynced;
      if (puts.length + settles.length + tells.length > 0) this.#sync();
    });
  }

  async #syncOnce(): Promise<void> {
    const { puts, settles, tells, moves } = this.#unsynced;
    this.#unsynced = nothingUnsynced();
    if (moves.length > 0) this.#isMoving = false;
    const open = this.#segments.filter(({ file }) => file !== undefined);
    this.#counts.syncs++;
    try {
      for (const { file } of open) await this.#files.syncLater(file as number);
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === undefined) throw error;
      this.#counts.syncFailures++;
      this.#failing = code;
      // After a failed sync the system may have dropped the pages, and a second one would say all is well.
      for (const segment of open) segment.isSpoilt = true;
      this.#giveUp(puts, settles, tells, true);
      return;
    }
    for (const segment of open) if (segment !== this.#newest) this.#closeFile(segment);
    for (const { id, to } of moves) this.#moveTo(id, to);
    for (const tell of tells) tell(true);
    this.#tidy();
  }

  #closeFile(segment: Segment): void {
    if (segment.file !== undefined) this.#files.close(segment.file);
    segment.file = undefined;
  }

  /** Oldest first: a segment says of older items that they are settled. */
  #tidy(): void {
    for (let oldest = this.#segments[0]; oldest !== undefined; oldest = this.#segments[0]) {
      if (oldest === this.#newest || oldest.living.size > 0 || oldest.file !== undefined) break;
      this.#files.remove(oldest.path);
      this.#segments.shift();
    }
    const bytes = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
    if (this.#isMoving) return;
    if (bytes > IDLE_SEGMENTS * this.#segmentBytes && bytes > this.#livingBytes * BYTES_PER_LIVING_BYTE)
      this.#writeAnew();
  }

  #writeAnew(): void {
    let moved = 0;
    for (const id of (this.#segments[0] as Segment).living) {
      if (moved++ >= MOVED_AT_ONCE_MAX) break;
      this.#batch.again(id, this.bodyOf(id));
      this.#isMoving = true;
    }
    this.#plan();
  }
}
