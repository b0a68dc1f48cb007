import { type ApiKey, asId, asSequence, type Binding, type Change, type KeyId, type PhoneNumber } from '@wurao/domain';
import { expect, test } from 'vitest';
import { attachFacts, type Posting, TableWriter } from './mod.ts';

const X = '+8617000000001' as PhoneNumber;
const key = (id: string, expiresMs: number | undefined) =>
  ({ id: asId<KeyId>(id), hash: `hash-${id}`, expiresMs, status: 'active' }) as unknown as ApiKey;
const binding = (id: string, expiresMs: number) => ({ id, x: X, expiresMs }) as unknown as Binding;

const changes = (): Change[] => {
  const bodies = [
    ...[1, 2, 3].map((i) => ({ kind: 'noun', noun: 'key', id: `k${i}`, body: key(`k${i}`, i * 100) })),
    { kind: 'noun', noun: 'key', id: 'for-ever', body: key('for-ever', undefined) },
    ...[1, 2, 3].map((i) => ({ kind: 'noun', noun: 'binding', id: `b${i}`, body: binding(`b${i}`, i * 100) })),
    ...[1, 3].map((i) => ({
      kind: 'noun',
      noun: 'expectation',
      id: `+861380000000${i}`,
      body: { expiresMs: i * 100 },
    })),
  ];
  return bodies.map((body, i) => ({ sequence: asSequence(i + 1), atMs: 0, body }) as Change);
};

test('keys, bindings and expectations that are over leave writer and readers, some at a time, and the sequence stays', () => {
  const sent: Posting[] = [];
  const writer = new TableWriter({ post: (posting) => void sent.push(posting) });
  const reader = attachFacts(writer.handles(), 'weak', () => {
    for (const posting of sent.splice(0)) reader.receive(posting);
  });
  writer.apply(changes());
  reader.begin();
  expect(reader.bindingsOf(X)).toHaveLength(3);
  expect([writer.dropEnded(300, 3), writer.dropEnded(300, 3), writer.dropEnded(300, 3)]).toEqual([3, 2, 0]);
  reader.begin();
  expect(reader.dataVersion).toBe(9);
  for (const facts of [reader, writer.facts]) {
    expect(facts.directory.counts()).toMatchObject({ key: 2, binding: 1, expectation: 1 });
    expect(facts.expectation('+8613800000001' as PhoneNumber)).toBeUndefined();
    expect(facts.expectation('+8613800000003' as PhoneNumber)).toMatchObject({ expiresMs: 300 });
    expect(facts.bindingsOf(X).map(({ id }) => id)).toEqual(['b3']);
    expect(facts.directory.keyByHash('hash-k1')).toBeUndefined();
    expect(facts.directory.keyByHash('hash-for-ever')).toBeDefined();
  }
});
