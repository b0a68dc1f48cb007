import type { Language, Paint } from './shell.ts';

/** The answer of POST /v1/decisions. */
export interface DecisionAnswer {
  readonly id: string;
  readonly decision: 'allow' | 'refuse';
  readonly reason: string;
  readonly text: { readonly zh: string; readonly en: string };
  readonly clause: string;
  readonly law: string;
  readonly dataVersion: number;
  readonly retryAt?: string;
  readonly wouldBe?: string;
}

const WORDS = {
  zh: {
    allow: '允许',
    refuse: '拒绝',
    clause: '条款',
    data: '数据版本',
    id: '编号',
    retryAt: '最早可再联系',
    wouldBe: '本应拒绝',
  },
  en: {
    allow: 'ALLOW',
    refuse: 'REFUSE',
    clause: 'clause',
    data: 'data',
    id: 'id',
    retryAt: 'next allowed',
    wouldBe: 'would be refused',
  },
} as const;

/** One line: the answer, why, by which clause, over which data, and the id that explains it. */
export const decisionLine = (answer: DecisionAnswer, language: Language, paint: Paint): string => {
  const words = WORDS[language];
  const colour = answer.decision === 'allow' ? paint.green : paint.red;
  const details = [
    `${words.clause} ${answer.clause} (${answer.law})`,
    `${words.data} ${answer.dataVersion}`,
    ...(answer.wouldBe === undefined ? [] : [`${words.wouldBe} ${answer.wouldBe}`]),
    ...(answer.retryAt === undefined ? [] : [`${words.retryAt} ${answer.retryAt}`]),
    `${words.id} ${answer.id}`,
  ];
  return `${colour(paint.bold(words[answer.decision]))} ${answer.reason}: ${answer.text[language]} ${paint.dim(`[${details.join(', ')}]`)}`;
};
