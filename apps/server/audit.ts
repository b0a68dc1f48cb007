import { createHash } from 'node:crypto';
import type { AuditPort } from '@wurao/api';
import {
  type AuditHead,
  type AuditRow,
  type AuditVerdict,
  EMPTY_HEAD,
  readCheckpoint,
  signCheckpoint,
  subjectReference,
  verifyChain,
} from '@wurao/casework';
import { failure, type InstantMs, type Mac, type Result, success } from '@wurao/domain';
import { type AuditPlace, openAuditLog } from '@wurao/store';
import { auditMac } from './audit-mac.ts';
import type { ControlHandle } from './control-client.ts';
import { knownPermitSecret } from './secrets.ts';

interface AuditDeskParts {
  readonly mac: Mac;
  readonly ask: ControlHandle['calls']['ask'];
  readonly nowMs: () => InstantMs;
}

export const auditPort = ({ mac, ask, nowMs }: AuditDeskParts): AuditPort => ({
  checkpoint: async () => {
    const head = await ask({ kind: 'auditHead' });
    if (!head.ok) return head;
    const { sequence, hash } = head.value as AuditHead;
    const checkpoint = { sequence, hash, atMs: nowMs() };
    return success({ ...checkpoint, line: signCheckpoint(checkpoint, mac) });
  },
  subject: (asked) => subjectReference(mac, asked),
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface AuditCheckOptions extends AuditPlace {
  /** Lines as they were printed, in any order. */
  readonly checkpoints: readonly string[];
  /** Now and then. `last`: of how many. */
  readonly onProgress?: (rows: number, last: number) => void;
}

export interface AuditCheck {
  readonly verdict: AuditVerdict;
  /** Rows read. */
  readonly rows: number;
  readonly checkpoints: number;
}

const TELL_EVERY_ROWS = 5_000;

async function* told(rows: AsyncIterable<AuditRow>, onRow: () => void): AsyncIterable<AuditRow> {
  for await (const row of rows) {
    onRow();
    yield row;
  }
}

const readCheckpoints = (directory: string, lines: readonly string[]): Result<readonly AuditHead[]> => {
  if (lines.length === 0) return success([]);
  const secret = knownPermitSecret(directory);
  if (secret === undefined)
    return failure('not-found', 'There is no key to read a checkpoint with', {
      field: '--checkpoint',
      message: `the data directory ${directory} has no permit.secret`,
      remedy: 'Name the data directory of the house that printed it, or of a backup of it.',
    });
  const known: AuditHead[] = [];
  for (const line of lines) {
    const read = readCheckpoint(line, auditMac(secret));
    if (!read.ok) return read;
    known.push(read.value);
  }
  return success(known);
};

/** Reads the log through, beside whoever serves the store, and changes nothing. */
export const verifyAudit = async (options: AuditCheckOptions): Promise<Result<AuditCheck>> => {
  const { directory, checkpoints, onProgress } = options;
  const known = readCheckpoints(directory, checkpoints);
  if (!known.ok) return known;
  const log = await openAuditLog(options);
  if (!log.ok) return log;
  const { last, close } = log.value;
  let rows = 0;
  const onRow = (): void => {
    rows += 1;
    if (rows % TELL_EVERY_ROWS === 0 || rows === last) onProgress?.(rows, last);
  };
  try {
    const verdict = await verifyChain(told(log.value.rows(), onRow), EMPTY_HEAD, { sha256, known: known.value });
    return success({ verdict, rows, checkpoints: known.value.length });
  } finally {
    await close();
  }
};
