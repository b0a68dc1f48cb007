import { CLUSTERED, SEARCH_INDEX } from '../dialect.ts';

/** Complaints and the cases they make. */
export const COMPLAINT_TABLES = [
  `create table complaint (id text not null primary key, received_at bigint not null, kept_at bigint not null, case_id text not null, state text not null,
    complainant bigint, proved smallint not null, reported text, number text, pattern text, channel text, at bigint, duration bigint,
    province text, category text, source text not null, text text, description text, attachments text not null,
    decision text, confidence text, attempt_at bigint, caller text, merchant text, line text, line_class text, campaign smallint not null,
    content text, carrier text, chain text not null, attempt_province text, do_not_disturb smallint not null,
    claim text)`,
  'create index complaint_case on complaint (case_id, received_at, id)',
  'create index complaint_complainant on complaint (complainant, received_at, id) where complainant is not null',
  'create index complaint_number on complaint (number, received_at) where number is not null',
  'create index complaint_merchant on complaint (merchant, received_at) where merchant is not null',
  'create index complaint_line on complaint (line, received_at) where line is not null',
  'create index complaint_content on complaint (content, received_at) where content is not null',
  'create index complaint_carrier on complaint (carrier, received_at) where carrier is not null',
  'create index complaint_received on complaint (received_at, id)',
  `create table case_file (id text not null primary key, opened_at bigint not null, updated_at bigint not null, state text not null,
    source_kind text, source_id text, channel text, category text, province text, clock text, clock_from bigint, pauses text not null,
    due_at bigint not null, missing_year integer, party_kind text, party_id text, decision text, assignee text, complaints integer not null,
    steps integer not null, earlier text not null, import text)`,
  'create index case_file_due on case_file (state, due_at, id)',
  'create index case_file_queue on case_file (due_at, id) where clock is not null',
  'create index case_file_source on case_file (source_kind, source_id, opened_at) where source_id is not null',
  // A queue is asked for state by state. Of a province, its categories are told apart without a look at the rows.
  'create index case_file_party on case_file (party_id, state, due_at, id) where party_id is not null',
  'create index case_file_assignee on case_file (assignee, state, due_at, id) where assignee is not null',
  'create index case_file_province on case_file (state, province, due_at, id, category) where province is not null',
  'create index case_file_category on case_file (state, category, due_at, id) where category is not null',
  'create index case_file_missing_year on case_file (missing_year) where missing_year is not null',
  'create table case_evidence (case_id text not null primary key, at bigint not null, body text not null)',
  `create table case_step (case_id text not null, position integer not null, at bigint not null, who text not null, role text not null,
    input text not null, from_state text not null, to_state text not null, reason text, tells text not null, clock text, due_at bigint not null,
    was_late smallint not null, primary key (case_id, position)) ${CLUSTERED}`,
  'create index case_step_at on case_step (at)',
  `create table case_note (id text not null primary key, case_id text not null, at bigint not null, who text not null, role text not null,
    kind text not null, text text not null, attachments text not null)`,
  'create index case_note_case on case_note (case_id, at, id)',
  'create table search_text (id integer not null primary key, case_id text not null, at bigint not null, words text not null)',
  ...SEARCH_INDEX,
  `create table case_count (state text not null primary key, cases bigint not null) ${CLUSTERED}`,
  `create table attachment_name (sha256 text not null, case_id text not null, at bigint not null, primary key (sha256, case_id)) ${CLUSTERED}`,
];

/** Who read and who changed what, each row with the hash of the one before. */
export const AUDIT_TABLES = [
  `create table audit (sequence bigint not null primary key, at bigint not null, who text not null, role text not null, act text not null,
    what text not null, subject_kind text not null, subject_id text not null, previous text not null, hash text not null) ${CLUSTERED}`,
  'create index audit_subject on audit (subject_kind, subject_id, sequence)',
  'create index audit_at on audit (at, sequence)',
];

/** What merchants promised, and what they owe for it. */
export const PLEDGE_TABLES = [
  `create table pledge (id text not null primary key, made_at bigint not null, merchant text not null, yuan integer not null,
    from_at bigint not null, to_at bigint)`,
  'create index pledge_merchant on pledge (merchant, made_at, id)',
  'create index pledge_made on pledge (made_at, id)',
  `create table obligation (id text not null primary key, owed_at bigint not null, updated_at bigint not null, pledge text not null,
    case_id text not null, merchant text not null, complaint text not null, complained_at bigint not null, subscriber bigint not null,
    amount integer not null, clause text not null, state text not null, who text not null, role text not null, reason text)`,
  'create unique index obligation_complaint on obligation (complaint)',
  'create index obligation_merchant on obligation (merchant, owed_at, id)',
  'create index obligation_subscriber on obligation (subscriber, owed_at, id)',
  'create index obligation_case on obligation (case_id, owed_at, id)',
  'create index obligation_owed on obligation (owed_at, id)',
];

/** Where a merchant got a number. */
export const INQUIRY_TABLES = [
  `create table inquiry (id text not null primary key, asked_at bigint not null, updated_at bigint not null, subscriber bigint not null,
    merchant text not null, state text not null, objections integer not null, clock text, clock_from bigint, due_at bigint not null,
    missing_year integer, contact text, contact_at bigint, answer text, steps integer not null)`,
  'create index inquiry_subscriber on inquiry (subscriber, asked_at, id)',
  'create index inquiry_merchant on inquiry (merchant, asked_at, id)',
  'create index inquiry_due on inquiry (state, due_at, id)',
  'create index inquiry_asked on inquiry (asked_at, id)',
  'create index inquiry_missing_year on inquiry (missing_year) where missing_year is not null',
  `create table inquiry_step (inquiry text not null, position integer not null, at bigint not null, who text not null, role text not null,
    input text not null, from_state text not null, to_state text not null, reason text, answer text, was_late smallint not null,
    primary key (inquiry, position)) ${CLUSTERED}`,
  'create index inquiry_step_at on inquiry_step (at)',
];
