import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '@wurao/store';
import { afterAll } from 'vitest';
import { vectorsByRegister } from './vectors-by-register.ts';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'wurao-cases-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const open = async (directory: string, clock: () => number): Promise<Store> => {
  const opened = await openStore({ directory, clock });
  if (!opened.ok) throw new Error(opened.title);
  return opened.value;
};

const cast = newFolder();

vectorsByRegister('SQLite', {
  openCast: (clock) => open(cast, clock),
  openCopy: (clock) => {
    const directory = newFolder();
    cpSync(cast, directory, { recursive: true });
    return open(directory, clock);
  },
});
