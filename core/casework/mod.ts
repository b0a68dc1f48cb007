export * from './audit-chain.ts';
export {
  type Bulletin,
  type BulletinRow,
  type BulletinTable,
  bulletinOf,
  type Compared,
  type Figure,
  type LatenessRow,
} from './bulletin.ts';
export * from './bulletin-period.ts';
export { BIAS_NOTES, type TableId, type Words } from './bulletin-words.ts';
export * from './freeze.ts';
export * from './frozen-counts.ts';
export { SMALL_NUMBER } from './hide-small.ts';
export * from './ports.ts';
export { CATEGORY_GROUPS, COUNTRY, Published, type ScopeKey } from './publish.ts';
