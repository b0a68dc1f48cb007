import type { InstantMs, PhoneNumber } from '@wurao/domain';
import { keyOf } from './rows.ts';
import { type Session, statement } from './session.ts';

const LATEST_TENURE = statement<{ number: number }, { at: number | null }>((db, p) =>
  db
    .selectFrom('tenure')
    .select((row) => row.fn.max('at').as('at'))
    .where('number', '=', p.number),
);

/** When the present holder's tenure began, as received; undefined = never recycled. */
export const tenureBegan = async (session: Session, number: PhoneNumber): Promise<InstantMs | undefined> =>
  (await session.one(LATEST_TENURE, { number: keyOf(number) }))?.at ?? undefined;
