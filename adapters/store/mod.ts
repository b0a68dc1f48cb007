export { checkStoreFile, restoreStore, type RestoreOptions, type RestoreReport, type StoreCheck } from './backup.ts';
export { STORE_FILE } from './files.ts';
export { MAX_GROUP_COMMANDS } from './group.ts';
export type * from './ports.ts';
export { RANDOM_SECRETS } from './secrets.ts';
export { openStore } from './store.ts';
