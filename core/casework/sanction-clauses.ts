import type { Clause, LawPack } from '@wurao/law';

const HOUSE = '本产品默认值，无对应条款，可配置 (house default, no clause; configurable)';
const DRAFT = '通信短信息和语音呼叫服务管理规定(征求意见稿), 2020-08-31';

/** What sanctions, pledges and inquiries rest on, whichever law pack is in force: decisions cite none of these. */
export const SANCTION_CLAUSES = {
  'draft-22': {
    id: 'draft-22',
    title: { zh: '发现违规应当停止并可限制资源', en: 'A carrier that finds a breach stops it' },
    source: `${DRAFT}, 第二十二条 (art. 22)`,
  },
  'draft-penalties': {
    id: 'draft-penalties',
    title: { zh: '责令改正、警告、罚款、公告', en: 'Order to correct, warning, fine, publication' },
    source: `${DRAFT}, 法律责任条款 (penalty clause)`,
  },
  'draft-serious': {
    id: 'draft-serious',
    title: { zh: '情节严重的吊销许可并收回码号', en: 'In serious cases the licence is revoked and numbers reclaimed' },
    source: `${DRAFT}, 法律责任条款 (penalty clause)`,
  },
  'order42-bad-list': {
    id: 'order42-bad-list',
    title: { zh: '处罚决定后三十日内列入不良名单', en: 'Entered in the bad list within thirty days of the penalty' },
    source: '电信业务经营许可管理办法, 工业和信息化部令第42号 (Order 42), 2017, 不良名单条款 (bad-list clause)',
  },
  'house-notice': {
    id: 'house-notice',
    title: { zh: '事先告知的期限', en: 'How long before a sanction the party is told' },
    source: `${HOUSE}; 处罚前应当告知，当事人可以陈述和申辩 (a party is told of a penalty before it is imposed; no source sets these days)`,
  },
  'house-terms': {
    id: 'house-terms',
    title: { zh: '处置的最长期限', en: 'How long a sanction may last' },
    source: HOUSE,
  },
  'house-agent-share': {
    id: 'house-agent-share',
    title: { zh: '坐席个人按其所占比例承担', en: 'An individual agent answers for their share' },
    source: `${HOUSE}; 过罚相当原则 (after the principle that a penalty is in proportion to the act)`,
  },
  'house-pledge': {
    id: 'house-pledge',
    title: { zh: '商户承诺：每件一百元', en: "A merchant's pledge: 100 yuan for each" },
    source: `${HOUSE}; 出处：行业报道，未经核实 (a pledge seen in the press, unverified)`,
  },
} as const satisfies Readonly<Record<string, Clause>>;
export type SanctionClauseId = keyof typeof SANCTION_CLAUSES;

/** In the words of the pack in force, where it has the clause. */
export const sanctionClause = (id: SanctionClauseId, { clauses }: Pick<LawPack, 'clauses'>): Clause =>
  clauses[id] ?? SANCTION_CLAUSES[id];
