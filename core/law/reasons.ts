/**
 * The reasons file. A reason is a stable number and key; neither is ever reused or renumbered. Allow codes are 1–99.
 * Refusal codes are 100–199, so that they stand in a CMPP result byte as they are and in SMPP as 0x400 + (code - 100).
 */
export interface Reason {
  readonly code: number;
  readonly key: string;
  readonly decision: 'allow' | 'refuse';
  readonly text: { readonly zh: string; readonly en: string };
}

const allow = (code: number, key: string, zh: string, en: string): Reason => ({
  code,
  key,
  decision: 'allow',
  text: { zh, en },
});
const refuse = (code: number, key: string, zh: string, en: string): Reason => ({
  code,
  key,
  decision: 'refuse',
  text: { zh, en },
});

export const REASONS = [
  allow(1, 'emergency', '被叫为紧急号码，一律放行。', 'The callee is an emergency number; it always passes.'),
  allow(
    2,
    'public-interest',
    '主叫为已备案的应急或公益号码。',
    'The caller is filed for emergency or public-interest use on an authenticated line.',
  ),
  allow(
    3,
    'personally-allowed',
    '用户已将该主叫列入个人允许名单。',
    "The caller is on the subscriber's own allow list.",
  ),
  allow(4, 'not-commercial', '该用途不属于商业性联系。', 'The purpose is not commercial.'),
  allow(
    5,
    'consented',
    '用户已明确同意该商家以此方式联系。',
    'The subscriber consented to this merchant, purpose and channel.',
  ),
  allow(6, 'requested', '用户近期主动请求过此事。', 'The subscriber asked about this matter.'),
  allow(
    7,
    'related',
    '用户是该商家的现有客户，且内容属于同类产品。',
    'The subscriber is a customer, and this concerns the same or a similar product.',
  ),
  allow(
    8,
    'basis-not-required',
    '所适用的规则对此类联系不要求事先同意，用户也未拒绝。',
    'The law in force asks for no prior basis here, and the subscriber did not refuse.',
  ),
  allow(
    9,
    'observed',
    '线路对此次联系只观察：本应拒绝，仅作记录。',
    'The line only observes this contact: it would have been refused, and is recorded.',
  ),
  refuse(100, 'line-unknown', '线路未知或已停用。', 'The line is unknown or not in use.'),
  refuse(
    101,
    'caller-not-filed',
    '主叫号码未在该线路为此用途备案。',
    'The caller number is not filed for this use on this line.',
  ),
  refuse(
    102,
    'caller-spoofed',
    '主叫号码与其网络身份不符。',
    'The caller number does not agree with its network identity.',
  ),
  refuse(
    103,
    'sanctioned',
    '该号码、线路、商家或链上主体正受处置。',
    'A sanction on the number, line, merchant or a party of the chain applies.',
  ),
  refuse(
    104,
    'personally-refused',
    '用户已将该主叫列入个人拒绝名单或拦截号段。',
    "The caller is on the subscriber's own deny list or a prefix they block.",
  ),
  refuse(105, 'content-not-approved', '内容未经审核通过。', 'The content is not approved.'),
  refuse(106, 'content-mismatch', '文本与审核通过的模板不一致。', 'The text differs from the approved template.'),
  refuse(
    107,
    'disguised-promotion',
    '非商业用途的文本中夹带推广。',
    'The text promotes under a purpose that is not commercial.',
  ),
  refuse(
    108,
    'personal-line-overuse',
    '个人号码当日呼叫的不同被叫数超过上限。',
    'A personal number reached its limit of distinct callees for the day.',
  ),
  refuse(109, 'refused-by-subscriber', '用户已明确拒绝该商家。', 'The subscriber has refused this merchant.'),
  refuse(110, 'do-not-disturb', '用户已开启免打扰。', 'The subscriber has do-not-disturb on for this.'),
  refuse(111, 'consent-withdrawn', '用户已撤回同意。', 'The subscriber withdrew the consent.'),
  refuse(
    112,
    'consent-of-former-holder',
    '同意由该号码的前一位持有人作出。',
    'The consent was given by a former holder of the number.',
  ),
  refuse(113, 'consent-expired', '同意已过期。', 'The consent has expired.'),
  refuse(
    114,
    'consent-out-of-scope',
    '同意不包含此用途、类别或渠道。',
    'The consent does not cover this purpose, category or channel.',
  ),
  refuse(
    115,
    'consent-unconfirmed',
    '同意仅有商家单方声明，未经用户确认。',
    "The consent is the merchant's word only; the subscriber has not confirmed it.",
  ),
  refuse(116, 'no-consent', '没有用户的明确同意，视为拒绝。', 'There is no explicit consent, which counts as refusal.'),
  refuse(117, 'outside-hours', '不在允许联系的时段内。', 'Outside the hours in which contact is allowed.'),
  refuse(118, 'too-often', '联系次数已达上限或仍在冷静期。', 'Contacted too often, or within the rest period.'),
  refuse(119, 'no-basis', '贵方对该号码没有经用户确认的联系依据。', 'You hold no basis confirmed by this subscriber.'),
  refuse(120, 'refused', '用户不接受此次联系。', 'The subscriber does not accept this contact.'),
] as const satisfies readonly Reason[];

export type ReasonKey =
  | 'emergency'
  | 'public-interest'
  | 'personally-allowed'
  | 'not-commercial'
  | 'consented'
  | 'requested'
  | 'related'
  | 'basis-not-required'
  | 'observed'
  | 'line-unknown'
  | 'caller-not-filed'
  | 'caller-spoofed'
  | 'sanctioned'
  | 'personally-refused'
  | 'content-not-approved'
  | 'content-mismatch'
  | 'disguised-promotion'
  | 'personal-line-overuse'
  | 'refused-by-subscriber'
  | 'do-not-disturb'
  | 'consent-withdrawn'
  | 'consent-of-former-holder'
  | 'consent-expired'
  | 'consent-out-of-scope'
  | 'consent-unconfirmed'
  | 'no-consent'
  | 'outside-hours'
  | 'too-often'
  | 'no-basis'
  | 'refused';

const BY_KEY: ReadonlyMap<string, Reason> = new Map(REASONS.map((reason) => [reason.key, reason]));

/** The reason of a key. Throws for an unknown key: a programmer's error. */
export const reasonOf = (key: ReasonKey): Reason => {
  const reason = BY_KEY.get(key);
  if (!reason) throw new Error(`no reason ${key} in the reasons file`);
  return reason;
};
