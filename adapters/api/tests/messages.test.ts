import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { fakePorts } from '../fakes/ports.ts';

const api = buildApi(fakePorts(), { docs: false });
const send = (payload: string | Buffer, type = 'application/x-ndjson', key = 'key-of-admin') =>
  api.inject({
    method: 'POST',
    url: '/v1/messages/classification',
    headers: { authorization: `Bearer ${key}`, 'content-type': type },
    payload,
  });

describe('POST /v1/messages/classification', () => {
  it('answers rows in their places, also those it cannot read', async () => {
    const response = await send(
      '{"text":"a"}\n\n{"text":1}\nnot json\n{"text":"b","channel":"fax"}\n{"text":"c","to":"d"}\n[]\n{"text":"e","channel":"sms"}',
    );
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toMatch(/^application\/x-ndjson/);
    const answers = response.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ purpose, error }) => purpose ?? [error.line, error.field, error.code])).toEqual([
      'disguised',
      [3, 'text', 'invalid'],
      [4, '', 'malformed'],
      [5, 'channel', 'invalid'],
      [6, 'to', 'malformed'],
      [7, '', 'malformed'],
      'disguised',
    ]);
  });

  it('refuses rows in another encoding, and names where they begin to be', async () => {
    const sound = '{"text":"您好"}\n{"text":"';
    const gbk = Buffer.from([0xb4, 0xfb, 0xbf, 0xee]);
    const response = await send(Buffer.concat([Buffer.from(sound), gbk, Buffer.from('"}')]));
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      code: 'malformed',
      errors: [
        {
          field: '',
          position: Buffer.byteLength(sound),
          message: 'the body is not valid UTF-8',
          remedy: 'Encode the body as UTF-8; GBK and Latin-1 are not read.',
        },
      ],
    });
    const cutOff = Buffer.from('{"text":"\ufffd您').subarray(0, -1);
    expect((await send(cutOff)).json().errors[0].position).toBe('{"text":"'.length + 3);
  });

  it('reads one message as JSON by the contract', async () => {
    const known = await send('{"text":"a"}', 'application/json');
    expect(known.json()).toEqual({
      purpose: 'disguised',
      category: 'loan',
      commercial: true,
      probability: 0.9964,
      words: ['利率优惠', '提额'],
    });
    expect((await send('{"text":""}', 'application/json')).statusCode).toBe(422);
    expect((await send('{"texts":"a"}', 'application/json')).statusCode).toBe(400);
  });

  it('takes no rows without a key, nor more than fit', async () => {
    expect((await send('{"text":"a"}', 'application/x-ndjson', 'nobody')).statusCode).toBe(401);
    expect((await send(`{"text":"${'a'.repeat(1024 * 1024)}"}`)).statusCode).toBe(413);
  });
});

describe('GET /v1/messages/unsure', () => {
  it('shows staff the texts with their figures masked, and nobody else', async () => {
    const read = (key: string) =>
      api.inject({ method: 'GET', url: '/v1/messages/unsure', headers: { authorization: `Bearer ${key}` } });
    const response = await read('key-of-admin');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      items: [
        { text: '【某银行】网点已迁，详询*********', purpose: 'marketing', commercial: true, probability: 0.712346 },
      ],
    });
    for (const role of ['merchant', 'carrier', 'subscriber', 'handler']) {
      expect([role, (await read(`key-of-${role}`)).statusCode]).toEqual([role, 403]);
    }
  });

  it('masks figures of any width', async () => {
    const ports = fakePorts();
    const unsure = () => [
      { text: '验证码４８２９１３', purpose: 'service' as const, commercial: false, probability: 0.6 },
    ];
    const wide = buildApi({ ...ports, classifier: { ...ports.classifier, unsure } }, { docs: false });
    const headers = { authorization: 'Bearer key-of-admin' };
    const response = await wide.inject({ method: 'GET', url: '/v1/messages/unsure', headers });
    expect(response.json().items[0].text).toBe('验证码******');
  });
});
