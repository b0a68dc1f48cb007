import type { copyStore as CopyStore } from '@wurao/store';
import type { verifyAudit as VerifyAudit } from './audit.ts';
import type {
  listBackups as ListBackups,
  restoreBackup as RestoreBackup,
  verifyBackup as VerifyBackup,
} from './backups.ts';
import type { checkup as Checkup } from './checkup.ts';
import type { openClassifier as OpenClassifier } from './classifier.ts';
import type { Numbering as NumberingOf } from './numbering.ts';
import type { runReplay as RunReplay } from './replay-run.ts';
import type { run as Run } from './run.ts';
import type { serve as Serve } from './serve.ts';

export type { CopyProgress, CopyReport } from '@wurao/store';
export type { AuditCheck, AuditCheckOptions } from './audit.ts';
export type { RestoreSummary, RestoreWish } from './backups.ts';
export { BUILT_IN_CLASSIFIER_FILE } from './classifier-file.ts';
export * from './config.ts';
export * from './config-text.ts';
export type { Finding } from './finding.ts';
export { type Runtime, readRuntime, takeLock } from './lock.ts';
export { nearestWord } from './nearest-word.ts';
export { BUILT_IN_PLAN_FILE } from './numbering-file.ts';
export type { ReplayHooks, ReplayOrder, ReplayOutcome, ReplayParts, ReplayProgress } from './replay-run.ts';
export type { RunOptions } from './run.ts';
export { runningAt } from './running.ts';
export type { RunningServer, ServeOptions } from './serve.ts';

// Loaded when first called: they bring the databases and the HTTP library along, which whoever talks to a running server
// does without.
export const serve: typeof Serve = async (...given) => (await import('./serve.ts')).serve(...given);
/** Loads what `serve` needs, ahead of its first call. */
export const loadServer = async (): Promise<void> => void (await import('./serve.ts'));
export const run: typeof Run = async (...given) => (await import('./run.ts')).run(...given);
export const checkup: typeof Checkup = async (...given) => (await import('./checkup.ts')).checkup(...given);
export const restoreBackup: typeof RestoreBackup = async (...given) =>
  (await import('./backups.ts')).restoreBackup(...given);
export const verifyBackup: typeof VerifyBackup = async (...given) =>
  (await import('./backups.ts')).verifyBackup(...given);
export const listBackups = async (place: string): Promise<ReturnType<typeof ListBackups>> =>
  (await import('./backups.ts')).listBackups(place);
export const openNumbering = async (dataDir: string): Promise<ReturnType<typeof NumberingOf.open>> =>
  (await import('./numbering.ts')).Numbering.open(dataDir);
export const openClassifier = async (): Promise<ReturnType<typeof OpenClassifier>> =>
  (await import('./classifier.ts')).openClassifier();
export const runReplay: typeof RunReplay = async (...given) => (await import('./replay-run.ts')).runReplay(...given);
export const copyStore: typeof CopyStore = async (...given) => (await import('@wurao/store')).copyStore(...given);
export const verifyAudit: typeof VerifyAudit = async (...given) => (await import('./audit.ts')).verifyAudit(...given);
