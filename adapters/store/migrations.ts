import { BULLETIN_TABLES } from './casework/bulletin-tables.ts';
import { SANCTION_TABLES } from './casework/sanction-tables.ts';
import { AUDIT_TABLES, COMPLAINT_TABLES, INQUIRY_TABLES, PLEDGE_TABLES } from './casework/tables.ts';
import { CLUSTERED } from './dialect.ts';

/** A step of the schema. Never edited once released: what is wrong is mended by the next. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
}

const FACTS = [
  `create table fact (kind text not null, id text not null, from_sequence bigint not null, to_sequence bigint, owner text, lookup text, body text,
    primary key (kind, id, from_sequence)) ${CLUSTERED}`,
  'create unique index fact_present on fact (kind, id) where to_sequence is null',
  'create index fact_lookup on fact (kind, lookup, from_sequence) where lookup is not null',
  'create index fact_owner on fact (kind, owner, id) where to_sequence is null',
  'create index fact_sequence on fact (from_sequence)',
  'create table merchant_index (merchant integer not null primary key, id text not null unique)',
];

const NUMBERS = [
  `create table preference (subscriber bigint not null, from_sequence bigint not null, to_sequence bigint, received_at bigint not null,
    is_on smallint not null, channels integer not null, categories integer not null, purposes integer not null,
    barred_since bigint not null, detail text, primary key (subscriber, from_sequence)) ${CLUSTERED}`,
  'create index preference_sequence on preference (from_sequence)',
  `create table basis (subscriber bigint not null, merchant integer not null references merchant_index (merchant), from_sequence bigint not null,
    to_sequence bigint, ended_how smallint, ended_by smallint, ended_at bigint,
    kind smallint not null, method smallint not null, confirmed smallint not null,
    purposes integer not null, categories integer not null, channels integer not null,
    from_at bigint not null, to_at bigint, received_at bigint not null, matter text,
    primary key (subscriber, merchant, from_sequence)) ${CLUSTERED}`,
  'create table wording (id integer not null primary key, sha256 text not null unique, words text not null)',
  `create table basis_proof (from_sequence bigint not null primary key, id text not null unique, subscriber bigint not null, merchant integer not null,
    wording integer not null references wording (id), evidence_reference text, evidence_sha256 text) ${CLUSTERED}`,
  'create index basis_proof_merchant on basis_proof (merchant, from_sequence)',
  `create table refusal (subscriber bigint not null, merchant integer not null references merchant_index (merchant), from_sequence bigint not null,
    to_sequence bigint, ended_at bigint, purposes integer not null, categories integer not null, channels integer not null,
    written_by text not null, wording integer not null references wording (id), received_at bigint not null,
    primary key (subscriber, merchant, from_sequence)) ${CLUSTERED}`,
  'create index refusal_sequence on refusal (from_sequence)',
  `create table tenure (number bigint not null, from_sequence bigint not null, at bigint not null, primary key (number, from_sequence)) ${CLUSTERED}`,
  `create table ownership (number bigint not null, from_sequence bigint not null, to_sequence bigint, carrier text not null,
    primary key (number, from_sequence)) ${CLUSTERED}`,
];

const FEED = [
  `create table change (sequence bigint not null, position integer not null, at bigint not null, body text not null,
    primary key (sequence, position)) ${CLUSTERED}`,
  'create table feed_head (id smallint not null primary key check (id = 1), sequence bigint not null)',
  'insert into feed_head (id, sequence) values (1, 0)',
];

const EDGES = [
  `create table idempotency (key_id text not null, key text not null, body_hash text not null, at bigint not null, outcome text not null,
    primary key (key_id, key)) ${CLUSTERED}`,
  'create index idempotency_at on idempotency (at)',
  'create table outbox (id text not null primary key, at bigint not null, recipient text not null, purpose text not null, text text not null, expires_at bigint not null)',
  'create index outbox_at on outbox (at, id)',
  `create table code (id text not null primary key, subscriber bigint not null, hash text not null, at bigint not null, expires_at bigint not null,
    tries integer not null, spent smallint not null)`,
  'create index code_subscriber on code (subscriber, at)',
  'create index code_at on code (at)',
  'create table webhook (id text not null primary key, merchant text not null, url text not null, secret text not null, created_at bigint not null, status text not null)',
  'create index webhook_merchant on webhook (merchant, id)',
  `create table webhook_delivery (webhook text not null primary key references webhook (id), delivered_to bigint not null,
    failures integer not null, next_at bigint not null)`,
  `create table merchant_event (merchant text not null, sequence bigint not null, id text not null, at bigint not null, type text not null,
    subscriber text not null, basis text, primary key (merchant, sequence)) ${CLUSTERED}`,
];

/** A merchant may withdraw a basis whose number was recycled, and must not see the difference. */
const TOLD_END = [
  'alter table basis_proof add column told_end_sequence bigint',
  'alter table basis_proof add column told_end_at bigint',
];

/** Imports, what they held back, and call records, by which outcomes are joined later. */
const IMPORTS = [
  'alter table tenure add column began_at bigint',
  `create table import (id text not null primary key, created_at bigint not null, updated_at bigint not null, party text, state text not null,
    position bigint not null, first_sequence bigint, last_sequence bigint, options text not null, actor text not null, counts text not null, problem text)`,
  `create table import_row (import text not null, row bigint not null, line bigint not null, state text not null, patterns integer not null,
    thing text, errors text not null, reviewed_by text, reviewed_at bigint, reason text, sequence bigint, primary key (import, row)) ${CLUSTERED}`,
  `create table call_record (caller bigint not null, callee bigint not null, start_at bigint not null, answer_at bigint, duration bigint not null,
    hung_up_by text, merchant integer, subscriber bigint, import text not null, primary key (callee, caller, start_at)) ${CLUSTERED}`,
  'create index call_record_merchant on call_record (merchant, subscriber) where merchant is not null',
];

/** Objections to refusals: one open at a time of each decision. */
const APPEALS = [
  `create table appeal (id text not null primary key, received_at bigint not null, decision text not null, line text, merchant text, carrier text,
    caller text, statement text not null, contact text not null, status text not null)`,
  'create index appeal_received on appeal (received_at, id)',
  'create index appeal_merchant on appeal (merchant, received_at, id) where merchant is not null',
  "create unique index appeal_open on appeal (decision) where status = 'open'",
];

/** Refusals by reply and what follows from them: the notices that Wurao sends, findings, and consents asked for by message. */
const REPLIES = [
  'alter table refusal add column reply_port text',
  'alter table refusal add column reply_at bigint',
  'alter table outbox add column sender text',
  `create table notice (subscriber bigint not null, merchant text not null, kind text not null, at bigint not null, sequence bigint not null,
    primary key (subscriber, merchant, kind, at)) ${CLUSTERED}`,
  'create index notice_at on notice (at)',
  `create table finding (id text not null primary key, at bigint not null, kind text not null, subject text not null, merchant text,
    subscriber text not null, line text, decision text, reply_words text not null, reply_port text not null, reply_at bigint not null)`,
  'create unique index finding_subject on finding (kind, subject)',
  'create index finding_at on finding (at, id)',
  `create table consent_request (id text not null primary key, subscriber bigint not null, merchant text not null, at bigint not null,
    expires_at bigint not null, hash text not null, tries integer not null, state text not null, ended_at bigint,
    purposes integer not null, categories integer not null, channels integer not null, to_at bigint, words text not null,
    act_reference text not null, act_sha256 text, act_at bigint not null)`,
  'create index consent_request_subscriber on consent_request (subscriber, at)',
  'create index consent_request_at on consent_request (at)',
];

const ROW_VERSION_TABLES = [
  `create table row_version (kind text not null, id text not null, version integer not null, replaced_at bigint not null, body text not null,
    primary key (kind, id, version)) ${CLUSTERED}`,
  'create index row_version_at on row_version (replaced_at)',
];

/** An objection has a day, and an answer. */
const APPEAL_ANSWERS = ['due_at bigint', 'answer text', 'answered_at bigint', 'answered_by text'].map(
  (column) => `alter table appeal add column ${column}`,
);

/** What casework keeps, slice by slice. */
const CASEWORK = [
  ...APPEAL_ANSWERS,
  ...ROW_VERSION_TABLES,
  ...COMPLAINT_TABLES,
  ...AUDIT_TABLES,
  ...BULLETIN_TABLES,
  ...SANCTION_TABLES,
  ...PLEDGE_TABLES,
  ...INQUIRY_TABLES,
];

/** Who signs in to the console. */
const MEMBERS = [
  `create table member (id text not null primary key, name text not null unique, oidc_subject text unique, invitation text unique,
    created_at bigint not null, body text not null)`,
];

/** One person manages the number of another. */
const GUARDIANS = [
  `create table guardianship (id text not null primary key, guardian bigint not null, ward bigint not null, state text not null, hash text not null,
    tries integer not null, asked_at bigint not null, expires_at bigint not null, stands_at bigint, ended_at bigint, told_at bigint)`,
  'create index guardianship_guardian on guardianship (guardian, asked_at)',
  'create index guardianship_ward on guardianship (ward, asked_at)',
  'create index guardianship_at on guardianship (asked_at)',
];

/** What the console's pages keep. Versions of a form are only added; the form ends as a whole. */
const CONSENT_FORMS = [
  `create table consent_form (id text not null, version integer not null, merchant text not null, published_at bigint not null, ended_at bigint,
    sha256 text not null, body text not null, primary key (id, version)) ${CLUSTERED}`,
  'create index consent_form_merchant on consent_form (merchant, id, version)',
];

const HELD_WISHES = [
  'create table held_wish (id text not null primary key, subscriber bigint not null, since_at bigint not null, until_at bigint)',
  'create unique index held_wish_present on held_wish (subscriber) where until_at is null',
];

/** Codes for numbers that take no messages. */
const SPOKEN_CODES = ['alter table outbox add column channel text'];

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'the register', statements: [...FACTS, ...NUMBERS, ...FEED, ...EDGES] },
  { version: 2, name: 'ends that merchants are told', statements: TOLD_END },
  { version: 3, name: 'imports and call records', statements: IMPORTS },
  { version: 4, name: 'appeals', statements: APPEALS },
  { version: 5, name: 'replies, notices and findings', statements: REPLIES },
  { version: 6, name: 'complaints and cases', statements: CASEWORK },
  { version: 7, name: 'members', statements: MEMBERS },
  { version: 8, name: 'guardians', statements: GUARDIANS },
  { version: 9, name: 'the console', statements: [...CONSENT_FORMS, ...HELD_WISHES, ...SPOKEN_CODES] },
];

export const SCHEMA_VERSION_TABLE =
  'create table if not exists schema_version (version integer not null primary key, name text not null, at bigint not null)';
