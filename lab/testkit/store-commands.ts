// Commands, actors and grounds that the cases of every store speak in.

import type { HouseCommand } from '@wurao/casework';
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  asId,
  type MerchantId,
  type PartyId,
  type PhoneNumber,
  purposeBit,
  type ReplyLanguage,
  type Result,
  type Role,
} from '@wurao/domain';
import type {
  Actor,
  AppealInput,
  BasisInput,
  Command,
  ConsentRequestInput,
  Envelope,
  ExpectationInput,
  Outcome,
  PreferenceInput,
  ReplyInput,
} from '@wurao/registry';
import type { Store } from '@wurao/store';

/** One engine's store on fresh ground. `reopen` closes it and opens what is there. */
export interface ConformanceGround {
  readonly store: Store;
  reopen(): Promise<Store>;
  dispose(): Promise<void>;
}
export type OpenEmptyStore = (clock: () => number) => Promise<ConformanceGround>;

export const T0 = Date.UTC(2026, 2, 2, 2);
export const BANK = asId<MerchantId>('merchant-bank');
export const SHOP = asId<MerchantId>('merchant-shop');
export const ANNA = '+8613800000001' as PhoneNumber;
export const BEN = '+8613800000002' as PhoneNumber;

export const actorOf = (role: Role, said: Partial<Actor> = {}): Actor => ({
  keyId: asId(`key-${role}`),
  role,
  party: undefined,
  subscriber: undefined,
  ...said,
});
export const ADMIN = actorOf('admin');
export const subscriber = (number: PhoneNumber) => actorOf('subscriber', { subscriber: number });
export const merchant = (id: string) => actorOf('merchant', { party: asId<PartyId>(id) });

export const ofBasis = (number: PhoneNumber, said: Partial<BasisInput> = {}): Command => ({
  kind: 'grantBasis',
  basis: {
    kind: 'consent',
    subscriber: number,
    merchant: BANK,
    purposes: purposeBit('marketing'),
    categories: ALL_CATEGORIES,
    channels: ALL_CHANNELS,
    matter: undefined,
    words: 'I agree',
    method: 'app',
    evidence: { reference: 'record 1', sha256: undefined },
    fromMs: undefined,
    toMs: undefined,
    ...said,
  },
});
export const ofAppeal = (decision: string, said: Partial<AppealInput> = {}): Command => ({
  kind: 'fileAppeal',
  appeal: {
    decision: asId(decision),
    line: asId('line-1'),
    merchant: BANK,
    carrier: undefined,
    caller: ANNA,
    statement: 'I was asked to call back',
    contact: 'anna@example.com',
    ...said,
  },
});
export const ofRefusal = (number: PhoneNumber, to: MerchantId = BANK): Command => ({
  kind: 'recordRefusal',
  refusal: {
    subscriber: number,
    merchant: to,
    purposes: ALL_PURPOSES,
    categories: ALL_CATEGORIES,
    channels: ALL_CHANNELS,
    words: 'no',
  },
});
/** To which replies come, in these cases. */
export const PORT = '106900018801' as PhoneNumber;
export const ofReply = (
  number: PhoneNumber,
  merchants: readonly MerchantId[],
  said: Partial<ReplyInput> = {},
  language: ReplyLanguage = 'zh',
): Command => ({
  kind: 'refuseByReply',
  reply: { subscriber: number, port: PORT, text: 'TD', atMs: T0, line: asId('line-1'), ...said },
  merchants,
  language,
});
export const ofConsentRequest = (number: PhoneNumber, said: Partial<ConsentRequestInput> = {}): Command => ({
  kind: 'requestConsent',
  request: {
    subscriber: number,
    merchant: BANK,
    purposes: purposeBit('marketing'),
    categories: ALL_CATEGORIES,
    channels: ALL_CHANNELS,
    toMs: undefined,
    language: 'zh',
    act: { reference: 'form 17', sha256: undefined, atMs: T0 },
    ...said,
  },
});
export const ofCode = (number: PhoneNumber, code: string): Command => ({
  kind: 'confirmConsent',
  reply: { subscriber: number, port: PORT, text: code, atMs: T0, line: undefined },
  code,
});
export const ofPreference = (number: PhoneNumber, said: Partial<PreferenceInput> = {}): Command => ({
  kind: 'setPreference',
  subscriber: number,
  preference: {
    on: true,
    channels: ALL_CHANNELS,
    categories: ALL_CATEGORIES,
    purposes: purposeBit('marketing'),
    hours: undefined,
    allow: [],
    deny: [],
    prefixes: [],
    keep: [],
    ...said,
  },
});
export const ofExpectation = (number: PhoneNumber, said: Partial<ExpectationInput> = {}): Command => ({
  kind: 'expectCall',
  subscriber: number,
  expectation: { categories: ALL_CATEGORIES, channels: ALL_CHANNELS, hours: 2, ...said },
});
export const ofMerchant = (id: string): Command => ({
  kind: 'registerMerchant',
  id,
  name: id,
  creditCode: undefined,
  categories: ALL_CATEGORIES,
});

export const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.code}: ${result.errors.map((e) => `${e.field}: ${e.message}`).join('; ')}`);
};
export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.code);

export type Open = (...merchants: string[]) => Promise<Store>;
export type Run = (
  store: Store,
  command: HouseCommand,
  actor?: Actor,
  idempotency?: Envelope['idempotency'],
) => Promise<Result<Outcome>>;
