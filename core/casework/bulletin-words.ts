import { type Category, type Channel, provinceNamed, type ReplyLanguage } from '@wurao/domain';
import { REASONS } from '@wurao/law';
import { CATEGORY_NAMES, CHANNEL_NAMES } from '@wurao/registry';
import { UNKNOWN_PLACE } from './frozen-counts.ts';
import { SMALL_NUMBER } from './hide-small.ts';
import { FEW, TOTAL } from './publish.ts';

/** The same in both languages of a bulletin. */
export type Words = Readonly<Record<ReplyLanguage, string>>;

export const words = (zh: string, en: string): Words => ({ zh, en });

const UNKNOWN = words('未知', 'unknown');

const OWN_LABELS: Readonly<Record<string, Words>> = {
  subscribers: words('全部用户', 'all subscribers'),
  protected: words('已开启免打扰', 'do-not-disturb on'),
  unprotected: words('未开启免打扰', 'do-not-disturb off'),
  finance: words('金融(贷款、催收)', 'finance (collection, loans)'),
  rest: words('其他各类', 'all other'),
  allow: words('放行', 'allowed'),
  refuse: words('拒绝', 'refused'),
  [TOTAL]: words('合计', 'total'),
  [FEW]: words(`到期不足 ${SMALL_NUMBER} 件的各主体合计`, `parties with fewer than ${SMALL_NUMBER} due, together`),
};

const REASON_LABELS: ReadonlyMap<string, Words> = new Map(REASONS.map(({ key, text }) => [key, text]));

/** Of a key of any family; a cross key joins those of its parts. */
export const labelOf = (key: string): Words => {
  const [channel = '', category] = key.split('/');
  if (category !== undefined) {
    const [left, right] = [labelOf(channel), labelOf(category)];
    return words(`${left.zh} · ${right.zh}`, `${left.en} · ${right.en}`);
  }
  const own = OWN_LABELS[key] ?? REASON_LABELS.get(key);
  if (own) return own;
  const zh = CATEGORY_NAMES.zh[key as Category] ?? CHANNEL_NAMES.zh[key as Channel];
  const en = CATEGORY_NAMES.en[key as Category] ?? CHANNEL_NAMES.en[key as Channel];
  return zh === undefined || en === undefined ? words(key, key) : words(zh, en);
};

/** Of a scope; `names` has those of carriers. */
export const scopeLabel = (scope: string, names: ReadonlyMap<string, string>): Words => {
  const at = scope.indexOf(':');
  if (at < 0) return words('全国', 'the country');
  const id = scope.slice(at + 1);
  if (id === UNKNOWN_PLACE) return UNKNOWN;
  if (scope.startsWith('province:')) return provinceNamed(id) ?? words(id, id);
  const name = names.get(id) ?? id;
  return words(name, name);
};

export const TABLE_TITLES = {
  subscribers: words('受保护的用户', 'Subscribers protected'),
  'protected-by-province': words('受保护的用户(按省份)', 'Subscribers protected, by province'),
  'protected-by-carrier': words('受保护的用户(按运营商)', 'Subscribers protected, by carrier'),
  protections: words('防护次数(按类别)', 'Protections, by category'),
  'complaints-by-group': words('投诉(按行业)', 'Complaints, by industry'),
  'complaints-by-channel': words('投诉(按渠道)', 'Complaints, by channel'),
  'complaints-by-category': words('投诉(按类别)', 'Complaints, by category'),
  'complaints-by-channel-and-category': words('投诉(按渠道和类别)', 'Complaints, by channel and category'),
  'complaints-by-province': words('投诉(按省份)', 'Complaints, by province'),
  'complaints-by-carrier': words('投诉(按运营商)', 'Complaints, by carrier'),
  'decisions-by-kind': words('判定(按结果)', 'Decisions, by kind'),
  'decisions-by-reason': words('判定(按原因)', 'Decisions, by reason'),
} as const;
export type TableId = keyof typeof TABLE_TITLES;

/** What a reader has to know before drawing a conclusion. */
export const BIAS_NOTES: readonly Words[] = [
  words(
    '投诉反映的是有人举报了什么，而不是发生了什么。投诉增多，可能是骚扰增多，也可能是更多人知道并信任投诉渠道；多数被打扰的人并不投诉。',
    'Complaints show what people reported, not what happened. More of them may mean more nuisance, or more people who know and trust the way to complain; most who are disturbed never do.',
  ),
  words(
    '防护次数取决于有多少人开启了免打扰、有多少联系经过闸口；未经闸口的联系不在其中。',
    'Protections depend on how many have do-not-disturb on and on how many contacts pass a gate; contacts that pass none are not in them.',
  ),
  words(
    '省份按码号规划的归属地计，不是人所在之处；运营商按有日志可对应的线路计。无法对应的记为“未知”，不作分摊。',
    'The province is that of the number by the numbering plan, not where the person was; the carrier is that of the line found in the journal. What cannot be found is “unknown” and is not shared out.',
  ),
  words(
    '每百万用户的数值以期末用户数为分母。类别以办理人认定的为准，无认定时以投诉人所述为准。',
    'Figures per million rest on the subscribers at the end of the period. The category is the one the handler found, else the one complained of.',
  ),
  words(
    `1 至 ${SMALL_NUMBER - 1} 的数值隐去；为使其无法由合计推出，另隐去若干数值。隐去的记为“*”。“各主体的办理时限”例外：到期不少于 ${SMALL_NUMBER} 件的主体，逾期件数照列；不足的合并。占比按最大余数法取至 0.1%,相加为 100%。`,
    `Counts from 1 to ${SMALL_NUMBER - 1} are hidden, and others with them so that totals do not give them away; they read “*”. Not so in “Deadlines, by party”: a party with ${SMALL_NUMBER} or more due is told with however few were late; those with fewer due come together. Shares are rounded to 0.1 % by largest remainder and add up to 100 %.`,
  ),
];
