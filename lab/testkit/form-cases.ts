// What every store must do with the forms that people agree to.
import { ALL_CATEGORIES, channelMask, type PhoneNumber, purposeBit } from '@wurao/domain';
import { type ConsentFormInput, DAY_MS, MAX_CONSENT_FORMS } from '@wurao/registry';
import { expect, it } from 'vitest';
import {
  ADMIN,
  ANNA,
  BANK,
  BEN,
  codeOf,
  held,
  merchant,
  type Open,
  ofBasis,
  type Run,
  SHOP,
  subscriber,
} from './store-commands.ts';

const ORIGIN = 'https://shop.example:8443';

const ofForm = (said: Partial<ConsentFormInput> = {}) =>
  ({
    kind: 'publishConsentForm',
    form: {
      id: undefined,
      merchant: BANK,
      purposes: purposeBit('marketing'),
      categories: ALL_CATEGORIES,
      channels: channelMask(['sms']),
      title: { zh: '资讯', en: 'News' },
      words: { zh: '我同意', en: 'I agree' },
      origins: [ORIGIN],
      validDays: 30,
      ...said,
    },
  }) as const;

const ofYes = (
  form: string,
  number: PhoneNumber,
  said: { version?: number; language?: 'zh' | 'en'; origin?: string } = {},
) =>
  ({
    kind: 'agreeToForm',
    agreement: { form, subscriber: number, version: 1, language: 'zh', origin: undefined, ...said },
  }) as const;

const publishing = (open: Open, run: Run): void => {
  it('keeps every version of a form as it was, and lists the latest', async () => {
    const store = await open(BANK, SHOP);
    const first = held(await run(store, ofForm(), merchant(BANK))).body as { id: string; sha256: string };
    const words = { zh: '我同意,今后也是', en: undefined };
    const next = ofForm({ id: first.id, words, title: { zh: '资讯', en: undefined }, validDays: undefined });
    expect(held(await run(store, next, merchant(BANK))).body).toMatchObject({ id: first.id, version: 2 });
    held(await run(store, ofForm({ merchant: SHOP }), ADMIN));
    const read = async (version?: number) => held(await store.ask({ kind: 'consentForm', id: first.id, version }));
    expect(await read(1)).toMatchObject({ version: 1, words: { zh: '我同意', en: 'I agree' }, validDays: 30 });
    expect(await read()).toMatchObject({ version: 2, words, validDays: undefined, origins: [ORIGIN] });
    expect((await read())?.sha256).not.toBe(first.sha256);
    expect(await read(3)).toBeUndefined();
    const { items } = held(await store.ask({ kind: 'consentForms', merchant: BANK, after: undefined, limit: 10 }));
    expect(items.map(({ id, version }) => [id, version])).toEqual([[first.id, 2]]);
  });

  it('takes only what can be shown and framed, from whose it is', async () => {
    const store = await open(BANK, SHOP);
    const wrong: Partial<ConsentFormInput>[] = [
      { purposes: purposeBit('service') },
      { words: { zh: ' ', en: 'I agree' } },
      { words: { zh: '我同意', en: undefined } },
      { validDays: 0 },
      ...['http://shop.example', 'https://shop.example/', 'https://*.example', 'https://a.example; script-src *'].map(
        (origin) => ({ origins: [origin] }),
      ),
    ];
    for (const said of wrong) expect([said, codeOf(await run(store, ofForm(said)))]).toEqual([said, 'invalid']);
    expect(codeOf(await run(store, ofForm(), merchant(SHOP)))).toBe('forbidden');
    const { id } = held(await run(store, ofForm({ origins: ['http://localhost:3000'] }))).body as { id: string };
    expect(codeOf(await run(store, ofForm({ id, merchant: SHOP }), merchant(SHOP)))).toBe('not-found');
    expect(codeOf(await run(store, { kind: 'endConsentForm', id }, merchant(SHOP)))).toBe('not-found');
  });

  it('lets a merchant have so many at a time', async () => {
    const store = await open(BANK);
    let id = '';
    for (let i = 0; i < MAX_CONSENT_FORMS; i++) id = String(held(await run(store, ofForm())).body['id']);
    expect(codeOf(await run(store, ofForm()))).toBe('conflict');
    held(await run(store, ofForm({ id })));
    held(await run(store, { kind: 'endConsentForm', id }));
    expect(codeOf(await run(store, ofForm()))).toBe('ok');
  });
};

const agreeing = (open: Open, run: Run): void => {
  it('makes of a yes a consent of exactly what was shown, confirmed, with the form as its evidence', async () => {
    const store = await open(BANK);
    const { id, sha256 } = held(await run(store, ofForm())).body as { id: string; sha256: string };
    const head = store.head();
    const yes = held(await run(store, ofYes(id, ANNA, { language: 'en', origin: ORIGIN }), subscriber(ANNA)));
    expect([yes.created, yes.sequence]).toEqual([true, head + 1]);
    const [basis] = held(await store.ask({ kind: 'contactRights', subscriber: ANNA })).bases;
    expect(basis).toMatchObject({ words: 'I agree', method: 'wurao', confirmed: true, channels: channelMask(['sms']) });
    expect((basis?.toMs ?? 0) - (basis?.receivedMs ?? 0)).toBe(30 * DAY_MS);
    const when = new Date(basis?.receivedMs ?? 0).toISOString();
    expect(basis?.evidence).toEqual({ reference: `consent-form ${id}/1 en ${ORIGIN} ${when}`, sha256 });
  });

  it('takes a yes from nobody but the subscriber, and to nothing that is not there to be read', async () => {
    const store = await open(BANK);
    const { id } = held(
      await run(store, ofForm({ words: { zh: '好', en: undefined }, title: { zh: '好', en: undefined } })),
    ).body as { id: string };
    for (const actor of [ADMIN, merchant(BANK), subscriber(BEN)])
      expect(codeOf(await run(store, ofYes(id, ANNA), actor))).toBe('forbidden');
    const cases = [
      [{ version: 2 }, 'conflict'],
      [{ language: 'en' }, 'invalid'],
      [{ origin: 'https://other.example' }, 'invalid'],
    ] as const;
    for (const [said, code] of cases)
      expect([said, codeOf(await run(store, ofYes(id, ANNA, said), subscriber(ANNA)))]).toEqual([said, code]);
    held(await run(store, { kind: 'endConsentForm', id }));
    expect(codeOf(await run(store, ofYes(id, ANNA), subscriber(ANNA)))).toBe('conflict');
    expect(codeOf(await run(store, ofForm({ id })))).toBe('conflict');
    expect(codeOf(await run(store, ofYes('form-none', ANNA), subscriber(ANNA)))).toBe('not-found');
  });

  it('lets nobody write a form’s evidence', async () => {
    const store = await open(BANK);
    const evidence = { reference: 'consent-form form-1/1 zh own-page now', sha256: undefined };
    for (const actor of [ADMIN, merchant(BANK), subscriber(ANNA)])
      expect(codeOf(await run(store, ofBasis(ANNA, { evidence }), actor))).toBe('invalid');
  });
};

export const formCases = (open: Open, run: Run): void => {
  publishing(open, run);
  agreeing(open, run);
};
