// What every store must do with consents that are asked for by message.
import { asId, categoryBit, channelMask, type MerchantId, type PhoneNumber, purposeBit } from '@wurao/domain';
import { CONSENT_CODE_LIFETIME_MS, MAX_OPEN_CONSENT_REQUESTS, NOTICE_REST_MS } from '@wurao/registry';
import type { Store } from '@wurao/store';
import { expect, it } from 'vitest';
import {
  ANNA,
  actorOf,
  BANK,
  BEN,
  codeOf,
  held,
  merchant,
  type Open,
  ofCode,
  ofConsentRequest,
  ofMerchant,
  ofRefusal,
  ofReply,
  PORT,
  type Run,
  SHOP,
  subscriber,
  T0,
} from './store-commands.ts';

const askedOf = async (store: Store, number: PhoneNumber) =>
  held(await store.ask({ kind: 'outbox', after: undefined, limit: 50 })).items.filter(
    ({ purpose, to }) => purpose === 'consent-request' && to === number,
  );
const codeIn = async (store: Store, number: PhoneNumber): Promise<string> =>
  /\d{6}/.exec((await askedOf(store, number)).at(-1)?.text ?? '')?.[0] ?? '';
const otherThan = (code: string): string => (code === '000000' ? '000001' : '000000');
const basesOf = async (store: Store, number: PhoneNumber) =>
  held(await store.ask({ kind: 'contactRights', subscriber: number })).bases;

const wordCases = (open: Open, run: Run): void => {
  it('asks in fixed words, and the code that comes back makes a consent of exactly those', async () => {
    const store = await open(BANK);
    const scope = { categories: categoryBit('loan'), channels: channelMask(['sms', 'voice']) };
    const toMs = Date.UTC(2027, 2, 1, 16);
    const asked = held(await run(store, ofConsentRequest(ANNA, { ...scope, toMs }), merchant(BANK)));
    const head = store.head();
    const words = `本人同意${BANK}以电话、短信向本人提供贷款类营销信息,至2027-03-02止，可随时拒绝`;
    expect(asked.body).toMatchObject({ subscriber: ANNA, merchant: BANK, words });
    const [message] = await askedOf(store, ANNA);
    const code = await codeIn(store, ANNA);
    expect(message?.from).toBeUndefined();
    expect(message?.text).toBe(
      `【勿扰】${BANK}请您确认：“${words}”。同意请在24小时内回复${code}；不同意无需理会，回复TD即拒绝该商家。`,
    );
    expect((await basesOf(store, ANNA)).length).toBe(0);
    const said = held(await run(store, ofCode(ANNA, code)));
    expect([said.created, said.sequence]).toEqual([true, head + 1]);
    const [basis] = await basesOf(store, ANNA);
    expect(basis).toMatchObject({ id: said.body['basis'], words, method: 'sms', confirmed: true, toMs, ...scope });
    const when = new Date(T0).toISOString();
    expect(basis?.evidence?.reference).toBe(`${asked.body['id']}: code replied to ${PORT} at ${when}; act: form 17`);
    expect(codeOf(await run(store, ofCode(ANNA, code)))).toBe('unauthenticated');
  });

  it('asks in English, too', async () => {
    const store = await open(BANK);
    const purposes = purposeBit('marketing') | purposeBit('survey');
    const scope = {
      purposes,
      categories: categoryBit('loan') | categoryBit('insurance'),
      channels: channelMask(['sms']),
    };
    const { body } = held(await run(store, ofConsentRequest(ANNA, { ...scope, language: 'en' })));
    expect(body['words']).toBe(
      `I agree to marketing, surveys from ${BANK} about loans, insurance by message, and may refuse at any time`,
    );
    expect((await askedOf(store, ANNA))[0]?.text).toContain('To agree, reply');
  });
};

const askingCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  it('asks once for each merchant in 30 days, whoever holds the number', async () => {
    const store = await open(BANK, SHOP);
    held(await run(store, ofConsentRequest(ANNA)));
    held(await run(store, { kind: 'recycleNumber', number: ANNA }));
    expect(codeOf(await run(store, ofConsentRequest(ANNA)))).toBe('too-many-requests');
    held(await run(store, ofConsentRequest(ANNA, { merchant: SHOP })));
    pass(NOTICE_REST_MS - 3_000);
    const act = { reference: 'visit', sha256: undefined, atMs: T0 + NOTICE_REST_MS };
    expect(held(await run(store, ofConsentRequest(ANNA, { act }))).created).toBe(true);
  });

  it('asks only soon after an act, for what needs consent, for the merchant itself', async () => {
    const store = await open(BANK);
    const act = { reference: 'form', sha256: undefined, atMs: T0 };
    const wrong = [
      { act: { ...act, atMs: T0 - 73 * 3_600_000 } },
      { act: { ...act, atMs: T0 + 3_600_000 } },
      { act: { ...act, reference: ' ' } },
      { act: { ...act, sha256: 'x' } },
      { purposes: purposeBit('marketing') | purposeBit('service') },
      { toMs: T0 - 1 },
      { merchant: SHOP },
      { subscriber: '95588' as PhoneNumber },
    ];
    for (const said of wrong)
      expect([said, codeOf(await run(store, ofConsentRequest(ANNA, said)))]).toEqual([said, 'invalid']);
    for (const actor of [
      merchant(SHOP),
      subscriber(ANNA),
      actorOf('carrier', { party: asId('c') }),
      actorOf('regulator'),
    ])
      expect(codeOf(await run(store, ofConsentRequest(ANNA), actor))).toBe('forbidden');
    expect(await askedOf(store, ANNA)).toEqual([]);
  });
};

const silenceCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  it('writes to nobody who said no lately, and the merchant reads the same', async () => {
    const store = await open(BANK);
    held(await run(store, ofRefusal(ANNA), subscriber(ANNA)));
    const [told, untold] = [await run(store, ofConsentRequest(BEN)), await run(store, ofConsentRequest(ANNA))].map(
      held,
    );
    const shapeOf = (outcome: typeof told) => [outcome?.created, outcome?.sequence, Object.keys(outcome?.body ?? {})];
    expect(shapeOf(untold)).toEqual(shapeOf(told));
    expect([(await askedOf(store, BEN)).length, (await askedOf(store, ANNA)).length]).toEqual([1, 0]);
    expect(codeOf(await run(store, ofConsentRequest(ANNA)))).toBe('too-many-requests');
    pass(NOTICE_REST_MS);
    const act = { reference: 'visit', sha256: undefined, atMs: T0 + NOTICE_REST_MS };
    held(await run(store, ofConsentRequest(ANNA, { act })));
    expect(await askedOf(store, ANNA)).toHaveLength(1);
  });

  it('asks a subscriber for so many at a time, and the merchants of further ones read the same', async () => {
    const ids = Array.from({ length: MAX_OPEN_CONSENT_REQUESTS + 1 }, (_, i) => asId<MerchantId>(`m-${i}`));
    const store = await open();
    for (const id of ids) held(await run(store, ofMerchant(id)));
    for (const id of ids) expect(held(await run(store, ofConsentRequest(ANNA, { merchant: id }))).created).toBe(true);
    expect(await askedOf(store, ANNA)).toHaveLength(MAX_OPEN_CONSENT_REQUESTS);
  });
};

const codeCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  it('ends with the fifth wrong code, with its day, with a no, and with the tenure', async () => {
    const store = await open(BANK, SHOP);
    held(await run(store, ofConsentRequest(ANNA)));
    const code = await codeIn(store, ANNA);
    for (let i = 0; i < 4; i++) expect(codeOf(await run(store, ofCode(ANNA, otherThan(code))))).toBe('unauthenticated');
    expect(codeOf(await run(store, ofCode(BEN, code)))).toBe('unauthenticated');
    expect(codeOf(await run(store, ofCode(ANNA, otherThan(code))))).toBe('unauthenticated');
    expect(codeOf(await run(store, ofCode(ANNA, code)))).toBe('unauthenticated');

    held(await run(store, ofConsentRequest(BEN)));
    const late = await codeIn(store, BEN);
    pass(CONSENT_CODE_LIFETIME_MS);
    expect(codeOf(await run(store, ofCode(BEN, late)))).toBe('unauthenticated');

    const act = { reference: 'visit', sha256: undefined, atMs: T0 + CONSENT_CODE_LIFETIME_MS };
    held(await run(store, ofConsentRequest(BEN, { merchant: SHOP, act })));
    const refused = await codeIn(store, BEN);
    held(await run(store, ofReply(BEN, [SHOP])));
    expect(codeOf(await run(store, ofCode(BEN, refused)))).toBe('unauthenticated');

    held(await run(store, ofConsentRequest(ANNA, { merchant: SHOP, act })));
    const former = await codeIn(store, ANNA);
    held(await run(store, { kind: 'recycleNumber', number: ANNA }));
    expect(codeOf(await run(store, ofCode(ANNA, former)))).toBe('unauthenticated');
    expect([...(await basesOf(store, ANNA)), ...(await basesOf(store, BEN))]).toEqual([]);
  });

  it('is good after four wrong ones, and passed on by networks alone', async () => {
    const store = await open(BANK);
    held(await run(store, ofConsentRequest(ANNA)));
    const code = await codeIn(store, ANNA);
    for (const actor of [merchant(BANK), subscriber(ANNA), actorOf('handler')])
      expect(codeOf(await run(store, ofCode(ANNA, code), actor))).toBe('forbidden');
    for (let i = 0; i < 4; i++) await run(store, ofCode(ANNA, otherThan(code)));
    expect(codeOf(await run(store, ofCode(ANNA, code), actorOf('carrier', { party: asId('c') })))).toBe('ok');
  });

  it('TD to nobody known refuses whoever waits for a yes', async () => {
    const store = await open(BANK, SHOP);
    held(await run(store, ofConsentRequest(ANNA)));
    const said = held(await run(store, ofReply(ANNA, [])));
    expect(said.body).toMatchObject({ refused: [{ merchant: BANK, repeated: false }], finding: expect.any(String) });
    expect(codeOf(await run(store, ofCode(ANNA, await codeIn(store, ANNA))))).toBe('unauthenticated');
  });
};

export const consentCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  wordCases(open, run);
  askingCases(open, run, pass);
  silenceCases(open, run, pass);
  codeCases(open, run, pass);
};
