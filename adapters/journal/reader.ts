import { parseDecisionId } from './decision-id.ts';
import { decodeRecord } from './decode.ts';
import { type Files, nodeFiles } from './files.ts';
import { decodeOutcome } from './outcomes.ts';
import type { JournalProgress } from './progress.ts';
import { asJournalSequence, type JournalOutcome, type JournalRecord, type JournalSequence } from './record.ts';
import { readHeader, SegmentScan } from './scan.ts';
import { decodeScreens, recordOfScreen, type ScreenColumns } from './screens.ts';
import { isSealed, listSealed, type SealedFile } from './sealed.ts';
import { HEADER_BYTES, listSegments, type SegmentFile } from './segment.ts';

/** Records handed over at once; also the rows of one DuckDB chunk. */
export const BATCH_RECORDS = 2048;

/** Where reading a segment stopped, to go on from there. */
export interface SegmentPosition {
  readonly offset: number;
  readonly last: number;
}

export interface RecordBatch {
  readonly epoch: number;
  readonly records: readonly JournalRecord[];
  /** How calls went, told among these records. */
  readonly outcomes: readonly JournalOutcome[];
  /** A frame of screens, as columns; `records` is then empty. */
  readonly screens?: ScreenColumns;
  /** After this batch. */
  readonly position: SegmentPosition;
}

export interface SegmentRange {
  /** Records before it are passed over. */
  readonly from?: number;
  /** Records from here on do not count: the next segment has them, or they were never flushed. */
  readonly below?: number;
  readonly position?: SegmentPosition | undefined;
}

/** A segment of a newer version stands in the directory: whoever reads must stop, not leave it out. */
export class NewerFormatError extends Error {}

/** Records of one segment, in batches. A torn end, which may be a write under way, ends it. */
export function* readSegment(files: Files, segment: SegmentFile, range: SegmentRange = {}): Generator<RecordBatch> {
  const { from = 0, below = Number.POSITIVE_INFINITY, position } = range;
  const file = files.openToRead(segment.path);
  try {
    const header = readHeader(files, file);
    if (header === 'newer') throw new NewerFormatError(`segment ${segment.name} was written by a newer version`);
    if (header === 'torn') return;
    const start = position ?? { offset: HEADER_BYTES, last: header.first - 1 };
    const scan = new SegmentScan(files, file, header, start.offset, start.last);
    let records: JournalRecord[] = [];
    let outcomes: JournalOutcome[] = [];
    const taken = (): RecordBatch => {
      const batch = { epoch: header.epoch, records, outcomes, position: read };
      [records, outcomes] = [[], []];
      return batch;
    };
    let read: SegmentPosition = start;
    for (const frame of scan.frames()) {
      if (frame.first >= below) break;
      if (frame.screens && records.length + outcomes.length > 0) yield taken();
      read = { offset: scan.goodEnd, last: frame.sequence };
      if (frame.sequence < from) continue;
      if (frame.screens) {
        const screens = decodeScreens(frame.buffer, frame.base, header.epoch);
        yield { epoch: header.epoch, records: [], outcomes: [], screens, position: read };
        continue;
      }
      if (frame.outcome) outcomes.push(decodeOutcome(frame.buffer, frame.base));
      else records.push(decodeRecord(frame.buffer, frame.base, header.epoch));
      if (records.length + outcomes.length >= BATCH_RECORDS) yield taken();
    }
    if (records.length + outcomes.length > 0) yield taken();
  } finally {
    files.close(file);
  }
}

/** Every record of a batch, screens as well, from a sequence on. */
export function* recordsIn({ epoch, records, screens }: RecordBatch, from = 0): Generator<JournalRecord> {
  if (screens === undefined) yield* records;
  else
    for (let row = Math.max(0, from - screens.first); row < screens.count; row++)
      yield recordOfScreen(screens, row, epoch);
}

/** A directory as it stands: which files count. */
export interface Catalogue {
  readonly sealed: readonly SealedFile[];
  /** Segments whose records are in no Parquet file. */
  readonly segments: readonly SegmentFile[];
}

export const readCatalogue = (files: Files, directory: string): Catalogue => {
  // Segments first: what is sealed between the two looks is then found twice, and the sealed range decides.
  const segments = listSegments(files, directory);
  const sealed = listSealed(files, directory);
  return { sealed, segments: segments.filter((segment) => !isSealed(sealed, segment.first)) };
};

/** Reads segments without a database: what a gate needs at its start, and the look-up of what was just decided. */
export class JournalReader {
  readonly #directory: string;
  readonly #files: Files;
  readonly #progress: JournalProgress | undefined;

  constructor(directory: string, files: Files = nodeFiles, progress?: JournalProgress) {
    this.#directory = directory;
    this.#files = files;
    this.#progress = progress;
  }

  /** The first sequence that is still in segments; what is before it is sealed (`JournalArchive`). Undefined: no segments. */
  oldestSequence(): JournalSequence | undefined {
    return readCatalogue(this.#files, this.#directory).segments[0]?.first;
  }

  /** Batches of records from a sequence on, as far as segments reach. */
  *batchesFrom(sequence: number): Generator<RecordBatch> {
    const { segments } = readCatalogue(this.#files, this.#directory);
    const flushed = this.#progress ? this.#progress.flushed + 1 : Number.POSITIVE_INFINITY;
    for (const [index, segment] of segments.entries()) {
      const below = Math.min(segments[index + 1]?.first ?? Number.POSITIVE_INFINITY, flushed);
      if (below <= sequence) continue;
      yield* readSegment(this.#files, segment, { from: sequence, below });
    }
  }

  /** Records from a sequence on, in order. Gives the event loop its turn between batches. */
  async *readFrom(sequence: number): AsyncGenerator<JournalRecord> {
    for (const batch of this.batchesFrom(sequence)) {
      yield* recordsIn(batch, sequence);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Undefined: mistyped, unknown, sealed already or not flushed. */
  find(id: string): JournalRecord | undefined {
    const place = parseDecisionId(id);
    if (!place) return undefined;
    const { segments } = readCatalogue(this.#files, this.#directory);
    const index = segments.findLastIndex((segment) => segment.first <= place.sequence);
    const segment = segments[index];
    if (!segment || (this.#progress && place.sequence > this.#progress.flushed)) return undefined;
    const next = asJournalSequence(place.sequence + 1);
    for (const batch of readSegment(this.#files, segment, { from: place.sequence, below: next })) {
      const [record] = recordsIn(batch, place.sequence);
      return batch.epoch === place.epoch ? record : undefined;
    }
    return undefined;
  }
}
