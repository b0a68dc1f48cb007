/** What bulletins and findings of complaints keep, and the orders in which a period is counted page by page. */
export const BULLETIN_TABLES = [
  'create table frozen_counts (period text not null primary key, at bigint not null, text text not null)',
  `create table complaint_finding (id text not null primary key, at bigint not null, found text not null, subject_kind text not null,
    subject_id text not null, body text not null)`,
  'create unique index complaint_finding_found on complaint_finding (found)',
  'create index complaint_finding_at on complaint_finding (at, id)',
  'create index complaint_proved on complaint (received_at, id) where proved = 1',
  'create index case_file_opened on case_file (opened_at, id)',
  'create index case_step_due on case_step (due_at, case_id, position) where clock is not null',
];

/** How they go back to an instant. */
export const BULLETIN_REWIND_RULES = {
  frozen_counts: ['delete from frozen_counts where at > $atMs'],
  complaint_finding: ['delete from complaint_finding where at > $atMs'],
};
