import { join } from 'node:path';
import type { Files } from './files.ts';
import { asJournalSequence, type JournalSequence } from './record.ts';
import { dayFromName, dayName } from './segment.ts';

/** A Parquet file: all records of a day in a range of sequences. The name is the catalogue: there is no other. */
export interface SealedFile {
  readonly name: string;
  readonly path: string;
  readonly day: number;
  readonly first: JournalSequence;
  readonly last: JournalSequence;
  /** The file of what was told of calls among these records, if anything was. */
  readonly outcomes: string | undefined;
  /** The highest epoch in it, so that epochs go on even if no segment is left. */
  readonly epoch: number;
}

const SEALED_NAME = /^day-(\d{4}-\d\d-\d\d)-(\d{16})-(\d{16})-(\d{10})\.parquet$/;
/** Being written; never read, removed at the next sealing. */
export const TEMPORARY_SUFFIX = '.tmp';
/** Kept for an engineer to look at; no reader opens it. */
export const DAMAGED_SUFFIX = '.damaged';
/** Directories of what exceeds a database's memory; what a crash left is removed when the journal opens. */
export const SPILL_PREFIX = 'spill-';

export const sealedName = (day: number, first: number, last: number, epoch: number): string =>
  `day-${dayName(day)}-${String(first).padStart(16, '0')}-${String(last).padStart(16, '0')}-${String(epoch).padStart(10, '0')}.parquet`;

/** Stands beside the day's file, and counts only while that does: both are made by one sealing. */
export const outcomesName = (sealed: string): string => sealed.replace(/^day-/, OUTCOMES_PREFIX);
export const OUTCOMES_PREFIX = 'outcomes-';
/** The day's file that a file of outcomes belongs to. */
export const dayNameOf = (outcomes: string): string => `day-${outcomes.slice(OUTCOMES_PREFIX.length)}`;

const parseSealedName = (directory: string, name: string, names: ReadonlySet<string>): SealedFile | undefined => {
  const match = SEALED_NAME.exec(name);
  if (!match) return undefined;
  const [, day = '', first, last, epoch] = match;
  return {
    name,
    path: join(directory, name),
    day: dayFromName(day),
    first: asJournalSequence(Number(first)),
    last: asJournalSequence(Number(last)),
    outcomes: names.has(outcomesName(name)) ? join(directory, outcomesName(name)) : undefined,
    epoch: Number(epoch),
  };
};

/** All Parquet files, those that a wider one covers included, in order of sequence. */
export const listAllSealed = (files: Files, directory: string): SealedFile[] => {
  const names = new Set(files.list(directory));
  return [...names]
    .map((name) => parseSealedName(directory, name, names))
    .filter((file) => file !== undefined)
    .sort((a, b) => a.first - b.first || b.last - a.last);
};

/**
 * The Parquet files that count. Where a crash left both the parts of a day and the whole made of them, the whole counts: ranges
 * either nest or are apart, so whoever starts inside the one before it is covered by it.
 */
export const listSealed = (files: Files, directory: string): SealedFile[] => {
  const counting: SealedFile[] = [];
  for (const file of listAllSealed(files, directory)) {
    const before = counting.at(-1);
    if (!before || file.first > before.last) counting.push(file);
  }
  return counting;
};

/** A day's file first: its outcomes alone count for nothing. Throws the system's error. */
export const removeSealed = (files: Files, { path, outcomes }: SealedFile): void => {
  files.remove(path);
  if (outcomes !== undefined) files.remove(outcomes);
};

/** Whether a sealed range holds this sequence: then whatever else holds it does not count. */
export const isSealed = (sealed: readonly SealedFile[], sequence: number): boolean =>
  sealed.some((file) => file.first <= sequence && sequence <= file.last);
