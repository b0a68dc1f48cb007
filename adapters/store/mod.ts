export { checkStoreFile, type RestoreOptions, type RestoreReport, restoreStore, type StoreCheck } from './backup.ts';
export { STORE_FILE } from './files.ts';
export { MAX_GROUP_COMMANDS } from './group.ts';
export type * from './ports.ts';
export { RANDOM_SECRETS } from './secrets.ts';
export { openStore } from './store.ts';
