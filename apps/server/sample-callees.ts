import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  asId,
  COMMERCIAL_PURPOSES,
  categoryMask,
  channelMask,
  type PhoneNumber,
  purposeMask,
} from '@wurao/domain';
import type { ReasonKey } from '@wurao/law';
import type { Actor, BasisInput, Envelope, PreferenceInput } from '@wurao/registry';
import { BANK, BANK_CATEGORIES, by, CARRIER, CARRIER_PARTY, SAMPLE_CALLERS, SAMPLE_FROM_MS } from './sample-nouns.ts';

/** One labelled callee: what it shows, and what the bank's marketing call to it at ten in the morning is answered. */
export interface SampleCallee {
  readonly number: PhoneNumber;
  readonly shows: { readonly zh: string; readonly en: string };
  readonly caller: PhoneNumber;
  readonly reason: ReasonKey;
}

const callee = (
  index: number,
  zh: string,
  en: string,
  reason: ReasonKey,
  caller: PhoneNumber = SAMPLE_CALLERS.bank,
): SampleCallee => ({
  number: sampleNumber(index),
  shows: { zh, en },
  caller,
  reason,
});

export const sampleNumber = (index: number): PhoneNumber =>
  asId<PhoneNumber>(`+861380000${String(index).padStart(4, '0')}`);

export const SAMPLE_CALLEES: readonly SampleCallee[] = [
  callee(1, '已同意样例银行(经本人确认)', 'consented to the bank, confirmed by the subscriber', 'consented'),
  callee(2, '已开启免打扰,无任何同意', 'do-not-disturb on, no consent', 'do-not-disturb'),
  callee(3, '曾同意,后明确拒绝样例银行', 'consented, then refused the bank', 'refused-by-subscriber'),
  callee(4, '同意已过期', 'the consent has expired', 'consent-expired'),
  callee(5, '同意已撤回', 'the consent was withdrawn', 'consent-withdrawn'),
  callee(6, '同意仅有商家声明,未经本人确认', "the consent is the bank's word only", 'consent-unconfirmed'),
  callee(7, '本人允许名单中有该主叫', "the caller is on the subscriber's own allow list", 'personally-allowed'),
  callee(
    8,
    '已同意,但拦截 400 号段',
    'consented, but blocks the prefix 400',
    'personally-refused',
    SAMPLE_CALLERS.bankHotline,
  ),
  callee(9, '样例银行的现有客户(经本人确认)', 'a customer of the bank, confirmed by the subscriber', 'related'),
  callee(
    10,
    '本人刚请求过样例银行(载入后 72 小时内)',
    'asked the bank to call, within 72 hours of loading',
    'requested',
  ),
  callee(
    11,
    '号码已重新分配,同意属前一位持有人',
    'a recycled number: the consent was a former holder’s',
    'consent-of-former-holder',
  ),
  callee(12, '没有任何记录', 'nothing is known', 'no-consent'),
];

const EXPIRED_MS = Date.UTC(2021, 0, 1);

const subscriberActor = (subscriber: PhoneNumber): Actor => ({
  keyId: undefined,
  role: 'subscriber',
  party: undefined,
  subscriber,
});
const BANK_ACTOR: Actor = { keyId: undefined, role: 'merchant', party: asId(BANK), subscriber: undefined };

const SCOPE = {
  purposes: purposeMask(['marketing']),
  categories: categoryMask(BANK_CATEGORIES),
  channels: channelMask(['voice', 'sms']),
};
const WORDS = '我同意样例银行通过电话和短信向我介绍贷款、保险和理财产品。(样例数据 sample data)';

const basis = (index: number, more: Partial<BasisInput> = {}): BasisInput => ({
  kind: 'consent',
  subscriber: sampleNumber(index),
  merchant: BANK,
  ...SCOPE,
  matter: undefined,
  words: WORDS,
  method: 'wurao',
  evidence: undefined,
  fromMs: SAMPLE_FROM_MS,
  toMs: undefined,
  ...more,
});

const granted = (index: number, more: Partial<BasisInput> = {}): Envelope =>
  by(subscriberActor(sampleNumber(index)), { kind: 'grantBasis', basis: basis(index, more) });

const wishes = (index: number, more: Partial<PreferenceInput>): Envelope =>
  by(subscriberActor(sampleNumber(index)), {
    kind: 'setPreference',
    subscriber: sampleNumber(index),
    preference: {
      on: false,
      channels: ALL_CHANNELS,
      categories: ALL_CATEGORIES,
      purposes: purposeMask(COMMERCIAL_PURPOSES),
      hours: undefined,
      allow: [],
      deny: [],
      prefixes: [],
      keep: [],
      ...more,
    },
  });

/** Whose consent the printed curl withdraws, and whose is withdrawn from the start: their ids come with the outcomes. */
export const CONSENTED = sampleNumber(1);
export const WITHDRAWN = sampleNumber(5);
const REFUSED = sampleNumber(3);
const RECYCLED = sampleNumber(11);

export const calleesFacts = (): readonly Envelope[] => [
  granted(1),
  wishes(2, { on: true }),
  granted(3),
  by(subscriberActor(REFUSED), {
    kind: 'recordRefusal',
    refusal: { subscriber: REFUSED, merchant: BANK, ...SCOPE, words: '不要再打了。(样例数据 sample data)' },
  }),
  granted(4, { toMs: EXPIRED_MS }),
  granted(5),
  by(BANK_ACTOR, {
    kind: 'grantBasis',
    basis: basis(6, {
      method: 'web-form',
      evidence: { reference: 'sample: form 0006 of the made-up bank', sha256: undefined },
    }),
  }),
  wishes(7, { on: true, allow: [SAMPLE_CALLERS.bank] }),
  wishes(8, { prefixes: [{ prefix: '400', scope: 'commercial' }] }),
  granted(8),
  granted(9, { kind: 'relation', words: '' }),
  granted(10, { kind: 'request', words: '请回电介绍消费贷款。(样例数据 sample data)' }),
  granted(11),
  by(CARRIER, { kind: 'recordOwnership', number: RECYCLED, carrier: CARRIER_PARTY }),
  by(CARRIER, { kind: 'recycleNumber', number: RECYCLED }),
];

/** Known only once the consents stand: they are named by id. */
export const withdrawal = (basisId: string): Envelope =>
  by(subscriberActor(WITHDRAWN), { kind: 'withdrawBasis', id: asId(basisId) });

export const codeRequest = (): Envelope =>
  by(subscriberActor(CONSENTED), { kind: 'requestCode', subscriber: CONSENTED });

export const session = (code: string): Envelope =>
  by(subscriberActor(CONSENTED), { kind: 'openSession', subscriber: CONSENTED, code });
