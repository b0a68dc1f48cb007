import type { Change } from '@wurao/domain';
import type pg from 'pg';
import { isLost } from '../dialect.ts';
import { OutcomeUnknown } from '../failures.ts';
import type { Link } from './link.ts';

/** Less than a caller waits for its write. */
const SETTLE_MS = 4_000;
const AGAIN_MS = 50;
/** pg_xact_status of a number that this server has not given out: it went down before that transaction reached its log. */
const IN_THE_FUTURE = '22023';

const STATUS = 'select pg_xact_status($1::xid8) as status';
const STATED = 'select at, body from change where sequence = $1 order by position desc limit 1';

const stands = async (client: pg.Client, { sequence, atMs, body }: Change): Promise<boolean> => {
  const { rows } = await client.query<{ at: number; body: string }>(STATED, [sequence]);
  return rows[0]?.at === atMs && rows[0].body === JSON.stringify(body);
};

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, AGAIN_MS));

/**
 * Asks the server what became of a commit whose answer was lost: true = done, false = not done. A number whose
 * transaction never reached the log may be given out again after a crash, so what the group stated last must stand there
 * as well. Throws OutcomeUnknown when the server cannot be asked in time.
 */
export const settleCommit = async (link: Link, transaction: string, last: Change | undefined): Promise<boolean> => {
  link.drop();
  const untilMs = performance.now() + SETTLE_MS;
  while (performance.now() < untilMs) {
    try {
      const client = await link.client();
      const { rows } = await client.query<{ status: string | null }>(STATUS, [transaction]);
      const status = rows[0]?.status;
      if (status === 'aborted') return false;
      if (status === 'committed') return last === undefined || (await stands(client, last));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === IN_THE_FUTURE) return false;
      if (!isLost(error) && !isStarting(error)) throw error;
    }
    await pause();
  }
  throw new OutcomeUnknown('the server could not be asked what became of the commit');
};

/** A socket that is not there yet, or a server that lets nobody in yet. */
const isStarting = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === '57P03');
