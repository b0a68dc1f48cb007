import {
  ALL_CATEGORIES,
  type Category,
  type Channel,
  categoriesIn,
  channelsIn,
  type Purpose,
  purposesIn,
  type ReplyLanguage,
} from '@wurao/domain';
import { HOUR_MS } from './bounds.ts';
import type { ConsentRequestInput } from './envelope.ts';

/** The words in which Wurao asks for consent. Fixed: a merchant's own would be an advertisement that needs none. */
export const CATEGORY_NAMES: Readonly<Record<ReplyLanguage, Readonly<Record<Category, string>>>> = {
  zh: {
    loan: '贷款',
    insurance: '保险',
    securities: '证券',
    'real-estate': '房产',
    education: '教育',
    healthcare: '医疗健康',
    retail: '零售',
    travel: '旅游',
    telecom: '通信',
    recruitment: '招聘',
    collection: '催收',
    other: '其他',
  },
  en: {
    loan: 'loans',
    insurance: 'insurance',
    securities: 'securities',
    'real-estate': 'real estate',
    education: 'education',
    healthcare: 'healthcare',
    retail: 'retail',
    travel: 'travel',
    telecom: 'telecom',
    recruitment: 'recruitment',
    collection: 'collection',
    other: 'other matters',
  },
};
export const CHANNEL_NAMES: Readonly<Record<ReplyLanguage, Readonly<Record<Channel, string>>>> = {
  zh: { voice: '电话', sms: '短信', flash: '屏信' },
  en: { voice: 'telephone', sms: 'message', flash: 'flash message' },
};
type Asked = Extract<Purpose, 'marketing' | 'survey' | 'recruitment'>;
const PURPOSE_NAMES: Readonly<Record<ReplyLanguage, Readonly<Record<Asked, string>>>> = {
  zh: { marketing: '营销', survey: '调查', recruitment: '招聘' },
  en: { marketing: 'marketing', survey: 'surveys', recruitment: 'recruitment' },
};

const SHANGHAI_MS = 8 * 60 * 60 * 1000;
/** The day in Shanghai, where the words are read. */
export const dayOf = (atMs: number): string => new Date(atMs + SHANGHAI_MS).toISOString().slice(0, 10);

type Scope = Pick<ConsentRequestInput, 'purposes' | 'categories' | 'channels' | 'toMs' | 'language'>;

/** What the subscriber agrees to by replying, exactly: kept as the words of the consent. `purposes`: commercial ones only. */
export const consentWords = (name: string, { purposes, categories, channels, toMs, language }: Scope): string => {
  const asked = (purposesIn(purposes) as Asked[]).map((purpose) => PURPOSE_NAMES[language][purpose]);
  const by = channelsIn(channels).map((channel) => CHANNEL_NAMES[language][channel]);
  const about = categoriesIn(categories).map((category) => CATEGORY_NAMES[language][category]);
  const isAll = categories === ALL_CATEGORIES;
  if (language === 'zh') {
    const until = toMs === undefined ? '' : `,至${dayOf(toMs)}止`;
    return `本人同意${name}以${by.join('、')}向本人提供${isAll ? '各' : about.join('、')}类${asked.join('、')}信息${until}，可随时拒绝`;
  }
  const until = toMs === undefined ? '' : ` until ${dayOf(toMs)}`;
  const matters = isAll ? 'any matter' : about.join(', ');
  return `I agree to ${asked.join(', ')} from ${name} about ${matters} by ${by.join(', ')}${until}, and may refuse at any time`;
};

/** The whole message: who asks, the words, and how to agree. Silence is no consent, and needs nothing. */
export const askingText = (
  name: string,
  words: string,
  code: string,
  lifeMs: number,
  language: ReplyLanguage,
): string => {
  const hours = Math.floor(lifeMs / HOUR_MS);
  return language === 'zh'
    ? `【勿扰】${name}请您确认：“${words}”。同意请在${hours}小时内回复${code}；不同意无需理会，回复TD即拒绝该商家。`
    : `【勿扰】${name} asks you to confirm: "${words}". To agree, reply ${code} within ${hours} hours. If not, do nothing; TD refuses them.`;
};
