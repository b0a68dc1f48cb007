export * from './audit-chain.ts';
export * from './bulletin.ts';
export { bulletinCsv } from './bulletin-csv.ts';
export { bulletinHtml } from './bulletin-html.ts';
export { bulletinJson } from './bulletin-json.ts';
export * from './bulletin-period.ts';
export { BIAS_NOTES, type TableId, type Words } from './bulletin-words.ts';
export {
  type FreezeOrder,
  freeze,
  frozenText,
  MAX_COUNT,
  MAX_FIRM_CHARS,
  MAX_FROZEN_ROWS,
  readFrozen,
} from './freeze.ts';
export * from './frozen-counts.ts';
export { SMALL_NUMBER } from './hide-small.ts';
export * from './ports.ts';
export { CATEGORY_GROUPS, COUNTRY, type Published, publish, type ScopeKey } from './publish.ts';
