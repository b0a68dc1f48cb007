import { createHash, createHmac } from 'node:crypto';
import {
  type AuditFault,
  type AuditHead,
  appendEntry,
  EMPTY_HEAD,
  type HouseCommand,
  verifyChain,
} from '@wurao/casework';
import { asId, type Result } from '@wurao/domain';
import type { Actor } from '@wurao/registry';
import { type AuditPlace, openAuditLog } from '../casework/open-audit-log.ts';
import type { Store } from '../ports.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const testMac = (text: string): string => createHmac('sha256', 'a key of the test').update(text).digest('hex');

export const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.code}: ${result.errors.map(({ field, message }) => `${field} ${message}`).join('; ')}`);
};

export const HANDLER: Actor = {
  keyId: asId('key-handler'),
  role: 'handler',
  party: undefined,
  subscriber: undefined,
};

export const reading = (id: string): HouseCommand => ({
  kind: 'noteReads',
  subjects: [{ kind: 'case', id }],
  what: 'readCase',
});

/** So many rows, one for each command. */
export const fillLog = async (store: Store, rows: number): Promise<void> => {
  for (let i = 1; i <= rows; i++)
    held(await store.execute({ command: reading(`case-${i}`), actor: HANDLER, idempotency: undefined }));
};

/** What is wrong with the log; undefined: nothing. */
export const faultIn = async (
  place: AuditPlace,
  known: readonly AuditHead[] = [],
): Promise<Pick<AuditFault, 'kind' | 'sequence' | 'through'> | undefined> => {
  const log = held(await openAuditLog(place));
  try {
    const verdict = await verifyChain(log.rows(), EMPTY_HEAD, { sha256, known });
    if (verdict.ok) return undefined;
    const { kind, sequence, through } = verdict.fault;
    return { kind, sequence, through };
  } finally {
    await log.close();
  }
};

type Run = (sql: string) => Promise<unknown>;

export interface Tampering {
  readonly how: string;
  readonly run: (run: Run) => Promise<unknown>;
  /** Shows only to whoever kept a checkpoint elsewhere. */
  readonly needsCheckpoint?: true;
  readonly fault: Pick<AuditFault, 'kind' | 'sequence' | 'through'>;
}

const at = (sequence: number, through = sequence) => ({ sequence, through });
/** A row that fits after another as far as its own words go. */
const forged = (sequence: number): string => {
  const row = held(
    appendEntry(
      { sequence: sequence - 1, hash: sha256('a hash of nobody') },
      {
        atMs: 1,
        who: 'key-x',
        role: 'admin',
        act: 'read',
        what: 'readCase',
        subject: { kind: 'case', id: 'case-x' },
      },
      sha256,
    ),
  );
  return `insert into audit (sequence, at, who, role, act, what, subject_kind, subject_id, previous, hash)
    values (${row.sequence}, 1, 'key-x', 'admin', 'read', 'readCase', 'case', 'case-x', '${row.previous}', '${row.hash}')`;
};

/** What somebody with the database in hand may do to a log of ten rows, and what it is named. */
export const TAMPERINGS: readonly Tampering[] = [
  {
    how: 'a cell is changed',
    run: (run) => run("update audit set who = 'key-other' where sequence = 4"),
    fault: { kind: 'changed', ...at(4) },
  },
  {
    how: 'what was read is said to have been another case',
    run: (run) => run("update audit set subject_id = 'case-9' where sequence = 1"),
    fault: { kind: 'changed', ...at(1) },
  },
  {
    how: 'a row is taken out',
    run: (run) => run('delete from audit where sequence = 5'),
    fault: { kind: 'removed', ...at(5) },
  },
  {
    how: 'rows are taken out, and those after them moved up',
    run: async (run) => {
      await run('delete from audit where sequence in (5, 6)');
      for (const sequence of [7, 8, 9, 10])
        await run(`update audit set sequence = ${sequence - 2} where sequence = ${sequence}`);
    },
    fault: { kind: 'changed', ...at(5) },
  },
  {
    how: 'two rows change places',
    run: async (run) => {
      await run('update audit set sequence = 1000 where sequence = 3');
      await run('update audit set sequence = 3 where sequence = 7');
      await run('update audit set sequence = 7 where sequence = 1000');
    },
    fault: { kind: 'changed', ...at(3) },
  },
  {
    how: 'the end is cut off',
    run: (run) => run('delete from audit where sequence > 7'),
    needsCheckpoint: true,
    fault: { kind: 'cut', ...at(8, 10) },
  },
  {
    how: 'a row is put in',
    run: async (run) => {
      for (const sequence of [10, 9, 8, 7])
        await run(`update audit set sequence = ${sequence + 1} where sequence = ${sequence}`);
      await run(forged(7));
    },
    fault: { kind: 'unlinked', ...at(6, 7) },
  },
  {
    how: 'a row is put at the end',
    run: (run) => run(forged(11)),
    fault: { kind: 'unlinked', ...at(10, 11) },
  },
];
