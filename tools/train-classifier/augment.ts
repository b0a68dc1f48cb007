// More to learn from, out of what there is: signatures that say nothing about the purpose, and promotion hung on service texts.
// Only ever made from the examples that a model may learn from, never from those it is tested on.
import { type Example, purposeOf, readTails } from './corpus.ts';
import { piecesOf, standsIn } from './groups.ts';
import { seeded } from './seeded.ts';

const SIGNATURE = /【[^】]{1,12}】/;
const SIGNED_ANEW = 3;
const TAILS_EACH = 3;
/** Of the shared promotional messages, so many get a signature and words to refuse, as the rule wants them. */
const SIGNED_SHARE = 0.12;
const WAYS_TO_REFUSE = ['退订回T', '拒收请回复R', '回TD退订', '退订回N', '', '', ''];
const MORE_SIGNATURES =
  '招商银行 工商银行 建设银行 平安 人保财险 华泰证券 顺丰速运 菜鸟 京东 淘宝 美团 饿了么 唯品会 苏宁易购 中国移动 中国联通 中国电信 携程 东方航空 滴滴出行 市医院 口腔医院 新东方 驾校 万科物业 自如 国家电网 燃气公司 上汽大众 支付宝 微信 健身房 美容会所 智联招聘 百度 网易 小米 华为 某某科技 客服中心 会员中心 温馨提示 通知'.split(
    ' ',
  );
const HIDES_PROMOTION = ['service', 'verification', 'care'].map(purposeOf);
const DISGUISED = purposeOf('disguised');
const MARKETING = purposeOf('marketing');

/** `heldOut`: what the model will be tested on; an end of promotion that stands in a written message of it is not hung on any. */
export const augmented = (
  examples: readonly Example[],
  seed: number,
  heldOut: readonly Example[] = [],
): readonly Example[] => {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const written = examples.filter(({ source }) => source === 'written');
  const own = written.flatMap(({ text }) => SIGNATURE.exec(text)?.[0].slice(1, -1) ?? []);
  const signatures = [...new Set([...own, ...MORE_SIGNATURES])];
  const made: Example[] = [];
  const resigned = (example: Example): Example => {
    const bare = example.text.replace(SIGNATURE, '');
    const chance = random();
    const text =
      chance < 0.2 ? bare : chance < 0.6 ? `【${pick(signatures)}】${bare}` : `${bare}【${pick(signatures)}】`;
    const { weight, labelWeight = weight } = example;
    return { ...example, text, weight: weight / 2, labelWeight: labelWeight / 2 };
  };
  const unseen = heldOut.flatMap(({ source, text }) => (source === 'written' ? [piecesOf(text)] : []));
  const tails = [
    ...readTails().map(({ text }) => text),
    ...written.flatMap(({ purpose, text }) => (purpose === MARKETING ? text.replace(SIGNATURE, '').slice(-40) : [])),
  ].filter((tail) => {
    const pieces = piecesOf(tail);
    return !unseen.some((whole) => standsIn(pieces, whole));
  });
  for (const example of written) {
    if (example.purpose !== purposeOf('personal')) {
      for (let copy = 0; copy < SIGNED_ANEW; copy++) made.push(resigned(example));
    }
    if (example.purpose === undefined || !HIDES_PROMOTION.includes(example.purpose)) continue;
    for (let copy = 0; copy < TAILS_EACH; copy++) {
      const text = `${example.text}${pick(tails)}`;
      made.push(resigned({ ...example, text, purpose: DISGUISED, commercial: true, label: 'disguised' }));
    }
  }
  for (const example of examples) {
    if (example.source !== 'sms6' && example.source !== 'fbs') continue;
    if (random() >= SIGNED_SHARE) continue;
    made.push({ ...example, text: `【${pick(signatures)}】${example.text}${pick(WAYS_TO_REFUSE)}` });
  }
  return [...examples, ...made];
};
