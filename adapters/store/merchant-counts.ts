import { BASIS_KINDS, type BasisKind, METHODS, type Method } from '@wurao/domain';
import type { Answers, BasisScope, Query } from '@wurao/registry';
import { sql } from 'kysely';
import { pageOf } from './page.ts';
import type { BasisRow } from './schema.ts';
import { type Session, statement } from './session.ts';

const RECYCLED = 2;
const MS_PER_DAY = 86_400_000;

type ScopeRow = Pick<
  BasisRow,
  | 'subscriber'
  | 'kind'
  | 'method'
  | 'confirmed'
  | 'categories'
  | 'from_at'
  | 'to_at'
  | 'to_sequence'
  | 'ended_how'
  | 'from_sequence'
> & { told_end_sequence: number | null };

/** Narrow, by the index of proofs: a merchant may have a million. */
const SCOPES = statement<{ merchant: string; after: number; limit: number }, ScopeRow>((db, p) =>
  db
    .selectFrom('basis_proof')
    .innerJoin('basis', (on) =>
      on
        .onRef('basis.subscriber', '=', 'basis_proof.subscriber')
        .onRef('basis.merchant', '=', 'basis_proof.merchant')
        .onRef('basis.from_sequence', '=', 'basis_proof.from_sequence'),
    )
    .innerJoin('merchant_index', 'merchant_index.merchant', 'basis_proof.merchant')
    .select(['basis.subscriber', 'basis.kind', 'basis.method', 'basis.confirmed', 'basis.categories', 'basis.from_at'])
    .select(['basis.to_at', 'basis.to_sequence', 'basis.ended_how', 'basis_proof.told_end_sequence'])
    .select('basis_proof.from_sequence')
    .where('merchant_index.id', '=', p.merchant)
    .where('basis_proof.from_sequence', '>', p.after)
    .orderBy('basis_proof.from_sequence')
    .limit(p.limit),
);

const scopeOf = (row: ScopeRow): BasisScope => ({
  person: row.subscriber,
  kind: BASIS_KINDS[row.kind] as BasisKind,
  method: METHODS[row.method] as Method,
  confirmed: row.confirmed === 1,
  categories: row.categories,
  fromMs: row.from_at,
  toMs: row.to_at ?? undefined,
  ended: row.to_sequence !== null && (row.ended_how !== RECYCLED || row.told_end_sequence !== null),
});

const EVENT_DAYS = statement<
  { merchant: string; since: number; zone: number },
  { day: number; type: string; events: number }
>((db, p) =>
  db
    .selectFrom('merchant_event')
    .select('type')
    .select(sql<number>`cast((at + ${p.zone}) / ${sql.lit(MS_PER_DAY)} as integer)`.as('day'))
    .select((x) => x.fn.countAll<number>().as('events'))
    .where('merchant', '=', p.merchant)
    .where('at', '>=', p.since)
    .groupBy(['type', sql`2`])
    .orderBy(sql`2`),
);

type Asked<K extends Query['kind']> = Extract<Query, { kind: K }>;

export const basisScopes = async (
  session: Session,
  { merchant, after, limit }: Asked<'basisScopes'>,
): Promise<Answers['basisScopes']> =>
  pageOf(await session.all(SCOPES, { merchant, after: Number(after ?? 0), limit: limit + 1 }), limit, scopeOf, (row) =>
    String(row.from_sequence),
  );

/** Counts of what the merchant was told, by day of the zone. */
export const eventDays = async (
  session: Session,
  { merchant, sinceMs, zoneMs }: Asked<'eventDays'>,
): Promise<Answers['eventDays']> => {
  const rows = await session.all(EVENT_DAYS, { merchant, since: sinceMs, zone: zoneMs });
  return rows.map(({ day, type, events }) => ({
    dayMs: Number(day) * MS_PER_DAY - zoneMs,
    type: type as Answers['eventDays'][number]['type'],
    events: Number(events),
  }));
};
