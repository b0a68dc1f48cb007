import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { allowAnyHour } from './any-hour.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { handOf } from './hand.ts';
import { scrollThrough } from './in-page.ts';
import { openSampleHouse, type SampleHouse } from './sample-house.ts';
import { signInMember, signInNumber } from './sign-in.ts';
import { BANK_NUMBER, DECLINED, imposeIn, LET_THROUGH, liftIn, openTold, type Told } from './told.ts';
import { BANK_CALL, fillWatchedWorld, madeBy } from './watched-world.ts';

const test = skipUnless('Chromium', findChromium());
const STORY_MS = 60_000;
const LANGUAGES = ['zh-CN', 'en-GB'] as const;

/** Of the sample world: customers of the bank, who agreed to its calls. */
const AGREED = { 'zh-CN': '+8613800000001', 'en-GB': '+8613800000008' } as const;
const CUSTOMER = '+8613800000009';
const AGENT = { 'zh-CN': '17000000021', 'en-GB': '17000000022' } as const;

let browser: Browser;
let house: SampleHouse;

beforeAll(async () => {
  if (findChromium() === undefined) return;
  [browser, house] = await Promise.all([launchChromium(), openSampleHouse({ 'sip-port': '0' })]);
  await allowAnyHour(house);
  await fillWatchedWorld(house);
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** A consent is withdrawn, and agreed to again. */
const person = async (told: Told): Promise<void> => {
  const { page, say, call, seen, goTo, button, window, language } = told;
  const number = AGREED[language];
  expect(await call(number)).toEqual([LET_THROUGH, 'consented']);
  await signInNumber(window, house, number);
  await page.getByRole('heading', { name: say('my:number.title') }).waitFor();
  await seen('my');
  await goTo('myMerchants');
  await page.getByRole('button', { name: say.like('my:merchants.withdrawOf') }).waitFor();
  await seen('my-merchants');
  await page.getByRole('button', { name: say.like('my:merchants.withdrawOf') }).click();
  await page.getByRole('link', { name: say('my:merchants.receipt') }).waitFor();
  expect(await call(number)).toEqual([DECLINED, 'consent-withdrawn']);
  await seen('my-withdrawn');
  await page.getByRole('link', { name: say('my:merchants.receipt') }).click();
  await page.getByRole('heading', { name: say('my:consent.receiptTitle') }).waitFor();
  expect(await page.getByText(new URL(page.url()).pathname.split('/').at(-1) ?? '').count()).toBe(1);
  await page.getByRole('article').getByText(say.like('my:effect')).waitFor();
  await seen('my-receipt');
  await button('my:merchants.again').click();
  await page.getByText(say('my:merchants.agreedAgain')).waitFor();
  expect(await call(number)).toEqual([LET_THROUGH, 'consented']);
  await goTo('myAttempts');
  await page.getByText(BANK_NUMBER).first().waitFor();
  await seen('my-attempts');
};

/** The own number of an agent is filed, and the filing revoked. */
const merchant = async (told: Told): Promise<void> => {
  const { page, say, call, seen, goTo, button, pressTwice, window, language } = told;
  const agent = AGENT[language];
  expect(await call(CUSTOMER, agent)).toEqual([DECLINED, 'caller-not-filed']);
  await signInMember(window, house, 'sample-merchant', '/merchant');
  await page.getByRole('heading', { level: 1, name: say('merchant:overview.title') }).waitFor();
  await seen('merchant');
  await goTo('merchantLines');
  await page.getByRole('rowheader').filter({ hasText: 'line-sample-1' }).waitFor();
  await page.getByLabel(say('merchant:lines.agentNumber')).fill(agent);
  await seen('merchant-lines');
  await button('merchant:lines.file').click();
  await page.getByText(say('merchant:lines.filed')).waitFor();
  expect(await call(CUSTOMER, agent)).toEqual([LET_THROUGH, 'related']);
  const row = page.getByRole('row').filter({ hasText: agent });
  await pressTwice('merchant:lines.revoke', button('merchant:lines.revoke', row));
  await page.getByText(say('merchant:lines.revoked')).waitFor();
  expect(await call(CUSTOMER, agent)).toEqual([DECLINED, 'caller-not-filed']);
};

/** A line is suspended on a finding, and let in again. */
const carrier = async (told: Told): Promise<void> => {
  const { page, say, call, seen, goTo, button, window } = told;
  expect(await call(CUSTOMER)).toEqual([LET_THROUGH, 'related']);
  await signInMember(window, house, 'sample-carrier', '/carrier');
  await page.getByRole('heading', { level: 1, name: say('carrier:lines.title') }).waitFor();
  await seen('carrier');
  await goTo('carrierFindings');
  await button('carrier:finding.suspend').first().click();
  const form = page.getByRole('dialog', { name: say('carrier:finding.suspend') });
  expect(await button('sanctions:impose.confirm', form).isDisabled()).toBe(true);
  const id = await imposeIn(told, form, 'carrier-suspend');
  expect(await call(CUSTOMER)).toEqual([DECLINED, 'sanctioned']);
  await goTo('carrierSanctions');
  await liftIn(told, id, 'carrier-lift');
  expect(await call(CUSTOMER)).toEqual([LET_THROUGH, 'related']);
};

/** A case about the bank that is answered, and waits for a decision. */
const answeredCase = async (): Promise<string> => {
  const handler = await handOf(house, 'handler');
  const bank = await handOf(house, 'merchant', { party: 'merchant-sample-bank', lines: ['line-sample-1'] });
  const said = { complainant: CUSTOMER, reported: BANK_NUMBER, description: '拒绝以后又打来。', channel: 'voice' };
  const more = { at: new Date().toISOString(), durationMs: 9_000, province: '110000', category: 'loan' };
  const { case: id = '' } = await madeBy(handler.api)('/v1/complaints', { ...said, ...more });
  await madeBy(handler.api)('/v1/cases/steps', { cases: [id], input: 'forward' });
  const answer = { text: '系统没有更新。' };
  await madeBy(bank.api)('/v1/cases/steps', { cases: [id], input: 'answer', answer });
  return id;
};

/** A case is upheld, and the merchant suspended for it. */
const handler = async (told: Told): Promise<void> => {
  const { page, say, call, seen, button, window } = told;
  const id = await answeredCase();
  expect(await call(CUSTOMER)).toEqual([LET_THROUGH, 'related']);
  await signInMember(window, house, 'sample-handler', '/handler');
  await page.getByRole('link', { name: id }).waitFor();
  await seen('handler');
  await page.getByRole('link', { name: id }).click();
  await button('handler:input.uphold').click();
  await button('handler:template.uphold.1.name').click();
  await seen('handler-case');
  await button('handler:step.confirm', undefined, { step: say('handler:input.uphold') }).click();
  await page.getByText(say('handler:case.decision.upheld')).waitFor();
  await button('handler:sanction.propose').click();
  await page.getByRole('radio', { name: new RegExp(say('handler:subject.merchant')) }).check();
  await button('handler:sanction.fill').click();
  const form = page.getByRole('dialog', { name: say('handler:sanction.fill') });
  const sanction = await imposeIn(told, form, 'handler-sanction');
  expect(await call(CUSTOMER)).toEqual([DECLINED, 'sanctioned']);
  await madeBy(house.admin)('/v1/sanctions/steps', { ids: [sanction], input: 'lift', reason: '已经整改。' });
};

/** A number is suspended on a case that was upheld, and let in again. */
const regulator = async (told: Told): Promise<void> => {
  const { page, say, call, seen, goTo, button, window } = told;
  expect(await call(CUSTOMER)).toEqual([LET_THROUGH, 'related']);
  await signInMember(window, house, 'sample-regulator', '/regulator');
  await page.getByRole('heading', { level: 1, name: say('regulator:country.title') }).waitFor();
  await seen('regulator');
  await goTo('regulatorSanctions');
  await button('sanctions:impose.open').click();
  const form = page.getByRole('dialog', { name: say('sanctions:impose.head') });
  const choose = async (key: string, option: string): Promise<void> => {
    await form.getByLabel(say(key), { exact: true }).click();
    await page.locator('.ant-select-item-option:visible').filter({ hasText: option }).first().click();
  };
  await choose('sanctions:impose.targetKind', say('sanctions:target.number'));
  await form.getByLabel(say('sanctions:impose.target'), { exact: true }).fill(BANK_NUMBER);
  await choose('sanctions:impose.groundKind', say('sanctions:ground.case'));
  await choose('sanctions:impose.ground', 'case-');
  const id = await imposeIn(told, form, 'regulator-suspend');
  expect(await call(CUSTOMER)).toEqual([DECLINED, 'sanctioned']);
  await liftIn(told, id, 'regulator-lift');
  expect(await call(CUSTOMER)).toEqual([LET_THROUGH, 'related']);
};

/** A key is made, which asks about a call, and revoked. */
const operator = async (told: Told): Promise<void> => {
  const { page, say, seen, goTo, button, pressTwice, window } = told;
  await signInMember(window, house, 'sample-admin', '/admin');
  await page.getByRole('heading', { level: 1, name: say('admin:member.title') }).waitFor();
  await seen('admin');
  await goTo('adminKeys');
  await button('admin:key.new').click();
  const form = page.getByRole('dialog');
  await form.getByLabel(say('admin:key.party'), { exact: true }).fill('merchant-sample-bank');
  await form.getByLabel(say('admin:key.lines'), { exact: true }).fill('line-sample-1');
  await button('admin:key.make', form).click();
  const made = await page.getByText(say.like('admin:key.made')).innerText();
  const id = /key-\w+/.exec(made)?.[0] ?? '';
  await seen('admin-keys');
  const key = house.admin.as((await page.locator('code').innerText()).trim());
  const ask = { ...BANK_CALL, callee: CUSTOMER };
  expect((await key.post('/v1/decisions', ask)).body).toMatchObject({ decision: 'allow' });
  await button('admin:once.kept').click();
  await scrollThrough(page.getByRole('region', { name: say('admin:key.title') }), id);
  const row = page.getByRole('row').filter({ hasText: id });
  await pressTwice('admin:key.revoke', button('admin:key.revoke', row));
  await page.getByText(say('admin:key.revoked', { id })).waitFor();
  await seen('admin-revoked');
  expect((await key.post('/v1/decisions', ask)).status).toBe(401);
};

const STORIES = { person, merchant, carrier, handler, regulator, operator } as const;

for (const language of LANGUAGES)
  describe(`in ${language}, at the width of a telephone`, () => {
    let told: Told;
    beforeAll(async () => {
      if (browser !== undefined) told = await openTold(browser, house, language);
    });
    for (const [role, story] of Object.entries(STORIES))
      test(`what the ${role} does holds at the gate`, { timeout: STORY_MS }, async () => {
        const faultsBefore = told.window.faults().length;
        await told.window.context.clearCookies();
        await story(told);
        expect(told.window.faults().slice(faultsBefore)).toEqual([]);
      });
  });
