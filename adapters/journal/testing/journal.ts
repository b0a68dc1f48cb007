import type { Result } from '@wurao/domain';
import { JournalReader, recordsIn } from '../reader.ts';
import type { JournalEntry, JournalRecord } from '../record.ts';
import { JournalWriter, type JournalWriterOptions } from '../writer.ts';
import { NOON_MS } from './entries.ts';
import { MemoryFiles } from './memory-files.ts';

export const DIRECTORY = '/journal';
export const BOOT = 'b'.repeat(32);

export const expectValue = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.errors.map((error) => error.message).join()}`);
  return result.value;
};

/** A journal in memory whose clock and timers stand still until the test moves them. */
export class TestJournal {
  readonly files: MemoryFiles;
  nowMs = NOON_MS;
  #waiting: (() => void)[] = [];

  constructor(files = new MemoryFiles()) {
    this.files = files;
  }

  open(options: Partial<JournalWriterOptions> = {}): JournalWriter {
    return expectValue(this.tryOpen(options));
  }

  tryOpen(options: Partial<JournalWriterOptions> = {}): Result<JournalWriter> {
    return JournalWriter.open({
      directory: DIRECTORY,
      files: this.files,
      now: () => this.nowMs,
      later: (run) => void this.#waiting.push(run),
      boot: BOOT,
      ...options,
    });
  }

  /** Runs what was planned for later. */
  elapse(): void {
    for (const run of this.#waiting.splice(0)) run();
  }

  records(): JournalRecord[] {
    const records: JournalRecord[] = [];
    for (const batch of new JournalReader(DIRECTORY, this.files).batchesFrom(1)) records.push(...recordsIn(batch));
    return records;
  }

  segments(): string[] {
    return [...this.files.inodes.keys()].filter((path) => path.endsWith('.wurao')).sort();
  }
}

/** Appends and flushes as one batch; returns the ids. */
export const write = (writer: JournalWriter, entries: readonly JournalEntry[]): string[] => {
  const ids = entries.map((entry) => writer.append(entry).id);
  expectValue(writer.flush());
  return ids;
};
