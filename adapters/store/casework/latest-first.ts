import type { PhoneNumber } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import { sql } from 'kysely';
import { pageOf } from '../page.ts';
import { keyAsked } from '../rows.ts';
import { type Session, type Statement, statement } from '../session.ts';
import { LATEST, tenureAsOf } from '../statements.ts';

type Asked = Readonly<Record<string, string | number>>;
type Table = 'pledge' | 'obligation' | 'inquiry';

interface ListShape {
  readonly table: Table;
  /** By which it is in order. */
  readonly at: string;
  /** That must not be earlier than `since`. */
  readonly sinceColumn: string;
}

const made = new Map<string, Statement<Asked, unknown>>();

/** One statement for each set of columns that are asked for, made when it is first needed. */
const listBy = ({ table, at, sinceColumn }: ListShape, equal: readonly string[]): Statement<Asked, unknown> => {
  const key = [table, ...equal].join();
  const known = made.get(key);
  if (known) return known;
  const list = statement<Asked, unknown>((db, p) => {
    let query = db.selectFrom(table as 'obligation').selectAll();
    for (const name of equal) query = query.where(sql.ref(name), '=', p[name]);
    return query
      .where(sql.ref(sinceColumn), '>=', p['since'])
      .where((either) =>
        either.or([
          either(sql.ref(at), '<', p['before']),
          either.and([either(sql.ref(at), '=', p['before']), either('id', '<', p['id'] as string)]),
        ]),
      )
      .orderBy(sql.ref(at), 'desc')
      .orderBy('id', 'desc')
      .limit(p['limit'] as number);
  });
  made.set(key, list);
  return list;
};

interface ListQuery {
  /** Columns and what they must be; undefined: any. */
  readonly equal: Readonly<Record<string, string | undefined>>;
  /** Only of its present holder. */
  readonly subscriber: PhoneNumber | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

/** A page, the latest first; `instantOf` as the list is in order of. */
export const latestFirst = async <Row extends { readonly id: string }, T>(
  session: Session,
  shape: ListShape,
  { equal, subscriber, after, limit }: ListQuery,
  item: (row: Row) => T,
): Promise<Page<T>> => {
  const key = subscriber === undefined ? undefined : keyAsked(subscriber);
  const since = key === undefined ? undefined : (await tenureAsOf(session, key, LATEST))?.at;
  const said = Object.entries({ ...equal, subscriber: key }).filter(([, value]) => value !== undefined);
  const [before = String(Number.MAX_SAFE_INTEGER), id = ''] = after?.split('/') ?? [];
  const asked = { ...Object.fromEntries(said), since: since ?? 0, before: Number(before), id, limit: limit + 1 };
  const rows = (await session.all(
    listBy(
      shape,
      said.map(([name]) => name),
    ),
    asked as Asked,
  )) as Row[];
  const instantOf = (row: Row): unknown => (row as unknown as Asked)[shape.at];
  return pageOf(rows, limit, item, (row) => `${instantOf(row)}/${row.id}`);
};
