import type { InstantMs, PhoneNumber } from '@wurao/domain';
import { need } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import type { Call } from '../route.ts';

/** From when the asker may see what happened to a number: a subscriber its own tenure, staff all. */
export const visibleSinceMs = async (
  call: Call,
  ports: ApiPorts,
  subscriber: PhoneNumber,
): Promise<InstantMs | undefined> =>
  call.actor.role === 'subscriber' ? need(await ports.control.tenureFromMs(subscriber)) : undefined;

/** Lines and former holders are shown to those who supervise. */
export const isStaff = (call: Call): boolean => call.actor.role !== 'subscriber';
