/** What a purpose's rule may ask, by name: pure predicates of the engine, each the step of the decision that it is. */
export interface Predicate {
  readonly name: string;
  readonly step: number;
  readonly text: { readonly zh: string; readonly en: string };
}

export const PREDICATES = [
  {
    name: 'prefixes',
    step: 5,
    text: { zh: '用户拦截的号段对此用途生效', en: 'A prefix that the subscriber blocks bars it' },
  },
  {
    name: 'content',
    step: 6,
    text: {
      zh: '内容经审核、与模板一致且未夹带推广',
      en: 'The content is approved, as reviewed, without hidden promotion',
    },
  },
  {
    name: 'refusal',
    step: 8,
    text: { zh: '用户未拒绝该商家', en: 'The subscriber has not refused the merchant' },
  },
  {
    name: 'preference',
    step: 9,
    text: { zh: '用户的免打扰设置未禁止', en: "The subscriber's do-not-disturb does not bar it" },
  },
] as const satisfies readonly Predicate[];

export type PredicateName = (typeof PREDICATES)[number]['name'];

/**
 * What of a pack must rest on a clause beyond rules, caps and reasons, which name theirs: every predicate, and every number and list.
 */
export const CITED = [
  'predicates.prefixes',
  'predicates.content',
  'predicates.refusal',
  'predicates.preference',
  'predicates.basis',
  'hours.commercial',
  'hours.collection',
  'unconfirmed.consent',
  'unconfirmed.request',
  'unconfirmed.relation',
  'unconfirmed.migrated',
  'unconfirmed.collectionRelation',
  'personalDistinctCallees',
  'requestHours',
  'promotionWords',
  'emergencyNumbers',
  'retentionMonths',
  'zoneMinutes',
] as const;
export type Cited = (typeof CITED)[number];
