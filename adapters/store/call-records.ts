import { dialledDigits, isSubscriberNumber, numberKey, type PhoneNumber } from '@wurao/domain';
import type { CallRecord, RegisterTransaction } from '@wurao/registry';
import { sql } from 'kysely';
import type { ContactSpan } from './ports.ts';
import type { CallRecordRow } from './schema.ts';
import { type Session, statement } from './session.ts';
import { indexOfMerchant } from './transaction-numbers.ts';

const INSERT_CALL = statement<CallRecordRow>((db, p) =>
  db
    .insertInto('call_record')
    .values({
      caller: p.caller,
      callee: p.callee,
      start_at: p.start_at,
      answer_at: p.answer_at,
      duration: p.duration,
      hung_up_by: p.hung_up_by,
      merchant: p.merchant,
      subscriber: p.subscriber,
      import: p.import,
    })
    // The same call told twice, by either network, is one call.
    .onConflict((on) => on.columns(['callee', 'caller', 'start_at']).doNothing()),
);
const CONTACTS = statement<{ merchant: string; after: number; limit: number }, { subscriber: number }>((db, p) =>
  db
    .selectFrom('call_record')
    .select(sql<number>`subscriber`.as('subscriber'))
    .distinct()
    .where('merchant', '=', db.selectFrom('merchant_index').select('merchant').where('id', '=', p.merchant))
    .where('subscriber', '>', p.after)
    .orderBy('subscriber')
    .limit(p.limit),
);
const SPAN = statement<{ merchant: string }, { first: number | null; last: number | null; calls: number }>((db, p) =>
  db
    .selectFrom('call_record')
    .select((x) => [
      x.fn.min<number | null>('start_at').as('first'),
      x.fn.max<number | null>('start_at').as('last'),
      x.fn.countAll<number>().as('calls'),
    ])
    .where('merchant', '=', db.selectFrom('merchant_index').select('merchant').where('id', '=', p.merchant)),
);

type Nouns = Pick<RegisterTransaction, 'nounsByLookup'>;

/** Call records of one batch. Whose commerce a call was follows from the filings of either number. */
export class CallRows {
  readonly #session: Session;
  readonly #nouns: Nouns;
  readonly #import: string;
  readonly #merchants = new Map<string, number | null>();
  readonly #rows: CallRecordRow[] = [];

  constructor(session: Session, nouns: Nouns, importId: string) {
    this.#session = session;
    this.#nouns = nouns;
    this.#import = importId;
  }

  async take({ caller, callee, startMs, answerMs, durationMs, hungUpBy }: CallRecord): Promise<void> {
    const ofCaller = await this.#merchantOf(caller);
    const merchant = ofCaller ?? (await this.#merchantOf(callee));
    const person = ofCaller === null ? caller : callee;
    this.#rows.push({
      caller: numberKey(caller),
      callee: numberKey(callee),
      start_at: startMs,
      answer_at: answerMs ?? null,
      duration: durationMs,
      hung_up_by: hungUpBy ?? null,
      merchant,
      subscriber: merchant !== null && isSubscriberNumber(person) ? numberKey(person) : null,
      import: this.#import,
    });
  }

  flush(): Promise<void> {
    return this.#session.runMany(INSERT_CALL, this.#rows.splice(0));
  }

  async #merchantOf(number: PhoneNumber): Promise<number | null> {
    const known = this.#merchants.get(number);
    if (known !== undefined) return known;
    const id = await this.#filedFor(number);
    const merchant = id === undefined ? null : await indexOfMerchant(this.#session, id);
    this.#merchants.set(number, merchant);
    return merchant;
  }

  async #filedFor(number: PhoneNumber): Promise<string | undefined> {
    const digits = dialledDigits(number);
    const lookups: string[] = [number];
    for (let length = digits.length; length >= 2; length--) lookups.push(digits.slice(0, length));
    for (const lookup of lookups) {
      for (const { body } of await this.#nouns.nounsByLookup('filing', lookup))
        if (body.prefix || lookup === number) return body.merchant;
    }
    return undefined;
  }
}

export const contactSpan = async (session: Session, merchant: string): Promise<ContactSpan> => {
  const row = await session.one(SPAN, { merchant });
  return { firstMs: row?.first ?? undefined, lastMs: row?.last ?? undefined, calls: Number(row?.calls ?? 0) };
};

/** Number keys of people that a merchant had a call with, in order. */
export const contactsOf = async (
  session: Session,
  merchant: string,
  after: number,
  limit: number,
): Promise<readonly number[]> => (await session.all(CONTACTS, { merchant, after, limit })).map((row) => row.subscriber);
