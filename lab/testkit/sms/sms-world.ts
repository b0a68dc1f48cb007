import type { ApiAnswer, ApiClient } from '../api-client.ts';
import { openSubscriberSession } from '../small-world.ts';

/** What merchants' systems bind by: two lines of one shop, one of another. Ids and secrets are fixed. */
export const SMS_WORLD = {
  carrier: 'party-sms-carrier',
  shop: 'merchant-sms-shop',
  /** 【样例小店】 signs its messages. */
  signature: '样例小店',
  first: { line: 'line-sms-first', account: 'shop1', secret: 'secret-1', port: '10690001' },
  /** Of the same shop. */
  second: { line: 'line-sms-second', account: '901002', secret: 'secret-2', port: '10690002' },
  /** Filed for service, on the first line and on the second. */
  service: { port: '10690003' },
  cmpp: { port: '10690004' },
  callee: '13800000001',
} as const;

const done = async (asked: Promise<ApiAnswer>): Promise<ApiAnswer> => {
  const answer = await asked;
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
};

const EVERY_HOUR = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];
/** Messages at any hour and as often as a lab sends; consent is needed as ever. */
const LAB_LAW = {
  extends: 'cn-2015',
  id: 'lab-sms-1',
  hours: { commercial: { sms: EVERY_HOUR, voice: EVERY_HOUR } },
  caps: { commercial: { callsPerDay: 255, perWindow: 'none' }, transactional: { messagesPerDay: 'none' } },
};

export interface SmsWorldOptions {
  readonly window?: number;
  readonly perSecond?: number;
}

/** Registers it over the API, with an admin key. */
export const makeSmsWorld = async (admin: ApiClient, options: SmsWorldOptions = {}): Promise<void> => {
  const { carrier, shop, signature, first, second, service, cmpp } = SMS_WORLD;
  const { window = 32, perSecond = 10_000 } = options;
  await done(admin.post('/v1/laws', { pack: LAB_LAW }));
  await done(admin.put('/v1/law', { law: LAB_LAW.id }));
  await done(admin.post('/v1/parties', { id: carrier, name: 'SMS carrier', kind: 'carrier' }));
  await done(admin.post('/v1/merchants', { id: shop, name: signature, categories: ['retail', 'other'] }));
  for (const { line, account, secret } of [first, second]) {
    const sms = { account, secret, window, perSecond, connections: 8 };
    const common = { class: 'access', chain: [carrier], enforcement: { mode: 'enforce' } };
    await done(admin.post('/v1/lines', { id: line, name: line, ...common, sms }));
  }
  const filing = {
    ...{ merchant: shop, kind: 'service-number', prefix: true, categories: ['retail'], channels: ['sms', 'flash'] },
    from: '2020-01-01T00:00:00Z',
  };
  const marketing = { ...filing, purposes: ['marketing'] };
  await done(admin.post('/v1/filings', { ...marketing, caller: first.port, line: first.line }));
  await done(admin.post('/v1/filings', { ...marketing, caller: second.port, line: second.line }));
  const serving = { ...filing, purposes: ['service'] };
  await done(admin.post('/v1/filings', { ...serving, caller: service.port, line: first.line }));
  await done(admin.post('/v1/filings', { ...serving, caller: cmpp.port, line: second.line }));
};

/** The person agrees, by a session of its own, to the shop's promotion by message. */
export const agree = async (admin: ApiClient, number: string): Promise<void> => {
  const subscriber = number.startsWith('+') ? number : `+86${number}`;
  const person = admin.as(await openSubscriberSession(admin, subscriber));
  const scope = { purposes: ['marketing'], categories: ['retail'], channels: ['sms', 'flash'] };
  await done(person.post('/v1/consents', { subscriber, merchant: SMS_WORLD.shop, words: 'yes', ...scope }));
};
