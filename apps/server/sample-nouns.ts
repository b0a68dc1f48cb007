import {
  ALL_CHANNELS,
  asId,
  type Category,
  type ContentId,
  categoryMask,
  channelMask,
  type InstantMs,
  type LineId,
  type MerchantId,
  type PartyId,
  type PhoneNumber,
  purposeMask,
} from '@wurao/domain';
import type { Actor, Command, Envelope, FilingInput, LineInput } from '@wurao/registry';

/** The organisations, lines, filings and contents of the sample world. All are made up, and their names say so. */
const DAY_MS = 86_400_000;
/** Filed and agreed from here on, so that any day that documents name, and any hour of it, lies inside. */
export const SAMPLE_FROM_MS = Date.UTC(2020, 0, 1);
const BINDING_MS = 90 * DAY_MS;

export const ADMIN: Actor = { keyId: undefined, role: 'admin', party: undefined, subscriber: undefined };
export const CARRIER_PARTY = asId<PartyId>('party-sample-carrier');
export const CARRIER: Actor = { keyId: undefined, role: 'carrier', party: CARRIER_PARTY, subscriber: undefined };
const LINE_PROVIDER = asId<PartyId>('party-sample-line-provider');

export const BANK = asId<MerchantId>('merchant-sample-bank');
export const LENDER = asId<MerchantId>('merchant-sample-lender');
export const SHOP = asId<MerchantId>('merchant-sample-shop');

export const LINE_ENFORCING = asId<LineId>('line-sample-1');
export const LINE_OBSERVING = asId<LineId>('line-sample-2');
export const LINE_PERSONAL = asId<LineId>('line-sample-personal');
export const LINE_INTERCONNECT = asId<LineId>('line-sample-interconnect');
export const SAMPLE_LINES: readonly LineId[] = [LINE_ENFORCING, LINE_OBSERVING, LINE_PERSONAL, LINE_INTERCONNECT];

const number = (text: string): PhoneNumber => asId<PhoneNumber>(text);
/** What the sample callers are for; shown in sample.json. */
export const SAMPLE_CALLERS = {
  bank: number('95000'),
  bankHotline: number('4000000001'),
  /** Ports of the bank's messages begin with it. */
  bankPort: number('106900000'),
  lender: number('95001'),
  shop: number('4000000002'),
  shopAgent: number('+8617000000002'),
  courier: number('+8617000000001'),
  person: number('+8613900000001'),
} as const;

export const BANK_CATEGORIES: readonly Category[] = ['loan', 'insurance', 'securities'];

export const by = (actor: Actor, command: Command): Envelope => ({ actor, command, idempotency: undefined });

/** `signature`: what stands between 【 and 】 in its messages. */
const merchant = (id: MerchantId, signature: string, name: string, categories: readonly Category[]): Envelope =>
  by(CARRIER, {
    kind: 'registerMerchant',
    id,
    name: `${signature} ${name}`,
    creditCode: undefined,
    categories: categoryMask(categories),
    signatures: [signature],
  });

export const organisations = (): readonly Envelope[] => [
  by(ADMIN, {
    kind: 'registerParty',
    id: CARRIER_PARTY,
    name: '样例运营商 Sample Carrier',
    partyKind: 'carrier',
    creditCode: undefined,
  }),
  by(ADMIN, {
    kind: 'registerParty',
    id: LINE_PROVIDER,
    name: '样例线路商 Sample Line Provider',
    partyKind: 'line-provider',
    creditCode: undefined,
  }),
  merchant(BANK, '样例银行', 'Sample Bank', BANK_CATEGORIES),
  merchant(LENDER, '样例小贷', 'Sample Lender', ['loan', 'collection']),
  merchant(SHOP, '样例商城', 'Sample Shop', ['retail']),
];

const line = (id: LineId, name: string, more: Partial<LineInput>): Envelope =>
  by(CARRIER, {
    kind: 'registerLine',
    line: {
      id,
      name,
      class: 'access',
      chain: [CARRIER_PARTY, LINE_PROVIDER],
      enforcement: { mode: 'enforce' },
      trusted: false,
      unknownCallers: 'refuse',
      refusalStyle: '603',
      status: 'active',
      ...more,
    },
  });

export const lines = (): readonly Envelope[] => [
  line(LINE_ENFORCING, '样例线路一,执行 Sample line 1, enforces', {
    // Calls that this machine itself sends to the SIP gate; nothing answers at the next hop until somebody listens there.
    entry: { addresses: ['127.0.0.1', '::1'], certificates: [], digest: undefined },
    sip: { mode: 'redirect', nextHops: ['sip:127.0.0.1:5070'], recordRoute: false, redress: undefined },
  }),
  line(LINE_OBSERVING, '样例线路二,观察 Sample line 2, only observes', { enforcement: { mode: 'observe' } }),
  line(LINE_PERSONAL, '样例个人线路 Sample line of people', {
    class: 'personal',
    chain: [CARRIER_PARTY],
    trusted: true,
    unknownCallers: 'pass',
  }),
  line(LINE_INTERCONNECT, '样例网间线路 Sample line to another carrier', {
    class: 'interconnect',
    chain: [CARRIER_PARTY],
    trusted: true,
  }),
];

export const CONTENT_OFFER = asId<ContentId>('content-sample-bank-offer');
export const CONTENT_CODE = asId<ContentId>('content-sample-bank-code');

/** Submitted by the merchant's hand, approved by the operator's. */
export const contents = (): readonly Envelope[] => [
  by(ADMIN, {
    kind: 'registerContent',
    content: {
      id: CONTENT_OFFER,
      merchant: BANK,
      channel: 'sms',
      purpose: 'marketing',
      category: 'loan',
      text: '【样例银行】尊敬的{name},您可申请年利率{rate}%的消费贷款。客服95000,拒收请回复R',
      variables: [
        { name: 'name', type: 'name', maxLength: 20 },
        { name: 'rate', type: 'amount', maxLength: 6 },
      ],
      submit: true,
    },
  }),
  by(ADMIN, {
    kind: 'registerContent',
    content: {
      id: CONTENT_CODE,
      merchant: BANK,
      channel: 'sms',
      purpose: 'verification',
      category: 'other',
      text: '【样例银行】验证码{code},5分钟内有效,请勿告知他人。',
      variables: [{ name: 'code', type: 'number', maxLength: 6 }],
      submit: true,
    },
  }),
  by(ADMIN, { kind: 'reviewContent', id: CONTENT_OFFER, approve: true, note: '样例 sample' }),
  by(ADMIN, { kind: 'reviewContent', id: CONTENT_CODE, approve: true, note: '样例 sample' }),
];

type Filed = Partial<FilingInput> & Pick<FilingInput, 'caller' | 'merchant' | 'purposes' | 'categories'>;

const filing = (id: string, more: Filed): Envelope =>
  by(ADMIN, {
    kind: 'fileNumber',
    filing: {
      id,
      prefix: false,
      line: undefined,
      kind: 'service-number',
      channels: ALL_CHANNELS,
      contents: [],
      fromMs: SAMPLE_FROM_MS,
      toMs: undefined,
      origin: 'self',
      ...more,
    },
  });

const VOICE = channelMask(['voice']);
const SOLD_BY_CALL = purposeMask(['marketing', 'service', 'care', 'verification']);

export const filings = (): readonly Envelope[] => {
  const ofBank = { merchant: BANK, categories: categoryMask(BANK_CATEGORIES), purposes: SOLD_BY_CALL };
  const retail = categoryMask(['retail']);
  return [
    filing('filing-sample-bank', { ...ofBank, caller: SAMPLE_CALLERS.bank, channels: VOICE }),
    filing('filing-sample-bank-hotline', { ...ofBank, caller: SAMPLE_CALLERS.bankHotline, channels: VOICE }),
    filing('filing-sample-bank-messages', {
      ...ofBank,
      caller: SAMPLE_CALLERS.bankPort,
      prefix: true,
      channels: channelMask(['sms', 'flash']),
      categories: categoryMask([...BANK_CATEGORIES, 'other']),
      contents: [CONTENT_OFFER, CONTENT_CODE],
    }),
    filing('filing-sample-lender', {
      caller: SAMPLE_CALLERS.lender,
      merchant: LENDER,
      purposes: purposeMask(['marketing', 'collection']),
      categories: categoryMask(['loan', 'collection']),
    }),
    filing('filing-sample-shop', {
      caller: SAMPLE_CALLERS.shop,
      merchant: SHOP,
      purposes: purposeMask(['marketing', 'service', 'survey']),
      categories: retail,
    }),
    filing('filing-sample-shop-agent', {
      caller: SAMPLE_CALLERS.shopAgent,
      merchant: SHOP,
      kind: 'agent-number',
      purposes: purposeMask(['marketing', 'service']),
      categories: retail,
      channels: VOICE,
    }),
    filing('filing-sample-courier', {
      caller: SAMPLE_CALLERS.courier,
      merchant: SHOP,
      kind: 'privacy-number',
      purposes: purposeMask(['service']),
      categories: retail,
      channels: VOICE,
    }),
  ];
};

/** A courier's order, a suspended lender, and whose network serves an ordinary person. */
export const circumstances = (nowMs: InstantMs): readonly Envelope[] => [
  by(CARRIER, {
    kind: 'bindMiddleNumber',
    filing: 'filing-sample-courier',
    a: number('+8613900000002'),
    b: number('+8613800000012'),
    x: SAMPLE_CALLERS.courier,
    order: 'order-sample-1',
    expiresMs: nowMs + BINDING_MS,
  }),
  by(ADMIN, {
    kind: 'imposeSanction',
    sanction: {
      id: 'sanction-sample-lender',
      kind: 'suspend',
      target: { kind: 'merchant', id: LENDER },
      purposes: purposeMask(['marketing']),
      channels: ALL_CHANNELS,
      perDay: undefined,
      fromMs: SAMPLE_FROM_MS,
      toMs: undefined,
      clause: 'draft-22',
      note: '样例处置 sample sanction',
    },
  }),
  by(CARRIER, { kind: 'recordOwnership', number: SAMPLE_CALLERS.person, carrier: CARRIER_PARTY }),
];
