import type { InstantMs } from '@wurao/domain';
import {
  type AttemptMemory,
  type CallMemory,
  countAllowed,
  type Facts,
  type GateCounters,
  REMEMBER_ATTEMPTS_MS,
} from '@wurao/engine';
import {
  JournalArchive,
  type JournalProgress,
  JournalReader,
  type JournalRecord,
  nodeFiles,
  parseDecisionId,
  readCheckpoint,
} from '@wurao/journal';
import type { LawPack } from '@wurao/law';

const MS_PER_DAY = 86_400_000;
/** Before the counters: the last instant (f64), and the sequence of the oldest remembered attempt (f64; 0 = none). */
const HEAD_BYTES = 16;

export interface GateState {
  readonly counters: GateCounters;
  readonly memory: AttemptMemory;
  /** Of the SIP gate. */
  readonly calls: CallMemory;
}

/** The gate's state as it is now, to be kept beside the journal with the sequence of the last flushed record. */
export const gateStateBytes = (state: GateState, nowMs: InstantMs): Uint8Array =>
  state.counters.checkpoint(new Uint8Array(Float64Array.of(nowMs, oldestRemembered(state, nowMs) ?? 0).buffer));

const oldestRemembered = ({ memory, calls }: GateState, nowMs: InstantMs): number | undefined => {
  const attempt = memory.oldest()?.id;
  const both = [attempt && parseDecisionId(attempt)?.sequence, calls.readFrom(nowMs)];
  const known = both.filter((sequence) => typeof sequence === 'number');
  return known.length === 0 ? undefined : Math.min(...known);
};

interface Kept {
  readonly lastMs: InstantMs;
  /** Counted up to here. */
  readonly counted: number;
  /** To be read again for what is remembered. */
  readonly readFrom: number;
}

const NOTHING_KEPT: Kept = { lastMs: 0, counted: 0, readFrom: 1 };

const readGateState = (directory: string, counters: GateCounters): Kept => {
  const checkpoint = readCheckpoint(directory);
  if (checkpoint === undefined || checkpoint.bytes.length < HEAD_BYTES) return NOTHING_KEPT;
  const [lastMs = 0, remembered = 0] = new Float64Array(
    new Uint8Array(checkpoint.bytes.subarray(0, HEAD_BYTES)).buffer,
  );
  if (!counters.restore(checkpoint.bytes.subarray(HEAD_BYTES))) return { ...NOTHING_KEPT, lastMs };
  const next = checkpoint.sequence + 1;
  return { lastMs, counted: checkpoint.sequence, readFrom: remembered === 0 ? next : Math.min(remembered, next) };
};

export interface RestoreParts extends GateState {
  readonly directory: string;
  readonly progress: JournalProgress;
  readonly facts: Facts;
  readonly nowMs: InstantMs;
  readonly windowDays: number;
  readonly packOf: (id: string) => LawPack | undefined;
}

export interface Restored {
  readonly records: number;
  /** The last instant on record: time has not run before it. */
  readonly lastMs: InstantMs;
}

/** What was counted and remembered before the process ended, whichever way: the checkpoint, then the journal after it. */
export const restoreGateState = async (parts: RestoreParts): Promise<Restored> => {
  const kept = readGateState(parts.directory, parts.counters);
  const reader = new JournalReader(parts.directory, nodeFiles, parts.progress);
  let { lastMs } = kept;
  let taken = 0;
  const take = (record: JournalRecord): void => {
    taken++;
    lastMs = Math.max(lastMs, record.atMs);
    takeRecord(parts, record, record.sequence > kept.counted, lastMs);
  };
  if (kept.readFrom < (reader.oldestSequence() ?? kept.readFrom)) {
    // Part of what is needed is sealed: the archive has both.
    const archive = await JournalArchive.open({ directory: parts.directory, progress: parts.progress });
    const sinceMs = parts.nowMs - (parts.windowDays + 1) * MS_PER_DAY;
    for await (const record of archive.recordsFrom(kept.readFrom, { sinceMs, singleOnly: true })) take(record);
    await archive.close();
  } else {
    for (const { records, screens } of reader.batchesFrom(kept.readFrom)) {
      for (const record of records) take(record);
      // Screens of streams are neither counted nor remembered; time ran on all the same.
      lastMs = Math.max(lastMs, screens?.outcomes[0]?.atMs ?? 0);
    }
  }
  return { records: taken, lastMs };
};

const takeRecord = (parts: RestoreParts, record: JournalRecord, uncounted: boolean, nowMs: InstantMs): void => {
  const law = parts.packOf(record.decision.law);
  const recent = nowMs - record.atMs <= (parts.windowDays + 1) * MS_PER_DAY;
  if (uncounted && recent && record.decision.counted && law !== undefined) {
    countAllowed(record.attempt, record.decision, parts.facts, parts.counters, law, record.atMs);
  }
  if (nowMs - record.atMs <= REMEMBER_ATTEMPTS_MS) remember(parts, record);
};

/** Gates ask without a key; each door remembers what came by it. */
const remember = ({ memory, calls }: GateState, record: JournalRecord): void => {
  const { id, atMs, attempt, asker, decision } = record;
  const place = asker !== undefined && asker.keyId === undefined ? parseDecisionId(id) : undefined;
  if (place === undefined) memory.remember(record);
  else
    calls.remember(attempt, {
      atMs,
      isAllowed: decision.decision === 'allow',
      reasonCode: decision.reasonCode,
      ...place,
    });
};
