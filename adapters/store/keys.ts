import type { ApiKey, PartyId } from '@wurao/domain';
import type { Answers, DatedKey } from '@wurao/registry';
import { sql } from 'kysely';
import { pageOf } from './page.ts';
import { type Session, statement } from './session.ts';

interface KeyRow {
  readonly id: string;
  readonly body: string | null;
  readonly began: number;
}
interface Asked {
  readonly began: number;
  readonly id: string;
  readonly limit: number;
}

/**
 * The first version of each key beside how it stands now. By the sequence's index, from its end: sessions are keys, too, and whoever begins
 * with all of this kind sorts a million for one page.
 */
const LATEST_KEYS = statement<Asked, KeyRow>((db, p) =>
  db
    .selectFrom('fact as first')
    .innerJoin('fact as present', (on) =>
      on.onRef('present.kind', '=', 'first.kind').onRef('present.id', '=', 'first.id'),
    )
    .where(sql<string>`first.kind || ''`, '=', sql.lit('key'))
    .where('present.to_sequence', 'is', null)
    .where('present.body', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('fact as earlier')
            .select('earlier.id')
            .whereRef('earlier.kind', '=', 'first.kind')
            .whereRef('earlier.id', '=', 'first.id')
            .whereRef('earlier.from_sequence', '<', 'first.from_sequence'),
        ),
      ),
    )
    .where('first.from_sequence', '<=', p.began)
    .where((either) => either.or([either('first.from_sequence', '<', p.began), either('first.id', '<', p.id)]))
    .select(['first.id as id', 'present.body as body', 'first.from_sequence as began'])
    .orderBy('first.from_sequence', 'desc')
    .orderBy('first.id', 'desc')
    .limit(p.limit),
);
/** Of a party: few enough to be sorted. */
const LATEST_KEYS_OF = statement<Asked & { readonly owner: string }, KeyRow>((db, p) =>
  db
    .selectFrom((inner) =>
      inner
        .selectFrom('fact as present')
        .where('present.kind', '=', sql.lit('key'))
        .where('present.owner', '=', p.owner)
        .where('present.to_sequence', 'is', null)
        .where('present.body', 'is not', null)
        .select(({ selectFrom }) => [
          'present.id as id',
          'present.body as body',
          selectFrom('fact as version')
            .whereRef('version.kind', '=', 'present.kind')
            .whereRef('version.id', '=', 'present.id')
            .select((x) => x.fn.min<number>('version.from_sequence').as('began'))
            .as('began'),
        ])
        .as('own'),
    )
    .where('own.began', '<=', p.began)
    .where((either) => either.or([either('own.began', '<', p.began), either('own.id', '<', p.id)]))
    .select(['own.id', 'own.body', (x) => x.ref('own.began').$notNull().as('began')])
    .orderBy('own.began', 'desc')
    .orderBy('own.id', 'desc')
    .limit(p.limit),
);
const COMMITTED_AT = statement<{ sequence: number }, { at: number }>((db, p) =>
  db.selectFrom('change').select('at').where('sequence', '=', p.sequence).limit(sql.lit(1)),
);
/** Before the first of all. */
const NEWEST = String(Number.MAX_SAFE_INTEGER);

const datedKey = async (session: Session, { body, began }: KeyRow): Promise<DatedKey> => {
  const { hash: _, ...listing } = JSON.parse(body as string) as ApiKey;
  return { ...listing, createdMs: (await session.one(COMMITTED_AT, { sequence: began }))?.at };
};

/** The newest first. */
export const latestKeys = async (
  session: Session,
  {
    owner,
    after,
    limit,
  }: { readonly owner: PartyId | undefined; readonly after: string | undefined; readonly limit: number },
): Promise<Answers['keys']> => {
  const [began = NEWEST, id = ''] = after?.split('/') ?? [];
  const page = { began: Number(began), id, limit: limit + 1 };
  const rows =
    owner === undefined ? await session.all(LATEST_KEYS, page) : await session.all(LATEST_KEYS_OF, { ...page, owner });
  const { items, next } = pageOf(
    rows,
    limit,
    (row) => row,
    (row) => `${row.began}/${row.id}`,
  );
  const dated: DatedKey[] = [];
  for (const row of items) dated.push(await datedKey(session, row));
  return { items: dated, next };
};
