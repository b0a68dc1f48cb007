import { CLUSTERED } from '../dialect.ts';

export const SANCTION_TABLES = [
  `create table sanction_file (id text not null primary key, proposed_at bigint not null, updated_at bigint not null, state text not null,
    kind text not null, target_kind text not null, target_id text not null, owner text, term_ends_at bigint not null, missing_year integer,
    body text not null)`,
  'create index sanction_file_term on sanction_file (state, term_ends_at, id)',
  'create index sanction_file_owner on sanction_file (owner, id) where owner is not null',
  'create index sanction_file_kind on sanction_file (kind, state, id)',
  'create index sanction_file_missing_year on sanction_file (missing_year) where missing_year is not null',
  `create table sanction_step (sanction_id text not null, position integer not null, at bigint not null, actor text not null, name text not null,
    hand text not null, input text not null, from_state text, to_state text not null, reason text, tells text, told_zh text, told_en text, clock text,
    due_at bigint not null, primary key (sanction_id, position)) ${CLUSTERED}`,
  'create index sanction_step_at on sanction_step (at)',
];
