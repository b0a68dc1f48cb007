// What must not be lost until somebody has seen to it: items put and settled, in segment files, in whatever order they are settled.
import { join } from 'node:path';
import { type Result, success } from '@wurao/domain';
import { unavailable } from '../failures.ts';
import { type Files, nodeFiles, systemErrorCode, writeFully } from '../files.ts';
import { DAMAGED_SUFFIX } from '../sealed.ts';
import { type Former, type Living, readFormer, type Segment } from './former-items.ts';
import { ItemBatch, nothingUnsynced, type Tell, type Unsynced } from './item-batch.ts';
import { encodeItemHeader, ITEM_HEADER_BYTES, type ItemId, itemSegmentName } from './item-segment.ts';

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
  /** At the start: octets that the disk did not keep as they were written. Their segments are set aside, not removed. */
  readonly damagedBytes: number;
}

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
  /** Settled, and where they stand, until the disk has that they are. */
  readonly #leaving = new Map<ItemId, Segment>();
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
  #counts = { syncs: 0, writeFailures: 0, syncFailures: 0, cutBytes: 0, damagedBytes: 0 };
  #failing: string | undefined;

  private constructor(options: ItemLogOptions) {
    this.#directory = options.directory;
    this.#files = options.files ?? nodeFiles;
    this.#atTurnEnd = options.atTurnEnd ?? ((run) => void setImmediate(run));
    this.#segmentBytes = options.segmentBytes ?? ITEM_SEGMENT_BYTES;
  }

  /** Reads what a former run left. A directory that cannot be read or written is a failure, and so is one of a newer version. */
  static open(options: ItemLogOptions): Result<ItemLog> {
    const log = new ItemLog(options);
    try {
      log.#files.makeDirectory(log.#directory);
      const former = readFormer(log.#files, log.#directory);
      if (!former.ok) return former;
      log.#takeUp(former.value);
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

  /** Nobody writes to `body` from now on. What the disk does not take is forgotten, and whoever waits for it hears so. */
  put(body: Uint8Array): ItemId {
    const id = this.#begin(body);
    this.#batch.put(id, body);
    return id;
  }

  /** The same for what nobody can be refused any more: what the disk does not take is written with the next batch, with all settled beside it. */
  keep(body: Uint8Array): ItemId {
    const id = this.#begin(body);
    this.#batch.keep(id, body);
    return id;
  }

  #begin(body: Uint8Array): ItemId {
    const id = ++this.#lastId as ItemId;
    this.#livingBytes += body.length;
    this.#living.set(id, { body, segment: this.#newest });
    this.#newest.living.add(id);
    this.#plan();
    return id;
  }

  /** Of one that lives: it is gone. One that was forgotten is none. */
  settle(id: ItemId): void {
    const item = this.#living.get(id);
    if (item === undefined) return;
    this.#living.delete(id);
    this.#livingBytes -= item.body.length;
    this.#leaving.set(id, item.segment);
    this.#batch.settle(id);
    this.#plan();
  }

  /**
   * Told once, when all put, kept and settled so far is on the disk. False: what was put since the last time is not kept, and is forgotten.
   * Writes what the disk did not take before.
   */
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
    // Once more, for what the disk gives back.
    for (let time = 0; time < 2; time++) {
      this.#flush();
      while (this.#syncing !== undefined) await this.#syncing;
    }
    this.#isClosed = true;
    for (const segment of this.#segments) this.#closeFile(segment);
  }

  get #newest(): Segment {
    return this.#segments[this.#segments.length - 1] as Segment;
  }

  #takeUp({ segments, items, lastId, lastOrdinal, cutBytes, damagedBytes }: Former): void {
    this.#segments.push(...segments);
    for (const [id, item] of items) {
      this.#living.set(id, item);
      this.#livingBytes += item.body.length;
    }
    this.#lastId = lastId;
    this.#lastOrdinal = lastOrdinal;
    this.#counts = { ...this.#counts, cutBytes, damagedBytes };
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
      // A disk that is full all day would be given one a second.
      this.#files.remove(path);
      throw error;
    }
    const bytes = ITEM_HEADER_BYTES;
    this.#segments.push({ path, file, bytes, living: new Set(), isSpoilt: false, isDamaged: false });
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
    this.#unsynced.keeps.push(...batch.keeps);
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
      for (const id of batch.keeps) this.#moveTo(id, this.#newest);
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
    this.#giveUp({ ...batch, tells }, false);
  }

  /**
   * What was put is forgotten; what was kept or settled is said again with the next batch, as is, where it `wasWritten`, that what was put
   * is gone. Not at once: a disk that is full would be asked every turn.
   */
  #giveUp({ puts, keeps, settles, tells }: Omit<Unsynced, 'moves'>, wasWritten: boolean): void {
    for (const id of keeps) {
      const item = this.#living.get(id);
      if (item !== undefined) this.#batch.keep(id, item.body);
    }
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
      const { puts, keeps, settles, tells, moves } = this.#unsynced;
      if (puts.length + keeps.length + settles.length + tells.length + moves.length > 0) this.#sync();
    });
  }

  async #syncOnce(): Promise<void> {
    const asked = this.#unsynced;
    this.#unsynced = nothingUnsynced();
    if (asked.moves.length > 0) this.#isMoving = false;
    const open = this.#segments.filter(({ file }) => file !== undefined);
    const sizes = open.map(({ bytes }) => bytes);
    this.#counts.syncs++;
    try {
      for (const { file } of open) await this.#files.syncLater(file as number);
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === undefined) throw error;
      this.#syncFailed(code, open, asked);
      return;
    }
    // What grew meanwhile is asked for again: its batch waits for the next sync.
    for (const [i, segment] of open.entries())
      if (segment !== this.#newest && segment.bytes === sizes[i]) this.#closeFile(segment);
    for (const { id, to } of asked.moves) this.#moveTo(id, to);
    for (const id of asked.settles) {
      this.#leaving.get(id)?.living.delete(id);
      this.#leaving.delete(id);
    }
    for (const tell of asked.tells) tell(true);
    this.#tidy();
  }

  /**
   * After a failed sync the system may have dropped the pages, and a second one would say all is well: nothing that was written to these
   * segments and not synced counts, what came while the sync was under way included.
   */
  #syncFailed(code: string, open: readonly Segment[], asked: Unsynced): void {
    const since = this.#unsynced;
    this.#unsynced = nothingUnsynced();
    this.#counts.syncFailures++;
    this.#failing = code;
    this.#isMoving = false;
    for (const segment of open) segment.isSpoilt = true;
    this.#giveUp(asked, true);
    this.#giveUp(since, true);
  }

  #closeFile(segment: Segment): void {
    if (segment.file !== undefined) this.#files.close(segment.file);
    segment.file = undefined;
  }

  /** Oldest first: a segment says of older items that they are settled. */
  #tidy(): void {
    for (let oldest = this.#segments[0]; oldest !== undefined; oldest = this.#segments[0]) {
      if (oldest === this.#newest || oldest.living.size > 0 || oldest.file !== undefined) break;
      if (oldest.isDamaged) this.#files.rename(oldest.path, `${oldest.path}${DAMAGED_SUFFIX}`);
      else this.#files.remove(oldest.path);
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
      const item = this.#living.get(id);
      if (item === undefined) continue;
      if (moved++ >= MOVED_AT_ONCE_MAX) break;
      this.#batch.again(id, item.body);
      this.#isMoving = true;
    }
    this.#plan();
  }
}
