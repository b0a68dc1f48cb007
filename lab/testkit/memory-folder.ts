import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const SHARED_MEMORY = '/dev/shm';
const ROOM_BYTES = 2 * 1024 ** 3;

const hasRoom = (folder: string): boolean => {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= ROOM_BYTES;
};

/** For tests that open many stores and whose subject is no disk: a folder in memory, where a sync costs nothing; else the usual one. */
export const memoryFolder = (): string => (hasRoom(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir());
