import type { SanctionTables } from './casework/sanction-schema.ts';
import type { CaseTables } from './casework/schema.ts';

/** The tables as Kysely types them. Numbers are integer keys (`numberKey`), instants milliseconds, lists JSON. */
export interface Tables extends CaseTables, SanctionTables {
  schema_version: SchemaVersionRow;
  feed_head: FeedHeadRow;
  change: ChangeRow;
  fact: FactRow;
  merchant_index: MerchantIndexRow;
  preference: PreferenceRow;
  basis: BasisRow;
  basis_proof: BasisProofRow;
  wording: WordingRow;
  refusal: RefusalRow;
  tenure: TenureRow;
  ownership: OwnershipRow;
  idempotency: IdempotencyRow;
  outbox: OutboxRow;
  notice: NoticeRow;
  finding: FindingRow;
  consent_request: ConsentRequestRow;
  guardianship: GuardianshipRow;
  consent_form: ConsentFormRow;
  held_wish: HeldWishRow;
  code: CodeRow;
  webhook: WebhookRow;
  webhook_delivery: WebhookDeliveryRow;
  merchant_event: MerchantEventRow;
  import: ImportTableRow;
  import_row: ImportRowRow;
  call_record: CallRecordRow;
  appeal: AppealRow;
  row_version: RowVersionRow;
  member: MemberRow;
}

/** `body`: the whole record as JSON, what is looked up by beside it. */
export interface MemberRow {
  id: string;
  name: string;
  oidc_subject: string | null;
  invitation: string | null;
  created_at: number;
  body: string;
}

export interface SchemaVersionRow {
  version: number;
  name: string;
  at: number;
}

export interface FeedHeadRow {
  id: number;
  sequence: number;
}

export interface ChangeRow {
  sequence: number;
  position: number;
  at: number;
  body: string;
}

/** Versions of the small nouns, and of the law in force. */
export interface FactRow {
  kind: string;
  id: string;
  from_sequence: number;
  to_sequence: number | null;
  owner: string | null;
  lookup: string | null;
  /** null: the noun ended. */
  body: string | null;
}

export interface MerchantIndexRow {
  merchant: number;
  id: string;
}

export interface PreferenceRow {
  subscriber: number;
  from_sequence: number;
  to_sequence: number | null;
  received_at: number;
  is_on: number;
  channels: number;
  categories: number;
  purposes: number;
  barred_since: number;
  /** hours, allow, deny, prefixes, keep as JSON; null when there are none, as for most people. */
  detail: string | null;
}

/** Narrow, because every gate reads all of it at start; what was said and shown stands in `basis_proof`. */
export interface BasisRow {
  subscriber: number;
  merchant: number;
  from_sequence: number;
  to_sequence: number | null;
  /** 1 withdrawn, 2 recycled */
  ended_how: number | null;
  ended_by: number | null;
  ended_at: number | null;
  /** Place in BASIS_KINDS, METHODS. */
  kind: number;
  method: number;
  confirmed: number;
  purposes: number;
  categories: number;
  channels: number;
  from_at: number;
  to_at: number | null;
  received_at: number;
  matter: string | null;
}

export interface BasisProofRow {
  from_sequence: number;
  id: string;
  subscriber: number;
  merchant: number;
  wording: number;
  evidence_reference: string | null;
  evidence_sha256: string | null;
  /** What a merchant is told that withdraws a basis of a recycled number. */
  told_end_sequence: number | null;
  told_end_at: number | null;
}

/** Thousands agree to the same words: kept once. */
export interface WordingRow {
  id: number;
  sha256: string;
  words: string;
}

export interface RefusalRow {
  subscriber: number;
  merchant: number;
  from_sequence: number;
  to_sequence: number | null;
  ended_at: number | null;
  purposes: number;
  categories: number;
  channels: number;
  written_by: string;
  wording: number;
  received_at: number;
  /** Of a refusal by reply: the port, and when. */
  reply_port: string | null;
  reply_at: number | null;
}

export interface TenureRow {
  number: number;
  from_sequence: number;
  at: number;
  /** When it began, as its carrier says; null: not said. */
  began_at: number | null;
}

export interface OwnershipRow {
  number: number;
  from_sequence: number;
  to_sequence: number | null;
  carrier: string;
}

export interface IdempotencyRow {
  key_id: string;
  key: string;
  body_hash: string;
  at: number;
  outcome: string;
}

export interface OutboxRow {
  id: string;
  at: number;
  recipient: string;
  purpose: string;
  text: string;
  expires_at: number;
  /** The port that it goes out from; null: the sender's own. */
  sender: string | null;
  /** `voice`: to be read out; null: a short message. */
  channel: string | null;
}

/** That a subscriber was written to about a merchant. */
export interface NoticeRow {
  subscriber: number;
  merchant: string;
  kind: string;
  at: number;
  sequence: number;
}

/** What a detector concluded. No fact of the register. */
export interface FindingRow {
  id: string;
  at: number;
  kind: string;
  /** Filed once of each kind. */
  subject: string;
  merchant: string | null;
  subscriber: string;
  line: string | null;
  decision: string | null;
  reply_words: string;
  reply_port: string;
  reply_at: number;
}

export interface CodeRow {
  id: string;
  subscriber: number;
  hash: string;
  at: number;
  expires_at: number;
  tries: number;
  spent: number;
}

export interface WebhookRow {
  id: string;
  merchant: string;
  url: string;
  secret: string;
  created_at: number;
  status: string;
}

export interface WebhookDeliveryRow {
  webhook: string;
  delivered_to: number;
  failures: number;
  next_at: number;
}

export interface MerchantEventRow {
  merchant: string;
  sequence: number;
  id: string;
  at: number;
  type: string;
  subscriber: string;
  basis: string | null;
}

/** An import and how far it is. No fact of the register. */
export interface ImportTableRow {
  id: string;
  created_at: number;
  updated_at: number;
  /** Whose it is: its key's party; null for an operator's. */
  party: string | null;
  state: string;
  /** Rows taken up by committed batches. */
  position: number;
  first_sequence: number | null;
  last_sequence: number | null;
  options: string;
  actor: string;
  counts: string;
  problem: string | null;
}

/** Rows that wait for a person, or that the register turned away. */
export interface ImportRowRow {
  import: string;
  row: number;
  line: number;
  state: string;
  patterns: number;
  thing: string | null;
  errors: string;
  reviewed_by: string | null;
  reviewed_at: number | null;
  reason: string | null;
  sequence: number | null;
}

export interface CallRecordRow {
  caller: number;
  callee: number;
  start_at: number;
  answer_at: number | null;
  duration: number;
  hung_up_by: string | null;
  /** Whose filed number it is, and which of the two is the person; null: no filing covers either. */
  merchant: number | null;
  subscriber: number | null;
  import: string;
}

/** An objection to a refused decision, which is in the journal. No fact of the register. */
export interface AppealRow {
  id: string;
  received_at: number;
  decision: string;
  line: string | null;
  merchant: string | null;
  carrier: string | null;
  caller: string | null;
  statement: string;
  contact: string;
  status: string;
  due_at: number | null;
  answer: string | null;
  answered_at: number | null;
  answered_by: string | null;
}

/** A consent that was asked for by message. No fact of the register until its code comes back. */
export interface ConsentRequestRow {
  id: string;
  subscriber: number;
  merchant: string;
  at: number;
  expires_at: number;
  hash: string;
  tries: number;
  state: string;
  ended_at: number | null;
  purposes: number;
  categories: number;
  channels: number;
  to_at: number | null;
  words: string;
  act_reference: string;
  act_sha256: string | null;
  act_at: number;
}

/** Who manages whose number, or asked to. No fact that a gate decides by. */
export interface GuardianshipRow {
  id: string;
  guardian: number;
  ward: number;
  state: string;
  hash: string;
  tries: number;
  asked_at: number;
  expires_at: number;
  stands_at: number | null;
  ended_at: number | null;
  told_at: number | null;
}

/** Somebody wants to read what is refused: from, and until when. */
export interface HeldWishRow {
  id: string;
  subscriber: number;
  since_at: number;
  until_at: number | null;
}

/** One version of a form that people agree to on a merchant's page. */
export interface ConsentFormRow {
  id: string;
  version: number;
  merchant: string;
  published_at: number;
  /** The same in every version. */
  ended_at: number | null;
  sha256: string;
  /** What it says, as JSON. */
  body: string;
}

/**
 * Rows that are replaced in place, as they were before: a store is rolled back by them to any instant. Facts of the register have versions
 * of their own; steps, notes and the like are only added.
 */
export interface RowVersionRow {
  kind: string;
  id: string;
  /** Dense within the row's own, from 1. */
  version: number;
  /** When it ceased to be so. */
  replaced_at: number;
  /** The row as JSON. */
  body: string;
}
