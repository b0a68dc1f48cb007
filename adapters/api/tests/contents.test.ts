import { CN_2020_DRAFT } from '@wurao/law';
import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { record } from '../fakes/facts.ts';
import { fakePorts } from '../fakes/ports.ts';
import { explanationView } from '../views/explanation-view.ts';

const { inject } = buildApi(fakePorts(), { docs: false });
const check = async (payload: object, who = 'merchant') => {
  const headers = { authorization: `Bearer key-of-${who}` };
  const response = await inject({ method: 'POST', url: '/v1/contents/check', headers, payload });
  return { status: response.statusCode, body: response.json() };
};

const FITTING = '【示例银行】您尾号1234的账户于3月2日入账1,200.50元。';

describe('POST /v1/contents/check', () => {
  it('says what a text of an approved template fills in', async () => {
    const { status, body } = await check({ channel: 'sms', text: FITTING });
    expect(status).toBe(200);
    expect(body).toEqual({
      matches: {
        id: 'content-1',
        version: 1,
        status: 'approved',
        values: [
          { name: 'card', value: '1234' },
          { name: 'day', value: '3月2日' },
          { name: 'amount', value: '1,200.50' },
        ],
      },
      missing: [],
      links: [],
      signatures: [{ signature: '示例银行', own: true }],
    });
  });

  it('shows the nearest, what an offer lacks, and whose signature it bears', async () => {
    const { body } = await check({ channel: 'sms', text: '【示例】王女士,新品上市,拒收请回复R https://a.example' });
    expect(body).toMatchObject({
      nearest: { id: 'content-2', differences: expect.arrayContaining([{ position: 3, found: '', expected: '银行' }]) },
      missing: ['name', 'telephone'],
      links: [{ host: 'a.example', filed: false }],
      signatures: [{ signature: '示例', own: false }],
    });
  });

  it('compares with approved contents of this channel and purpose', async () => {
    const { body } = await check({ channel: 'sms', text: '【示例银行】您的账户入账1元。', purpose: 'service' });
    expect(body).toMatchObject({ nearest: { id: 'content-1', version: 1 } });
    expect((await check({ channel: 'voice', text: FITTING })).body).toEqual({ missing: [], links: [], signatures: [] });
    expect((await check({ channel: 'sms', text: FITTING, purpose: 'care' })).body).not.toHaveProperty('matches');
  });

  it('compares with a content that is named, approved or not', async () => {
    const { body } = await check({ channel: 'sms', text: '【示例银行】您的账户入账1元。', content: 'content-1@2' });
    expect(body).toMatchObject({ matches: { id: 'content-1', version: 2, status: 'submitted' } });
    expect((await check({ channel: 'sms', text: FITTING, content: 'content-9' })).status).toBe(404);
  });

  it('is about the own contents only, for a merchant', async () => {
    expect(await check({ channel: 'sms', text: FITTING, merchant: 'merchant-sample-bank' }, 'admin')).toMatchObject({
      status: 200,
      body: { matches: { id: 'content-1' } },
    });
    const other = await check({ channel: 'sms', text: FITTING, merchant: 'merchant-sample-bank' }, 'other-merchant');
    expect(other.status).toBe(403);
    expect((await check({ channel: 'sms', text: FITTING }, 'other-merchant')).body).not.toHaveProperty('matches');
    expect((await check({ channel: 'sms', text: FITTING }, 'admin')).status).toBe(422);
    expect((await check({ channel: 'sms', text: FITTING, merchant: 'no-such-merchant' }, 'admin')).status).toBe(404);
  });

  it('leaves no trace', async () => {
    const ports = fakePorts();
    const api = buildApi(ports, { docs: false });
    const headers = { authorization: 'Bearer key-of-merchant' };
    await api.inject({
      method: 'POST',
      url: '/v1/contents/check',
      headers,
      payload: { channel: 'sms', text: FITTING },
    });
    expect([ports.control.envelopes, ports.gate.asked]).toEqual([[], []]);
  });
});

it('an explanation names the nearest content to whoever may read contents, and the words that differ to whoever may read them', () => {
  const looked = {
    content: undefined,
    required: true,
    text: '帐单',
    signatures: ['示例'],
    links: ['t.cn'],
    nearest: { content: 'content-1', version: 1 },
    differences: [{ position: 0, found: '帐', expected: '账' }],
  };
  const made = record({ reason: 'content-mismatch', step: 6, purpose: 'service' });
  const step = { step: 6, question: { zh: '', en: '' }, looked, answer: 'content-mismatch', answered: true };
  const keysFor = (role: 'admin' | 'merchant' | 'carrier' | 'subscriber' | 'regulator'): string[] => {
    const view = explanationView(
      role,
      { record: made, steps: [step], fact: undefined, reproduced: true },
      CN_2020_DRAFT,
    );
    return Object.keys((view['steps'] as { looked: object }[])[0]?.looked ?? {});
  };
  const message = ['text', 'signatures', 'links'];
  expect(keysFor('regulator')).toEqual(['required', ...message, 'nearest', 'differences']);
  expect(keysFor('merchant')).toEqual(['required', ...message, 'nearest', 'differences']);
  expect(keysFor('carrier')).toEqual(['required', 'nearest']);
  expect(keysFor('subscriber')).toEqual(['required', ...message]);
});
