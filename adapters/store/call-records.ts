import {
  dialledDigits,
  type Filing,
  type InstantMs,
  isSubscriberNumber,
  numberKey,
  type PhoneNumber,
} from '@wurao/domain';
import type { ImportedCall, ImportRow, RegisterTransaction } from '@wurao/registry';
import { sql } from 'kysely';
import { KNOWN_CALLS, KNOWN_CALLS_POSTGRES } from './dialect.ts';
import type { ContactSpan } from './ports.ts';
import type { CallRecordRow } from './schema.ts';
import { type Session, type Statement, statement } from './session.ts';
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

type KnownCall = Pick<CallRecordRow, 'callee' | 'caller' | 'start_at'>;
const KNOWN: Statement<{ calls: string }, KnownCall> = {
  sql: KNOWN_CALLS,
  numbered: KNOWN_CALLS_POSTGRES,
  names: ['calls'],
};

type Nouns = Pick<RegisterTransaction, 'nounsByLookup'>;

/** Call records of one batch. Whose commerce a call was follows from the filings of either number. */
export class CallRows {
  readonly #session: Session;
  readonly #nouns: Nouns;
  readonly #import: string;
  readonly #merchants = new Map<string, number>();
  readonly #filings = new Map<string, readonly (readonly Filing[])[]>();
  /** Calls that stand, or came before in the batch. */
  readonly #known = new Set<string>();
  readonly #rows: CallRecordRow[] = [];

  constructor(session: Session, nouns: Nouns, importId: string) {
    this.#session = session;
    this.#nouns = nouns;
    this.#import = importId;
  }

  /** Before the rows of the batch are taken: one question for all of them. */
  async begin(rows: readonly ImportRow[]): Promise<void> {
    const calls: number[][] = [];
    for (const { thing } of rows)
      if (thing.kind === 'recordCall')
        calls.push([numberKey(thing.call.callee), numberKey(thing.call.caller), thing.call.startMs]);
    if (calls.length === 0) return;
    for (const { callee, caller, start_at } of await this.#session.all(KNOWN, { calls: JSON.stringify(calls) }))
      this.#known.add(keyOfCall(Number(callee), Number(caller), Number(start_at)));
  }

  /** false: it was told before. */
  async take({ caller, callee, startMs, answerMs, durationMs, hungUpBy }: ImportedCall): Promise<boolean> {
    const key = keyOfCall(numberKey(callee), numberKey(caller), startMs);
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    const ofCaller = await this.#merchantOf(caller, startMs);
    const merchant = ofCaller ?? (await this.#merchantOf(callee, startMs));
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
    return true;
  }

  flush(): Promise<void> {
    return this.#session.runMany(INSERT_CALL, this.#rows.splice(0));
  }

  /** By the closest filings that stood when the call began; whose it was is not known where they name several merchants. */
  async #merchantOf(number: PhoneNumber, atMs: InstantMs): Promise<number | null> {
    for (const filings of await this.#filingsOf(number)) {
      const standing = filings.filter(({ fromMs, toMs }) => fromMs <= atMs && (toMs === undefined || atMs < toMs));
      const merchants = new Set(standing.map(({ merchant }) => merchant));
      const [merchant] = merchants;
      if (merchant !== undefined) return merchants.size === 1 ? this.#indexOf(merchant) : null;
    }
    return null;
  }

  /** Active ones, those of the number itself before those of ever shorter prefixes. */
  async #filingsOf(number: PhoneNumber): Promise<readonly (readonly Filing[])[]> {
    const known = this.#filings.get(number);
    if (known) return known;
    const found: Filing[][] = [];
    for (const lookup of lookupsOf(number)) {
      const rows = await this.#nouns.nounsByLookup('filing', lookup);
      const filings = rows.map(({ body }) => body);
      found.push(filings.filter((body) => body.status === 'active' && (body.prefix || lookup === number)));
    }
    this.#filings.set(number, found);
    return found;
  }

  async #indexOf(merchant: string): Promise<number> {
    const index = this.#merchants.get(merchant) ?? (await indexOfMerchant(this.#session, merchant));
    this.#merchants.set(merchant, index);
    return index;
  }
}

/** The closest first. */
const lookupsOf = (number: PhoneNumber): readonly string[] => {
  const digits = dialledDigits(number);
  const lookups: string[] = [number];
  for (let length = digits.length; length >= 2; length--) lookups.push(digits.slice(0, length));
  return lookups;
};

const keyOfCall = (callee: number, caller: number, startMs: number): string => `${callee} ${caller} ${startMs}`;

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
