/** Sanctions from proposal to end. The register holds those in force as facts of its own. */
export interface SanctionTables {
  sanction_file: SanctionFileRow;
  sanction_step: SanctionStepRow;
}

export interface SanctionFileRow {
  id: string;
  proposed_at: number;
  updated_at: number;
  state: string;
  kind: string;
  target_kind: string;
  target_id: string;
  owner: string | null;
  /** `NEVER_DUE`: not in force yet, or without a term. */
  term_ends_at: number;
  missing_year: number | null;
  /** JSON: all that nothing is looked up by. */
  body: string;
}

export interface SanctionStepRow {
  sanction_id: string;
  position: number;
  at: number;
  actor: string;
  name: string;
  hand: string;
  input: string;
  from_state: string | null;
  to_state: string;
  reason: string | null;
  tells: string | null;
  told_zh: string | null;
  told_en: string | null;
  clock: string | null;
  due_at: number;
}
