export * from './attempt.ts';
export * from './basis.ts';
export * from './brands.ts';
export * from './change.ts';
export * from './compile-numbering.ts';
export * from './csv-cell.ts';
export * from './digest.ts';
export * from './escape-html.ts';
export * from './failure.ts';
export * from './finding.ts';
export * from './fold-text.ts';
export * from './hours.ts';
export * from './join-calls.ts';
export * from './line-finder.ts';
export * from './message-links.ts';
export * from './message-report.ts';
export * from './message-signature.ts';
export * from './network-address.ts';
export * from './nonce-window.ts';
export * from './number.ts';
export * from './number-abroad.ts';
export * from './numbering-list.ts';
export {
  FIRST_PREFIX,
  type NumberingHead,
  NumberingPlan,
  type NumberPlace,
  type ProvinceKeys,
  readNumberingPlan,
} from './numbering-plan.ts';
export * from './outcome.ts';
export * from './preference.ts';
export { foldOrder, type PreferenceOrder, readPreferenceOrder } from './preference-order.ts';
export * from './provinces.ts';
export * from './read-digest.ts';
export * from './registry-nouns.ts';
export * from './reply-meaning.ts';
export * from './reply-target.ts';
export { REPLY_LANGUAGES, type ReplyLanguage } from './reply-words.ts';
export * from './row-scan.ts';
export { SIMPLIFIED } from './traditional.ts';
export * from './words.ts';
