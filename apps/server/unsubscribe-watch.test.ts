import { asId, asSequence, failure, type JournalledDecision, type PhoneNumber, success } from '@wurao/domain';
import { expect, it } from 'vitest';
import { SUSPECTS_WAITING_MAX, UnsubscribeWatch } from './unsubscribe-watch.ts';

const PORT = '106900018801' as PhoneNumber;
const numberOf = (i: number) => `+86138${String(i).padStart(8, '0')}` as PhoneNumber;
const refused = (i: number, fact = 5): JournalledDecision =>
  ({
    id: asId(`d1-${i}`),
    atMs: 1,
    attempt: { mode: 'attempt', channel: 'sms', callee: numberOf(i), line: 'line-1' },
    decision: {
      reason: 'refused-by-subscriber',
      purpose: 'marketing',
      merchant: 'bank',
      fact,
      dataVersion: asSequence(9),
    },
  }) as JournalledDecision;

const houseOf = (isReply = true) => {
  const asked: string[] = [];
  const filed: string[] = [];
  const house = { asked, filed, isDown: false, logged: [] as string[] };
  const watch = new UnsubscribeWatch(
    {
      ask: async (query) => {
        if (query.kind !== 'contactRights') throw new Error(query.kind);
        asked.push(query.subscriber);
        if (house.isDown) return failure('store-unavailable', 'no');
        const reply = isReply ? { port: PORT, atMs: 0 } : undefined;
        const refusals = [{ merchant: 'bank', words: 'TD', reply, sequence: 5 }];
        return success({ bases: [], refusals, kept: [], merchants: {} }) as never;
      },
      execute: async ({ command, actor }) => {
        if (command.kind !== 'fileFinding' || actor.role !== 'admin') throw new Error(command.kind);
        filed.push(command.finding.subscriber);
        return success({ sequence: asSequence(9), created: true, body: {}, repeated: false, effectiveAfterMs: 0 });
      },
    },
    (_level, message) => house.logged.push(message),
  );
  return { ...house, house, watch };
};

it('looks into each pair once for each fact that refused it, and files what was a reply', async () => {
  const { watch, asked, filed } = houseOf();
  for (const record of [refused(1), refused(1), refused(2)]) watch.take(record);
  await watch.close();
  watch.take(refused(1));
  await watch.close();
  expect([asked, filed]).toEqual([
    [numberOf(1), numberOf(2)],
    [numberOf(1), numberOf(2)],
  ]);
  watch.take(refused(1, 7));
  await watch.close();
  expect(asked).toHaveLength(3);
});

it('files nothing where the no was no reply', async () => {
  const { watch, filed } = houseOf(false);
  watch.take(refused(1));
  await watch.close();
  expect(filed).toEqual([]);
});

it('says that it could not look, and looks at the next message', async () => {
  const { house, watch, filed } = houseOf();
  house.isDown = true;
  watch.take(refused(1));
  await watch.close();
  expect([house.logged.length, filed]).toEqual([1, []]);
  house.isDown = false;
  watch.take(refused(1));
  await watch.close();
  expect(filed).toEqual([numberOf(1)]);
});

it('holds no more suspects than it has room for', async () => {
  const { watch, filed } = houseOf();
  for (let i = 0; i < SUSPECTS_WAITING_MAX + 5; i++) watch.take(refused(i));
  await watch.close();
  expect(filed).toHaveLength(SUSPECTS_WAITING_MAX);
});
