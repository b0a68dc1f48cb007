import type { HeldNumbers } from '@wurao/casework';
import { need } from '../../http/need.ts';
import { frozenReport } from '../../views/bulletin-view.ts';
import type { Handler } from '../route.ts';

interface FreezeBody {
  readonly period: string;
  readonly subscribers?: readonly HeldNumbers[];
  readonly dryRun?: boolean;
}

/** POST /v1/bulletins: 201 when it is kept, 200 when it was only counted. */
export const freezeBulletin: Handler = async (call, { bulletins }) => {
  const { period, subscribers, dryRun = false } = call.body as FreezeBody;
  // A second time is a conflict anyway: no key of idempotency would make it another answer.
  const asker = { actor: call.actor, idempotency: undefined };
  const frozen = need(await bulletins.freeze({ period, subscribers, dryRun }, asker));
  return { status: dryRun ? 200 : 201, body: frozenReport(frozen, !dryRun) };
};
