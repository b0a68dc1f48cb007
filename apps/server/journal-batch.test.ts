import { asSequence, type Decision, failure, type JournalledDecision, success } from '@wurao/domain';
import type { JournalEntry, JournalWriter } from '@wurao/journal';
import { anAttempt } from '@wurao/testkit';
import { expect, test } from 'vitest';
import { JournalBatch } from './journal-batch.ts';

const decision = { decision: 'allow', reason: 'consented', dataVersion: asSequence(1) } as unknown as Decision;
const entry = (): JournalEntry => ({ atMs: 0, attempt: anAttempt(), decision, asker: undefined, latencyUs: 1 });

const fakeJournal = () => {
  const log: string[] = [];
  let ids = 0;
  const state = { fails: false };
  const journal = {
    append: () => ({ id: `d${++ids}`, sequence: ids }),
    flush: () => {
      log.push('write');
      return state.fails ? failure('journal-unavailable', 'The journal cannot be written') : success({});
    },
  } as unknown as JournalWriter;
  return { journal, log, state };
};

test('decisions of one turn share one write, and are answered after it', async () => {
  const { journal, log } = fakeJournal();
  const batch = new JournalBatch(journal, () => log.push('lost'));
  const answers = [batch.add(entry()), batch.add(entry())].map(({ written }) => written.then(() => log.push('answer')));
  expect(log).toEqual([]);
  await Promise.all(answers);
  expect(log).toEqual(['write', 'answer', 'answer']);
});

test('a write that fails answers each of its decisions with the failure and forgets them', async () => {
  const { journal, log, state } = fakeJournal();
  const lost: JournalledDecision[] = [];
  const batch = new JournalBatch(journal, (record) => lost.push(record));
  state.fails = true;
  const [first, second] = await Promise.all([batch.add(entry()).written, batch.add(entry()).written]);
  expect([first, second]).toMatchObject([{ ok: false, code: 'journal-unavailable' }, { ok: false }]);
  expect(lost.map(({ id }) => id)).toEqual(['d1', 'd2']);
  state.fails = false;
  expect(await batch.add(entry()).written).toMatchObject({ id: 'd3' });
  expect(log).toEqual(['write', 'write']);
});
