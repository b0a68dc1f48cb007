import { type Pattern, patternBit } from '@wurao/detectors';
import { isOwnImport } from '@wurao/registry';
import { need, stop } from '../../http/need.ts';
import { type Handler, ok } from '../route.ts';
import { ownImport } from './own.ts';

interface ReviewBody {
  readonly decision: 'release' | 'discard';
  readonly reason: string;
  readonly rows?: readonly number[];
  readonly pattern?: Pattern;
  readonly after?: number;
}

/** POST /v1/imports/{id}/review */
export const reviewImport: Handler = async (call, ports) => {
  const { record } = await ownImport(call, ports);
  if (isOwnImport(record.actor, call.actor.keyId))
    throw stop(
      'forbidden',
      'id',
      'this key brought the import: another looks at what was held of it',
      'Review it with another key of role admin, handler or regulator; an operator makes one with `wurao key create`.',
    );
  const { decision, reason, rows, pattern, after } = call.body as ReviewBody;
  const outcome = need(
    await ports.imports.review({
      id: record.id,
      decision,
      reason,
      rows: rows?.toSorted((a, b) => a - b),
      patterns: pattern === undefined ? undefined : patternBit(pattern),
      by: call.actor.keyId ?? call.actor.role,
      after: after ?? -1,
    }),
  );
  const { reviewed, failed, next } = outcome;
  return ok({ reviewed, failed, ...(next === undefined ? {} : { next }) });
};
