import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { LINE_ID, NOW_MS } from '../fakes/facts.ts';
import { fakePorts } from '../fakes/ports.ts';
import { nounView } from '../views/noun-fields.ts';

const houseOf = () => {
  const ports = fakePorts();
  const api = buildApi(ports, { docs: false });
  const findings = async (who: string): Promise<{ subscriber?: string; reply: { words: string } }[]> =>
    (await api.inject({ url: '/v1/findings', headers: { authorization: `Bearer key-of-${who}` } })).json().items;
  const send = (who: string, body: object, headers: object = {}) =>
    api.inject({
      method: 'POST',
      url: '/v1/replies',
      payload: body,
      headers: { authorization: `Bearer key-of-${who}`, ...headers },
    });
  return { ports, send, findings };
};

const TD = { subscriber: '138 0000 0001', port: '1069 0001 8801', text: ' TD ' };

describe('a reply', () => {
  it('comes to the desk as it was written, with its instant and who passes it on', async () => {
    const { ports, send } = houseOf();
    expect((await send('carrier', { ...TD, at: '2026-03-01T09:00:00+08:00', line: LINE_ID })).statusCode).toBe(200);
    const [received] = ports.replies.received;
    expect(received?.reply).toEqual({
      subscriber: '+8613800000001',
      port: '106900018801',
      text: ' TD ',
      atMs: Date.parse('2026-03-01T09:00:00+08:00'),
      line: LINE_ID,
    });
    expect([received?.asked.actor.role, received?.asked.ownsLine(LINE_ID)]).toEqual(['carrier', true]);
    await send('other-carrier', TD);
    const [, other] = ports.replies.received;
    expect([other?.reply.atMs, other?.reply.line, other?.asked.ownsLine(LINE_ID)]).toEqual([NOW_MS, undefined, false]);
  });

  it('is never turned away for its length', async () => {
    const { ports, send } = houseOf();
    const text = `TD\n${'x'.repeat(60_000)}`;
    expect((await send('carrier', { ...TD, text })).json()).toMatchObject({ means: 'refuses' });
    expect(ports.replies.received[0]?.reply.text).toBe(text);
  });

  it('answers how soon it bit when asked to', async () => {
    const { send } = houseOf();
    expect((await send('admin', TD)).json().effectiveAfterMs).toBeUndefined();
    expect((await send('admin', TD, { prefer: 'wait' })).json()).toMatchObject({
      means: 'refuses',
      effectiveAfterMs: 3,
    });
    expect((await send('admin', { ...TD, text: '好的' }, { prefer: 'wait' })).json()).toEqual({
      subscriber: '+8613800000001',
      port: '106900018801',
      means: 'other',
    });
  });

  it.each([
    ['a line of another carrier', 'other-carrier', { line: LINE_ID }, 403, 'line'],
    ['a service number as its writer', 'carrier', { subscriber: '95588' }, 422, 'subscriber'],
    ['no port', 'carrier', { port: 'bank' }, 422, 'port'],
    ['an instant that is to come', 'carrier', { at: new Date(NOW_MS + 301_000).toISOString() }, 422, 'at'],
  ])('with %s is turned away', async (_what, who, wrong, status, field) => {
    const { ports, send } = houseOf();
    const answer = await send(who, { ...TD, ...wrong });
    expect([answer.statusCode, answer.json().errors[0].field]).toEqual([status, field]);
    expect(ports.replies.received).toEqual([]);
  });
});

describe('findings', () => {
  it('are read without numbers, in the words of the reply too, by staff and by the carrier of the line, by no other carrier', async () => {
    const { findings } = houseOf();
    for (const who of ['admin', 'regulator', 'carrier'])
      expect(
        (await findings(who)).map(({ subscriber, reply }) => [subscriber, reply.words]),
        who,
      ).toEqual([['138****0001', '别再发到138****0001，TD']]);
    expect(await findings('other-carrier')).toEqual([]);
    expect(await findings('merchant')).toBeUndefined();
  });

  it.each([
    ['138 0000 0001', '138****0001'],
    ['138-0000-0001', '138****0001'],
    ['１３８００００００００１', '138****0001'],
    ['8613800000001', '138****0001'],
    ['+86 138 0000 0001', '138****0001'],
    ['＋８６（138）0000．0001', '138****0001'],
    ['138\u200b0000\u200b0001', '138****0001'],
    ['1 3 8 0 0 0 0 0 0 0 1', '138****0001'],
    ['010-62345678', '010****5678'],
    ['(0571) 8765 4321', '(057****4321'],
    ['6234 5678', '6****'],
    ['876-5432', '8****'],
    // Ports and hotlines, but for what may have run into them.
    ['106900018801', '106900018801'],
    ['4001234567', '4001234567'],
    ['95566 13800000001', '955****0001'],
    ['12月31日前2000元', '12月31日前2000元'],
  ])('tell %s as %s', (written, told) => {
    const fact = { subscriber: '+8613800000001', reply: { words: `别发${written}了` } };
    expect(nounView('finding', 'admin', fact)).toMatchObject({ reply: { words: `别发${told}了` } });
  });
});

describe('asking for consent', () => {
  const ASK = {
    subscriber: '13800000001',
    purposes: ['marketing'],
    categories: ['loan'],
    channels: ['sms'],
    act: { reference: 'form 17', at: new Date(NOW_MS).toISOString(), sha256: 'A'.repeat(64) },
  };
  const askAs = async (who: string, body: object) => {
    const ports = fakePorts();
    const api = buildApi(ports, { docs: false });
    const headers = { authorization: `Bearer key-of-${who}` };
    return { ports, answer: await api.inject({ method: 'POST', url: '/v1/consent-requests', payload: body, headers }) };
  };

  it('is a merchant’s own, in the language it names', async () => {
    const { ports, answer } = await askAs('merchant', { ...ASK, language: 'en', to: '2027-01-01T00:00:00Z' });
    expect(answer.statusCode).toBe(201);
    expect(ports.control.envelopes.map(({ command }) => command)).toEqual([
      {
        kind: 'requestConsent',
        request: {
          subscriber: '+8613800000001',
          merchant: 'merchant-sample-bank',
          purposes: 1,
          categories: 1,
          channels: 2,
          toMs: Date.parse('2027-01-01T00:00:00Z'),
          language: 'en',
          act: { reference: 'form 17', sha256: 'a'.repeat(64), atMs: NOW_MS },
        },
      },
    ]);
    expect((await askAs('other-merchant', { ...ASK, merchant: 'merchant-sample-bank' })).answer.statusCode).toBe(403);
  });

  it.each([
    ['act', { act: undefined }],
    ['purposes[0]', { purposes: ['service'] }],
    ['subscriber', { subscriber: '95588' }],
  ])('is refused for its %s', async (field, wrong) => {
    const { answer } = await askAs('merchant', { ...ASK, ...wrong });
    expect([answer.statusCode, answer.json().errors[0].field]).toEqual([422, field]);
  });
});
