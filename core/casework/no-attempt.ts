import { type InstantMs, numberKind, type PhoneNumber } from '@wurao/domain';
import type { TellLanguage } from './case-texts.ts';
import type { ToldComplaint } from './complaint.ts';
import { attemptSpan } from './match-attempt.ts';

/** What it means that the journal holds no attempt that fits. Stable keys; where equally much speaks for two, the order is this one. */
export const NO_ATTEMPT_MEANINGS = {
  'too-old': {
    zh: '时间较早，判定日志已不再保存当时的记录。',
    en: 'It was so long ago that the journal no longer has it.',
  },
  'fake-base-station': {
    zh: '可能是伪基站：消息没有经过运营商网络。',
    en: 'It may be a fake base station: no network carried the message.',
  },
  spoofed: {
    zh: '号码可能被冒用：显示的号码不是真实的主叫。',
    en: 'The number may be spoofed: whoever it shows did not call or send.',
  },
  'another-carrier': {
    zh: '可能经由其他运营商到达，本平台没有记录。',
    en: 'It may have come by another carrier, of which nothing is on record here.',
  },
  'unknown-number': {
    zh: '号码不完整，无法判断来源。',
    en: 'Too little is known of the number to say where it came from.',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<TellLanguage, string>>>>;
export type NoAttemptMeaning = keyof typeof NO_ATTEMPT_MEANINGS;

/** What speaks for a meaning. Stable keys. */
export const NO_ATTEMPT_EVIDENCE = {
  'before-journal': {
    zh: '该时间早于判定日志的起点',
    en: 'the time lies before the journal begins',
  },
  'part-before-journal': {
    zh: '可能的时间有一部分早于判定日志的起点',
    en: 'a part of the time in question lies before the journal begins',
  },
  'filed-here': {
    zh: '号码当时在本平台备案，其联系都应有记录',
    en: 'the number was filed here then, and all that it sends is on record',
  },
  'not-filed-here': { zh: '号码当时未在本平台备案', en: 'the number was not filed here then' },
  'refused-here': {
    zh: '本平台曾拒绝该号码的一次联系',
    en: 'an attempt of the number was refused here, so it did not come by us',
  },
  'prefix-assigned': { zh: '号段已分配给运营商', en: 'the prefix is assigned to a carrier' },
  'prefix-unassigned': { zh: '号段未分配', en: 'the prefix is assigned to nobody' },
  'public-code': { zh: '显示的是公共服务号码', en: 'the number shown is one of a public service' },
  'own-number': { zh: '显示的是投诉人本人的号码', en: "the number shown is the complainant's own" },
  'foreign-number': { zh: '显示的是境外号码', en: 'the number shown is a foreign one' },
  'came-as-message': { zh: '以短信形式到达', en: 'it came as a message' },
  'came-as-flash': { zh: '以闪信形式到达', en: 'it came as a flash message' },
  'number-masked': { zh: '号码有隐藏位', en: 'some digits of the number are hidden' },
  'number-unreadable': { zh: '号码无法识别', en: 'the number cannot be read' },
} as const satisfies Readonly<Record<string, Readonly<Record<TellLanguage, string>>>>;
export type NoAttemptEvidence = keyof typeof NO_ATTEMPT_EVIDENCE;

/** How much what speaks for which meaning (house defaults): 1 only together with something else, 3 above all. */
const SPEAKS_FOR: Readonly<Record<NoAttemptMeaning, Readonly<Partial<Record<NoAttemptEvidence, 1 | 2 | 3>>>>> = {
  'too-old': { 'before-journal': 2, 'part-before-journal': 2 },
  // Such stations send to all around, under whichever number they like; they call nobody.
  'fake-base-station': {
    'filed-here': 2,
    'prefix-unassigned': 2,
    'public-code': 1,
    'came-as-message': 1,
    'came-as-flash': 2,
  },
  spoofed: { 'filed-here': 2, 'prefix-unassigned': 2, 'public-code': 2, 'own-number': 3 },
  'another-carrier': { 'not-filed-here': 2, 'refused-here': 2, 'prefix-assigned': 1, 'foreign-number': 1 },
  'unknown-number': { 'number-masked': 2, 'number-unreadable': 2 },
};
const SPEAKS_ENOUGH = 2;

/** 110, 12315 and the like, which call nobody. */
const PUBLIC_CODE = /^(?:1[12]\d{1,3}|999)$/;

/** What else is known, of a reported number that is known. */
export interface NoAttemptFacts {
  /** The instant from which on the journal is whole. */
  readonly journalFromMs: InstantMs;
  /** A filing in force then covers it. */
  readonly filed: boolean;
  /** By the numbering plan; undefined: it says nothing of such numbers. */
  readonly assigned: boolean | undefined;
  /** `matchAttempt` found a refused attempt. */
  readonly refused: boolean;
}

export interface NoAttemptFinding {
  readonly meaning: NoAttemptMeaning;
  readonly evidence: readonly NoAttemptEvidence[];
}

type Missed = Pick<ToldComplaint, 'complainant' | 'reported' | 'channel' | 'atMs'>;

const ofNumber = (number: PhoneNumber, { complainant }: Missed, facts: NoAttemptFacts): NoAttemptEvidence[] => {
  const found: NoAttemptEvidence[] = [facts.filed ? 'filed-here' : 'not-filed-here'];
  if (facts.assigned !== undefined) found.push(facts.assigned ? 'prefix-assigned' : 'prefix-unassigned');
  if (PUBLIC_CODE.test(number)) found.push('public-code');
  if (number === complainant) found.push('own-number');
  if (numberKind(number) === 'foreign') found.push('foreign-number');
  return found;
};

const evidenceOf = (complaint: Missed, facts: NoAttemptFacts): readonly NoAttemptEvidence[] => {
  const { reported, channel } = complaint;
  const [fromMs, toMs] = attemptSpan(complaint);
  // What the journal cannot hold says nothing of anybody.
  if (toMs < facts.journalFromMs) return ['before-journal'];
  const found: NoAttemptEvidence[] = fromMs < facts.journalFromMs ? ['part-before-journal'] : [];
  if (reported.kind === 'known') found.push(...ofNumber(reported.number, complaint, facts));
  else found.push(reported.kind === 'masked' ? 'number-masked' : 'number-unreadable');
  if (facts.refused) found.push('refused-here');
  if (channel !== 'voice') found.push(channel === 'sms' ? 'came-as-message' : 'came-as-flash');
  return found;
};

/**
 * Nothing fits: what that means, and what speaks for it; that for which most speaks first. Never empty. It accuses nobody: each is
 * a direction in which to look.
 */
export const explainNoAttempt = (complaint: Missed, facts: NoAttemptFacts): readonly NoAttemptFinding[] => {
  const found = evidenceOf(complaint, facts);
  const weighed = (Object.keys(SPEAKS_FOR) as NoAttemptMeaning[]).map((meaning) => {
    const weights = SPEAKS_FOR[meaning];
    const isOut = meaning === 'fake-base-station' && complaint.channel === 'voice';
    const evidence = isOut ? [] : found.filter((key) => weights[key] !== undefined);
    return { meaning, evidence, weight: evidence.reduce((sum, key) => sum + (weights[key] ?? 0), 0) };
  });
  return weighed
    .filter(({ weight }) => weight >= SPEAKS_ENOUGH)
    .sort((a, b) => b.weight - a.weight)
    .map(({ meaning, evidence }) => ({ meaning, evidence }));
};

/** One finding in words: the meaning, then what speaks for it. */
export const noAttemptText = ({ meaning, evidence }: NoAttemptFinding, language: TellLanguage): string => {
  const words = evidence.map((key) => NO_ATTEMPT_EVIDENCE[key][language]);
  const text = NO_ATTEMPT_MEANINGS[meaning][language];
  return language === 'zh' ? `${text}依据：${words.join('；')}。` : `${text} Because ${words.join('; ')}.`;
};
