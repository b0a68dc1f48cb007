import { createHmac } from 'node:crypto';
import type { Mac } from '@wurao/domain';
import { permitSecretFor } from './secrets.ts';

/** A key of its own, of the operator's secret: what signs permits tells nothing about the log. */
export const auditMac = (secret: Uint8Array): Mac => {
  const key = createHmac('sha256', 'wurao audit').update(secret).digest();
  return (text) => createHmac('sha256', key).update(text).digest('hex');
};

/** Numbers stand in the log by it, and checkpoints are signed with it. */
export const auditMacOf = (directory: string): Mac => auditMac(permitSecretFor(directory));
