import type { InstantMs, ReplyLanguage } from '@wurao/domain';
import { dayAt, dayName } from './calendar.ts';

/** Those of replies. */
export type TellLanguage = ReplyLanguage;

/** What happened, and where a clock runs: by when what will be done. {case} and {due} are filled in. */
interface Tell {
  readonly text: Readonly<Record<TellLanguage, string>>;
  readonly due?: Readonly<Record<TellLanguage, string>>;
}

const BY_THEN = {
  forward: {
    zh: '我们将于{due}（含当日）前转交被投诉方处理。',
    en: 'We forward it to the party concerned by the end of {due}.',
  },
  answer: { zh: '对方应于{due}（含当日）前答复。', en: 'The party is to answer by the end of {due}.' },
  result: { zh: '我们将于{due}（含当日）前告知您处理结果。', en: 'We tell you the result by the end of {due}.' },
} as const;

export const TELLS = {
  incomplete: {
    text: {
      zh: '您的投诉{case}已登记，但缺少必要信息。',
      en: 'Your complaint {case} is on record, but lacks something.',
    },
    due: { zh: '请于{due}（含当日）前补充，逾期将结案。', en: 'Please complete it by the end of {due}, or it lapses.' },
  },
  received: {
    text: { zh: '您的投诉{case}已受理。', en: 'Your complaint {case} has been received.' },
    due: BY_THEN.forward,
  },
  lapsed: {
    text: {
      zh: '您的投诉{case}未在期限内补充，已结案。您可以重新投诉。',
      en: 'Your complaint {case} was not completed in time and is closed. You may complain again.',
    },
  },
  withdrawn: {
    text: { zh: '您的投诉{case}已按您的要求撤回。', en: 'Your complaint {case} is withdrawn, as you asked.' },
  },
  forwarded: {
    text: {
      zh: '您的投诉{case}已转交被投诉方处理。',
      en: 'Your complaint {case} has been forwarded to the party concerned.',
    },
    due: BY_THEN.answer,
  },
  answered: {
    text: { zh: '被投诉方已就您的投诉{case}作出答复。', en: 'The party has answered your complaint {case}.' },
    due: BY_THEN.result,
  },
  returned: {
    text: {
      zh: '被投诉方对您的投诉{case}的答复不充分，已退回补正。',
      en: "The party's answer to your complaint {case} did not suffice and was given back.",
    },
    due: BY_THEN.answer,
  },
  upheld: {
    text: { zh: '经审查，您的投诉{case}成立。', en: 'Your complaint {case} has been looked into and is upheld.' },
    due: BY_THEN.result,
  },
  rejected: {
    text: { zh: '经审查，您的投诉{case}不成立。', en: 'Your complaint {case} has been looked into and is rejected.' },
    due: BY_THEN.result,
  },
  'upheld-unanswered': {
    text: {
      zh: '被投诉方未在期限内答复；经审查，您的投诉{case}成立。',
      en: 'The party did not answer in time; your complaint {case} is upheld.',
    },
    due: BY_THEN.result,
  },
  'rejected-unanswered': {
    text: {
      zh: '被投诉方未在期限内答复；经审查，您的投诉{case}不成立。',
      en: 'The party did not answer in time; your complaint {case} is rejected all the same.',
    },
    due: BY_THEN.result,
  },
  'upheld-on-appeal': {
    text: { zh: '经申诉复核，投诉{case}成立。', en: 'After the appeal, complaint {case} is upheld.' },
    due: BY_THEN.result,
  },
  'rejected-on-appeal': {
    text: { zh: '经申诉复核，投诉{case}不成立。', en: 'After the appeal, complaint {case} is rejected.' },
    due: BY_THEN.result,
  },
  'told-upheld': {
    text: {
      zh: '投诉{case}的处理结果：成立。案件已结，您可以查看处理情况，或提出申诉。',
      en: 'The result of complaint {case}: upheld. The case is closed. You can see what was done, or appeal.',
    },
  },
  'told-rejected': {
    text: {
      zh: '投诉{case}的处理结果：不成立。案件已结，您可以查看理由，或提出申诉。',
      en: 'The result of complaint {case}: rejected. The case is closed. You can see why, or appeal.',
    },
  },
  reopened: {
    text: { zh: '投诉{case}已重新立案。', en: 'Complaint {case} has been opened again.' },
    due: BY_THEN.forward,
  },
  appealed: {
    text: { zh: '对投诉{case}处理结果的申诉已受理。', en: 'An appeal about complaint {case} has been received.' },
    due: { zh: '我们将于{due}（含当日）前作出决定。', en: 'We decide it by the end of {due}.' },
  },
} as const satisfies Readonly<Record<string, Tell>>;
export type TellKey = keyof typeof TELLS;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** The last day in time, where `dueMs` is the first instant that is too late. */
export const dayText = (dueMs: InstantMs, language: TellLanguage): string => {
  const [year, month = 0, day] = dayName(dayAt(dueMs - 1))
    .split('-')
    .map(Number);
  return language === 'zh' ? `${year}年${month}月${day}日` : `${day} ${MONTHS[month - 1]} ${year}`;
};

export interface TellFacts {
  readonly caseId: string;
  readonly atMs: InstantMs;
  readonly dueMs: InstantMs | undefined;
}

/**
 * What a person is told at `atMs`. `dueMs`: when the clock that runs then runs out; the day named is the last on which it is in time. No
 * day is promised where there is none (a clock that stands, a year without a calendar), nor one that has passed.
 */
export const tellText = (key: TellKey, language: TellLanguage, { caseId, atMs, dueMs }: TellFacts): string => {
  const tell: Tell = TELLS[key];
  const isPromised = tell.due !== undefined && dueMs !== undefined && atMs < dueMs;
  const due = !isPromised ? '' : tell.due[language].replace('{due}', dayText(dueMs, language));
  const sentences = [tell.text[language].replace('{case}', () => caseId), due].filter((sentence) => sentence !== '');
  return sentences.join(language === 'zh' ? '' : ' ');
};
