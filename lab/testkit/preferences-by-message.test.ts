import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnswerBody, ApiClient } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, openSubscriberSession, SMALL_WORLD } from './small-world.ts';

/** Somebody without a page sets what it wants by message, and a landline proves its number by a code that is read out. */
const START_MS = Date.parse('2026-11-20T10:00:00+08:00');
const DAY_MS = 86_400_000;
const PORT = '12322';
const WANG = '+8613922220041';
const LANDLINE = '+861062345678';
const { merchant, carrier } = SMALL_WORLD;

let house: InlineHouse;
let other: ApiClient;
let nowMs = START_MS;

beforeAll(async () => {
  house = await openInlineHouse(START_MS, { 'sms-preference-port': PORT });
  await makeSmallWorld(house.admin);
  const key = await house.admin.post('/v1/keys', { role: 'carrier', party: carrier, lines: [] });
  other = house.admin.as(String(key.body['key']));
}, 60_000);

afterAll(() => house.close());

const sentTo = async (number: string): Promise<readonly AnswerBody[]> => {
  const { body } = await house.admin.get('/v1/outbox?limit=200');
  return (body['items'] as readonly AnswerBody[]).filter(({ to }) => to === number);
};

/** What was answered, if anything was. */
const say = async (text: string, by = house.admin): Promise<readonly [status: number, answer: string | undefined]> => {
  nowMs += 1_000;
  house.setClock(nowMs);
  const before = (await sentTo(WANG)).length;
  const { status } = await by.post('/v1/replies', { subscriber: WANG, port: PORT, text });
  const sent = (await sentTo(WANG)).slice(before);
  expect(sent.length).toBeLessThan(2);
  if (sent[0] !== undefined) expect([sent[0]['from'], sent[0]['purpose']]).toEqual([PORT, 'preference']);
  return [status, sent[0]?.['text'] as string | undefined];
};

const preferenceOf = async (): Promise<AnswerBody> =>
  (await house.admin.get(`/v1/subscribers/${WANG}/preference`)).body;

it('each order is done, and answered by what holds then', async () => {
  expect((await say('查询'))[1]).toBe('【勿扰】免打扰未开启。回复“帮助”看用法。');
  expect((await say('屏蔽 贷款'))[1]).toBe(
    '【勿扰】免打扰已开启，不接收电话、短信、屏信推销，内容：贷款。回复“帮助”看用法。',
  );
  expect((await say('bar insurance'))[1]).toBe(
    '【勿扰】Do-not-disturb is on: no promotion by telephone, message, flash message about loans, insurance. Reply HELP for more.',
  );
  expect((await say('开放短信'))[1]).toContain('不接收电话、屏信推销，内容：贷款、保险。');
  expect(await preferenceOf()).toMatchObject({
    on: true,
    channels: ['voice', 'flash'],
    categories: ['loan', 'insurance'],
  });
  expect((await say('关闭'))[1]).toContain('未开启');
  expect(await preferenceOf()).toMatchObject({ on: false, channels: ['voice', 'flash'] });
  expect((await say('ON'))[1]).toContain('is on: no promotion by telephone, flash message');
  expect((await say('open calls'))[1]).toContain('by flash message');
  expect((await say('open flash'))[1]).toContain('is off');
});

it('a no to one merchant is by its name, and lasts; a name that nobody has changes nothing', async () => {
  expect((await say('stop TEST merchant'))[1]).toContain('no more promotion from Test merchant.');
  const wang = house.admin.as(await openSubscriberSession(house.admin, WANG));
  const { body } = await wang.get(`/v1/subscribers/${WANG}/contacts`);
  expect(body['refused']).toMatchObject([{ merchant }]);
  expect((await say('停止 无此商家'))[1]).toContain('没有找到这家商家');
});

it('how it is used is told once a day', async () => {
  expect((await say('您好'))[1]).toContain('可回复：开启、关闭、查询');
  expect((await say('help'))[1]).toBeUndefined();
  nowMs += DAY_MS;
  expect((await say('help'))[1]).toContain('Reply ON, OFF or STATUS');
});

it('a network takes no protection away from a number that is another’s', async () => {
  expect((await say('开启', other))[0]).toBe(200);
  expect(await say('关闭', other)).toEqual([403, undefined]);
  expect((await house.admin.put(`/v1/numbers/${WANG}/ownership`, { carrier })).status).toBe(200);
  expect((await say('关闭', other))[0]).toBe(200);
});

it('a landline proves its number by a code that is read out', async () => {
  const path = `/v1/subscribers/${LANDLINE}`;
  expect((await house.admin.as(undefined).post(`${path}/codes`, {})).status).toBe(202);
  const [message] = await sentTo(LANDLINE);
  expect(message).toMatchObject({ channel: 'voice', purpose: 'code' });
  const text = String(message?.['text']);
  expect(text).not.toMatch(/\d/);
  const zh = [...'零幺二三四五六七八九'];
  const en = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
  const heard = /验证码是：([^。]+)。/.exec(text)?.[1]?.split('，') ?? [];
  const read = /code is: ([^.]+)\./.exec(text)?.[1]?.split(', ') ?? [];
  const code = heard.map((figure) => zh.indexOf(figure)).join('');
  expect(code).toMatch(/^\d{6}$/);
  expect(read.map((figure) => en.indexOf(figure)).join('')).toBe(code);
  expect((await house.admin.as(undefined).post(`${path}/sessions`, { code })).status).toBe(201);
});
