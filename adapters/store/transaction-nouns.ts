import type { LineId, NounBodies, NounKind } from '@wurao/domain';
import type { NounIndex, NounRow, RegisterTransaction } from '@wurao/registry';
import { sql } from 'kysely';
import { lawChangeOf, nounRowOf, textOrNull } from './rows.ts';
import type { FactRow } from './schema.ts';
import { statement } from './session.ts';
import type { Scope } from './transaction-scope.ts';

export const PRESENT_FACT = statement<{ kind: string; id: string }, FactRow>((db, p) =>
  db.selectFrom('fact').selectAll().where('kind', '=', p.kind).where('id', '=', p.id).where('to_sequence', 'is', null),
);
export const PRESENT_BY_LOOKUP = statement<{ kind: string; lookup: string }, FactRow>((db, p) =>
  db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', p.kind)
    .where('lookup', '=', p.lookup)
    .where('to_sequence', 'is', null)
    .where('body', 'is not', null)
    .orderBy('from_sequence')
    .orderBy('id'),
);
const PRESENT_BEGINNING = statement<{ kind: string; pattern: string }, Pick<FactRow, 'id' | 'body'>>((db, p) =>
  db
    .selectFrom('fact')
    .select(['id', 'body'])
    .where('kind', '=', p.kind)
    .where('id', 'like', p.pattern)
    .where('to_sequence', 'is', null)
    .where('body', 'is not', null),
);
const END_FACT = statement<{ kind: string; id: string; sequence: number }>((db, p) =>
  db
    .updateTable('fact')
    .set({ to_sequence: p.sequence })
    .where('kind', '=', p.kind)
    .where('id', '=', p.id)
    .where('to_sequence', 'is', null),
);
const INSERT_FACT = statement<Omit<FactRow, 'to_sequence'>>((db, p) =>
  db.insertInto('fact').values({
    kind: p.kind,
    id: p.id,
    from_sequence: p.from_sequence,
    to_sequence: sql`null`,
    owner: p.owner,
    lookup: p.lookup,
    body: p.body,
  }),
);
/** On the index of owners, which for expectations are the instants of their ends, as text. */
const LASTING = statement<{ at: string }, { lasting: number }>((db, p) =>
  db
    .selectFrom('fact')
    .select((x) => x.fn.countAll<number>().as('lasting'))
    .where('kind', '=', sql.lit('expectation'))
    .where('owner', '>', p.at)
    .where('to_sequence', 'is', null),
);
const NEXT_INDEX = statement<object, { next: number }>((db) =>
  db.selectFrom('merchant_index').select(sql<number>`coalesce(max(merchant), 0) + 1`.as('next')),
);
const INSERT_INDEX = statement<{ merchant: number; id: string }>((db, p) =>
  db
    .insertInto('merchant_index')
    .values({ merchant: p.merchant, id: p.id })
    .onConflict((on) => on.column('merchant').doNothing()),
);

export const LAW_KIND = 'law';
const LAW_ID = 'law';
/** Beside the lines, which hold the truth: whose a block, certificate or digest user is, by itself. Gates do not load it. */
export const LINE_ENTRY_KIND = 'line-entry';

const holderIn = (body: string): LineId => (JSON.parse(body) as { readonly line: LineId }).line;

type NounPart = Pick<
  RegisterTransaction,
  | 'noun'
  | 'nounsByLookup'
  | 'putNoun'
  | 'entryHolder'
  | 'entryHolders'
  | 'putEntryHolder'
  | 'nextMerchantIndex'
  | 'countExpectations'
  | 'laws'
  | 'putLaws'
>;

export const nounPart = ({ session, sequence, noteFact }: Scope): NounPart => {
  const put = async (kind: string, id: string, body: string | null, index: NounIndex): Promise<void> => {
    noteFact();
    await session.run(END_FACT, { kind, id, sequence });
    await session.run(INSERT_FACT, {
      kind,
      id,
      from_sequence: sequence,
      owner: textOrNull(index.owner),
      lookup: textOrNull(index.lookup),
      body,
    });
  };
  return {
    noun: async <K extends NounKind>(kind: K, id: string) => {
      const row = await session.one(PRESENT_FACT, { kind, id });
      return row === undefined || row.body === null ? undefined : nounRowOf<K>(row);
    },
    nounsByLookup: async <K extends NounKind>(kind: K, lookup: string): Promise<readonly NounRow<K>[]> =>
      (await session.all(PRESENT_BY_LOOKUP, { kind, lookup })).map((row) => nounRowOf<K>(row)),
    putNoun: async <K extends NounKind>(kind: K, id: string, body: NounBodies[K] | undefined, index: NounIndex) => {
      await put(kind, id, body === undefined ? null : JSON.stringify(body), index);
      if (kind === 'merchant' && body !== undefined) {
        await session.run(INSERT_INDEX, { merchant: (body as NounBodies['merchant']).index, id });
      }
    },
    entryHolder: async (key) => {
      const body = (await session.one(PRESENT_FACT, { kind: LINE_ENTRY_KIND, id: key }))?.body ?? undefined;
      return body === undefined ? undefined : holderIn(body);
    },
    entryHolders: async (beginning) => {
      const rows = await session.all(PRESENT_BEGINNING, { kind: LINE_ENTRY_KIND, pattern: `${beginning}%` });
      return rows.map(({ id, body }) => ({ key: id, line: holderIn(body ?? '') }));
    },
    putEntryHolder: (key, line) =>
      put(LINE_ENTRY_KIND, key, line === undefined ? null : JSON.stringify({ line }), {
        owner: undefined,
        lookup: undefined,
      }),
    nextMerchantIndex: async () => (await session.one(NEXT_INDEX, {}))?.next ?? 1,
    countExpectations: async (atMs) =>
      Number((await session.one(LASTING, { at: new Date(atMs).toISOString() }))?.lasting ?? 0),
    laws: async () => {
      const body = (await session.one(PRESENT_FACT, { kind: LAW_KIND, id: LAW_ID }))?.body ?? undefined;
      const change = body === undefined ? undefined : lawChangeOf(body);
      return change && (change.terms ?? [{ law: change.law, fromMs: 0 }]);
    },
    putLaws: (law, terms) =>
      put(LAW_KIND, LAW_ID, JSON.stringify({ law, terms }), { owner: undefined, lookup: undefined }),
  };
};
