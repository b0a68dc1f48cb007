import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type DecisionId, type InstantMs, type Result, success } from '@wurao/domain';
import { formatDecisionId } from './decision-id.ts';
import { BatchEncoder } from './encode.ts';
import { unavailable } from './failures.ts';
import { type Files, nodeFiles, systemErrorCode, writeFully } from './files.ts';
import { machineBoot } from './machine-boot.ts';
import { JournalProgress } from './progress.ts';
import { asJournalSequence, type JournalEntry, type JournalSequence, type OutcomeEntry } from './record.ts';
import { type Gap, type Recovery, recordGap, recover } from './recover.ts';
import type { Screens } from './screens.ts';
import {
  dayOf,
  encodeClosed,
  encodeHeader,
  HEADER_BYTES,
  SEGMENT_BYTES,
  SEGMENT_RECORDS,
  SEGMENT_VERSION,
  type SegmentHeader,
  segmentName,
} from './segment.ts';
import type { Flushed, JournalFacts } from './writer-facts.ts';

/** A sync starts this long after the first unsynced write, which leaves the disk 30 of the 50 ms that are promised. */
export const SYNC_AFTER_MS = 20;

export interface JournalWriterOptions {
  readonly directory: string;
  readonly files?: Files;
  readonly now?: () => InstantMs;
  /** Runs something later; tests run it themselves. */
  readonly later?: (run: () => void, afterMs: number) => void;
  readonly syncAfterMs?: number;
  readonly segmentBytes?: number;
  readonly segmentRecords?: number;
  /** Identity of the machine's run (hex); empty: unknown. */
  readonly boot?: string;
  /** Shared with whoever reads in another thread. */
  readonly progress?: JournalProgress;
}

/** What `append` promises, should the next `flush` succeed. */
export interface Appended {
  readonly id: DecisionId;
  readonly sequence: JournalSequence;
}

interface OpenSegment {
  readonly file: number;
  readonly header: SegmentHeader;
  /** End of the last record that counts. */
  end: number;
  records: number;
  /** The bytes behind `end` could not be cut off: nothing more may be written here. */
  spoilt: boolean;
}

/** The durable edge. One writer a directory; the gate's thread owns it. */
export class JournalWriter {
  readonly #directory: string;
  readonly #files: Files;
  readonly #now: () => InstantMs;
  readonly #later: (run: () => void, afterMs: number) => void;
  readonly #syncAfterMs: number;
  readonly #segmentBytes: number;
  readonly #segmentRecords: number;
  readonly #boot: string;
  readonly #progress: JournalProgress;
  readonly #recovery: Recovery;
  readonly #epoch: number;
  readonly #encoder = new BatchEncoder();
  #segment: OpenSegment | undefined;
  /** Full segments whose end is still to be synced. */
  #retiring: number[] = [];
  #ordinal: number;
  #flushed: number;
  #synced: number;
  #batchAtMs: InstantMs = 0;
  #unsyncedBytes = 0;
  #unsyncedSinceMs: InstantMs | undefined;
  #syncing: Promise<void> | undefined;
  #syncPlanned = false;
  #directoryChanged = false;
  #counts = { records: 0, bytes: 0, segments: 0, writeFailures: 0, syncFailures: 0 };
  #failing: string | undefined;
  /** Not yet recorded: the disk was full. */
  #gap: Gap | undefined;
  #closed = false;

  private constructor(options: JournalWriterOptions, recovery: Recovery, boot: string) {
    this.#directory = options.directory;
    this.#files = options.files ?? nodeFiles;
    this.#now = options.now ?? Date.now;
    this.#later = options.later ?? ((run, afterMs) => void setTimeout(run, afterMs));
    this.#syncAfterMs = options.syncAfterMs ?? SYNC_AFTER_MS;
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    this.#segmentRecords = options.segmentRecords ?? SEGMENT_RECORDS;
    this.#progress = options.progress ?? new JournalProgress();
    this.#boot = boot;
    this.#recovery = recovery;
    this.#epoch = recovery.lastEpoch + 1;
    this.#ordinal = recovery.lastOrdinal;
    this.#flushed = recovery.last;
    this.#synced = recovery.last;
    this.#progress.publishFlushed(this.#flushed);
    this.#progress.publishSynced(this.#synced);
    this.#gap = recovery.gap;
    try {
      this.#recordGap();
    } catch (error) {
      // Tried again before anything is written: a full disk must not keep the server from starting.
      if (systemErrorCode(error) === undefined) throw error;
    }
  }

  /** Recovers what the last run left. Writes nothing new: that begins with the first batch. */
  static open(options: JournalWriterOptions): Result<JournalWriter> {
    const boot = options.boot ?? machineBoot();
    const recovered = recover(options.files ?? nodeFiles, options.directory, boot, (options.now ?? Date.now)());
    return recovered.ok ? success(new JournalWriter(options, recovered.value, boot)) : recovered;
  }

  /** Puts a record into the batch of this turn. Its id may be answered once `flush` said yes. */
  append(entry: JournalEntry): Appended {
    if (this.#closed) throw new Error('append to a closed journal');
    const sequence = asJournalSequence(this.#flushed + this.#encoder.records + 1);
    this.#encoder.add(sequence, entry);
    if (this.#encoder.records === 1) this.#batchAtMs = entry.atMs;
    return { id: formatDecisionId(sequence, this.#epoch), sequence };
  }

  /** Puts how a call went into the batch of this turn: it is kept once `flush` said yes. */
  appendOutcome(outcome: OutcomeEntry): JournalSequence {
    if (this.#closed) throw new Error('append to a closed journal');
    const sequence = asJournalSequence(this.#flushed + this.#encoder.records + 1);
    this.#encoder.addCall(sequence, outcome);
    if (this.#encoder.records === 1) this.#batchAtMs = outcome.atMs;
    return sequence;
  }

  /** Puts screens of one run into the batch: one frame for many, a sequence for each. Answers the first row's. */
  appendScreens(screens: Screens): { readonly first: JournalSequence; readonly epoch: number } {
    if (this.#closed) throw new Error('append to a closed journal');
    if (this.#encoder.records === 0) this.#batchAtMs = screens.atMs;
    const first = asJournalSequence(this.#flushed + this.#encoder.records + 1);
    this.#encoder.addScreens(first, screens);
    return { first, epoch: this.#epoch };
  }

  /**
   * Writes the batch, once an event-loop turn and before its answers are sent. A failure: nothing of the batch counts, its
   * sequences are given again, and the next batch tries anew.
   */
  flush(): Result<Flushed> {
    const { records, bytes } = this.#encoder;
    if (records === 0) return success({ records, bytes, last: asJournalSequence(this.#flushed) });
    try {
      const segment = this.#segmentFor(bytes);
      try {
        writeFully(this.#files, segment.file, this.#encoder.finish(segment.header.salt), segment.end);
      } catch (error) {
        this.#cutBack(segment);
        throw error;
      }
      segment.end += bytes;
      segment.records += records;
    } catch (error) {
      return this.#failed(error);
    }
    this.#encoder.clear();
    this.#failing = undefined;
    this.#flushed += records;
    this.#counts.records += records;
    this.#counts.bytes += bytes;
    this.#progress.publishFlushed(this.#flushed);
    this.#unsyncedBytes += bytes;
    this.#unsyncedSinceMs ??= this.#now();
    this.#planSync();
    return success({ records, bytes, last: asJournalSequence(this.#flushed) });
  }

  /** Goes on in a new segment, so that all before it can be sealed: the newest segment of a directory never is. */
  roll(): Result<Flushed> {
    if (this.#encoder.records > 0) throw new Error('roll between append and flush');
    const last = asJournalSequence(this.#flushed);
    try {
      if (!this.#segment || this.#segment.records > 0) this.#openNext(this.#now());
    } catch (error) {
      return this.#failed(error);
    }
    return success({ records: 0, bytes: 0, last });
  }

  /** Syncs now; resolves when all that was flushed before the call is on the disk, or the disk refused. */
  async sync(): Promise<void> {
    while (this.#syncing) await this.#syncing;
    if (this.#flushed > this.#synced || this.#retiring.length > 0) await this.#startSync();
  }

  journalFacts(): JournalFacts {
    return {
      flushedSequence: asJournalSequence(this.#flushed),
      syncedSequence: asJournalSequence(this.#synced),
      unsyncedBytes: this.#unsyncedBytes,
      syncLagMs: this.#unsyncedSinceMs === undefined ? 0 : Math.max(0, this.#now() - this.#unsyncedSinceMs),
      ...this.#counts,
      failing: this.#failing,
      epoch: this.#epoch,
      recovery: this.#recovery,
    };
  }

  /** Flushes, marks the end as clean, syncs and closes. */
  async close(): Promise<Result<Flushed>> {
    if (this.#closed) return success({ records: 0, bytes: 0, last: asJournalSequence(this.#flushed) });
    const flushed = this.flush();
    this.#closed = true;
    if (this.#segment) this.#retire(this.#segment);
    await this.sync();
    for (const file of this.#retiring.splice(0)) this.#files.close(file);
    return flushed;
  }

  #failed(error: unknown): Result<Flushed> {
    const code = systemErrorCode(error);
    this.#encoder.clear();
    if (code === undefined) throw error;
    this.#counts.writeFailures++;
    this.#failing = code;
    return unavailable('writing the journal', code);
  }

  /** Half records must not stay: neither for a reader, nor for the start after a crash. */
  #cutBack(segment: OpenSegment): void {
    try {
      this.#files.truncate(segment.file, segment.end);
    } catch (error) {
      if (systemErrorCode(error) === undefined) throw error;
      // Readers stop at the first sequence of the next segment, so a spoilt end is left behind by rolling.
      segment.spoilt = true;
    }
  }

  #segmentFor(bytes: number): OpenSegment {
    const segment = this.#segment;
    if (segment && !segment.spoilt) {
      const over = segment.end + bytes > this.#segmentBytes || segment.records >= this.#segmentRecords;
      const full = segment.records > 0 && over;
      // A clock set back stays in its segment: days only go on.
      if (!full && dayOf(this.#batchAtMs) <= segment.header.day) return segment;
    }
    return this.#openNext(this.#batchAtMs);
  }

  #openNext(atMs: InstantMs): OpenSegment {
    this.#recordGap();
    const next = this.#createSegment(atMs);
    if (this.#segment) this.#retire(this.#segment);
    this.#segment = next;
    return next;
  }

  #recordGap(): void {
    if (this.#gap) recordGap(this.#files, this.#directory, this.#gap);
    this.#gap = undefined;
  }

  #createSegment(atMs: InstantMs): OpenSegment {
    const begins = this.#counts.segments === 0;
    const header: SegmentHeader = {
      version: SEGMENT_VERSION,
      ordinal: ++this.#ordinal,
      first: asJournalSequence(this.#flushed + 1),
      createdAtMs: this.#now(),
      epoch: this.#epoch,
      day: Math.max(dayOf(atMs), this.#segment?.header.day ?? 0),
      boot: this.#boot,
      salt: randomBytes(4).readUInt32LE(0),
    };
    const path = join(this.#directory, segmentName(header.ordinal, header.first, header.day));
    const file = this.#files.create(path);
    try {
      writeFully(this.#files, file, encodeHeader(header), 0);
      // The epoch must be on the disk before an id of it is answered: else a start after power loss could give it again.
      if (begins) {
        this.#files.sync(file);
        this.#files.syncDirectory(this.#directory);
      }
    } catch (error) {
      this.#discard(file, path);
      throw error;
    }
    this.#counts.segments++;
    this.#directoryChanged = true;
    return { file, header, end: HEADER_BYTES, records: 0, spoilt: false };
  }

  #discard(file: number, path: string): void {
    try {
      this.#files.close(file);
      this.#files.remove(path);
    } catch (error) {
      // An empty segment does no harm: readers pass over it, and ordinals are not given twice.
      if (systemErrorCode(error) === undefined) throw error;
    }
  }

  #retire(segment: OpenSegment): void {
    this.#segment = undefined;
    this.#retiring.push(segment.file);
    try {
      const closed = encodeClosed(segment.records, this.#flushed, segment.header.salt);
      if (!segment.spoilt) writeFully(this.#files, segment.file, closed, segment.end);
    } catch (error) {
      // Without its last frame the segment is scanned at the next start, no more.
      if (systemErrorCode(error) === undefined) throw error;
      this.#cutBack(segment);
    }
    this.#planSync();
  }

  #planSync(): void {
    if (this.#syncPlanned || this.#syncing || this.#closed) return;
    this.#syncPlanned = true;
    this.#later(() => {
      this.#syncPlanned = false;
      if (!this.#syncing) void this.#startSync();
    }, this.#syncAfterMs);
  }

  #startSync(): Promise<void> {
    this.#syncing = this.#syncOnce().finally(() => {
      this.#syncing = undefined;
      if (this.#unsyncedBytes > 0) this.#planSync();
    });
    return this.#syncing;
  }

  async #syncOnce(): Promise<void> {
    const upTo = this.#flushed;
    const bytes = this.#unsyncedBytes;
    const startedAtMs = this.#now();
    // Held here: while the disk works, a flush may go on in a new segment.
    const file = this.#segment?.file;
    const retiring = this.#retiring.splice(0);
    try {
      for (const full of retiring) await this.#files.syncLater(full);
      if (file !== undefined) await this.#files.syncLater(file);
      if (this.#directoryChanged) {
        this.#directoryChanged = false;
        await this.#files.syncDirectoryLater(this.#directory);
      }
      this.#synced = upTo;
      this.#progress.publishSynced(upTo);
    } catch (error) {
      this.#syncFailed(error);
    } finally {
      for (const full of retiring) this.#files.close(full);
    }
    this.#unsyncedBytes -= bytes;
    this.#unsyncedSinceMs = this.#unsyncedBytes > 0 ? startedAtMs : undefined;
  }

  /**
   * After a failed sync the system may have dropped the pages, and a second sync would say all is well. So this segment takes
   * no more, and the possible loss is recorded before the next one begins.
   */
  #syncFailed(error: unknown): void {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    this.#counts.syncFailures++;
    this.#failing = code;
    this.#gap = {
      afterSequence: asJournalSequence(this.#synced),
      afterMs: this.#unsyncedSinceMs,
      reopenedAtMs: this.#now(),
      end: 'sync-failed',
      cutBytes: 0,
      damagedBytes: 0,
    };
    if (this.#segment) this.#segment.spoilt = true;
  }
}
