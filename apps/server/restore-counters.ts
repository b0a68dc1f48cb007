import type { InstantMs } from '@wurao/domain';
import { type AttemptMemory, countAllowed, type Facts, type GateCounters, REMEMBER_ATTEMPTS_MS } from '@wurao/engine';
import {
  JournalArchive,
  type JournalProgress,
  JournalReader,
  type JournalRecord,
  nodeFiles,
  readCheckpoint,
} from '@wurao/journal';
import { LAW_PACKS } from '@wurao/law';

const MS_PER_DAY = 86_400_000;

export interface RestoreParts {
  readonly directory: string;
  readonly progress: JournalProgress;
  readonly facts: Facts;
  readonly counters: GateCounters;
  readonly memory: AttemptMemory;
  readonly nowMs: InstantMs;
  readonly windowDays: number;
}

export interface Restored {
  readonly records: number;
  readonly fromCheckpoint: boolean;
  /** The last instant on record: time has not run before it. */
  readonly lastMs: InstantMs;
}

/** What was counted and remembered before the process ended, whichever way: the checkpoint, then the journal after it. */
export const restoreCounters = async (parts: RestoreParts): Promise<Restored> => {
  const checkpoint = readCheckpoint(parts.directory);
  const whole = checkpoint !== undefined && parts.counters.restore(checkpoint.bytes);
  const reader = new JournalReader(parts.directory, nodeFiles, parts.progress);
  const from = whole ? checkpoint.sequence + 1 : 1;
  let records = 0;
  let lastMs = 0;
  const sinceMs = parts.nowMs - (parts.windowDays + 1) * MS_PER_DAY;
  const take = (record: JournalRecord): void => {
    if (record.atMs < sinceMs) return;
    records++;
    lastMs = Math.max(lastMs, record.atMs);
    countAgain(parts, record);
  };
  if (from < (reader.oldestSequence() ?? from)) {
    // Part of what is needed is sealed: the archive has both.
    const archive = await JournalArchive.open({ directory: parts.directory, progress: parts.progress });
    for await (const record of archive.recordsFrom(from)) take(record);
    await archive.close();
  } else {
    for (const batch of reader.batchesFrom(from)) for (const record of batch.records) take(record);
  }
  return { records, fromCheckpoint: whole, lastMs };
};

const countAgain = (parts: RestoreParts, record: JournalRecord): void => {
  const law = LAW_PACKS.get(record.decision.law);
  if (record.decision.counted && law !== undefined) {
    countAllowed(record.attempt, record.decision, parts.facts, parts.counters, law, record.atMs);
  }
  if (parts.nowMs - record.atMs <= REMEMBER_ATTEMPTS_MS) parts.memory.remember(record);
};
