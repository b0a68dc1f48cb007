import {
  ALL_CATEGORIES,
  categoriesIn,
  channelsIn,
  escapeHtml,
  type Purpose,
  purposesIn,
  type ReplyLanguage,
} from '@wurao/domain';
import { CATEGORY_NAMES, CHANNEL_NAMES, type ConsentForm } from '@wurao/registry';

/** A form's page: all that is shown stands in it; `form.js` asks for the number and the code, and reveals one step after the other. */
interface Shown {
  readonly merchant: string;
  readonly language: ReplyLanguage;
  /** That is to be withdrawn. */
  readonly consent: string | undefined;
}

const PURPOSES: Readonly<Record<ReplyLanguage, Partial<Readonly<Record<Purpose, string>>>>> = {
  zh: { marketing: '介绍和推销商品、服务', survey: '邀请您参加调查', recruitment: '介绍工作' },
  en: {
    marketing: 'to offer you goods and services',
    survey: 'to ask you to take part in surveys',
    recruitment: 'to offer you work',
  },
};

const TEXTS = {
  zh: {
    page: 'zh-CN',
    other: 'English',
    between: '、',
    all: '各类内容',
    words: '您同意的原话',
    who: '谁会联系您',
    why: '为了什么',
    about: '关于',
    by: '方式',
    until: '多久',
    days: (days: number) => `${days}天，到期自动失效；期间可随时撤回`,
    open: '直到您撤回为止；可随时撤回',
    noScript: '本页需要启用 JavaScript，才能以短信验证码确认是您本人。',
    yes: '同意',
    no: '不同意',
    number: '您的电话号码',
    numberHint: '验证码将发到这个号码。除您确认的同意外，不作他用。',
    send: '发送验证码',
    code: '六位验证码',
    agree: '确认同意',
    refuse: '确认拒绝',
    withdraw: '撤回同意',
    back: '返回',
    agreed: '已登记您的同意',
    receipt: '回执编号',
    see: '查看或撤回这份同意',
    byCode: '凭验证码撤回（请保存此链接）',
    declined: '您没有同意，本页没有记录任何内容。',
    record: '另外登记：不许这家商家联系我',
    refused: '已登记您的拒绝，立即生效。',
    withdrawn: '已撤回，立即生效。',
    ask: '要撤回您在这里给出的同意吗？',
    ended: '这份表单已停用，不能再同意。',
    sending: '请稍候……',
    sent: '验证码已发出，5 分钟内有效。收不到时请核对号码。',
    wrongNumber: '这不是有效的电话号码，请核对。',
    wrongCode: '验证码不对或已失效。请重新输入，或返回再发一次。',
    tooMany: '次数太多了，请过几分钟再试。',
    changed: '表单的内容已更新，请重新打开本页，看过再决定。',
    notYours: '这个号码没有这份同意，请核对回执编号和号码。',
    failed: '现在办不了，请稍后再试。没有记录任何内容。',
  },
  en: {
    page: 'en',
    other: '中文',
    between: ', ',
    all: 'any matter',
    words: 'The words that you agree to',
    who: 'Who will contact you',
    why: 'What for',
    about: 'About',
    by: 'By',
    until: 'How long',
    days: (days: number) => `${days} days, then it ends by itself; you can withdraw at any time`,
    open: 'Until you withdraw, at any time',
    noScript: 'This page needs JavaScript, to make sure by a code that it is you.',
    yes: 'Yes',
    no: 'No',
    number: 'Your telephone number',
    numberHint: 'A code goes to this number. It is used for what you confirm here, and nothing else.',
    send: 'Send the code',
    code: 'The six digits',
    agree: 'I agree',
    refuse: 'I refuse',
    withdraw: 'Withdraw',
    back: 'Back',
    agreed: 'Your consent is on record',
    receipt: 'Receipt',
    see: 'See or withdraw this consent',
    byCode: 'Withdraw by code (keep this link)',
    declined: 'You did not agree. Nothing was recorded.',
    record: 'Record, too, that this merchant may not contact me',
    refused: 'Your refusal is on record, and holds from now on.',
    withdrawn: 'Withdrawn, from now on.',
    ask: 'Withdraw the consent that you gave here?',
    ended: 'This form has ended. Nobody can agree to it any more.',
    sending: 'One moment …',
    sent: 'The code is on its way, and good for 5 minutes. If it does not come, check the number.',
    wrongNumber: 'This is no telephone number. Please check it.',
    wrongCode: 'Not the code, or no longer valid. Try again, or go back for a new one.',
    tooMany: 'Too many tries. Please wait a few minutes.',
    changed: 'The form says something else now. Please open it again, and read before you decide.',
    notYours: 'This number gave no such consent. Please check receipt and number.',
    failed: 'This cannot be done now. Please try again later. Nothing was recorded.',
  },
} as const satisfies Readonly<Record<ReplyLanguage, object>>;

type Texts = (typeof TEXTS)[ReplyLanguage];

/** What the script says, by name. */
const SAID = ['sending', 'sent', 'wrongNumber', 'wrongCode', 'tooMany', 'changed', 'notYours', 'failed'] as const;

const row = (name: string, value: string): string => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`;

const terms = (form: ConsentForm, { merchant, language }: Shown): string => {
  const text: Texts = TEXTS[language];
  const { between } = text;
  const purposes = purposesIn(form.purposes).map((purpose) => PURPOSES[language][purpose] ?? purpose);
  const categories = categoriesIn(form.categories).map((category) => CATEGORY_NAMES[language][category]);
  const about = form.categories === ALL_CATEGORIES ? text.all : categories.join(between);
  const channels = channelsIn(form.channels).map((channel) => CHANNEL_NAMES[language][channel]);
  const until = form.validDays === undefined ? text.open : text.days(form.validDays);
  return [
    row(text.who, merchant),
    row(text.why, purposes.join(between)),
    row(text.about, about),
    row(text.by, channels.join(between)),
    row(text.until, until),
  ].join('');
};

/** One after the other is shown; the first one depends on why the page was opened. */
const steps = (form: ConsentForm, text: Texts, { consent, language }: Shown): string => {
  const isEnded = form.endedMs !== undefined;
  const first = consent !== undefined ? 'ask' : isEnded ? 'ended' : 'choose';
  const step = (name: string, inner: string): string =>
    `<section id="step-${name}"${name === first ? '' : ' hidden'}>${inner}</section>`;
  const link = `/forms/${form.id}?lang=${language}&amp;consent=`;
  return [
    step('choose', `<button id="yes" class="main">${text.yes}</button><button id="no">${text.no}</button>`),
    step('ended', `<p>${text.ended}</p>`),
    step('ask', `<p>${text.ask}</p><button id="ask-withdraw" class="main">${text.withdraw}</button>`),
    step(
      'number',
      `<form id="number-form"><label for="number">${text.number}</label>
<input id="number" type="tel" inputmode="tel" autocomplete="tel" maxlength="24" required aria-describedby="number-hint">
<p id="number-hint" class="hint">${text.numberHint}</p>
<button class="main">${text.send}</button><button type="button" class="back">${text.back}</button></form>`,
    ),
    step(
      'code',
      `<form id="code-form"><label for="code">${text.code}</label>
<input id="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6" required>
<button class="main" data-agree="${text.agree}" data-refuse="${text.refuse}" data-withdraw="${text.withdraw}">${text.agree}</button><button type="button" class="back">${text.back}</button></form>`,
    ),
    step(
      'agreed',
      `<h2 tabindex="-1">${text.agreed}</h2><p>${text.receipt}: <output id="receipt"></output></p>
<p><a id="see" href="/my/consents/" target="_blank" rel="noopener">${text.see}</a></p>
<p><a id="by-code" href="${link}" target="_blank" rel="noopener">${text.byCode}</a></p>
<button id="withdraw">${text.withdraw}</button>`,
    ),
    step(
      'declined',
      `<h2 tabindex="-1">${text.declined}</h2><button id="record">${text.record}</button><button class="back">${text.back}</button>`,
    ),
    step('refused', `<h2 tabindex="-1">${text.refused}</h2>`),
    step('withdrawn', `<h2 tabindex="-1">${text.withdrawn}</h2>`),
  ].join('\n');
};

const otherLanguage = (form: ConsentForm, { language, consent }: Shown): string => {
  if (form.words.en === undefined) return '';
  const [to, tag] = language === 'zh' ? ['en', 'en'] : ['zh', 'zh-CN'];
  const of = consent === undefined ? '' : `&amp;consent=${encodeURIComponent(consent)}`;
  return `<nav><a href="?lang=${to}${of}" lang="${tag}" hreflang="${tag}">${TEXTS[language].other}</a></nav>`;
};

export const formPage = (form: ConsentForm, shown: Shown): string => {
  const { merchant, language, consent } = shown;
  const text: Texts = TEXTS[language];
  const [title, words] = [form.title[language] ?? form.title.zh, form.words[language] ?? form.words.zh];
  const data = {
    form: form.id,
    version: String(form.version),
    language,
    merchant: form.merchant,
    ...(consent === undefined ? {} : { consent }),
    ...Object.fromEntries(SAID.map((name) => [`say-${name.toLowerCase()}`, text[name]])),
  };
  const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${escapeHtml(value)}"`);
  return `<!doctype html>
<html lang="${text.page}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${title} · ${merchant}`)}</title>
<link rel="stylesheet" href="/forms/form.css"><script src="/forms/form.js" defer></script></head>
<body ${attributes.join(' ')}>
<main>
${otherLanguage(form, shown)}
<h1>${escapeHtml(title)}</h1>
<h2>${text.words}</h2>
<blockquote id="words">${escapeHtml(words)}</blockquote>
<dl>${terms(form, shown)}</dl>
<noscript><p>${text.noScript}</p></noscript>
${steps(form, text, shown)}
<p id="told" role="status"></p>
</main>
</body></html>
`;
};

/** The form's own origins may frame it, and nobody else; nothing comes from elsewhere, and nothing stands in the page. */
export const formPolicy = ({ origins }: ConsentForm): string => {
  const ancestors = origins.length === 0 ? "'none'" : origins.join(' ');
  return `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestors}`;
};
