import type { BasisKind, Channel, HoursWindow, Purpose } from '@wurao/domain';
import type { Cap, CapGroup, Clause, ClockName, ClockRule, LawPack, PurposeRule } from './pack.ts';
import { PROMOTION_WORDS } from './promotion-words.ts';

const DRAFT = '通信短信息和语音呼叫服务管理规定(征求意见稿), 2020-08-31';
const HOUSE = '本产品默认值，无对应条款，可配置 (house default, no clause; configurable)';

const PRESS = '出处：行业报道，未经核实 (trade practice reported in the press, unverified)';

const clause = (id: string, zh: string, en: string, source: string): [string, Clause] => [
  id,
  { id, title: { zh, en }, source },
];

const CLAUSES: Readonly<Record<string, Clause>> = Object.fromEntries([
  clause(
    'draft-consent',
    '未经同意不得发送商业性信息',
    'No commercial contact without consent',
    `${DRAFT}, 商业性信息条款 (marketing clause)`,
  ),
  clause('draft-refusal', '明确拒绝后应当停止', 'A refusal stops it', `${DRAFT}, 商业性信息条款 (marketing clause)`),
  clause(
    'draft-service',
    '服务类不得夹带推广',
    'A service port carries no promotion',
    `${DRAFT}, 服务类条款 (service clause)`,
  ),
  clause(
    'draft-numbers',
    '码号按备案使用，不得改变或隐藏',
    'Numbers are used as filed, never altered or hidden',
    `${DRAFT}, 码号条款 (numbering clause)`,
  ),
  clause(
    'draft-23',
    '全国免打扰平台按用户意愿防护',
    "Protection according to people's registered wishes",
    `${DRAFT}, 第二十三条 (art. 23)`,
  ),
  clause(
    'draft-22',
    '发现违规应当停止并可限制资源',
    'A carrier that finds a breach stops it',
    `${DRAFT}, 第二十二条 (art. 22)`,
  ),
  clause('draft-31', '投诉处理时限', 'Complaint time limits', `${DRAFT}, 第三十一条 (art. 31)`),
  clause(
    'draft-records',
    '同意凭证至少保存五个月',
    'Proof of consent is kept at least five months',
    `${DRAFT}, 记录保存条款 (records clause)`,
  ),
  clause(
    'plan-2018',
    '未经认证呼叫拦截，谁接入谁负责',
    'Unauthenticated calls are blocked; whoever connects answers for it',
    '十三部门《综合整治骚扰电话专项行动方案》, 2018 (action plan of 13 departments)',
  ),
  clause(
    'notice-81',
    '呼叫中心外呼规范',
    'Call-centre outbound rules',
    '工信部信管〔2020〕81号, 呼叫中心业务管理 (Notice 81, 2020)',
  ),
  clause(
    'order42-bad-list',
    '处罚决定后三十日内列入不良名单',
    'Entered in the bad list within thirty days of the penalty',
    '电信业务经营许可管理办法, 工业和信息化部令第42号 (Order 42), 2017, 不良名单条款 (bad-list clause)',
  ),
  clause('house-hours', '允许联系时段', 'Hours of contact', HOUSE),
  clause('house-caps', '联系频次与冷静期', 'How often, and rest after a no', HOUSE),
  clause('house-personal', '个人号码日呼叫上限', "A personal number's daily limit", HOUSE),
  clause('house-privacy', '名单不外泄', 'The register is no oracle', HOUSE),
  clause('house-emergency', '紧急呼叫不受限', 'Emergency calls always pass', HOUSE),
  clause('house-observe', '观察模式', 'Observing line', HOUSE),
  clause('house-counting', '计数与期限', 'What counts, and for how long', HOUSE),
  clause('house-clocks', '其他办理时限', 'Time limits that no clause sets', HOUSE),
  clause('house-words', '推广用语表', 'Words that sell', HOUSE),
  clause(
    'house-complaint-rate',
    '投诉率万分之一',
    'One complaint in 10,000 attempts',
    `${HOUSE}; ${PRESS}: a line is closed at 1 in 10,000; other pages say 0.3 % or 0.5 %`,
  ),
  clause(
    'house-complaints-in-days',
    '十日内五件投诉',
    'Five complaints in ten days',
    `${HOUSE}; after India's TCCCPR, where 5 complaints in 10 days trigger action`,
  ),
  clause(
    'house-campaign-line',
    '外呼线路两件投诉',
    'Two complaints about a campaign line',
    `${HOUSE}; ${PRESS}: one carrier's sales manager says that two complaints close a company's outbound calling; the days are the house's`,
  ),
  clause('house-complaint-weight', '投诉如何计数与确信度', 'Which complaints count, and how surely', HOUSE),
]);

const EVERY_CHANNEL: readonly Channel[] = ['voice', 'sms', 'flash'];
const EVERY_KIND: readonly BasisKind[] = ['consent', 'request', 'relation'];

/** DESIGN, purpose matrix: verification and service. */
const transactional: PurposeRule = {
  content: true,
  commercial: false,
  refusal: false,
  preference: false,
  basis: [],
  basisKinds: [],
  hours: undefined,
  caps: 'transactional',
  prefixes: false,
  clause: 'draft-service',
};
/** DESIGN, purpose matrix: survey, recruitment, marketing. */
const commercial: PurposeRule = {
  content: true,
  commercial: true,
  refusal: true,
  preference: true,
  basis: EVERY_CHANNEL,
  basisKinds: EVERY_KIND,
  hours: 'commercial',
  caps: 'commercial',
  prefixes: true,
  clause: 'draft-consent',
};

export const CN_2020_MATRIX: Readonly<Record<Purpose, PurposeRule>> = {
  marketing: commercial,
  survey: commercial,
  recruitment: commercial,
  service: transactional,
  verification: transactional,
  care: { ...transactional, refusal: true, hours: 'commercial', caps: 'care', prefixes: true },
  collection: {
    ...transactional,
    basis: EVERY_CHANNEL,
    basisKinds: ['relation'],
    hours: 'collection',
    caps: 'collection',
    prefixes: true,
  },
  'public-interest': { ...transactional, content: false, caps: undefined, clause: 'house-emergency' },
  personal: { ...transactional, content: false, caps: undefined, prefixes: true, clause: 'house-personal' },
};

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const daily = (from: string, to: string): readonly HoursWindow[] => [{ days: EVERY_DAY, from, to }];
const CALLS = daily('09:00', '20:00');
const MESSAGES = daily('08:00', '21:00');
const COLLECTION = daily('08:00', '22:00');

const CAPS: Readonly<Record<CapGroup, Cap>> = {
  commercial: {
    callsPerDay: 1,
    messagesPerDay: undefined,
    perWindow: 4,
    windowDays: 30,
    coolOffDays: 60,
    clause: 'house-caps',
  },
  care: { callsPerDay: 2, messagesPerDay: 2, perWindow: 8, windowDays: 30, coolOffDays: 0, clause: 'house-caps' },
  collection: {
    callsPerDay: 3,
    messagesPerDay: 3,
    perWindow: undefined,
    windowDays: 30,
    coolOffDays: 0,
    clause: 'house-caps',
  },
  transactional: {
    callsPerDay: 20,
    messagesPerDay: 20,
    perWindow: undefined,
    windowDays: 30,
    coolOffDays: 0,
    clause: 'house-caps',
  },
};

const workingDays = (days: number, cited: string): ClockRule => ({ days, dayKind: 'working', clause: cited });

/** 3, 15 and 3: 21 in all from a complete complaint to what the person is told. */
const CLOCK_RULES: Readonly<Record<ClockName, ClockRule>> = {
  supplement: workingDays(10, 'house-clocks'),
  forward: workingDays(3, 'draft-31'),
  report: workingDays(15, 'draft-31'),
  amend: workingDays(5, 'house-clocks'),
  tell: workingDays(3, 'draft-31'),
  appeal: workingDays(15, 'house-clocks'),
  explain: workingDays(15, 'house-clocks'),
  'bad-list': { days: 30, dayKind: 'calendar', clause: 'order42-bad-list' },
};

const NO = { counts: false } as const;

export const CN_2020_DRAFT: LawPack = {
  id: 'cn-2020-draft',
  title: {
    zh: '通信短信息和语音呼叫服务管理规定(征求意见稿)',
    en: 'Draft provisions on messaging and voice call services',
  },
  effectiveFrom: '2020-08-31',
  source: DRAFT,
  clauses: CLAUSES,
  matrix: CN_2020_MATRIX,
  zoneMinutes: 480,
  hours: {
    commercial: { voice: CALLS, sms: MESSAGES, flash: MESSAGES },
    collection: { voice: COLLECTION, sms: COLLECTION, flash: COLLECTION },
  },
  // No `signatureRequired`: that a commercial message names its merchant is asked of templates when they are filed; a port that may send
  // texts of its own would lose each one without 【】 otherwise, also where the name stands in its words.
  // One figure for every class of line: the sources tell none apart.
  thresholds: [
    { what: 'complaints', value: 1, per: '10000-attempts', clause: 'house-complaint-rate' },
    { what: 'complaints', value: 5, per: 'days', days: 10, clause: 'house-complaints-in-days' },
    { what: 'complaints-of-a-campaign-line', value: 2, per: 'days', days: 30, clause: 'house-campaign-line' },
  ],
  complaintRates: {
    wrongPerMillion: 1_000,
    periodDays: [30, 360],
    fewest: 3,
    habitual: { moreThan: 10, days: 30 },
    clause: 'house-complaint-weight',
  },
  // No hours by province: no clause asks for them. A pack of the house that wants them says `provinces`, as the example in
  // docs/law-packs does; every number called is then looked up in the numbering plan.
  caps: CAPS,
  personalDistinctCallees: 30,
  unconfirmed: {
    consent: NO,
    request: NO,
    relation: NO,
    migrated: { counts: true, days: 90 },
    collectionRelation: { counts: true, days: undefined },
  },
  requestHours: 72,
  promotionWords: PROMOTION_WORDS,
  emergencyNumbers: ['110', '112', '119', '120', '122', '999', '12110', '12395'],
  clocks: CLOCK_RULES,
  retentionMonths: 5,
  cites: {
    'predicates.prefixes': 'draft-23',
    'predicates.content': 'notice-81',
    'predicates.refusal': 'draft-refusal',
    'predicates.preference': 'draft-23',
    'predicates.basis': 'draft-consent',
    'hours.commercial': 'house-hours',
    'hours.collection': 'house-hours',
    'unconfirmed.consent': 'house-counting',
    'unconfirmed.request': 'house-counting',
    'unconfirmed.relation': 'house-counting',
    'unconfirmed.migrated': 'house-counting',
    'unconfirmed.collectionRelation': 'house-counting',
    personalDistinctCallees: 'house-personal',
    requestHours: 'house-counting',
    promotionWords: 'house-words',
    emergencyNumbers: 'house-emergency',
    retentionMonths: 'draft-records',
    zoneMinutes: 'house-counting',
  },
  reasonClauses: {
    emergency: 'house-emergency',
    'public-interest': 'house-emergency',
    'personally-allowed': 'draft-23',
    'not-commercial': 'draft-service',
    consented: 'draft-consent',
    requested: 'draft-consent',
    related: 'draft-consent',
    'basis-not-required': 'draft-consent',
    observed: 'house-observe',
    'line-unknown': 'plan-2018',
    'caller-not-filed': 'draft-numbers',
    'caller-spoofed': 'draft-numbers',
    sanctioned: 'draft-22',
    'personally-refused': 'draft-23',
    'content-not-approved': 'notice-81',
    'content-mismatch': 'notice-81',
    'disguised-promotion': 'draft-service',
    'personal-line-overuse': 'house-personal',
    'refused-by-subscriber': 'draft-refusal',
    'do-not-disturb': 'draft-23',
    'consent-withdrawn': 'draft-refusal',
    'consent-of-former-holder': 'draft-consent',
    'consent-expired': 'draft-consent',
    'consent-out-of-scope': 'draft-consent',
    'consent-unconfirmed': 'draft-consent',
    'no-consent': 'draft-consent',
    'outside-hours': 'house-hours',
    'too-often': 'house-caps',
    'no-basis': 'house-privacy',
    refused: 'house-privacy',
  },
};
