import type { BulletinTransaction, ComplaintFinding, FiledComplaintFinding, FrozenPeriod } from '@wurao/casework';
import { statement } from '../session.ts';
import type { Scope } from '../transaction-scope.ts';
import type { ComplaintFindingRow, FrozenCountsRow } from './schema.ts';

type PeriodRow = Pick<FrozenCountsRow, 'period' | 'at'>;
export const FROZEN_PERIODS = statement<Record<string, never>, PeriodRow>((db) =>
  db.selectFrom('frozen_counts').select(['period', 'at']).orderBy('at', 'desc').orderBy('period', 'desc'),
);
const INSERT_FROZEN = statement<FrozenCountsRow>((db, p) =>
  db.insertInto('frozen_counts').values({ period: p.period, at: p.at, text: p.text }),
);
const FINDING = statement<{ found: string }, ComplaintFindingRow>((db, p) =>
  db.selectFrom('complaint_finding').selectAll().where('found', '=', p.found),
);
const INSERT_FINDING = statement<ComplaintFindingRow>((db, p) =>
  db.insertInto('complaint_finding').values({
    id: p.id,
    at: p.at,
    found: p.found,
    subject_kind: p.subject_kind,
    subject_id: p.subject_id,
    body: p.body,
  }),
);

export const frozenPeriodOf = ({ period, at }: PeriodRow): FrozenPeriod => ({ period, frozenMs: at });
export const filedFindingOf = ({ id, at, body }: ComplaintFindingRow): FiledComplaintFinding => ({
  id,
  atMs: at,
  finding: JSON.parse(body) as ComplaintFinding,
});

export const bulletinPart = ({ session }: Scope): BulletinTransaction => ({
  frozenPeriods: async () => (await session.all(FROZEN_PERIODS, {})).map(frozenPeriodOf),
  insertFrozen: ({ period, frozenMs, text }) => session.run(INSERT_FROZEN, { period, at: frozenMs, text }),
  complaintFinding: async (found) => {
    const row = await session.one(FINDING, { found });
    return row && filedFindingOf(row);
  },
  insertComplaintFinding: ({ id, atMs, finding }, found) =>
    session.run(INSERT_FINDING, {
      id,
      at: atMs,
      found,
      subject_kind: finding.subject.kind,
      subject_id: finding.subject.id,
      body: JSON.stringify(finding),
    }),
});
