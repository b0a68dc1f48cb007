// A lock file that holds the owner's process id, so that two installs never write node_modules at once and a killed
// one does not block the next. Plain JavaScript valid on Node 20.
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';

const PATIENCE_MS = 15 * 60 * 1000;

function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8').trim());
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A link appears whole or not at all: nobody ever reads a lock without its owner in it. */
function tryTake(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, `${process.pid}\n`);
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(mine);
  }
}

/** Moves a dead owner's lock aside; what was moved is looked at once more, for a quicker process may have replaced it. */
function clearDead(file, deadPid) {
  const aside = `${file}.dead-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (ownerOf(aside) !== deadPid) {
    try {
      linkSync(aside, file);
    } catch {
      // Somebody holds the lock again already.
    }
  }
  unlinkSync(aside);
}

/** Waits for the lock and returns the function that gives it back. */
export async function acquireLock(file, { onWait, pollMs = 200, patienceMs = PATIENCE_MS }) {
  const started = Date.now();
  let told = false;
  while (!tryTake(file)) {
    const owner = ownerOf(file);
    if (owner !== undefined && !isAlive(owner)) {
      clearDead(file, owner);
      continue;
    }
    if (Date.now() - started > patienceMs) {
      throw new Error(`process ${owner} still holds ${file}. If it is not installing, delete that file and try again.`);
    }
    if (!told && owner !== undefined) onWait(owner);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  const release = () => {
    if (ownerOf(file) === process.pid) unlinkSync(file);
  };
  return release;
}
