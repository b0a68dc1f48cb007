import { expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { fakePorts } from '../fakes/ports.ts';

const { inject } = buildApi(fakePorts(), { docs: false });
const read = async (url: string) => {
  const answer = await inject({ url: `/v1/figures/${url}`, headers: { authorization: 'Bearer key-of-carrier' } });
  return [answer.statusCode, answer.json().errors?.[0].field];
};
const TO = 'to=2026-03-01T02:00:00Z';

it.each([
  ['lines', '2026-01-29T02:00:00Z', 200, undefined],
  ['lines', '2026-01-29T01:59:00Z', 422, 'from'],
  ['lines', '2026-03-01T02:00:00Z', 422, 'from'],
  ['traffic?by=minute', '2026-02-28T01:00:00Z', 200, undefined],
  ['traffic?by=minute', '2026-02-28T00:59:00Z', 422, 'by'],
  ['traffic?by=day', '2026-01-01T00:00:00Z', 200, undefined],
])('figures of %s from %s: %s %s', async (what, from, status, field) => {
  expect(await read(`${what}${what.includes('?') ? '&' : '?'}from=${from}&${TO}`)).toEqual([status, field]);
});
