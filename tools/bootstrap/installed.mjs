// What is installed, compared with what the lock file names. Plain JavaScript valid on Node 20.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampFile = (root) => join(root, 'node_modules', '.wurao-bootstrap');

/** One line that changes whenever an installation made earlier no longer fits: lock file, platform, processor. */
export function lockStamp(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`;
}

export function readStamp(root) {
  try {
    return readFileSync(stampFile(root), 'utf8').trim();
  } catch {
    return undefined;
  }
}

export function writeStamp(root, stamp) {
  writeFileSync(stampFile(root), `${stamp}\n`);
}

/** Before an installation starts: one that is broken off must not look finished. */
export function clearStamp(root) {
  rmSync(stampFile(root), { force: true });
}

function readPackages(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function mayBeMissing(wanted, withoutDev) {
  return Boolean(wanted.optional || wanted.devOptional || (withoutDev && wanted.dev));
}

/** npm keeps a lock file of what it really laid down; equal entries mean that nothing is left to install. */
export function installedMatchesLock(root, { withoutDev }) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const found = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !found) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const laid = found[path];
    if (laid === undefined) {
      if (!mayBeMissing(entry, withoutDev)) return false;
    } else if (
      laid.version !== entry.version ||
      laid.integrity !== entry.integrity ||
      laid.resolved !== entry.resolved
    ) {
      return false;
    }
  }
  return Object.keys(found).every((path) => path in wanted);
}
