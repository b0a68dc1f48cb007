import { asSequence, failure, type Result, type Sequence, success } from '@wurao/domain';
import { MIGRATIONS } from '../migrations.ts';
import { notReached } from './engine.ts';
import { Link } from './link.ts';
import { faultOf, halfCopied, inspect } from './migrate.ts';
import { placeOf } from './url.ts';

export interface DatabaseCheck {
  /** Database, host and port. */
  readonly place: string;
  /** As PostgreSQL counts: 150012 is 15.12. */
  readonly serverVersion: number;
  /** 0 = no store yet. */
  readonly schema: number;
  readonly sequence: Sequence;
  /** What of the server's settings loses acknowledged writes when its machine loses power. */
  readonly unsafe: readonly string[];
}

/** Looks at a database without changing it: can it be reached, may it hold a store, is the feed's end whole. */
export const checkDatabase = async (url: string): Promise<Result<DatabaseCheck>> => {
  const link = new Link(url);
  try {
    const client = await link.client();
    const found = await inspect(client);
    const fault = faultOf(found, MIGRATIONS.at(-1)?.version ?? 0);
    if (fault) return fault;
    if (found.isHalfCopied) return halfCopied();
    const place = placeOf(url);
    const { serverVersion, schema } = found;
    const unsafe = [
      ...(found.fsync === 'on' ? [] : ['fsync is off']),
      ...(found.fullPageWrites === 'on' ? [] : ['full_page_writes is off']),
    ];
    if (schema === 0) return success({ place, serverVersion, schema, sequence: asSequence(0), unsafe });
    const { rows } = await client.query<{ head: number; last: number | null }>(
      'select (select sequence from feed_head) as head, (select max(sequence) from change) as last',
    );
    const { head = 0, last = null } = rows[0] ?? {};
    if (head !== (last ?? 0))
      return failure('invalid', 'The store is not whole', {
        field: 'databaseUrl',
        message: `${place}: its feed ends at ${last ?? 0} but its head says ${head}`,
        remedy: 'Put the database back from a backup.',
      });
    return success({ place, serverVersion, schema, sequence: asSequence(head), unsafe });
  } catch (error) {
    return notReached(url, error);
  } finally {
    await link.close();
  }
};
