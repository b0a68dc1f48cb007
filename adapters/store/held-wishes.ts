import type { HeldWish, RegisterTransaction } from '@wurao/registry';
import { keyOf, numberOf } from './rows.ts';
import type { HeldWishRow } from './schema.ts';
import { type Session, statement } from './session.ts';
import type { Scope } from './transaction-scope.ts';

/** Who wants refused messages kept. No gate decides by it. */
const WISH = statement<{ subscriber: number }, HeldWishRow>((db, p) =>
  db.selectFrom('held_wish').selectAll().where('subscriber', '=', p.subscriber).where('until_at', 'is', null),
);
const WISHES = statement<{ after: string; limit: number }, HeldWishRow>((db, p) =>
  db
    .selectFrom('held_wish')
    .selectAll()
    .where('until_at', 'is', null)
    .where('id', '>', p.after)
    .orderBy('id')
    .limit(p.limit),
);
const INSERT_WISH = statement<HeldWishRow>((db, p) =>
  db.insertInto('held_wish').values({ id: p.id, subscriber: p.subscriber, since_at: p.since_at, until_at: p.until_at }),
);
const END_WISH = statement<{ subscriber: number; at: number }>((db, p) =>
  db
    .updateTable('held_wish')
    .set({ until_at: p.at })
    .where('subscriber', '=', p.subscriber)
    .where('until_at', 'is', null),
);

export const OLD_HELD_WISHES = statement<{ before: number }>((db, p) =>
  db.deleteFrom('held_wish').where('until_at', '<=', p.before),
);

const wishOf = (row: HeldWishRow): HeldWish => ({
  id: row.id,
  subscriber: numberOf(row.subscriber),
  sinceMs: row.since_at,
});

export const heldWishOf = async (session: Session, subscriber: number): Promise<HeldWish | undefined> => {
  const row = await session.one(WISH, { subscriber });
  return row && wishOf(row);
};

export const heldWishesAfter = async (session: Session, after: string, limit: number): Promise<readonly HeldWish[]> =>
  (await session.all(WISHES, { after, limit })).map(wishOf);

export const heldWishPart = ({
  session,
}: Scope): Pick<RegisterTransaction, 'heldWish' | 'insertHeldWish' | 'endHeldWish'> => ({
  heldWish: (subscriber) => heldWishOf(session, keyOf(subscriber)),
  insertHeldWish: ({ id, subscriber, sinceMs }) =>
    session.run(INSERT_WISH, { id, subscriber: keyOf(subscriber), since_at: sinceMs, until_at: null }),
  endHeldWish: (subscriber, atMs) => session.run(END_WISH, { subscriber: keyOf(subscriber), at: atMs }),
});
