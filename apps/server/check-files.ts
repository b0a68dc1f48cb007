import { accessSync, constants } from 'node:fs';
import { type Finding, fail } from './finding.ts';

const isReadable = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

/** One failure for each that this account cannot read. Undefined ones were not configured. */
export const checkPemFiles = (check: string, paths: readonly (string | undefined)[]): Finding[] =>
  paths
    .filter((path) => path !== undefined)
    .filter((path) => !isReadable(path))
    .map((path) => fail(check, `${path} cannot be read`, 'Name a PEM file that this account can read.'));
