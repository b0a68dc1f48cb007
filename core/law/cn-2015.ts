import type { Purpose } from '@wurao/domain';
import { CN_2020_DRAFT, CN_2020_MATRIX } from './cn-2020-draft.ts';
import type { Clause, ClockName, ClockRule, LawPack, PurposeRule } from './pack.ts';

const ORDER_31 = '通信短信息服务管理规定, 工业和信息化部令第31号 (Order 31), 2015-06-30';

const clause = (id: string, zh: string, en: string): [string, Clause] => [
  id,
  { id, title: { zh, en }, source: ORDER_31 },
];

/** Order 31 asks for consent on messages only and is silent on calls: there a call passes unless refused or barred. */
const onMessages = (rule: PurposeRule): PurposeRule => ({
  ...rule,
  basis: ['sms', 'flash'],
  clause: 'order31-consent',
});

const MATRIX: Readonly<Record<Purpose, PurposeRule>> = {
  ...CN_2020_MATRIX,
  marketing: onMessages(CN_2020_MATRIX.marketing),
  survey: onMessages(CN_2020_MATRIX.survey),
  recruitment: onMessages(CN_2020_MATRIX.recruitment),
};

/** The draft's days, taken over by the house: art. 31 is of the draft alone. */
const byHouse = (name: ClockName): ClockRule => ({ ...CN_2020_DRAFT.clocks[name], clause: 'house-clocks' });

export const CN_2015: LawPack = {
  ...CN_2020_DRAFT,
  id: 'cn-2015',
  title: { zh: '通信短信息服务管理规定', en: 'Provisions on messaging services' },
  effectiveFrom: '2015-06-30',
  source: ORDER_31,
  matrix: MATRIX,
  clocks: { ...CN_2020_DRAFT.clocks, forward: byHouse('forward'), report: byHouse('report'), tell: byHouse('tell') },
  clauses: {
    ...CN_2020_DRAFT.clauses,
    ...Object.fromEntries([
      clause('order31-consent', '未经同意不得发送商业性短信息', 'No commercial messages without consent'),
      clause('order31-refusal', '拒绝后应当停止发送', 'A refusal stops the messages'),
      clause('order31-calls', '对语音呼叫未作规定', 'Silent on calls'),
      clause('order31-service', '服务类短信不得夹带商业性内容', 'Service messages carry no promotion'),
    ]),
  },
  cites: { ...CN_2020_DRAFT.cites, 'predicates.basis': 'order31-consent', 'predicates.refusal': 'order31-refusal' },
  reasonClauses: {
    ...CN_2020_DRAFT.reasonClauses,
    consented: 'order31-consent',
    requested: 'order31-consent',
    related: 'order31-consent',
    'basis-not-required': 'order31-calls',
    'no-consent': 'order31-consent',
    'consent-withdrawn': 'order31-refusal',
    'refused-by-subscriber': 'order31-refusal',
    'consent-expired': 'order31-consent',
    'consent-out-of-scope': 'order31-consent',
    'consent-unconfirmed': 'order31-consent',
    'consent-of-former-holder': 'order31-consent',
    'disguised-promotion': 'order31-service',
    'not-commercial': 'order31-service',
  },
};
