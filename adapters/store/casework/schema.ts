/** Complaints and cases as Kysely types them. Numbers are integer keys, instants milliseconds, lists JSON. No facts of the register. */
export interface CaseTables {
  complaint: ComplaintRow;
  case_file: CaseFileRow;
  case_evidence: CaseEvidenceRow;
  case_step: CaseStepRow;
  case_note: CaseNoteRow;
  search_text: SearchTextRow;
  attachment_name: AttachmentNameRow;
  audit: AuditTableRow;
  frozen_counts: FrozenCountsRow;
  complaint_finding: ComplaintFindingRow;
}

export interface ComplaintRow {
  id: string;
  /** Of an imported one, by the register it was told to. */
  received_at: number;
  /** When it came into this store: what it goes back by. */
  kept_at: number;
  case_id: string;
  state: string;
  /** Null: not said. */
  complainant: number | null;
  proved: number;
  /** As it was written. */
  reported: string | null;
  /** Canonical; null: masked, or no number. */
  number: string | null;
  /** Of a masked one. */
  pattern: string | null;
  channel: string | null;
  at: number | null;
  duration: number | null;
  province: string | null;
  category: string | null;
  source: string;
  text: string | null;
  description: string | null;
  attachments: string;
  /** The attempt it is about. Null: none was found. */
  decision: string | null;
  confidence: string | null;
  attempt_at: number | null;
  caller: string | null;
  merchant: string | null;
  line: string | null;
  line_class: string | null;
  campaign: number;
  content: string | null;
  /** The first of the chain. */
  carrier: string | null;
  chain: string;
  attempt_province: string | null;
  do_not_disturb: number;
  /** As it was told, while it is incomplete. */
  claim: string | null;
}

export interface CaseFileRow {
  id: string;
  opened_at: number;
  updated_at: number;
  state: string;
  source_kind: string | null;
  source_id: string | null;
  channel: string | null;
  category: string | null;
  province: string | null;
  clock: string | null;
  clock_from: number | null;
  pauses: string;
  /** `NEVER_DUE`: no clock, one that stands, or one without a day. */
  due_at: number;
  missing_year: number | null;
  party_kind: string | null;
  party_id: string | null;
  decision: string | null;
  assignee: string | null;
  complaints: number;
  steps: number;
  earlier: string;
  import: string | null;
}

export interface CaseEvidenceRow {
  case_id: string;
  at: number;
  body: string;
}

export interface CaseStepRow {
  case_id: string;
  position: number;
  at: number;
  who: string;
  role: string;
  input: string;
  from_state: string;
  to_state: string;
  reason: string | null;
  tells: string;
  clock: string | null;
  due_at: number;
  was_late: number;
}

/** Words by which a case is found. Added to, never changed: what was told once is found. */
export interface SearchTextRow {
  /** In the order in which they came. */
  id: number;
  case_id: string;
  at: number;
  /** Parted by spaces, each once. */
  words: string;
}

export interface CaseNoteRow {
  id: string;
  case_id: string;
  at: number;
  who: string;
  role: string;
  kind: string;
  text: string;
  attachments: string;
}

export interface AttachmentNameRow {
  sha256: string;
  case_id: string;
  at: number;
}

/** The hash-chained log. Rows are only added. */
export interface AuditTableRow {
  sequence: number;
  at: number;
  who: string;
  role: string;
  act: string;
  what: string;
  subject_kind: string;
  subject_id: string;
  previous: string;
  hash: string;
}

/** What a bulletin is made of, as it was frozen. */
export interface FrozenCountsRow {
  period: string;
  at: number;
  text: string;
}

export interface ComplaintFindingRow {
  id: string;
  at: number;
  /** What makes two looks find the same. */
  found: string;
  subject_kind: string;
  subject_id: string;
  /** The finding with its evidence. */
  body: string;
}
