import { columnsOf, type FilledTable } from './columns.ts';
import type { RowVersionRow } from './schema.ts';
import { type Session, statement } from './session.ts';

const LAST = statement<{ kind: string; id: string }, { version: number | null }>((db, p) =>
  db
    .selectFrom('row_version')
    .select((x) => x.fn.max('version').as('version'))
    .where('kind', '=', p.kind)
    .where('id', '=', p.id),
);
const INSERT = statement<RowVersionRow>((db, p) =>
  db
    .insertInto('row_version')
    .values({ kind: p.kind, id: p.id, version: p.version, replaced_at: p.replaced_at, body: p.body }),
);

/** Tables whose rows have an `id` and are replaced. Each has its rule below. */
export type VersionedTable = Extract<
  FilledTable,
  'complaint' | 'case_file' | 'sanction_file' | 'pledge' | 'obligation' | 'inquiry' | 'guardianship'
>;

/** Call it before the row is replaced, with the row as it stands. */
export const keepVersion = async (
  session: Session,
  kind: VersionedTable,
  row: { readonly id: string },
  nowMs: number,
): Promise<void> => {
  const last = await session.one(LAST, { kind, id: row.id });
  const version = Number(last?.version ?? 0) + 1;
  await session.run(INSERT, { kind, id: row.id, version, replaced_at: nowMs, body: JSON.stringify(row) });
};

/** How such a table goes back to an instant: what began later is taken away, what was replaced later is as it was. */
export const versionedRules = (kind: VersionedTable, beganAt: string): readonly string[] => {
  const columns = columnsOf(kind);
  return [
    `delete from ${kind} where ${beganAt} > $atMs`,
    `replace into ${kind} (${columns.join(', ')})
      select ${columns.map((column) => `json_extract(body, '$.${column}')`).join(', ')} from row_version as old
      where kind = '${kind}' and replaced_at > $atMs and json_extract(body, '$.${beganAt}') <= $atMs
        and version = (select min(version) from row_version where kind = old.kind and id = old.id and replaced_at > $atMs)`,
  ];
};
