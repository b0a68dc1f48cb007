import type { copyStore as CopyStore } from './copy/copy-store.ts';
import type { checkDatabase as CheckDatabase } from './postgres/check.ts';

export { type RestoreOptions, type RestoreReport, restoreStore } from './backup.ts';
export type { AuditLog } from './casework/audit-log.ts';
export { type AuditPlace, openAuditLog } from './casework/open-audit-log.ts';
export { checkStoreFile, type StoreCheck } from './check.ts';
export type { FilledTable } from './columns.ts';
export type { CopyOptions, CopyProgress, CopyReport } from './copy/copy-store.ts';
export { STORE_FILE } from './files.ts';
export { MAX_GROUP_COMMANDS } from './group.ts';
export { openHistory } from './history.ts';
export { MAX_BATCH_ROWS } from './import-batch.ts';
export type * from './ports.ts';
export type * from './ports.ts';
export type { DatabaseCheck } from './postgres/check.ts';
export { placeOf } from './postgres/url.ts';
export { countStoreRows, type RewindReport, rewindStore, storeSequenceAt } from './rewind.ts';
export { RANDOM_SECRETS } from './secrets.ts';
export { openStore } from './store.ts';

// Loaded when first called: whoever stays with the embedded store does without the driver.
export const copyStore: typeof CopyStore = async (...given) =>
  (await import('./copy/copy-store.ts')).copyStore(...given);
export const checkDatabase: typeof CheckDatabase = async (...given) =>
  (await import('./postgres/check.ts')).checkDatabase(...given);
