/** Backup and restore, as the rest of the house asks for them. */

export { type BackupWish, listBackups } from './backup-place.ts';
export { checkBackup, verifyBackup } from './check-backup.ts';
export {
  type BackupParts,
  type BackupProgress,
  type BackupSummary,
  makeBackup,
} from './make-backup.ts';
export { type RestoreSummary, type RestoreWish, restoreBackup, unfinishedRestore } from './restore-backup.ts';
