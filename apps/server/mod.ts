export {
  type BackupSummary,
  checkBackup,
  makeBackup,
  type RestoreSummary,
  restoreBackup,
  unfinishedRestore,
} from './backups.ts';
export { checkup } from './checkup.ts';
export * from './config.ts';
export * from './config-text.ts';
export type { Finding } from './finding.ts';
export { type Runtime, readRuntime, takeLock } from './lock.ts';
export { nearestWord } from './nearest-word.ts';
export { type RunOptions, run } from './run.ts';
export { runningAt } from './running.ts';
export { type RunningServer, type ServeOptions, serve } from './serve.ts';
