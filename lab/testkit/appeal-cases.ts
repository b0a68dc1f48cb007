import { asId, type MerchantId, type PartyId } from '@wurao/domain';
import { APPEAL_KEPT_MS } from '@wurao/registry';
import { expect, it } from 'vitest';
import { BANK, codeOf, held, merchant, type Open, ofAppeal, type Run, SHOP } from './store-commands.ts';

export const appealCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  it('keeps appeals: one open of each decision, in order, by merchant, and for 366 days', async () => {
    const store = await open(BANK, SHOP);
    const head = store.head();
    const first = held(await run(store, ofAppeal('d1-1')));
    expect(first).toMatchObject({ created: true, sequence: head, body: { id: expect.stringMatching(/^appeal-/) } });
    const others = { merchant: SHOP, line: undefined, carrier: asId<PartyId>('carrier'), caller: undefined };
    held(await run(store, ofAppeal('d1-2', { ...others, statement: '词\n"\\' })));
    held(await run(store, ofAppeal('d1-3')));
    expect(codeOf(await run(store, ofAppeal('d1-1', { statement: 'again' })))).toBe('conflict');
    for (const wrong of [{ statement: ' ' }, { contact: '' }, { statement: 'x'.repeat(4_001) }, { contact: 'a\0' }])
      expect(codeOf(await run(store, ofAppeal('d1-4', wrong)))).toBe('invalid');
    expect(store.head()).toBe(head);
    const page = async (merchant: MerchantId | undefined, after?: string) =>
      held(await store.ask({ kind: 'appeals', merchant, after, limit: 2 }));
    const one = await page(undefined);
    const two = await page(undefined, one.next);
    expect([...one.items, ...two.items].map(({ decision }) => decision)).toEqual(['d1-1', 'd1-2', 'd1-3']);
    expect([one.items.length, two.next]).toEqual([2, undefined]);
    expect((await page(BANK)).items.map(({ decision }) => decision)).toEqual(['d1-1', 'd1-3']);
    const { id, receivedMs, ...shop } = (await page(SHOP)).items[0] ?? {};
    const common = { decision: 'd1-2', contact: 'anna@example.com', status: 'open', dueMs: expect.any(Number) };
    expect(shop).toEqual({ ...others, ...common, statement: '词\n"\\' });
    expect(held(await store.ask({ kind: 'appeal', id: String(id) }))).toEqual({ id, receivedMs, ...shop });
    expect(held(await store.ask({ kind: 'appeal', id: 'appeal-none' }))).toBeUndefined();
    const all = { kind: 'appeals', merchant: undefined, after: undefined, limit: 9 } as const;
    const left = async () => held(await store.ask(all)).items.map(({ decision }) => decision);
    // Seven commands, a second apart, came after the first.
    pass(APPEAL_KEPT_MS - 7_000);
    held(await store.sweep());
    expect(await left()).toEqual(['d1-2', 'd1-3']);
  });
  it('keeps the answer of an appeal, once; then the refusal may be objected to again', async () => {
    const store = await open(BANK);
    const { body } = held(await run(store, ofAppeal('d1-1')));
    const said = {
      kind: 'answerAppeal',
      id: String(body['id']),
      granted: false,
      words: '词\n"\\',
      lifts: undefined,
    } as const;
    expect(codeOf(await run(store, { ...said, lifts: 'sanction-1' }))).toBe('invalid');
    expect(codeOf(await run(store, { ...said, granted: true, lifts: 'sanction-none' }))).toBe('not-found');
    expect(codeOf(await run(store, { ...said, id: 'appeal-none' }))).toBe('not-found');
    expect(codeOf(await run(store, said, merchant(BANK)))).toBe('forbidden');
    expect(held(await store.ask({ kind: 'appeal', id: said.id }))).toMatchObject({ status: 'open' });
    held(await run(store, said));
    expect(codeOf(await run(store, said))).toBe('conflict');
    const answered = held(await store.ask({ kind: 'appeal', id: said.id }));
    expect(answered).toMatchObject({ status: 'refused', answer: { words: said.words, by: expect.any(String) } });
    expect(codeOf(await run(store, ofAppeal('d1-1')))).toBe('ok');
  });
};
