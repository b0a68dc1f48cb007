export { type RestoreOptions, type RestoreReport, restoreStore } from './backup.ts';
export { checkStoreFile, type StoreCheck } from './check.ts';
export { STORE_FILE } from './files.ts';
export { MAX_GROUP_COMMANDS } from './group.ts';
export { MAX_BATCH_ROWS } from './import-batch.ts';
export type * from './ports.ts';
export { RANDOM_SECRETS } from './secrets.ts';
export { openStore } from './store.ts';
