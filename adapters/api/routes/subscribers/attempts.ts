import { need } from '../../http/need.ts';
import { subscriberOf } from '../../read/owner.ts';
import { attemptView } from '../../views/contact-view.ts';
import { pageAnswer, pageOf } from '../list.ts';
import type { Handler } from '../route.ts';
import { isStaff, visibleSinceMs } from './present-tenure.ts';

/** GET /v1/subscribers/{number}/attempts: what was refused or let through, latest first. */
export const listAttempts: Handler = async (call, ports) => {
  const subscriber = subscriberOf(call, call.params['number'] ?? '', 'number');
  const decision = call.query['decision'] as 'allow' | 'refuse' | undefined;
  const sinceMs = await visibleSinceMs(call, ports, subscriber);
  const page = need(await ports.archive.attemptsOf(subscriber, { decision, sinceMs, ...pageOf(call) }));
  return pageAnswer(page, (attempt) =>
    attemptView(attempt, attempt.merchant && ports.gate.merchant(attempt.merchant)?.name, isStaff(call)),
  );
};
