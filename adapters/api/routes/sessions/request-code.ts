import type { FailureCode } from '@wurao/domain';
import { Stop } from '../../http/problem.ts';
import { readSubscriber } from '../../read/fields.ts';
import type { Handler } from '../route.ts';

/** Told to everyone alike: they say something of the system, nothing of the number. */
const OF_THE_SYSTEM: readonly FailureCode[] = [
  'store-unavailable',
  'not-ready',
  'journal-unavailable',
  'too-many-requests',
];

/** POST /v1/subscribers/{number}/codes: the same answer for every number, whether it is known, protected or unallocated. */
export const requestCode: Handler = async (call, ports) => {
  const subscriber = readSubscriber(call.params['number'] ?? '', 'number');
  call.limitNumber(subscriber);
  const envelope = {
    command: { kind: 'requestCode', subscriber },
    actor: call.actor,
    idempotency: call.idempotency,
  } as const;
  const outcome = await ports.control.execute(envelope);
  if (!outcome.ok && OF_THE_SYSTEM.includes(outcome.code)) throw new Stop(outcome);
  return { status: 202, body: { accepted: true } };
};
