// What every store must do with refusals by reply: facts, notices, findings.
import { ALL_PURPOSES, asId, type PhoneNumber } from '@wurao/domain';
import { FINDING_KEPT_MS, MAX_REPLY_CHARS, NOTICE_LIFETIME_MS, NOTICE_REST_MS } from '@wurao/registry';
import type { Store } from '@wurao/store';
import { expect, it } from 'vitest';
import {
  ADMIN,
  ANNA,
  actorOf,
  BANK,
  BEN,
  codeOf,
  held,
  merchant,
  type Open,
  ofBasis,
  ofRefusal,
  ofReply,
  PORT,
  type Run,
  SHOP,
  subscriber,
  T0,
} from './store-commands.ts';

const rightsOf = async (store: Store, number: PhoneNumber) =>
  held(await store.ask({ kind: 'contactRights', subscriber: number }));
const outboxOf = async (store: Store) => held(await store.ask({ kind: 'outbox', after: undefined, limit: 50 })).items;
const findingsOf = async (store: Store) =>
  held(await store.ask({ kind: 'findings', after: undefined, limit: 50 })).items;

const factCases = (open: Open, run: Run): void => {
  it('refuses every merchant of a reply at one sequence, with the words as they came; the same again is no second fact', async () => {
    const store = await open(BANK, SHOP);
    const before = store.head();
    const said = held(await run(store, ofReply(ANNA, [BANK, SHOP, BANK], { text: ' 不要再发了!' })));
    expect(store.head()).toBe(before + 1);
    const sequence = store.head();
    expect(said).toMatchObject({
      created: true,
      sequence,
      body: {
        subscriber: ANNA,
        port: PORT,
        refused: [
          { merchant: BANK, sequence, repeated: false },
          { merchant: SHOP, sequence, repeated: false },
        ],
      },
    });
    const fact = { words: ' 不要再发了!', by: 'subscriber', purposes: ALL_PURPOSES, reply: { port: PORT, atMs: T0 } };
    expect((await rightsOf(store, ANNA)).refusals).toMatchObject([fact, fact]);
    for (const id of [BANK, SHOP])
      expect(held(await store.factBySequence(sequence, id))).toMatchObject({ kind: 'refusal', fact: { merchant: id } });
    const again = held(await run(store, ofReply(ANNA, [SHOP])));
    expect(again).toMatchObject({ created: false, sequence, body: { refused: [{ merchant: SHOP, repeated: true }] } });
    expect(again.body['confirmation']).toBeUndefined();
    expect([store.head(), (await rightsOf(store, ANNA)).refusals.length]).toEqual([sequence, 2]);
  });

  it('refuses anew what was confirmed since, and what stood on another’s word only', async () => {
    const store = await open(BANK);
    held(await run(store, ofRefusal(ANNA), merchant(BANK)));
    expect(held(await run(store, ofReply(ANNA, [BANK]))).created).toBe(true);
    expect(held(await run(store, ofReply(ANNA, [BANK]))).created).toBe(false);
    held(await run(store, ofBasis(ANNA), subscriber(ANNA)));
    expect(held(await run(store, ofReply(ANNA, [BANK]))).created).toBe(true);
    held(await run(store, ofBasis(ANNA), merchant(BANK)));
    expect(held(await run(store, ofReply(ANNA, [BANK]))).created).toBe(false);
    held(await run(store, { kind: 'recycleNumber', number: ANNA }));
    expect(held(await run(store, ofReply(ANNA, [BANK]))).created).toBe(true);
  });

  it('takes replies from gates and carriers, keeps a carrier’s as its word, and cuts no no off for its length', async () => {
    const store = await open(BANK);
    const carrier = actorOf('carrier', { party: asId('carrier-a') });
    for (const actor of [subscriber(ANNA), merchant(BANK), actorOf('regulator'), actorOf('handler')])
      expect(codeOf(await run(store, ofReply(ANNA, [BANK]), actor))).toBe('forbidden');
    held(await run(store, ofReply(ANNA, [BANK], { text: `退订\0${'啊'.repeat(2 * MAX_REPLY_CHARS)}` }), carrier));
    const [fact] = (await rightsOf(store, ANNA)).refusals;
    expect([fact?.by, fact?.words.slice(0, 3), fact?.words.length]).toEqual(['carrier', '退订啊', MAX_REPLY_CHARS]);
    const wrong = [ofReply(ANNA, [SHOP]), ofReply('95588' as PhoneNumber, [BANK]), ofReply(BEN, [BANK, SHOP])];
    for (const command of wrong) expect(codeOf(await run(store, command))).toBe('invalid');
    expect((await rightsOf(store, BEN)).refusals).toEqual([]);
  });
};

const noticeCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  it('puts one confirmation for all of a reply into the outbox, in fixed words, from the port that was answered', async () => {
    const store = await open(BANK, SHOP);
    const said = held(await run(store, ofReply(ANNA, [BANK, SHOP])));
    held(await run(store, ofReply(BEN, [BANK], { text: 'Unsubscribe' }, 'en')));
    const [first, second] = await outboxOf(store);
    expect(first).toMatchObject({
      id: said.body['confirmation'],
      to: ANNA,
      from: PORT,
      purpose: 'refusal-confirmation',
    });
    expect((first?.expiresMs ?? 0) - (first?.atMs ?? 0)).toBe(NOTICE_LIFETIME_MS);
    expect(first?.text).toBe(`【勿扰】已登记您的拒绝。${BANK}、${SHOP}不得再以短信、屏信或电话向您推销。无需回复。`);
    expect(second?.text).toContain(`Your refusal is on record. ${BANK} may send you no more`);
    const names = ['m-1', 'm-2', 'm-3', 'm-4', 'm-5'];
    for (const id of names)
      held(await run(store, { kind: 'registerMerchant', id, name: id, creditCode: undefined, categories: 1 }));
    held(
      await run(
        store,
        ofReply(
          ANNA,
          names.map((id) => asId(id)),
        ),
      ),
    );
    expect((await outboxOf(store)).at(-1)?.text).toContain('m-1、m-2、m-3等5家');
  });

  it('confirms once for each merchant and holder in 30 days', async () => {
    const store = await open(BANK, SHOP);
    held(await run(store, ofReply(ANNA, [BANK])));
    held(await run(store, ofBasis(ANNA), subscriber(ANNA)));
    // A fact again, yet no second confirmation; of the other merchant there was none.
    const second = held(await run(store, ofReply(ANNA, [BANK, SHOP])));
    expect((await outboxOf(store)).map(({ text }) => [text.includes(BANK), text.includes(SHOP)])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(second.body['confirmation']).toBeDefined();
    pass(NOTICE_REST_MS - 3_000);
    held(await store.sweep());
    expect(held(await run(store, ofReply(ANNA, [SHOP]))).body['confirmation']).toBeUndefined();
    expect(held(await run(store, ofReply(ANNA, [BANK]))).body['confirmation']).toBeDefined();
    held(await run(store, { kind: 'recycleNumber', number: ANNA }));
    expect(held(await run(store, ofReply(ANNA, [BANK]))).body['confirmation']).toBeDefined();
  });

  it('lets go of a message that was sent, however often that is said', async () => {
    const store = await open(BANK);
    const id = String(held(await run(store, ofReply(ANNA, [BANK]))).body['confirmation']);
    expect(codeOf(await run(store, { kind: 'markMessageSent', id }, merchant(BANK)))).toBe('forbidden');
    expect((await outboxOf(store)).map((message) => message.id)).toEqual([id]);
    for (let i = 0; i < 2; i++) expect(codeOf(await run(store, { kind: 'markMessageSent', id }))).toBe('ok');
    expect(await outboxOf(store)).toEqual([]);
  });
};

const findingCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  it('keeps a no to a port that nobody is known to use as a finding, once for each port and holder', async () => {
    const store = await open(BANK);
    const head = store.head();
    const said = held(await run(store, ofReply(ANNA, [], { text: '退订' })));
    const id = said.body['finding'];
    expect(said.body).toEqual({ subscriber: ANNA, port: PORT, refused: [], finding: id });
    expect(held(await run(store, ofReply(ANNA, [], { text: 'TD' }))).body['finding']).toBe(id);
    const reply = { words: '退订', port: PORT, atMs: T0 };
    const finding = { id, kind: 'unresolved-reply', merchant: undefined, subscriber: ANNA, line: 'line-1', reply };
    expect(await findingsOf(store)).toMatchObject([finding]);
    expect([store.head(), await outboxOf(store)]).toEqual([head, []]);
    held(await run(store, ofReply(BEN, [])));
    held(await run(store, { kind: 'recycleNumber', number: ANNA }));
    held(await run(store, ofReply(ANNA, [])));
    expect(await findingsOf(store)).toHaveLength(3);
    const page = held(await store.ask({ kind: 'findings', after: undefined, limit: 2 }));
    const rest = held(await store.ask({ kind: 'findings', after: page.next, limit: 2 }));
    expect([page.items.length, rest.items.length, rest.next]).toEqual([2, 1, undefined]);
    pass(FINDING_KEPT_MS - 4_000);
    held(await store.sweep());
    expect((await findingsOf(store)).map(({ subscriber: of }) => of)).toEqual([BEN, ANNA]);
  });

  it('files what a detector found once, by the system alone', async () => {
    const store = await open(BANK);
    const reply = { words: 'TD', port: PORT, atMs: T0 };
    const finding = {
      kind: 'fake-unsubscribe',
      merchant: BANK,
      subscriber: ANNA,
      line: undefined,
      reply,
      decision: asId<never>('d1-1'),
    } as const;
    expect(codeOf(await run(store, { kind: 'fileFinding', finding }, merchant(BANK)))).toBe('forbidden');
    const first = held(await run(store, { kind: 'fileFinding', finding }, ADMIN));
    const second = held(await run(store, { kind: 'fileFinding', finding: { ...finding, decision: asId('d1-2') } }));
    expect([first.created, second.created, second.body]).toEqual([true, false, first.body]);
    expect(await findingsOf(store)).toEqual([{ ...finding, id: first.body['id'], atMs: expect.any(Number) }]);
  });
};

export const replyCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  factCases(open, run);
  noticeCases(open, run, pass);
  findingCases(open, run, pass);
};
