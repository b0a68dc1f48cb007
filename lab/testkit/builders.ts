// Valid domain objects with the least said: name what the test is about, the rest is plain.
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  type Attempt,
  asId,
  asSequence,
  type Binding,
  COMMERCIAL_PURPOSES,
  type Content,
  type Filing,
  type Line,
  type LineId,
  type Merchant,
  type MerchantId,
  type PairEntry,
  type PairState,
  type PartyId,
  type PhoneNumber,
  type PreferenceProfile,
  purposeMask,
  type Sanction,
} from '@wurao/domain';

/** A canonical number as it stands: no parsing, so that a test says exactly what it means. */
export const aNumber = (canonical: string): PhoneNumber => canonical as PhoneNumber;

export const CALLEE = aNumber('+8613800000001');
export const CALLER = aNumber('95566');

export const anAttempt = (said: Partial<Attempt> = {}): Attempt => ({
  mode: 'attempt',
  channel: 'voice',
  caller: CALLER,
  callee: CALLEE,
  line: asId<LineId>('line-1'),
  merchant: undefined,
  purpose: undefined,
  category: undefined,
  content: undefined,
  text: undefined,
  permit: undefined,
  attemptId: undefined,
  assertedCaller: undefined,
  firstCalled: undefined,
  roaming: false,
  classified: undefined,
  ...said,
});

export const aLine = (said: Partial<Line> = {}): Line => ({
  id: asId<LineId>('line-1'),
  name: 'Line 1',
  class: 'access',
  chain: [asId<PartyId>('party-carrier')],
  enforcement: { mode: 'enforce' },
  trusted: false,
  unknownCallers: 'refuse',
  refusalStyle: '603',
  status: 'active',
  ...said,
});

export const aMerchant = (said: Partial<Merchant> = {}): Merchant => ({
  id: asId<MerchantId>('merchant-1'),
  name: 'Merchant 1',
  creditCode: undefined,
  categories: ALL_CATEGORIES,
  index: 1,
  status: 'active',
  ...said,
});

export const aFiling = (said: Partial<Filing> = {}): Filing => ({
  id: asId('filing-1'),
  caller: CALLER,
  prefix: false,
  merchant: asId<MerchantId>('merchant-1'),
  line: undefined,
  kind: 'service-number',
  purposes: ALL_PURPOSES,
  categories: ALL_CATEGORIES,
  channels: ALL_CHANNELS,
  contents: [],
  fromMs: 0,
  toMs: undefined,
  status: 'active',
  origin: 'self',
  ...said,
});

export const aContent = (said: Partial<Content> = {}): Content => ({
  id: asId('content-1'),
  merchant: asId<MerchantId>('merchant-1'),
  version: 1,
  channel: 'sms',
  purpose: 'marketing',
  category: 'other',
  text: 'Hello',
  variables: [],
  status: 'approved',
  reviewNote: undefined,
  ...said,
});

export const aBinding = (said: Partial<Binding> = {}): Binding => ({
  id: 'binding-1',
  filing: asId('filing-1'),
  a: CALLEE,
  b: aNumber('+8613600000001'),
  x: aNumber('+8617000000001'),
  order: 'order-1',
  expiresMs: Number.MAX_SAFE_INTEGER,
  ...said,
});

export const aSanction = (said: Partial<Sanction> = {}): Sanction => ({
  id: asId('sanction-1'),
  kind: 'suspend',
  target: { kind: 'merchant', id: 'merchant-1' },
  purposes: ALL_PURPOSES,
  channels: ALL_CHANNELS,
  perDay: undefined,
  fromMs: 0,
  toMs: undefined,
  clause: 'draft-22',
  note: '',
  status: 'active',
  sequence: asSequence(1),
  ...said,
});

/** Do-not-disturb on, for everything commercial. */
export const aProfile = (said: Partial<PreferenceProfile> = {}): PreferenceProfile => ({
  on: true,
  channels: ALL_CHANNELS,
  categories: ALL_CATEGORIES,
  purposes: purposeMask(COMMERCIAL_PURPOSES),
  hours: undefined,
  hasLists: false,
  ...said,
});

/** A confirmed consent to everything, since ever, received first. */
export const anEntry = (said: Partial<PairEntry> = {}): PairEntry => ({
  kind: 'consent',
  purposes: ALL_PURPOSES,
  categories: ALL_CATEGORIES,
  channels: ALL_CHANNELS,
  confirmed: true,
  migrated: false,
  withdrawn: false,
  former: false,
  lifts: true,
  fromSec: 0,
  toSec: 0,
  receivedSec: 1,
  matter: undefined,
  sequence: asSequence(1),
  ...said,
});

export const aPair = (said: Partial<PairState> = {}): PairState => ({
  entries: [],
  refusals: [],
  kept: false,
  lastNoSec: 0,
  lastNoSequence: asSequence(0),
  ...said,
});
