import { success } from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { NOW_MS } from '../fakes/facts.ts';
import { fakePorts } from '../fakes/ports.ts';

const MONTH_MS = 30 * 86_400_000;
const SHOWN = { subscriber: '13800000001', port: '1069 0001 8801', text: '积分兑换' };

const houseOf = () => {
  const received: object[] = [];
  const messageReports = {
    report: async (report: object) => {
      received.push(report);
      return success({ carried: 'unknown' as const });
    },
  };
  const api = buildApi({ ...fakePorts(), messageReports }, { docs: false });
  const send = (who: string, body: object) =>
    api.inject({
      method: 'POST',
      url: '/v1/message-reports',
      payload: body,
      headers: { authorization: `Bearer key-of-${who}` },
    });
  return { send, received };
};

describe('a message that somebody shows', () => {
  it('is asked about as it was shown, by whoever may ask about its subscriber', async () => {
    const { send, received } = houseOf();
    for (const who of ['subscriber', 'handler', 'admin', 'regulator'])
      expect((await send(who, SHOWN)).json(), who).toMatchObject({ port: '106900018801', carried: 'unknown' });
    expect(received[0]).toEqual({ ...SHOWN, subscriber: '+8613800000001', port: '106900018801', atMs: NOW_MS });
    expect((await send('merchant', SHOWN)).statusCode).toBe(403);
    expect((await send('subscriber', { ...SHOWN, subscriber: '13800000002' })).statusCode).toBe(403);
  });

  it.each([
    ['is to come', NOW_MS + 301_000, 422],
    ['is a month ago', NOW_MS - MONTH_MS, 200],
    ['is longer ago', NOW_MS - MONTH_MS - 1_000, 422],
  ])('at an instant that %s', async (_what, atMs, status) => {
    const { send } = houseOf();
    expect((await send('admin', { ...SHOWN, at: new Date(atMs).toISOString() })).statusCode).toBe(status);
  });
});
