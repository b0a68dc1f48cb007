import type { WireRecord } from './wire-form.ts';

type Language = 'zh' | 'en';

const TEXTS = {
  zh: {
    title: '我的勿扰数据',
    of: '号码',
    at: '导出时间',
    tenure: '您开始使用该号码的时间（据运营商通报）',
    whole: '本页列出系统中与您（该号码的现使用人）有关的全部资料。此前使用人的资料不在其中。',
    preference: '免打扰设置',
    bases: '同意、请求与客户关系，及其证据',
    refusals: '您的拒绝',
    attempts: '对您的呼叫与短信',
    askers: '谁查询过您',
    none: '无',
    yes: '是',
    no: '否',
  },
  en: {
    title: 'My Wurao data',
    of: 'Number',
    at: 'Exported',
    tenure: 'You have held this number since (as the carrier told)',
    whole:
      'Everything kept about you, the present holder of this number. What concerns a former holder is not part of it.',
    preference: 'Do-not-disturb',
    bases: 'Consents, requests and relations, with their proof',
    refusals: 'Your refusals',
    attempts: 'Calls and messages to you',
    askers: 'Who asked about you',
    none: 'None',
    yes: 'yes',
    no: 'no',
  },
} as const;

/** Fields of each table, with their names in both languages. */
const FIELDS: Readonly<Record<string, readonly (readonly [field: string, zh: string, en: string])[]>> = {
  bases: [
    ['name', '商家', 'Merchant'],
    ['kind', '种类', 'Kind'],
    ['purposes', '用途', 'Purposes'],
    ['categories', '行业', 'Categories'],
    ['channels', '渠道', 'Channels'],
    ['words', '当时的文字', 'The words'],
    ['method', '方式', 'Method'],
    ['evidence', '证据', 'Evidence'],
    ['confirmed', '您已确认', 'Confirmed by you'],
    ['from', '自', 'From'],
    ['to', '至', 'To'],
    ['ended', '终止', 'Ended'],
  ],
  refusals: [
    ['name', '商家', 'Merchant'],
    ['purposes', '用途', 'Purposes'],
    ['channels', '渠道', 'Channels'],
    ['by', '记录人', 'Written by'],
    ['words', '文字', 'Words'],
    ['receivedAt', '收到', 'Received'],
  ],
  attempts: [
    ['at', '时间', 'When'],
    ['channel', '渠道', 'Channel'],
    ['name', '商家', 'Merchant'],
    ['caller', '主叫', 'Caller'],
    ['decision', '结果', 'Decision'],
    ['text', '原因', 'Why'],
  ],
  askers: [
    ['name', '商家', 'Merchant'],
    ['role', '身份', 'Role'],
    ['attempts', '呼叫', 'Attempts'],
    ['screens', '查询', 'Screens'],
    ['allowed', '放行', 'Allowed'],
    ['refused', '拒绝', 'Refused'],
    ['lastAt', '最近', 'Last'],
  ],
};

const WISHES: readonly (readonly [field: string, zh: string, en: string])[] = [
  ['on', '免打扰', 'Do-not-disturb'],
  ['purposes', '用途', 'Purposes'],
  ['categories', '行业', 'Categories'],
  ['channels', '渠道', 'Channels'],
  ['hours', '可联系时段', 'Hours'],
  ['allow', '允许名单', 'Allow list'],
  ['deny', '拒绝名单', 'Deny list'],
  ['prefixes', '号段', 'Prefixes'],
  ['keep', '保留的商家', 'Merchants kept'],
  ['expectation', '等来电', 'Expecting a call'],
];

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A value as a person reads it. */
const said = (value: unknown, language: Language): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? TEXTS[language].yes : TEXTS[language].no;
  if (Array.isArray(value)) return value.map((one) => said(one, language)).join(language === 'zh' ? '、' : ', ');
  if (typeof value !== 'object') return String(value);
  const record = value as Record<string, unknown>;
  // Texts come in both languages; everything else part by part.
  if ('zh' in record && 'en' in record) return String(record[language]);
  return Object.values(record)
    .map((one) => said(one, language))
    .join(' ');
};

const tableOf = (name: string, rows: readonly WireRecord[], language: Language): string => {
  const fields = FIELDS[name] ?? [];
  if (rows.length === 0) return `<p>${TEXTS[language].none}</p>`;
  const head = fields.map(([, zh, en]) => `<th scope="col">${escaped(language === 'zh' ? zh : en)}</th>`).join('');
  const line = (row: WireRecord): string =>
    `<tr>${fields.map(([field]) => `<td>${escaped(said(row[field], language))}</td>`).join('')}</tr>`;
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.map(line).join('\n')}</tbody></table>`;
};

const STYLE = `body{font:11pt/1.5 serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#111}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;break-after:avoid}
table{border-collapse:collapse;width:100%;font-size:.85em}th,td{border:1px solid #999;padding:.25em .4em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eee}tr{break-inside:avoid}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1em}dt{font-weight:bold}dd{margin:0}
@media print{body{margin:0;max-width:none}}`;

/** Everything kept about a person, to print. */
export const exportPage = (data: WireRecord, language: Language): string => {
  const texts = TEXTS[language];
  const { subscriber: _, sequence: __, ...expectation } = (data['expectation'] ?? {}) as WireRecord;
  const wish = { ...(data['preference'] as WireRecord | undefined), expectation } as WireRecord;
  const wishes = WISHES.map(
    ([field, zh, en]) =>
      `<dt>${escaped(language === 'zh' ? zh : en)}</dt><dd>${escaped(said(wish[field], language)) || '—'}</dd>`,
  ).join('\n');
  const tenure = data['tenureFrom'];
  const tables = (['bases', 'refusals', 'attempts', 'askers'] as const)
    .map((name) => `<h2>${escaped(texts[name])}</h2>\n${tableOf(name, (data[name] ?? []) as WireRecord[], language)}`)
    .join('\n');
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(texts.title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(texts.title)}</h1>
<p>${escaped(texts.of)}: ${escaped(said(data['subscriber'], language))}<br>${escaped(texts.at)}: ${escaped(said(data['at'], language))}${
    tenure === undefined ? '' : `<br>${escaped(texts.tenure)}: ${escaped(said(tenure, language))}`
  }</p>
<p>${escaped(texts.whole)}</p>
<h2>${escaped(texts.preference)}</h2>
<dl>${wishes}</dl>
${tables}
</body></html>
`;
};
