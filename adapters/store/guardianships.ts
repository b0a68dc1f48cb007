import type { GuardianSide, Guardianship, RegisterTransaction } from '@wurao/registry';
import { sql } from 'kysely';
import { keepVersion } from './row-versions.ts';
import { keyAsked, keyOf, numberOf } from './rows.ts';
import type { GuardianshipRow } from './schema.ts';
import { statement } from './session.ts';
import type { Scope } from './transaction-scope.ts';

const standingOrOpen = (side: GuardianSide) =>
  statement<{ number: number; now: number }, GuardianshipRow>((db, p) =>
    db
      .selectFrom('guardianship')
      .selectAll()
      .where(side, '=', p.number)
      .where('state', '<>', sql.lit('ended'))
      .where((either) => either.or([either('state', '=', sql.lit('standing')), either('expires_at', '>', p.now)]))
      .orderBy('asked_at')
      .orderBy('id'),
  );
/** Who manages whose number. No gate decides by it: it has no place in the feed. */
export const GUARDIANSHIPS = { guardian: standingOrOpen('guardian'), ward: standingOrOpen('ward') } as const;
const ASKED = statement<{ guardian: number; since: number }, Pick<GuardianshipRow, 'ward'>>((db, p) =>
  db.selectFrom('guardianship').select('ward').where('guardian', '=', p.guardian).where('asked_at', '>', p.since),
);
const BY_ID = statement<{ id: string }, GuardianshipRow>((db, p) =>
  db.selectFrom('guardianship').selectAll().where('id', '=', p.id),
);
const PUT = statement<GuardianshipRow>((db, p) =>
  db
    .insertInto('guardianship')
    .values({
      id: p.id,
      guardian: p.guardian,
      ward: p.ward,
      state: p.state,
      hash: p.hash,
      tries: p.tries,
      asked_at: p.asked_at,
      expires_at: p.expires_at,
      stands_at: p.stands_at,
      ended_at: p.ended_at,
      told_at: p.told_at,
    })
    .onConflict((on) =>
      on.column('id').doUpdateSet({
        state: p.state,
        tries: p.tries,
        stands_at: p.stands_at,
        ended_at: p.ended_at,
        told_at: p.told_at,
      }),
    ),
);
/** What is neither standing nor can become so, from its end on. */
export const OLD_GUARDIANSHIPS = statement<{ before: number }>((db, p) =>
  db
    .deleteFrom('guardianship')
    .where('state', '<>', sql.lit('standing'))
    .where('asked_at', '<=', p.before)
    .where((either) => either.or([either('ended_at', 'is', null), either('ended_at', '<=', p.before)])),
);

export const guardianshipOf = (row: GuardianshipRow): Guardianship => ({
  id: row.id,
  guardian: numberOf(row.guardian),
  ward: numberOf(row.ward),
  state: row.state as Guardianship['state'],
  hash: row.hash,
  tries: row.tries,
  askedMs: row.asked_at,
  expiresMs: row.expires_at,
  standsMs: row.stands_at ?? undefined,
  endedMs: row.ended_at ?? undefined,
  toldMs: row.told_at ?? undefined,
});

type GuardianshipPart = Pick<RegisterTransaction, 'guardianshipsOf' | 'guardianshipsAsked' | 'putGuardianship'>;

export const guardianshipPart = ({ session, nowMs }: Scope): GuardianshipPart => ({
  guardianshipsOf: async (side, number, atMs) =>
    (await session.all(GUARDIANSHIPS[side], { number: keyAsked(number), now: atMs })).map(guardianshipOf),
  guardianshipsAsked: async (guardian, sinceMs) =>
    (await session.all(ASKED, { guardian: keyOf(guardian), since: sinceMs })).map(({ ward }) => numberOf(ward)),
  putGuardianship: async (one) => {
    const former = await session.one(BY_ID, { id: one.id });
    if (former) await keepVersion(session, 'guardianship', former, nowMs);
    await session.run(PUT, {
      id: one.id,
      guardian: keyOf(one.guardian),
      ward: keyOf(one.ward),
      state: one.state,
      hash: one.hash,
      tries: one.tries,
      asked_at: one.askedMs,
      expires_at: one.expiresMs,
      stands_at: one.standsMs ?? null,
      ended_at: one.endedMs ?? null,
      told_at: one.toldMs ?? null,
    });
  },
});
