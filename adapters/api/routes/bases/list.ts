import { need, stop } from '../../http/need.ts';
import type { QueryAnswers } from '../../ports.ts';
import { readSubscriber } from '../../read/fields.ts';
import { merchantOf } from '../../read/owner.ts';
import { nounView } from '../../views/noun-fields.ts';
import { pageAnswer, pageOf } from '../list.ts';
import type { Handler } from '../route.ts';

/** Whoever supervises comes with a number: no list hands out those that the asker did not already hold. */
const WITH_A_NUMBER: ReadonlySet<string> = new Set(['handler', 'regulator']);

/** GET /v1/consents: a merchant's bases of every kind, oldest first. */
export const listBases: Handler = async (call, ports) => {
  const merchant = merchantOf(call, call.query['merchant'] as string | undefined);
  const named = call.query['subscriber'];
  if (named === undefined && WITH_A_NUMBER.has(call.actor.role)) {
    throw stop('forbidden', 'subscriber', 'a list of people is not handed out', 'Name the number that you ask about.');
  }
  const subscriber = named === undefined ? undefined : readSubscriber(String(named), 'subscriber');
  const answer = need(await ports.control.ask({ kind: 'basesOfMerchant', merchant, subscriber, ...pageOf(call) }));
  const page = answer as QueryAnswers['basesOfMerchant'];
  return pageAnswer(page, (basis) => nounView('basis', call.actor.role, basis));
};
