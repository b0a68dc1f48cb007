import { selectAll } from './columns.ts';
import type { Database } from './database.ts';
import type { Files } from './files.ts';
import { callsOf } from './outcomes.ts';
import type { JournalProgress } from './progress.ts';
import { type Catalogue, type RecordBatch, readCatalogue, readSegment, type SegmentPosition } from './reader.ts';
import type { SealedFile } from './sealed.ts';
import type { SegmentFile } from './segment.ts';

export const TAIL = 'tail';
/** All of what is still in segments, screens as rows. */
export const TAIL_ROWS = 'tail_rows';
/** The list variable that the view reads its Parquet files from. */
export const SEALED_FILES = 'sealed_files';

/** The same for what was told of calls, and the view over all of it. */
const SEALED_CALLS = 'sealed_calls';
export const CALLS = 'calls';

/** A journal as a reader sees it. */
export interface JournalPlace {
  readonly directory: string;
  readonly files: Files;
  /** The writer's, from another thread: nothing beyond the last flush is read. */
  readonly progress: JournalProgress | undefined;
}

/** The first sequence that must not be read yet. */
export const unflushedFrom = ({ progress }: JournalPlace): number =>
  progress ? progress.flushed + 1 : Number.POSITIVE_INFINITY;

/**
 * Keeps the view `journal` equal to the directory: Parquet files as they are, and a table of what is still in segments, read
 * on from where the last look stopped.
 */
export class Tail {
  readonly #database: Database;
  readonly #place: JournalPlace;
  readonly #positions = new Map<number, SegmentPosition>();
  #sealed: readonly SealedFile[] = [];
  #hasScreens = false;
  #hasCalls = false;
  #showsScreens = false;

  constructor(database: Database, place: JournalPlace) {
    this.#database = database;
    this.#place = place;
  }

  get sealed(): readonly SealedFile[] {
    return this.#sealed;
  }

  async open(): Promise<void> {
    await this.#database.createRecordTable(TAIL);
    await this.#database.run(`CREATE VIEW ${TAIL_ROWS} AS SELECT * FROM ${TAIL}`);
    await this.#useSealed([]);
  }

  /** Throws the system's error where a segment was sealed away under our eyes: look again. */
  async refresh(): Promise<void> {
    const catalogue = readCatalogue(this.#place.files, this.#place.directory);
    if (namesOf(catalogue.sealed) !== namesOf(this.#sealed)) await this.#useSealed(catalogue.sealed);
    await this.#follow(catalogue);
  }

  async #useSealed(sealed: readonly SealedFile[]): Promise<void> {
    for (const { first, last } of sealed) {
      await this.#database.forget(TAIL, first, last);
    }
    await this.#database.setList(
      SEALED_FILES,
      sealed.map((file) => file.path),
    );
    // The table's own columns come first: an older file that lacks one answers null.
    const files = `UNION ALL BY NAME SELECT * FROM read_parquet(getvariable('${SEALED_FILES}'), union_by_name = true)`;
    await this.#database.run(
      `CREATE OR REPLACE VIEW journal AS SELECT * FROM ${TAIL_ROWS} ${sealed.length > 0 ? files : ''}`,
    );
    const calls = sealed.flatMap(({ outcomes }) => outcomes ?? []);
    await this.#database.setList(SEALED_CALLS, calls);
    const ofCalls = `UNION ALL BY NAME SELECT * FROM read_parquet(getvariable('${SEALED_CALLS}'), union_by_name = true)`;
    await this.#database.run(
      `CREATE OR REPLACE VIEW ${CALLS} AS SELECT * FROM ${callsOf(TAIL)} ${calls.length > 0 ? ofCalls : ''}`,
    );
    // Only now: a file that cannot be read must fail the next question, too, and not be left out of its answer.
    this.#sealed = sealed;
  }

  /** Whether anything was ever told of a call: most journals ask nothing more. */
  get hasOutcomes(): boolean {
    return this.#hasCalls || this.#sealed.some(({ outcomes }) => outcomes !== undefined);
  }

  files(): string[] {
    return this.#sealed.map((file) => file.path);
  }

  async #follow({ segments }: Catalogue): Promise<void> {
    const flushed = unflushedFrom(this.#place);
    for (const ordinal of this.#positions.keys()) {
      if (!segments.some((segment) => segment.ordinal === ordinal)) this.#positions.delete(ordinal);
    }
    for (const [index, segment] of segments.entries()) {
      const next = segments[index + 1]?.first ?? Number.MAX_SAFE_INTEGER;
      const below = Math.min(next, flushed);
      await this.#begin(segment, next);
      try {
        await this.#database.append(TAIL, this.#news(segment, below));
      } catch (error) {
        // What was read of it is not all in the table: the next look reads it from its beginning.
        this.#positions.delete(segment.ordinal);
        throw error;
      }
      await this.#showScreens();
    }
  }

  /** A join that most journals have nothing for makes each question a third slower: from the first screens on only. */
  async #showScreens(): Promise<void> {
    if (!this.#hasScreens || this.#showsScreens) return;
    await this.#database.run(`CREATE OR REPLACE VIEW ${TAIL_ROWS} AS ${selectAll(TAIL)}`);
    this.#showsScreens = true;
  }

  /**
   * A batch that was cut back after it had been read, or left behind in an abandoned segment, must go. Nothing from `next` on: a segment
   * that the day ended before anything was written to it is begun at every look, and has the sequence of the one behind it.
   */
  async #begin(segment: SegmentFile, next: number): Promise<void> {
    const position = this.#positions.get(segment.ordinal);
    const size = this.#place.files.size(segment.path) ?? 0;
    if (position && position.offset <= size) return;
    this.#positions.delete(segment.ordinal);
    await this.#database.forget(TAIL, segment.first, next - 1);
  }

  *#news(segment: SegmentFile, below: number): Generator<RecordBatch> {
    const position = this.#positions.get(segment.ordinal);
    if (position && position.offset === this.#place.files.size(segment.path)) return;
    for (const batch of readSegment(this.#place.files, segment, { below, position })) {
      yield batch;
      this.#hasScreens ||= batch.screens !== undefined;
      this.#hasCalls ||= batch.outcomes.length > 0;
      this.#positions.set(segment.ordinal, batch.position);
    }
  }
}

const namesOf = (sealed: readonly SealedFile[]): string => sealed.map((file) => file.name).join();
