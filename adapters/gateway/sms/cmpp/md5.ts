import { createHash } from 'node:crypto';
import type { Md5 } from '@wurao/wire';

/** What CMPP proves a secret with. */
export const md5: Md5 = (bytes) => createHash('md5').update(bytes).digest();
