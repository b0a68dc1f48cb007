import { ALL_CATEGORIES, categoriesIn, channelsIn, type ReplyLanguage } from '@wurao/domain';
import { CATEGORY_NAMES, CHANNEL_NAMES } from './consent-words.ts';
import type { PreferenceInput } from './envelope.ts';
import { SIGNED } from './notices.ts';

/** What the port for preferences answers: fixed words, and what holds now. */
type Standing = Pick<PreferenceInput, 'on' | 'channels' | 'categories'>;

const holds = (preference: Standing, language: ReplyLanguage): string => {
  const channels = channelsIn(preference.channels).map((channel) => CHANNEL_NAMES[language][channel]);
  const categories = categoriesIn(preference.categories).map((category) => CATEGORY_NAMES[language][category]);
  const isAll = preference.categories === ALL_CATEGORIES;
  if (language === 'zh') {
    if (!preference.on) return '免打扰未开启。';
    return `免打扰已开启，不接收${channels.join('、')}推销，内容：${isAll ? '全部' : categories.join('、')}。`;
  }
  if (!preference.on) return 'Do-not-disturb is off. ';
  return `Do-not-disturb is on: no promotion by ${channels.join(', ')} about ${isAll ? 'anything' : categories.join(', ')}. `;
};

const TEXTS = {
  zh: {
    more: '回复“帮助”看用法。',
    stopped: (name: string) => `已登记您的拒绝：${name}不得再向您推销。`,
    nobody: '没有找到这家商家，没有改动。请写它的全名，或直接回复它的短信TD。',
    help: '可回复：开启、关闭、查询；屏蔽或开放，加电话、短信、屏信或类别，如“屏蔽贷款”；停止，加商家全名。',
  },
  en: {
    more: 'Reply HELP for more.',
    stopped: (name: string) => `Your refusal is on record: no more promotion from ${name}. `,
    nobody: 'No such merchant, and nothing was changed. Write its full name, or reply TD to its message.',
    help: 'Reply ON, OFF or STATUS; BAR or OPEN with calls, messages, flash or a subject, as in BAR LOANS; STOP with the name of a merchant.',
  },
} as const satisfies Readonly<Record<ReplyLanguage, object>>;

export const standingAnswer = (preference: Standing, language: ReplyLanguage): string =>
  SIGNED + holds(preference, language) + TEXTS[language].more;

/** `name`: of the merchant refused; undefined: there is none of the name that was written. */
export const stopAnswer = (name: string | undefined, preference: Standing, language: ReplyLanguage): string =>
  SIGNED +
  (name === undefined ? TEXTS[language].nobody : TEXTS[language].stopped(name) + holds(preference, language).trimEnd());

export const helpAnswer = (language: ReplyLanguage): string => SIGNED + TEXTS[language].help;

/** Read to people by a voice that knows no figures: one word each, said twice. */
const FIGURES: Readonly<Record<ReplyLanguage, readonly string[]>> = {
  zh: ['零', '幺', '二', '三', '四', '五', '六', '七', '八', '九'],
  en: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
};

/** A code for a number that takes no messages. */
export const spokenCode = (code: string): string => {
  const [zh, en] = (['zh', 'en'] as const).map((language) =>
    Array.from(code, (figure) => FIGURES[language][Number(figure)]).join(language === 'zh' ? '，' : ', '),
  );
  return `这里是勿扰。您的验证码是：${zh}。再说一遍：${zh}。请勿告知他人。 This is Wurao. Your code is: ${en}. Again: ${en}. Tell no one.`;
};
