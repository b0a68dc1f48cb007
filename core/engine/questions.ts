/** The steps of the decision as questions a person can read; numbers are those of DESIGN's table. */
export const QUESTIONS: readonly {
  readonly step: number;
  readonly question: { readonly zh: string; readonly en: string };
}[] = [
  { step: 1, question: { zh: '被叫是紧急号码吗？', en: 'Is the callee an emergency number?' } },
  {
    step: 2,
    question: {
      zh: '线路已知，且主叫对该类线路合规吗？',
      en: 'Is the line known, and the caller right for its class?',
    },
  },
  {
    step: 3,
    question: {
      zh: '号码、线路、商家或链上主体正受处置吗？',
      en: 'Does a sanction on number, line, merchant or chain apply?',
    },
  },
  {
    step: 4,
    question: { zh: '是已备案的应急或公益主叫吗？', en: 'Is it a filed emergency or public-interest caller?' },
  },
  {
    step: 5,
    question: {
      zh: '主叫在用户的个人名单或号段中吗？',
      en: "Is the caller on the subscriber's own lists or prefixes?",
    },
  },
  {
    step: 6,
    question: {
      zh: '内容已审核、与模板一致且未夹带推广吗？',
      en: 'Is the content approved, as reviewed, and free of hidden promotion?',
    },
  },
  { step: 7, question: { zh: '该用途不属于商业性吗？', en: 'Is the purpose not commercial?' } },
  { step: 8, question: { zh: '用户拒绝过该商家吗？', en: 'Has the subscriber refused this merchant?' } },
  {
    step: 9,
    question: { zh: '用户的免打扰设置禁止此类联系吗？', en: "Does the subscriber's do-not-disturb bar this?" },
  },
  {
    step: 10,
    question: {
      zh: '有涵盖此用途、类别、渠道的有效依据吗？',
      en: 'Is there a living basis for this purpose, category and channel?',
    },
  },
  {
    step: 11,
    question: { zh: '在法定时段和用户设定时段内吗？', en: "Is it inside the lawful hours and the subscriber's?" },
  },
  {
    step: 12,
    question: { zh: '未超过频次上限和冷静期吗？', en: 'Is it within the caps and outside the rest period?' },
  },
  { step: 13, question: { zh: '依据为何？', en: 'On what basis is it allowed?' } },
];
