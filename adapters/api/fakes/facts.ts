import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  type ApiKey,
  asId,
  asSequence,
  type Basis,
  type Binding,
  type Content,
  type DecisionId,
  type Expectation,
  type Filing,
  type JournalledDecision,
  type Line,
  type Merchant,
  type Party,
  type PhoneNumber,
  type Preference,
  purposeMask,
  type Refusal,
  type Sanction,
} from '@wurao/domain';
import { type ConsentForm, type FormAgreement, formEvidence, type Guardianship } from '@wurao/registry';

/** A small world for tests and for the examples of the contract: one bank, one carrier, one line, two people. */
export const NOW_MS = Date.parse('2026-03-01T02:00:00.000Z');
export const BANK = asId<Merchant['id']>('merchant-sample-bank');
export const CARRIER = asId<Party['id']>('party-sample-carrier');
export const LINE_ID = asId<Line['id']>('line-sample-1');
export const PERSON = '+8613800000001' as PhoneNumber;
export const OTHER_PERSON = '+8613800000002' as PhoneNumber;
const SERVICE_NUMBER = '95588' as PhoneNumber;

const MARKETING = purposeMask(['marketing']);
const LOAN = 1;

export const merchant: Merchant = {
  id: BANK,
  name: '示例银行',
  creditCode: '91110000MA00000001',
  categories: 0b11,
  index: 1,
  status: 'active',
};
export const party: Party = {
  id: CARRIER,
  name: '示例运营商',
  kind: 'carrier',
  creditCode: undefined,
  status: 'active',
};
export const line: Line = {
  id: LINE_ID,
  name: '示例银行外呼线路',
  class: 'access',
  chain: [CARRIER, asId(BANK)],
  enforcement: { mode: 'partial', percent: 20 },
  trusted: true,
  unknownCallers: 'refuse',
  refusalStyle: '603',
  status: 'active',
  entry: {
    addresses: ['192.0.2.0/28', '2001:db8:5::7'],
    certificates: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    digest: { user: 'bank', realm: 'sip.carrier.example', ha1: { md5: '0'.repeat(32), sha256: '0'.repeat(64) } },
  },
  sip: {
    mode: 'proxy',
    nextHops: ['sip:sbc-1.carrier.example:5060;transport=tcp', 'sip:[2001:db8:5::20]'],
    recordRoute: true,
    redress: 'https://carrier.example/redress',
  },
  sms: { account: 'bank', secret: 'example8', connections: 4, perSecond: 500, window: 32, replyWords: ['00000'] },
};
export const filing: Filing = {
  id: asId('filing-sample-1'),
  caller: '95588',
  prefix: false,
  merchant: BANK,
  line: LINE_ID,
  kind: 'service-number',
  purposes: purposeMask(['marketing', 'service']),
  categories: LOAN,
  channels: 1,
  contents: [],
  fromMs: Date.parse('2026-01-01T00:00:00+08:00'),
  toMs: undefined,
  status: 'active',
  origin: 'self',
};
export const agentFiling: Filing = {
  ...filing,
  id: asId('filing-sample-agent'),
  caller: '+8613900000009',
  line: undefined,
  kind: 'agent-number',
};
export const privacyFiling: Filing = {
  ...filing,
  id: asId('filing-sample-privacy'),
  caller: '+8617000000001',
  kind: 'privacy-number',
};
export const binding: Binding = {
  id: 'binding-1',
  filing: privacyFiling.id,
  a: PERSON,
  b: '+8613900000001' as PhoneNumber,
  x: '+8617000000001' as PhoneNumber,
  order: 'order-9911',
  expiresMs: Date.parse('2026-03-02T12:00:00+08:00'),
};
export const content: Content = {
  id: asId('content-1'),
  merchant: BANK,
  version: 1,
  channel: 'sms',
  purpose: 'service',
  category: 'loan',
  text: '【示例银行】您尾号{card}的账户于{day}入账{amount}元。',
  variables: [
    { name: 'card', type: 'number', maxLength: 4 },
    { name: 'day', type: 'date', maxLength: 10 },
    { name: 'amount', type: 'amount', maxLength: 12 },
  ],
  status: 'submitted',
  reviewNote: undefined,
};
/** As a gate has them: the first approved, an offer, and a version of the first that waits for review. */
export const CONTENTS: readonly Content[] = [
  { ...content, status: 'approved' },
  { ...content, id: asId('content-1@2'), version: 2, text: '【示例银行】您的账户入账{amount}元。' },
  {
    ...content,
    id: asId('content-2'),
    purpose: 'marketing',
    text: '【示例银行】{name},新品上市,客服95588,拒收请回复R',
    variables: [{ name: 'name', type: 'name', maxLength: 10 }],
    status: 'approved',
  },
];
export const sanction: Sanction = {
  id: asId('sanction-1'),
  kind: 'cap',
  target: { kind: 'number', id: '95588' },
  purposes: MARKETING,
  channels: ALL_CHANNELS,
  perDay: 100,
  fromMs: NOW_MS,
  toMs: undefined,
  clause: 'draft-22',
  note: '投诉集中',
  status: 'active',
  sequence: asSequence(41),
};
export const basis: Basis = {
  id: asId('basis-1'),
  kind: 'consent',
  subscriber: PERSON,
  merchant: BANK,
  purposes: MARKETING,
  categories: LOAN,
  channels: 0b11,
  matter: undefined,
  words: '我同意示例银行通过电话和短信向我介绍贷款产品。',
  method: 'web-form',
  evidence: {
    reference: 'form-2026-0301-17',
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
  confirmed: true,
  fromMs: Date.parse('2026-03-01T09:00:00+08:00'),
  toMs: Date.parse('2027-03-01T09:00:00+08:00'),
  receivedMs: NOW_MS,
  sequence: asSequence(41),
  ended: undefined,
};
export const expectation: Expectation = {
  subscriber: PERSON,
  channels: 1,
  categories: LOAN,
  fromMs: NOW_MS,
  expiresMs: NOW_MS + 2 * 3_600_000,
  sequence: asSequence(41),
};
export const WARD = '+8613800000003' as PhoneNumber;
export const guardianship: Guardianship = {
  id: 'guardianship-1',
  guardian: PERSON,
  ward: WARD,
  state: 'standing',
  hash: '0'.repeat(64),
  tries: 0,
  askedMs: NOW_MS - 7_200_000,
  expiresMs: NOW_MS + 79_200_000,
  standsMs: NOW_MS - 3_600_000,
  endedMs: undefined,
  toldMs: undefined,
};
export const consentForm: ConsentForm = {
  id: 'form-1',
  version: 1,
  merchant: BANK,
  purposes: MARKETING,
  categories: LOAN,
  channels: 0b10,
  title: { zh: '贷款资讯', en: 'News about loans' },
  words: {
    zh: '我同意示例银行向我发送贷款类营销短信。',
    en: 'I agree to marketing messages about loans from the sample bank.',
  },
  origins: ['https://shop.example'],
  validDays: 365,
  publishedMs: NOW_MS,
  endedMs: undefined,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};
/** What agreeing to it leaves. */
export const agreedBasis = (agreement: FormAgreement): Basis => ({
  ...basis,
  subscriber: agreement.subscriber,
  categories: LOAN,
  channels: consentForm.channels,
  words: consentForm.words[agreement.language] ?? '',
  method: 'wurao',
  evidence: { reference: formEvidence(agreement, NOW_MS), sha256: consentForm.sha256 },
  fromMs: NOW_MS,
  toMs: Date.parse('2027-03-01T02:00:00.000Z'),
});
export const refusal: Refusal = {
  subscriber: PERSON,
  merchant: asId('merchant-sample-school'),
  purposes: 0x1ff,
  categories: ALL_CATEGORIES,
  channels: ALL_CHANNELS,
  by: 'subscriber',
  words: '不要再打来',
  receivedMs: NOW_MS,
  sequence: asSequence(40),
  ended: undefined,
};
export const preference: Preference = {
  subscriber: PERSON,
  on: true,
  channels: 1,
  categories: 0b11,
  purposes: purposeMask(['marketing', 'survey', 'recruitment']),
  hours: [{ days: [1, 2, 3, 4, 5], from: '18:00', to: '20:00' }],
  allow: [],
  deny: ['+8613911112222' as PhoneNumber],
  prefixes: [{ prefix: '400', scope: 'commercial' }],
  keep: [],
  barredSince: asSequence(12),
  sequence: asSequence(12),
};

export const record = (
  over: Partial<JournalledDecision['decision']> = {},
  attempt: Partial<JournalledDecision['attempt']> = {},
): JournalledDecision => ({
  id: asId<DecisionId>('decision-1'),
  atMs: NOW_MS,
  attempt: {
    mode: 'attempt',
    channel: 'voice',
    caller: SERVICE_NUMBER,
    callee: OTHER_PERSON,
    line: LINE_ID,
    merchant: undefined,
    purpose: 'marketing',
    category: undefined,
    content: undefined,
    text: undefined,
    permit: undefined,
    attemptId: undefined,
    assertedCaller: undefined,
    firstCalled: undefined,
    roaming: false,
    classified: undefined,
    ...attempt,
  },
  decision: {
    decision: 'refuse',
    reason: 'no-consent',
    reasonCode: 116,
    step: 10,
    wouldBe: undefined,
    law: 'cn-2020-draft',
    dataVersion: asSequence(41),
    retryAtMs: undefined,
    lawfulRetryAtMs: undefined,
    merchant: BANK,
    filing: filing.id,
    carrier: CARRIER,
    purpose: 'marketing',
    categories: LOAN,
    fact: asSequence(0),
    holdsConfirmed: false,
    counted: false,
    counters: { today: 0, window: 0, distinctCallees: 0, sanctioned: 0 },
    ...over,
  },
});

export const allowed = record(
  {
    decision: 'allow',
    reason: 'consented',
    reasonCode: 5,
    step: 13,
    fact: basis.sequence,
    holdsConfirmed: true,
    counted: true,
  },
  { callee: PERSON },
);

const keyOf = (role: ApiKey['role'], over: Partial<ApiKey> = {}): ApiKey => ({
  id: asId(`key-${role}`),
  hash: '',
  role,
  party: undefined,
  subscriber: undefined,
  lines: [],
  expiresMs: undefined,
  status: 'active',
  ...over,
});

/** Bearer token to key. */
export const KEYS: Readonly<Record<string, ApiKey>> = {
  'key-of-admin': keyOf('admin'),
  'key-of-merchant': keyOf('merchant', { party: asId(BANK), lines: [LINE_ID] }),
  'key-of-merchant-with-two-lines': keyOf('merchant', {
    id: asId('key-two'),
    party: asId(BANK),
    lines: [LINE_ID, asId('line-sample-2')],
  }),
  'key-of-other-merchant': keyOf('merchant', { id: asId('key-other'), party: asId('merchant-other'), lines: [] }),
  'key-of-carrier': keyOf('carrier', { party: CARRIER, lines: [LINE_ID] }),
  'key-of-other-carrier': keyOf('carrier', { id: asId('key-other-carrier'), party: asId('party-other'), lines: [] }),
  'key-of-subscriber': keyOf('subscriber', { subscriber: PERSON }),
  'key-of-other-subscriber': keyOf('subscriber', { id: asId('key-other-person'), subscriber: OTHER_PERSON }),
  'key-of-handler': keyOf('handler'),
  'key-of-regulator': keyOf('regulator'),
  'key-of-member': keyOf('handler', {
    id: asId('key-session'),
    member: asId('member-1'),
    expiresMs: NOW_MS + 12 * 3_600_000,
  }),
  'key-of-the-same-member': keyOf('handler', {
    id: asId('key-session-2'),
    member: asId('member-1'),
    expiresMs: NOW_MS + 12 * 3_600_000,
  }),
};
