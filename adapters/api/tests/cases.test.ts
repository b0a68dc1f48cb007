import { afterAll, describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { fakePorts } from '../fakes/ports.ts';

const api = buildApi(fakePorts(), { docs: false });
afterAll(() => api.close());
const read = async (key: string, query = ''): Promise<Record<string, unknown>> => {
  const headers = { authorization: `Bearer ${key}` };
  return (await api.inject({ url: `/v1/cases/case-1${query}`, headers })).json();
};
const complainants = (sheet: Record<string, unknown>) =>
  (sheet['complaintsHeld'] as readonly { readonly complainant: string }[]).map(({ complainant }) => complainant);

describe('a case on one screen', () => {
  it('shows staff whole numbers unless they ask for masked ones', async () => {
    const whole = complainants(await read('key-of-handler'));
    const masked = complainants(await read('key-of-handler', '?numbers=masked'));
    expect(whole).toEqual(['+8613800000001']);
    expect(masked).toEqual([expect.stringContaining('*')]);
    expect(await read('key-of-handler', '?numbers=some')).toMatchObject({ code: 'invalid' });
  });

  it('tells staff, and nobody else, what could be done', async () => {
    const ofHandler = await read('key-of-handler');
    expect(ofHandler['possible']).toEqual(['forward', 'uphold', 'reject']);
    expect(ofHandler['next']).toContainEqual(expect.objectContaining({ input: 'uphold', to: 'upheld' }));
    const ofMerchant = await read('key-of-merchant');
    expect(ofMerchant).toMatchObject({ id: 'case-1' });
    expect(ofMerchant).not.toHaveProperty('possible');
    expect(ofMerchant).not.toHaveProperty('next');
    expect(complainants(await read('key-of-merchant', '?numbers=whole'))).toEqual([expect.stringContaining('*')]);
  });
});
