import { asId, type DecisionId, failure, success } from '@wurao/domain';
import type { HeldItem, HeldPort } from '../held-port.ts';
import { BANK, NOW_MS, PERSON } from './facts.ts';

const HELD: HeldItem = {
  id: asId<DecisionId>('decision-0'),
  atMs: NOW_MS,
  expiresMs: NOW_MS + 7 * 86_400_000,
  reason: 'do-not-disturb',
  purpose: 'marketing',
  merchant: BANK,
  parts: 1,
};

/** One message, of the first person. */
export const fakeHeld = (): HeldPort => {
  let isOn = true;
  const setting = () => ({ on: isOn, sinceMs: isOn ? NOW_MS : undefined });
  const isThere = (subscriber: string, id: string): boolean => isOn && subscriber === PERSON && id === HELD.id;
  const notHeld = () => failure('not-found', 'No such message');
  return {
    set: async (_subscriber, on) => {
      isOn = on;
      return success(setting());
    },
    list: async (subscriber) => success({ ...setting(), items: isThere(subscriber, HELD.id) ? [HELD] : [] }),
    read: async (subscriber, id) =>
      isThere(subscriber, id) ? success({ ...HELD, text: '【示例银行】新品上市,拒收请回复R' }) : notHeld(),
    release: async (subscriber, id) =>
      isThere(subscriber, id) ? success({ decision: asId<DecisionId>('decision-9') }) : notHeld(),
  };
};
