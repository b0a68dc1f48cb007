export * from './attachment.ts';
export * from './attachment-bytes.ts';
export * from './audit-chain.ts';
export * from './audit-commands.ts';
export { auditEntriesOf, changedSubjects, pageSubject } from './audit-entries.ts';
export * from './audit-ports.ts';
export * from './automatic-action.ts';
export * from './bad-list.ts';
export * from './bulletin.ts';
export * from './bulletin-commands.ts';
export * from './bulletin-counts.ts';
export { bulletinCsv } from './bulletin-csv.ts';
export { findingKey, mayFreeze } from './bulletin-handlers.ts';
export { bulletinHtml } from './bulletin-html.ts';
export { bulletinJson } from './bulletin-json.ts';
export * from './bulletin-period.ts';
export { BIAS_NOTES, type TableId, type Words } from './bulletin-words.ts';
export * from './calendar.ts';
export * from './case-clock.ts';
export type * from './case-envelope.ts';
export * from './case-evidence.ts';
export * from './case-file.ts';
export { NOTE_CHARS_MAX } from './case-file-handlers.ts';
export { HOUSE_HANDLERS } from './case-handlers.ts';
export type * from './case-ports.ts';
export * from './case-preview.ts';
export * from './case-states.ts';
export * from './case-texts.ts';
export * from './clocks.ts';
export * from './complaint.ts';
export * from './complaint-commands.ts';
export * from './complaint-ports.ts';
export * from './complaint-rates.ts';
export * from './count-complaints.ts';
export * from './count-period.ts';
export * from './credit-code.ts';
export * from './decided-cases.ts';
export * from './exact-bound.ts';
export * from './fines.ts';
export * from './forwarded-message.ts';
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
export * from './held-numbers.ts';
export { hideSmall, SMALL_NUMBER } from './hide-small.ts';
export * from './inquiry.ts';
export * from './inquiry-commands.ts';
export type * from './inquiry-ports.ts';
export * from './join-complaint.ts';
export * from './judge-rate.ts';
export * from './match-attempt.ts';
export * from './no-attempt.ts';
export * from './pledge.ts';
export * from './pledge-commands.ts';
export type * from './pledge-ports.ts';
export * from './ports.ts';
export * from './preview-threshold.ts';
export { CATEGORY_GROUPS, COUNTRY, type Published, publish, type ScopeKey, scopesOf } from './publish.ts';
export * from './rate-look.ts';
export * from './reach-of.ts';
export * from './recompute.ts';
export * from './redress-commands.ts';
export * from './reported-number.ts';
export * from './sanction-clauses.ts';
export * from './sanction-commands.ts';
export { fileIdOf } from './sanction-effects.ts';
export type * from './sanction-file.ts';
export * from './sanction-kinds.ts';
export type * from './sanction-ports.ts';
export * from './sanction-proposal.ts';
export * from './sanction-states.ts';
export * from './sanction-texts.ts';
export * from './search-words.ts';
export * from './spare-lines.ts';
export { handOf } from './take-step.ts';
export * from './working-days.ts';
