import { asSequence, type Change, type Sequence } from '@wurao/domain';
import { changeBodyOf } from './change-body.ts';
import type { ChangeRow } from './schema.ts';
import { type Session, statement } from './session.ts';

const CHANGES_AFTER = statement<{ after: number; limit: number }, ChangeRow>((db, p) =>
  db
    .selectFrom('change')
    .selectAll()
    .where('sequence', '>', p.after)
    .orderBy('sequence')
    .orderBy('position')
    .limit(p.limit),
);
const CHANGES_OF = statement<{ sequence: number }, ChangeRow>((db, p) =>
  db.selectFrom('change').selectAll().where('sequence', '=', p.sequence).orderBy('position'),
);

export const DEFAULT_CHANGE_ROWS = 10_000;

const changeOf = (row: ChangeRow): Change => ({
  sequence: asSequence(row.sequence),
  atMs: row.at,
  body: changeBodyOf(row.body),
});

export const changesOf = async (session: Session, sequence: Sequence): Promise<readonly Change[]> =>
  (await session.all(CHANGES_OF, { sequence })).map(changeOf);

/** Whole sequences: a follower that got half a command would hold half a fact. */
export const changesAfter = async (session: Session, after: Sequence, limit: number): Promise<readonly Change[]> => {
  const rows = await session.all(CHANGES_AFTER, { after, limit });
  const last = rows.at(-1);
  if (rows.length < limit || !last) return rows.map(changeOf);
  const whole = rows.filter((row) => row.sequence !== last.sequence);
  return whole.length > 0 ? whole.map(changeOf) : changesOf(session, asSequence(last.sequence));
};
