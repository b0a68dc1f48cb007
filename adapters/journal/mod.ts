export { type DecisionPlace, formatDecisionId, parseDecisionId } from './decision-id.ts';
export { type Files, nodeFiles } from './files.ts';
export { JournalProgress } from './progress.ts';
export {
  type Asker,
  asJournalSequence,
  type JournalEntry,
  type JournalRecord,
  type JournalSequence,
} from './record.ts';
export type { Gap, Recovery, RunEnd } from './recover.ts';
export {
  type Appended,
  type Flushed,
  type JournalFacts,
  JournalWriter,
  type JournalWriterOptions,
  SYNC_AFTER_MS,
} from './writer.ts';
