import type { CaseAnswers } from '@wurao/casework';
import { sql } from 'kysely';
import { type Session, statement } from '../session.ts';
import type { CaseCountRow } from './schema.ts';

const ADD_CASES = statement<CaseCountRow>((db, p) =>
  db
    .insertInto('case_count')
    .values({ state: p.state, cases: p.cases })
    .onConflict((on) => on.column('state').doUpdateSet({ cases: sql`case_count.cases + excluded.cases` })),
);
/** As a count of the cases themselves has it: no state without one. */
const FORGET_NONE = statement<object>((db) => db.deleteFrom('case_count').where('cases', '=', sql.lit(0)));
const COUNTS = statement<object, CaseCountRow>((db) => db.selectFrom('case_count').selectAll().orderBy('state'));
const OVERDUE = statement<{ state: string; now: number }, { cases: number }>((db, p) =>
  db
    .selectFrom('case_file')
    .select((x) => x.fn.countAll<number>().as('cases'))
    .where('state', '=', p.state)
    .where('due_at', '<=', p.now),
);

/** In the transaction in which so many cases more (or fewer) are in the state. */
export const countCases = async (session: Session, state: string, more: number): Promise<void> => {
  if (more === 0) return;
  await session.run(ADD_CASES, { state, cases: more });
  if (more < 0) await session.run(FORGET_NONE, {});
};

export const caseCounts = async (session: Session, nowMs: number): Promise<CaseAnswers['caseCounts']> => {
  const counts: CaseAnswers['caseCounts'][number][] = [];
  for (const { state, cases } of await session.all(COUNTS, {})) {
    const overdue = await session.one(OVERDUE, { state, now: nowMs });
    counts.push({
      state: state as CaseAnswers['caseCounts'][number]['state'],
      cases: Number(cases),
      overdue: Number(overdue?.cases ?? 0),
    });
  }
  return counts;
};

const OF_PARTY = statement<{ party: string; now: number }, { state: string; cases: number; overdue: number }>((db, p) =>
  db
    .selectFrom('case_file')
    .select('state')
    .select((x) => x.fn.countAll<number>().as('cases'))
    .select(sql<number>`sum(case when due_at <= ${p.now} then 1 else 0 end)`.as('overdue'))
    .where('party_id', '=', p.party)
    .groupBy('state')
    .orderBy('state'),
);

/** Counted by the index of the party: few have many. */
export const caseCountsOf = async (
  session: Session,
  party: string,
  nowMs: number,
): Promise<CaseAnswers['caseCounts']> =>
  (await session.all(OF_PARTY, { party, now: nowMs })).map(({ state, cases, overdue }) => ({
    state: state as CaseAnswers['caseCounts'][number]['state'],
    cases: Number(cases),
    overdue: Number(overdue),
  }));
