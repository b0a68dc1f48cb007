import { foldText } from './fold-text.ts';
import type { ReplyLanguage } from './reply-words.ts';
import { simplify } from './traditional.ts';
import { type Category, type Channel, categoryBit, channelBit, type Mask } from './words.ts';

/** What somebody wants of the port for preferences, in a message. */
export type PreferenceOrder = { readonly language: ReplyLanguage } & (
  | { readonly means: 'on' | 'off' | 'status' | 'help' }
  /** One channel or one category. */
  | { readonly means: 'bar' | 'open'; readonly channels: Mask; readonly categories: Mask }
  /** `name`: of a merchant, folded as `foldOrder` does. */
  | { readonly means: 'stop'; readonly name: string }
);

type Words = Readonly<Record<ReplyLanguage, readonly string[]>>;

/** As the whole message. All words are written as `foldOrder` leaves them: half-width, lower case, simplified, no marks, no spaces. */
const WHOLE: Readonly<Record<'on' | 'off' | 'status' | 'help', Words>> = {
  on: {
    zh: ['开启', '打开', '开', '开启免打扰', '打开免打扰', '开免打扰', '免打扰', '全部屏蔽', '屏蔽全部', 'kq', 'kqmdr'],
    en: ['on', 'turnon', 'start', 'donotdisturb', 'dnd', 'dndon', 'barall', 'blockall'],
  },
  off: {
    zh: ['关闭', '关', '关掉', '关闭免打扰', '取消免打扰', '关免打扰', '全部开放', '开放全部', 'gb', 'gbmdr'],
    en: ['off', 'turnoff', 'dndoff', 'openall'],
  },
  status: {
    zh: ['查询', '查', '查看', '状态', '现在怎样', '查询免打扰', '我的设置', '设置', 'cx'],
    en: ['status', 'show', 'what', 'whatstands', 'state', 'settings', 'check'],
  },
  help: { zh: ['帮助', '怎么用', '用法', 'bz'], en: ['help', 'info', 'howto'] },
};

/** Before what it is about. */
const BEFORE: Readonly<Record<'bar' | 'open' | 'stop', Words>> = {
  bar: { zh: ['屏蔽', '拦截', '禁止', '不接收', '不收', '不要', '不接', 'pb'], en: ['bar', 'block', 'no'] },
  open: { zh: ['开放', '允许', '接收', '恢复', '解除', 'kf'], en: ['open', 'allow', 'unblock'] },
  stop: { zh: ['停止', '拒绝', '退订', '拒收', 'tz', 'td'], en: ['stop', 'refuse'] },
};

const CHANNEL_WORDS: Readonly<Record<Channel, readonly string[]>> = {
  voice: ['电话', '来电', '语音', '通话', 'call', 'calls', 'voice', 'telephone', 'phone'],
  sms: ['短信', '信息', '消息', '短消息', 'sms', 'text', 'texts', 'message', 'messages'],
  flash: ['屏信', '闪信', '弹窗短信', 'flash', 'flashmessage', 'flashmessages'],
};

const CATEGORY_WORDS: Readonly<Record<Category, readonly string[]>> = {
  loan: ['贷款', '借款', '网贷', 'loan', 'loans'],
  insurance: ['保险', 'insurance'],
  securities: ['证券', '股票', '理财', '基金', 'securities', 'stocks', 'investment'],
  'real-estate': ['房产', '房地产', '楼盘', '买房', '租房', 'realestate', 'property', 'housing'],
  education: ['教育', '培训', '补习', 'education', 'training'],
  healthcare: ['医疗', '健康', '医疗健康', '保健', 'healthcare', 'health', 'medical'],
  retail: ['零售', '购物', '电商', 'retail', 'shopping'],
  travel: ['旅游', '旅行', 'travel'],
  telecom: ['通信', '宽带', '套餐', 'telecom'],
  recruitment: ['招聘', 'recruitment', 'jobs'],
  collection: ['催收', 'collection'],
  other: ['其他', '其它', 'other'],
};

const NOTHING_SAID = /[\p{P}\p{S}\p{C}]/gu;
const HAN = /\p{Script=Han}/u;
const ENGLISH = /[a-z]{3}/;

/** One form for comparing: full width, traditional writing, capitals, spaces and marks make no difference. */
export const foldOrder = (text: string): string => simplify(foldText(text)).replace(NOTHING_SAID, '');

/** Politeness around an order, and the matter that it is about anyway. */
const AROUND = /^(?:请|帮我|我要|我想|please|pls)+|(?:类|类的|的|营销|推销|广告|吧|谢谢|thanks|please)+$/g;

const languageOf = (said: string): ReplyLanguage => (!HAN.test(said) && ENGLISH.test(said) ? 'en' : 'zh');

const wholeOrder = (said: string): PreferenceOrder | undefined => {
  for (const means of ['on', 'off', 'status', 'help'] as const)
    for (const language of ['zh', 'en'] as const) if (WHOLE[means][language].includes(said)) return { means, language };
  return undefined;
};

const keyOf = <Key extends string>(words: Readonly<Record<Key, readonly string[]>>, said: string): Key | undefined =>
  (Object.keys(words) as Key[]).find((key) => words[key].includes(said));

/** The longest word that the message begins with. */
const beginningOf = (said: string) => {
  let found: { means: 'bar' | 'open' | 'stop'; language: ReplyLanguage; word: string } | undefined;
  for (const means of ['bar', 'open', 'stop'] as const)
    for (const language of ['zh', 'en'] as const)
      for (const word of BEFORE[means][language])
        if (said.startsWith(word) && word.length > (found?.word.length ?? 0)) found = { means, language, word };
  return found;
};

/** `help` where nothing else is meant: a guess would change what somebody wants. */
export const readPreferenceOrder = (text: string): PreferenceOrder => {
  const whole = foldOrder(text);
  const said = whole.replaceAll(AROUND, '');
  const order = wholeOrder(whole) ?? wholeOrder(said);
  if (order !== undefined) return order;
  const beginning = beginningOf(said);
  const unclear = { means: 'help', language: languageOf(said) } as const;
  if (beginning === undefined) return unclear;
  const { means, word, language } = beginning;
  const about = said.slice(word.length);
  const channel = keyOf(CHANNEL_WORDS, about);
  const category = keyOf(CATEGORY_WORDS, about);
  if (channel === undefined && category === undefined)
    return means === 'stop' && about !== ''
      ? { means, name: whole.slice(whole.indexOf(word) + word.length), language }
      : unclear;
  // "拒收短信" and "stop calls" name no merchant.
  return {
    means: means === 'open' ? 'open' : 'bar',
    channels: channel === undefined ? 0 : channelBit(channel),
    categories: category === undefined ? 0 : categoryBit(category),
    language,
  };
};
