export {
  type ArchiveFacts,
  type AskerSummary,
  type AttemptsQuestion,
  type FactUse,
  JournalArchive,
  type JournalArchiveOptions,
  type Page,
  type Period,
  type ReachedPage,
  type ReasonCount,
  type ReasonQuestion,
} from './archive.ts';
export type { AttemptQuestion, AttemptTally, TalliedLine, TalliedSubject } from './attempt-tallies.ts';
export type { AroundQuestion, AttemptsAround } from './attempts-around.ts';
export { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
export type { CountedContact } from './counted-contact.ts';
export { cutJournal, findCut, type JournalExtent, measureJournal } from './cut.ts';
export { newSpill } from './database.ts';
export { type DecidedOptions, DecidedReader, type DecidedSpan } from './decided.ts';
export type { DecidedFilter, DecidedRecord } from './decided-record.ts';
export { type DecisionPlace, formatDecisionId, parseDecisionId, writeDecisionId } from './decision-id.ts';
export type { DecisionQuestion, DecisionTally } from './decision-tallies.ts';
export { questionFailure } from './failures.ts';
export { type Files, nodeFiles } from './files.ts';
export { JournalProgress } from './progress.ts';
export { ItemLog, type ItemLogFacts, type ItemLogOptions, type KeptItem } from './queue/item-log.ts';
export { JournalReader, NewerFormatError, type RecordBatch, recordsIn } from './reader.ts';
export {
  type Asker,
  asJournalSequence,
  type JournalEntry,
  type JournalOutcome,
  type JournalRecord,
  type JournalSequence,
  MAX_RECORD_BYTES,
  type OutcomeEntry,
} from './record.ts';
export { type Gap, type Recovery, type RunEnd, readGaps } from './recover.ts';
export type { RecordsFilter } from './replay.ts';
export {
  type DeletedFile,
  RETENTION_MONTHS,
  type RetentionOptions,
  type RetentionReport,
  retain,
} from './retention.ts';
export type { ScreenColumns, Screens } from './screens.ts';
export { type SealedDay, type SealOptions, type SealReport, seal } from './seal.ts';
export type { SightFacts, TrafficTally, TrafficTallyQuestion } from './traffic-tallies.ts';
export {
  type Appended,
  JournalWriter,
  type JournalWriterOptions,
  SYNC_AFTER_MS,
} from './writer.ts';
export type { Flushed, JournalFacts } from './writer-facts.ts';
