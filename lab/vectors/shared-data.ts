// Where the real data lies: outside the repository, never committed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The folder that WURAO_SHARED_DATA names, else `shared/data` beside the checkout. */
export const sharedDataFolder = (): string => process.env['WURAO_SHARED_DATA'] ?? join(root, '..', 'shared', 'data');

/** The full path of one file of the real data, or undefined where it is not there. */
export const sharedData = (file: string): string | undefined => {
  const path = join(sharedDataFolder(), file);
  return existsSync(path) ? path : undefined;
};
