import {
  asId,
  asSequence,
  type ChangeBody,
  dialledDigits,
  type Filing,
  type Line,
  type MerchantId,
  type NounBodies,
  type NounKind,
  type PartyId,
  type PhoneNumber,
  type Sequence,
} from '@wurao/domain';
import { pairStateOf, preferenceChange } from '@wurao/registry';
import { changesOf } from './changes.ts';
import type { Fact, FactKeys } from './ports.ts';
import { basisOf, keyAsked, lawChangeOf, preferenceOf, refusalOf } from './rows.ts';
import type { FactRow } from './schema.ts';
import { type Session, statement } from './session.ts';
import {
  BASES_OF_PAIR,
  BASIS_BY_SEQUENCE,
  inOrder,
  OWNERSHIP_AS_OF,
  PREFERENCE_AS_OF,
  PREFERENCE_BY_SEQUENCE,
  REFUSAL_BY_SEQUENCE,
  REFUSALS_OF_PAIR,
  tenureAsOf,
} from './statements.ts';
import { LAW_KIND, LINE_ENTRY_KIND } from './transaction-nouns.ts';

const FACT_AS_OF = statement<{ kind: string; id: string; sequence: number }, FactRow>((db, p) =>
  db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', p.kind)
    .where('id', '=', p.id)
    .where('from_sequence', '<=', p.sequence)
    .where((either) => either.or([either('to_sequence', 'is', null), either('to_sequence', '>', p.sequence)])),
);
const LOOKUP_AS_OF = statement<{ kind: string; lookup: string; sequence: number }, FactRow>((db, p) =>
  db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', p.kind)
    .where('lookup', '=', p.lookup)
    .where('from_sequence', '<=', p.sequence)
    .where((either) => either.or([either('to_sequence', 'is', null), either('to_sequence', '>', p.sequence)]))
    .orderBy('from_sequence')
    .orderBy('id'),
);
const OWNED_AS_OF = statement<{ kind: string; owner: string; sequence: number }, FactRow>((db, p) =>
  db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', p.kind)
    .where('owner', '=', p.owner)
    .where('from_sequence', '<=', p.sequence)
    .where((either) => either.or([either('to_sequence', 'is', null), either('to_sequence', '>', p.sequence)]))
    .orderBy('id'),
);
const FACTS_BY_SEQUENCE = statement<{ sequence: number }, FactRow>((db, p) =>
  db.selectFrom('fact').selectAll().where('from_sequence', '=', p.sequence).orderBy('kind').orderBy('id'),
);

const lawChangeAsOf = async (session: Session, sequence: number) => {
  const body = (await session.one(FACT_AS_OF, { kind: LAW_KIND, id: LAW_KIND, sequence }))?.body ?? undefined;
  return body === undefined ? undefined : lawChangeOf(body);
};

/** The law in force when the timetable was last changed before a sequence. */
export const lawAsOf = async (session: Session, sequence: number): Promise<string | undefined> =>
  (await lawChangeAsOf(session, sequence))?.law;

/** Gathers what one decision read, following lines to parties and callers to filings, merchants and contents. */
class Gathering {
  readonly changes: ChangeBody[] = [];
  readonly merchants = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #session: Session;
  readonly #sequence: Sequence;

  constructor(session: Session, sequence: Sequence) {
    this.#session = session;
    this.#sequence = sequence;
  }

  #isNew(key: string): boolean {
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  /** `body` as of then; undefined when there was none or it is gathered already. */
  #take<K extends NounKind>(noun: K, row: FactRow | undefined): NounBodies[K] | undefined {
    if (row === undefined || row.body === null || !this.#isNew(`${noun}/${row.id}`)) return undefined;
    const body = JSON.parse(row.body) as NounBodies[K];
    this.changes.push({ kind: 'noun', noun, id: row.id, body } as ChangeBody);
    return body;
  }

  async #noun<K extends NounKind>(noun: K, id: string): Promise<NounBodies[K] | undefined> {
    return this.#take(noun, await this.#session.one(FACT_AS_OF, { kind: noun, id, sequence: this.#sequence }));
  }

  async #byLookup<K extends NounKind>(noun: K, lookup: string): Promise<readonly NounBodies[K][]> {
    const rows = await this.#session.all(LOOKUP_AS_OF, { kind: noun, lookup, sequence: this.#sequence });
    return rows.map((row) => this.#take(noun, row)).filter((body) => body !== undefined);
  }

  async line(id: string): Promise<void> {
    const line: Line | undefined = await this.#noun('line', id);
    await this.#byLookup('sanction', `line:${id}`);
    for (const party of line?.chain ?? []) await this.party(party);
  }

  async party(id: string): Promise<void> {
    await this.#noun('party', id);
    await this.#byLookup('sanction', `party:${id}`);
  }

  async merchant(id: string): Promise<void> {
    if (this.merchants.has(id)) return;
    this.merchants.add(id);
    await this.#noun('merchant', id);
    await this.#byLookup('sanction', `merchant:${id}`);
    for (const row of await this.#session.all(OWNED_AS_OF, { kind: 'content', owner: id, sequence: this.#sequence }))
      this.#take('content', row);
  }

  async content(id: string): Promise<void> {
    await this.#noun('content', id);
  }

  async caller(number: PhoneNumber): Promise<void> {
    for (const lookup of callerLookups(number)) {
      const filings: readonly Filing[] = await this.#byLookup('filing', lookup);
      for (const filing of filings) await this.merchant(filing.merchant);
    }
    await this.#byLookup('sanction', `number:${number}`);
    await this.number(number);
  }

  async number(number: PhoneNumber): Promise<void> {
    if (!this.#isNew(`number/${number}`)) return;
    for (const binding of await this.#byLookup('binding', number)) await this.#filingOf(binding.filing);
    await this.#noun('expectation', number);
    const sequence = this.#sequence;
    const key = keyAsked(number);
    const owner = await this.#session.one(OWNERSHIP_AS_OF, { number: key, sequence });
    if (owner) this.changes.push({ kind: 'ownership', ownership: { number, carrier: asId<PartyId>(owner.carrier) } });
    const row = await this.#session.one(PREFERENCE_AS_OF, { subscriber: key, sequence });
    if (row) this.changes.push(preferenceChange(number, preferenceOf(row), asSequence(row.from_sequence)));
  }

  async #filingOf(id: string): Promise<void> {
    const filing = await this.#noun('filing', id);
    if (filing) await this.merchant(filing.merchant);
  }

  async pair(number: PhoneNumber, merchant: MerchantId): Promise<void> {
    const key = keyAsked(number);
    if (!this.#isNew(`pair/${number}/${merchant}`)) return;
    const sequence = this.#sequence;
    const bases = inOrder(await this.#session.all(BASES_OF_PAIR, { subscriber: key, merchant })).filter(
      (row) => row.from_sequence <= sequence,
    );
    const refusals = inOrder(await this.#session.all(REFUSALS_OF_PAIR, { subscriber: key, merchant })).filter(
      (row) => row.from_sequence <= sequence,
    );
    const preference = await this.#session.one(PREFERENCE_AS_OF, { subscriber: key, sequence });
    const tenure = await tenureAsOf(this.#session, key, sequence);
    const state = pairStateOf({
      merchant,
      bases: bases.map((row) => basisOf(row, sequence)),
      refusals: refusals.map((row) => refusalOf(row, sequence)),
      preference: preference && preferenceOf(preference),
      tenureFrom: asSequence(tenure?.from_sequence ?? 0),
    });
    if (state) this.changes.push({ kind: 'pair', number, merchant, state });
  }
}

/** Under what a filing of this caller may stand: itself, and every prefix of its digits as dialled and as written. */
const callerLookups = (number: PhoneNumber): ReadonlySet<string> => {
  const lookups = new Set<string>([number]);
  for (const digits of [dialledDigits(number), number.replace('+', '')]) {
    for (let length = 2; length <= digits.length; length++) lookups.add(digits.slice(0, length));
  }
  return lookups;
};

export const factsAsOf = async (
  session: Session,
  sequence: Sequence,
  keys: FactKeys,
): Promise<readonly ChangeBody[]> => {
  const gathering = new Gathering(session, sequence);
  const law = await lawChangeAsOf(session, sequence);
  if (law !== undefined) gathering.changes.push(law);
  for (const id of keys.lines ?? []) await gathering.line(id);
  for (const id of keys.parties ?? []) await gathering.party(id);
  for (const id of keys.merchants ?? []) await gathering.merchant(id);
  for (const id of keys.contents ?? []) await gathering.content(id);
  for (const number of keys.callers ?? []) await gathering.caller(number);
  for (const number of keys.numbers ?? []) await gathering.number(number);
  for (const { number, merchant } of keys.pairs ?? []) await gathering.pair(number, merchant);
  for (const number of keys.numbers ?? []) {
    for (const merchant of gathering.merchants) await gathering.pair(number, asId<MerchantId>(merchant));
  }
  return gathering.changes;
};

/** The fact that took this sequence; `other` for an ending or a tenure, which are told by their changes. */
export const factBySequence = async (
  session: Session,
  sequence: Sequence,
  merchant?: MerchantId,
): Promise<Fact | undefined> => {
  const basis = await session.one(BASIS_BY_SEQUENCE, { sequence });
  if (basis) return { kind: 'basis', fact: basisOf(basis) };
  const refusals = await session.all(REFUSAL_BY_SEQUENCE, { sequence });
  const refusal = refusals.find(({ merchant_id }) => merchant_id === merchant) ?? refusals[0];
  if (refusal) return { kind: 'refusal', fact: refusalOf(refusal) };
  const preference = await session.one(PREFERENCE_BY_SEQUENCE, { sequence });
  if (preference) return { kind: 'preference', fact: preferenceOf(preference) };
  const row = (await session.all(FACTS_BY_SEQUENCE, { sequence })).find(
    ({ kind }) => kind !== LAW_KIND && kind !== LINE_ENTRY_KIND,
  );
  if (row)
    return {
      kind: 'noun',
      noun: row.kind,
      id: row.id,
      fact: row.body === null ? undefined : JSON.parse(row.body),
    } as Fact;
  const changes = await changesOf(session, sequence);
  return changes.length === 0 ? undefined : { kind: 'other', changes };
};
