import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiAnswer } from './api-client.ts';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/** Hours of a province under a law of the register: who is of which province, the built-in numbering plan says. */
const START_MS = Date.parse('2026-11-20T10:00:00+08:00');
const OF_BEIJING = '+8613800130001';
const OF_XINJIANG = '+8613909910001';
const { line, merchant, caller } = SMALL_WORLD;
const WEST = {
  extends: 'cn-2020-draft',
  id: 'cn-west-1',
  provinces: {
    '650000': {
      hours: { commercial: { voice: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '11:00', to: '22:00' }] } },
      thresholds: [{ what: 'complaints', value: 3, per: '10000-attempts', clause: 'house-caps' }],
      clause: 'house-hours',
    },
  },
};

let house: InlineHouse;
beforeAll(async () => {
  house = await openInlineHouse(START_MS);
  await makeSmallWorld(house.admin);
  const scope = { purposes: ['marketing'], categories: ['loan'], channels: ['voice'] };
  const basis = { merchant, words: 'yes', method: 'migrated', evidence: 'old system 1', ...scope };
  for (const subscriber of [OF_BEIJING, OF_XINJIANG])
    await done(house.admin.post('/v1/consents', { ...basis, subscriber }));
}, 60_000);
afterAll(() => house.close());

const done = async (answer: Promise<ApiAnswer>): Promise<ApiAnswer['body']> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

const callAt = (callee: string, at: string) =>
  done(
    house.admin.post('/v1/decisions', {
      channel: 'voice',
      caller,
      callee,
      line,
      purpose: 'marketing',
      mode: 'screen',
      at: `2026-11-20T${at}:00+08:00`,
    }),
  );

test('a number is called by the hours of its province, and explained so', async () => {
  await done(house.admin.post('/v1/laws', { pack: WEST }));
  await done(house.admin.put('/v1/law', { law: 'cn-west-1' }));
  const [beijing, early, late] = [
    await callAt(OF_BEIJING, '10:00'),
    await callAt(OF_XINJIANG, '10:00'),
    await callAt(OF_XINJIANG, '21:00'),
  ];
  expect([beijing['law'], beijing['reason']]).toEqual(['cn-west-1', 'consented']);
  expect([early['reason'], early['retryAt']]).toEqual(['outside-hours', '2026-11-20T03:00:00.000Z']);
  expect([late['reason'], (await callAt(OF_BEIJING, '21:00'))['reason']]).toEqual(['consented', 'outside-hours']);
  const explained = await done(house.admin.get(`/v1/decisions/${String(early['id'])}/explanation`));
  expect(explained).toMatchObject({ reproduced: true, decision: { reason: 'outside-hours' } });
  const steps = explained['steps'] as { step: number; looked?: object }[];
  expect(steps.find(({ step }) => step === 11)?.looked).toMatchObject({
    province: '650000',
    provinceHours: WEST.provinces['650000'].hours.commercial.voice,
  });
});

test('a province that there is not is told by its field', async () => {
  const provinces = { '660000': WEST.provinces['650000'] };
  const { status, body } = await house.admin.post('/v1/laws', { pack: { ...WEST, id: 'cn-west-2', provinces } });
  expect([status, (body['errors'] as { field: string }[])[0]?.field]).toEqual([422, 'provinces.660000']);
});

test('the pack is read with its provinces, as JSON and as a page', async () => {
  expect(await done(house.admin.get('/v1/laws/cn-west-1'))).toMatchObject({ provinces: WEST.provinces });
  const { text } = await done(house.admin.get('/v1/laws/cn-west-1/page?lang=zh'));
  for (const words of ['各省规定', '650000 新疆', '11:00–22:00', '3 / 10000-attempts']) expect(text).toContain(words);
  const { text: draft } = await done(house.admin.get('/v1/laws/cn-2020-draft/page?lang=en'));
  expect(draft).not.toContain('By province');
});
