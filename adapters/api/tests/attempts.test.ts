import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { fakePorts } from '../fakes/ports.ts';

const ports = fakePorts();
const api = buildApi(ports, { docs: false });
const ATTEMPT = { channel: 'voice', caller: '95588', callee: '138 0000 0001' };

const ask = (who: string, body: object) =>
  api.inject({
    method: 'POST',
    url: '/v1/decisions',
    headers: { authorization: `Bearer key-of-${who}` },
    payload: body,
  });

describe('what a key may ask', () => {
  it('reads numbers, fills in the only line and narrows a merchant to itself', async () => {
    const response = await ask('merchant', ATTEMPT);
    expect(response.statusCode).toBe(200);
    expect(ports.gate.asked.at(-1)?.attempt).toMatchObject({
      mode: 'attempt',
      caller: '95588',
      callee: '+8613800000001',
      line: 'line-sample-1',
      merchant: 'merchant-sample-bank',
      roaming: false,
    });
  });

  it('passes permit, instant and network identity on for those who may say them', async () => {
    const body = {
      ...ATTEMPT,
      permit: 'wp_x',
      mode: 'screen',
      at: '2026-03-01T03:00:00+08:00',
      assertedCaller: '010-62345678',
      roaming: true,
    };
    expect((await ask('admin', body)).statusCode).toBe(200);
    expect(ports.gate.asked.at(-1)).toMatchObject({
      permit: 'wp_x',
      atMs: Date.parse('2026-02-28T19:00:00Z'),
      attempt: { assertedCaller: '+861062345678', roaming: true, line: undefined },
    });
  });

  it.each([
    ['merchant', { line: 'line-sample-2' }, 403, 'line'],
    ['other-merchant', {}, 403, 'line'],
    ['other-carrier', { line: 'line-sample-1' }, 403, 'line'],
    ['merchant-with-two-lines', {}, 422, 'line'],
    ['merchant', { merchant: 'merchant-other' }, 403, 'merchant'],
    ['merchant', { at: '2026-03-01T03:00:00Z', mode: 'screen' }, 403, 'at'],
    ['admin', { at: '2026-03-01T03:00:00Z' }, 422, 'at'],
    ['merchant', { assertedCaller: '95588' }, 403, 'assertedCaller'],
    ['merchant', { roaming: false }, 403, 'roaming'],
    ['merchant', { caller: undefined }, 422, 'caller'],
    ['merchant', { mode: 'peek' }, 422, 'mode'],
    ['merchant', { text: 'x'.repeat(4001) }, 422, 'text'],
    ['merchant', { caller: 95588 }, 422, 'caller'],
    ['admin', { firstCalled: '12x' }, 422, 'firstCalled'],
  ])('%s with %o is %i at %s', async (who, over, status, field) => {
    const response = await ask(who, { ...ATTEMPT, ...over });
    expect(response.statusCode, response.body).toBe(status);
    expect(response.json().errors[0].field).toBe(field);
  });

  it('lets a carrier ask for an anonymous caller on its line', async () => {
    expect((await ask('carrier', { channel: 'voice', callee: '13800000001' })).statusCode).toBe(200);
    expect(ports.gate.asked.at(-1)?.attempt.caller).toBeUndefined();
  });

  it('shows a merchant its view and a carrier the decision as made', async () => {
    const body = { ...ATTEMPT, callee: '13800000002', purpose: 'marketing' };
    expect((await ask('merchant', body)).json()).toMatchObject({
      decision: 'refuse',
      reason: 'no-basis',
      reasonCode: 119,
      clause: 'house-privacy',
    });
    expect((await ask('carrier', body)).json()).toMatchObject({
      decision: 'refuse',
      reason: 'no-consent',
      reasonCode: 116,
    });
  });

  it('answers a permit that is refused with the decision', async () => {
    const call = { method: 'POST', url: '/v1/permits', headers: { authorization: 'Bearer key-of-merchant' } } as const;
    const refused = await api.inject({ ...call, payload: { ...ATTEMPT, callee: '13800000002', purpose: 'marketing' } });
    expect(refused.statusCode).toBe(200);
    expect(refused.json()).toMatchObject({ decision: 'refuse', reason: 'no-basis' });
    const mode = await api.inject({ ...call, payload: { ...ATTEMPT, mode: 'screen' } });
    expect(mode.statusCode).toBe(400);
  });
});
