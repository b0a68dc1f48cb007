import type { CaseAnswers, CaseQuery } from '@wurao/casework';
import { sql } from 'kysely';
import { pageOf } from '../page.ts';
import { type Session, statement } from '../session.ts';

type Decided = { case_id: string; position: number; at: number; opened_at: number; was_late: number };
type Asked = { who: string; at: number; case_id: string; position: number; limit: number };

/** By the index of steps in time: nobody looks back further than some months. */
const DECIDED = statement<Asked, Decided>((db, p) =>
  db
    .selectFrom('case_step as s')
    .innerJoin('case_file as f', 'f.id', 's.case_id')
    .select(['s.case_id', 's.position', 's.at', 's.was_late', 'f.opened_at'])
    .where('s.who', '=', p.who)
    .where('s.input', 'in', [sql.lit('uphold'), sql.lit('reject')])
    .where('s.at', '>=', p.at)
    .where(sql<boolean>`(s.at, s.case_id, s.position) > (${p.at}, ${p.case_id}, ${p.position})`)
    .orderBy('s.at')
    .orderBy('s.case_id')
    .orderBy('s.position')
    .limit(p.limit),
);

export const decidedCases = async (
  session: Session,
  { who, sinceMs, after, limit }: Extract<CaseQuery, { kind: 'decidedCases' }>,
): Promise<CaseAnswers['decidedCases']> => {
  const [at = String(sinceMs), position = '-1', case_id = ''] = after?.split('/') ?? [];
  const asked = { who, at: Number(at), case_id, position: Number(position), limit: limit + 1 };
  return pageOf(
    await session.all(DECIDED, asked),
    limit,
    (row) => ({ atMs: row.at, openedMs: row.opened_at, wasLate: Number(row.was_late) === 1 }),
    (row) => `${row.at}/${row.position}/${row.case_id}`,
  );
};
