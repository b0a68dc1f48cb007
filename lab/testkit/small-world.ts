import type { ApiAnswer, ApiClient } from './api-client.ts';

/** The least that lets a decision be made: a carrier, a merchant with a filed caller, a line. Ids are fixed. */
export const SMALL_WORLD = {
  carrier: 'party-test-carrier',
  merchant: 'merchant-test',
  line: 'line-test',
  caller: '95599',
} as const;

const expectDone = (answer: ApiAnswer): ApiAnswer => {
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
};

/** Registers it over the API with an admin key; answers a merchant's key for it. */
export const makeSmallWorld = async (admin: ApiClient): Promise<string> => {
  const { carrier, merchant, line, caller } = SMALL_WORLD;
  expectDone(await admin.post('/v1/parties', { id: carrier, name: 'Test carrier', kind: 'carrier' }));
  expectDone(await admin.post('/v1/merchants', { id: merchant, name: 'Test merchant', categories: ['loan', 'other'] }));
  expectDone(
    await admin.post('/v1/lines', {
      id: line,
      name: 'Test line',
      class: 'access',
      chain: [carrier],
      enforcement: { mode: 'enforce' },
    }),
  );
  expectDone(
    await admin.post('/v1/filings', {
      caller,
      merchant,
      line,
      kind: 'service-number',
      purposes: ['marketing', 'service'],
      categories: ['loan'],
      channels: ['voice', 'sms'],
      // Long filed, so that a question about an earlier day is answered, too.
      from: '2020-01-01T00:00:00Z',
    }),
  );
  const key = expectDone(await admin.post('/v1/keys', { role: 'merchant', party: merchant, lines: [line] }));
  return String(key.body['key']);
};

/** A subscriber's own key, by the code that the outbox shows. */
export const openSubscriberSession = async (admin: ApiClient, number: string): Promise<string> => {
  const path = `/v1/subscribers/${encodeURIComponent(number)}`;
  expectDone(await admin.as(undefined).post(`${path}/codes`, {}));
  const outbox = expectDone(await admin.get('/v1/outbox?limit=200'));
  const items = outbox.body['items'] as readonly {
    readonly to: string;
    readonly purpose: string;
    readonly text: string;
  }[];
  // What else went out to the number at the same instant may stand behind it.
  const sent = items.findLast(({ to, purpose }) => to === number && purpose === 'code');
  const code = /\d{6}/.exec(sent?.text ?? '')?.[0];
  const session = expectDone(await admin.as(undefined).post(`${path}/sessions`, { code }));
  return String(session.body['key']);
};
