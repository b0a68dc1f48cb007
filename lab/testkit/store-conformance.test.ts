import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '@wurao/store';
import { complaintConformance } from './complaint-conformance.ts';
import { importConformance } from './import-conformance.ts';
import { memberConformance } from './member-conformance.ts';
import { sanctionConformance } from './sanction-conformance.ts';
import { searchConformance } from './search-conformance.ts';
import type { OpenEmptyStore } from './store-commands.ts';
import { storeConformance } from './store-conformance.ts';

const openEmpty: OpenEmptyStore = async (clock) => {
  const directory = mkdtempSync(join(tmpdir(), 'wurao-store-'));
  const open = async (): Promise<Store> => {
    const opened = await openStore({ directory, clock });
    if (!opened.ok) throw new Error(opened.title);
    return opened.value;
  };
  let store = await open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    dispose: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

storeConformance('SQLite', openEmpty);
importConformance('SQLite', openEmpty);
complaintConformance('SQLite', openEmpty);
searchConformance('SQLite', openEmpty);
memberConformance('SQLite', openEmpty);
sanctionConformance('SQLite', openEmpty);
