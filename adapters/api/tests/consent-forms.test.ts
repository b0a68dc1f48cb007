import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { consentForm } from '../fakes/facts.ts';
import { fakePorts } from '../fakes/ports.ts';
import { formPage, formPolicy } from '../views/form-page.ts';

const houseOf = () => {
  const ports = fakePorts();
  const api = buildApi(ports, { docs: false });
  const ask = (who: string | undefined, method: 'GET' | 'POST', url: string, payload?: object) =>
    api.inject({
      method,
      url,
      headers: who === undefined ? {} : { authorization: `Bearer key-of-${who}` },
      ...(payload ? { payload } : {}),
    });
  return { ports, ask };
};

const SAID = {
  purposes: ['marketing'],
  categories: ['loan'],
  channels: ['sms'],
  title: { zh: '贷款资讯' },
  words: { zh: '我同意。' },
  origins: ['https://shop.example'],
};

describe('a consent form', () => {
  it('is published by a merchant for itself, as it was said', async () => {
    const { ports, ask } = houseOf();
    expect((await ask('merchant', 'POST', '/v1/consent-forms', SAID)).statusCode).toBe(201);
    const { command } = ports.control.envelopes.at(-1) ?? {};
    expect(command).toEqual({
      kind: 'publishConsentForm',
      form: {
        id: undefined,
        merchant: 'merchant-sample-bank',
        purposes: 1,
        categories: 1,
        channels: 2,
        title: { zh: '贷款资讯', en: undefined },
        words: { zh: '我同意。', en: undefined },
        origins: ['https://shop.example'],
        validDays: undefined,
      },
    });
    const foreign = await ask('merchant', 'POST', '/v1/consent-forms', { ...SAID, merchant: 'merchant-other' });
    expect(foreign.statusCode).toBe(403);
  });

  it('is agreed to for the number of the session, whatever a key of somebody else says', async () => {
    const { ports, ask } = houseOf();
    const agreed = await ask('subscriber', 'POST', '/v1/consent-forms/form-1/consents', { version: 1, language: 'en' });
    expect(agreed.json()).toMatchObject({ method: 'wurao', form: { id: 'form-1', version: 1, language: 'en' } });
    expect(agreed.json().form.origin).toBeUndefined();
    expect(ports.control.envelopes.at(-1)?.command).toMatchObject({
      agreement: { subscriber: '+8613800000001', form: 'form-1', origin: undefined },
    });
    for (const who of ['merchant', 'admin', 'handler'])
      expect(
        (await ask(who, 'POST', '/v1/consent-forms/form-1/consents', { version: 1, language: 'zh' })).statusCode,
      ).toBe(403);
  });

  it('is read without a key, and its page may be framed by its origins only', async () => {
    const { ask } = houseOf();
    const read = await ask(undefined, 'GET', '/v1/consent-forms/form-1');
    expect(read.json()).toMatchObject({ merchant: { id: 'merchant-sample-bank', name: '示例银行' }, version: 1 });
    const page = await ask(undefined, 'GET', '/forms/form-1?lang=en');
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors https://shop.example",
    );
    expect(page.headers['x-frame-options']).toBeUndefined();
    expect(page.body).toContain('<html lang="en">');
    expect(page.body).toContain(consentForm.words.en);
    expect((await ask(undefined, 'GET', '/forms/no-such')).statusCode).toBe(404);
    expect((await ask(undefined, 'GET', '/v1/reasons')).headers['x-frame-options']).toBe('DENY');
  });

  it('with its script and style is below 15 kB, and holds nothing that the policy forbids', async () => {
    const { ask } = houseOf();
    const files = ['/forms/form-1', '/forms/form.js', '/forms/form.css'].map((url) => ask(undefined, 'GET', url));
    const bodies = (await Promise.all(files)).map(({ body }) => body);
    expect(bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0)).toBeLessThan(15_000);
    expect(gzipSync(bodies.join('')).length).toBeLessThan(6_000);
    expect(bodies[0]).not.toMatch(/ style=| on\w+=|<style|<script(?! src="\/forms\/form\.js")/);
    const embed = await ask(undefined, 'GET', '/forms/embed.js');
    expect([embed.headers['content-type'], embed.headers['cross-origin-resource-policy']]).toEqual([
      'text/javascript; charset=utf-8',
      'cross-origin',
    ]);
  });
});

describe('the page of a form', () => {
  const shown = { merchant: '示例银行', language: 'zh', consent: undefined } as const;
  const hidden = (page: string): string[] =>
    [...page.matchAll(/<section id="step-(\w+)"( hidden)?>/g)]
      .filter((m) => m[2] === undefined)
      .map((m) => String(m[1]));

  it('begins with the question, with what was ended, or with what is to be withdrawn', () => {
    expect(hidden(formPage(consentForm, shown))).toEqual(['choose']);
    expect(hidden(formPage({ ...consentForm, endedMs: 1 }, shown))).toEqual(['ended']);
    expect(hidden(formPage(consentForm, { ...shown, consent: 'basis-1' }))).toEqual(['ask']);
  });

  it('shows whatever is said as text, and ticks nothing', () => {
    const evil = `"><img src=x onerror=alert(1)>'`;
    const form = { ...consentForm, title: { zh: evil, en: evil }, words: { zh: evil, en: evil } };
    const page = formPage(form, { merchant: evil, language: 'zh', consent: evil });
    expect(page).not.toContain('<img');
    expect(page).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&#39;');
    expect(page).not.toContain('checkbox');
  });

  it('says in plain words who, why, about what, by what and how long', () => {
    const text = formPage(consentForm, shown).replaceAll(/<[^>]+>/g, '|');
    for (const said of ['示例银行', '介绍和推销商品、服务', '贷款', '短信', '365 天'])
      expect(text.replaceAll(/\s/g, '')).toContain(said.replaceAll(/\s/g, ''));
  });

  it('leads whoever agreed to the console’s page of that consent', () => {
    expect(formPage(consentForm, shown)).toContain('<a id="see" href="/my/consents/" ');
  });

  it('that nobody may frame says so', () => {
    expect(formPolicy({ ...consentForm, origins: [] })).toContain("frame-ancestors 'none'");
  });
});
