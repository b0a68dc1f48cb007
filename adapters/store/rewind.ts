import {
  asSequence,
  type Change,
  type Failure,
  failure,
  type InstantMs,
  type Result,
  type Sequence,
  success,
} from '@wurao/domain';
import type Database from 'better-sqlite3';
import { factsAsOf } from './as-of.ts';
import { BULLETIN_REWIND_RULES } from './casework/bulletin-tables.ts';
import { changeBodyOf } from './change-body.ts';
import { isDerivedTable, REBUILD_SEARCH_INDEX } from './dialect.ts';
import { syncPath } from './files.ts';
import type { FactKeys } from './ports.ts';
import { versionedRules } from './row-versions.ts';
import { ENDED_HOW, GIVEN_UP } from './rows.ts';
import { openDatabase, SqliteSession } from './session.ts';

/**
 * A store as it was right after a sequence: facts have from and to sequences, so what came later is taken away and what ended
 * later lives again. Rows without a sequence (codes, outbox, idempotency, webhooks) go by their instant; what was swept, sent or
 * spent since does not come back.
 */
const OPEN_AGAIN = 'to_sequence = null';
const later = (table: string, ends = OPEN_AGAIN): readonly string[] => [
  `delete from ${table} where from_sequence > $sequence`,
  `update ${table} set ${ends} where to_sequence > $sequence`,
];

/** Every table has its rule, or nothing is rewound: a table that was forgotten would keep another time. In an order that references allow. */
export const REWIND_RULES: Readonly<Record<string, readonly string[]>> = {
  schema_version: [],
  fact: later('fact'),
  preference: later('preference'),
  ownership: later('ownership'),
  tenure: ['delete from tenure where from_sequence > $sequence'],
  basis: [
    `update basis set ended_how = ${ENDED_HOW.indexOf('recycled')} where ended_how = ${GIVEN_UP}
      and from_sequence in (select from_sequence from basis_proof where told_end_sequence > $sequence)`,
    ...later('basis', `${OPEN_AGAIN}, ended_how = null, ended_by = null, ended_at = null`),
  ],
  refusal: later('refusal', `${OPEN_AGAIN}, ended_at = null`),
  basis_proof: [
    'delete from basis_proof where from_sequence > $sequence',
    'update basis_proof set told_end_sequence = null, told_end_at = null where told_end_sequence > $sequence',
  ],
  // Words and merchants come with the fact that first needs them.
  wording: ['delete from wording where id not in (select wording from basis_proof union select wording from refusal)'],
  merchant_index: ["delete from merchant_index where id not in (select id from fact where kind = 'merchant')"],
  merchant_event: ['delete from merchant_event where sequence > $sequence'],
  change: ['delete from change where sequence > $sequence'],
  feed_head: ['update feed_head set sequence = $sequence'],
  idempotency: ["delete from idempotency where at > $atMs or json_extract(outcome, '$.sequence') > $sequence"],
  outbox: ['delete from outbox where at > $atMs'],
  code: ['delete from code where at > $atMs'],
  notice: ['delete from notice where at > $atMs'],
  finding: ['delete from finding where at > $atMs'],
  consent_request: [
    'delete from consent_request where at > $atMs',
    "update consent_request set state = 'open', ended_at = null where ended_at > $atMs",
  ],
  guardianship: versionedRules('guardianship', 'asked_at'),
  held_wish: [
    'delete from held_wish where since_at > $atMs',
    'update held_wish set until_at = null where until_at > $atMs',
  ],
  consent_form: [
    'delete from consent_form where published_at > $atMs',
    'update consent_form set ended_at = null where ended_at > $atMs',
  ],
  webhook_delivery: [
    'delete from webhook_delivery where webhook in (select id from webhook where created_at > $atMs)',
    'update webhook_delivery set delivered_to = $sequence where delivered_to > $sequence',
  ],
  // Whoever was locked or ended since stays so, and a password that was changed is not the old one again.
  member: ['delete from member where created_at > $atMs'],
  webhook: ['delete from webhook where created_at > $atMs'],
  // How far an import was is known of its last batch alone: going on from there would pass over rows that were taken away.
  import: [
    'delete from import where created_at > $atMs',
    `update import set state = 'rolled-back', problem = 'rolled back to an earlier point in time: bring the file again'
      where updated_at > $atMs and state <> 'receiving'`,
  ],
  import_row: [
    'delete from import_row where import not in (select id from import)',
    `update import_row set state = 'held', reviewed_by = null, reviewed_at = null, reason = null, sequence = null
      where reviewed_at > $atMs`,
  ],
  call_record: [
    'delete from call_record where import not in (select id from import)',
    // The next merchant gets the index of one that is gone: its contacts are not that one's.
    'update call_record set merchant = null, subscriber = null where merchant not in (select merchant from merchant_index)',
  ],
  // The decision is in the journal, which is rolled back to the same instant.
  appeal: [
    'delete from appeal where received_at > $atMs',
    "update appeal set status = 'open', answer = null, answered_at = null, answered_by = null where answered_at > $atMs",
  ],
  complaint: versionedRules('complaint', 'kept_at'),
  case_file: versionedRules('case_file', 'opened_at'),
  case_step: ['delete from case_step where at > $atMs'],
  attachment_name: ['delete from attachment_name where at > $atMs'],
  case_note: ['delete from case_note where at > $atMs'],
  case_evidence: ['delete from case_evidence where at > $atMs'],
  pledge: versionedRules('pledge', 'made_at'),
  obligation: versionedRules('obligation', 'owed_at'),
  inquiry: versionedRules('inquiry', 'asked_at'),
  inquiry_step: ['delete from inquiry_step where at > $atMs'],
  case_count: [
    'delete from case_count',
    'insert into case_count (state, cases) select state, count(*) from case_file group by state',
  ],
  // What is left is a chain, only a shorter one.
  audit: ['delete from audit where at > $atMs'],
  ...BULLETIN_REWIND_RULES,
  search_text: ['delete from search_text where at > $atMs', REBUILD_SEARCH_INDEX],
  sanction_file: versionedRules('sanction_file', 'proposed_at'),
  sanction_step: ['delete from sanction_step where at > $atMs'],
  // After the tables that go back by it.
  row_version: ['delete from row_version where replaced_at > $atMs'],
};

export interface RewindReport {
  readonly sequence: Sequence;
  /** Changes taken away. */
  readonly undone: number;
  /** Lines, numbers, pairs and the like that those changes named: each compared with the original as of the sequence. */
  readonly compared: number;
}

const unfit = (message: string, remedy: string): Failure =>
  failure('invalid', 'The store cannot be rolled back', { field: 'atSequence', message, remedy });

const tablesOf = (db: Database.Database): readonly string[] =>
  (
    db.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'").all() as {
      name: string;
    }[]
  )
    .map(({ name }) => name)
    .filter((name) => !isDerivedTable(name));

/** The last change received up to an instant; 0 = none was. */
export const storeSequenceAt = (path: string, atMs: InstantMs): Sequence => {
  const db = openDatabase(path, { readonly: true });
  try {
    const { last } = db.prepare('select max(sequence) as last from change where at <= ?').get(atMs) as {
      last: number | null;
    };
    return asSequence(last ?? 0);
  } finally {
    db.close();
  }
};

/** `path` is a copy of `original` and becomes what that was right after `to`; rows without a sequence as of `atMs`. */
export const rewindStore = async (
  path: string,
  original: string,
  to: Sequence,
  atMs: InstantMs,
): Promise<Result<RewindReport>> => {
  const db = openDatabase(path);
  const before = openDatabase(original, { readonly: true });
  try {
    const strange = tablesOf(db).filter((table) => REWIND_RULES[table] === undefined);
    if (strange.length > 0)
      return unfit(`it holds tables of which no rule is known: ${strange.join(', ')}`, 'Restore the whole backup.');
    const { head } = db.prepare('select sequence as head from feed_head').get() as { head: number };
    if (to > head)
      return unfit(`the store goes to sequence ${head}, not to ${to}`, 'Name an earlier one, or a later backup.');
    const { last } = db.prepare('select max(at) as last from change where sequence <= ?').get(to) as {
      last: number | null;
    };
    const undone = undo(db, to, Math.max(atMs, last ?? 0));
    const compared = await compareWith(before, db, to);
    return compared.ok ? success({ sequence: to, undone, compared: compared.value }) : compared;
  } finally {
    before.close();
    db.close();
    syncPath(path);
  }
};

const undo = (db: Database.Database, sequence: Sequence, atMs: InstantMs): number => {
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  let undone = 0;
  db.transaction(() => {
    for (const [table, statements] of Object.entries(REWIND_RULES)) {
      for (const sql of statements) {
        const given = {
          ...(sql.includes('$sequence') ? { sequence } : {}),
          ...(sql.includes('$atMs') ? { atMs } : {}),
        };
        const { changes } = db.prepare(sql).run(given);
        if (table === 'change') undone += changes;
      }
    }
  }).immediate();
  db.pragma('wal_checkpoint(TRUNCATE)');
  return undone;
};

/** Changes whose keys are gathered and compared at once. */
const CHANGES_AT_ONCE = 500;

/** Only what a later change named can differ: each is loaded from the original as of the sequence, and from the copy. */
const compareWith = async (
  before: Database.Database,
  after: Database.Database,
  to: Sequence,
): Promise<Result<number>> => {
  const original = new SqliteSession(before);
  const copy = new SqliteSession(after);
  const page = before.prepare(
    'select sequence, position, body from change where (sequence, position) > (?, ?) order by sequence, position limit ?',
  );
  let compared = 0;
  let place: readonly [number, number] = [to, Number.MAX_SAFE_INTEGER];
  for (;;) {
    const rows = page.all(...place, CHANGES_AT_ONCE) as { sequence: number; position: number; body: string }[];
    const last = rows.at(-1);
    if (last === undefined) break;
    place = [last.sequence, last.position];
    const keys = keysOf(rows.map(({ body }) => changeBodyOf(body)));
    compared += Object.values(keys).reduce((sum, some) => sum + some.length, 0);
    const [wanted, found] = [await factsAsOf(original, to, keys), await factsAsOf(copy, to, keys)];
    if (JSON.stringify(wanted) !== JSON.stringify(found))
      return unfit(
        `what sequences up to ${last.sequence} changed does not load as of ${to}`,
        'Restore the whole backup.',
      );
  }
  return success(compared);
};

type Keys = { readonly [Name in keyof FactKeys]-?: NonNullable<FactKeys[Name]>[number][] };

const keysOf = (bodies: readonly Change['body'][]): Keys => {
  const keys: Keys = { numbers: [], pairs: [], callers: [], lines: [], merchants: [], parties: [], contents: [] };
  for (const body of bodies) {
    if (body.kind === 'pair') keys.pairs.push({ number: body.number, merchant: body.merchant });
    else if (body.kind === 'preference') keys.numbers.push(body.number);
    else if (body.kind === 'ownership') keys.numbers.push(body.ownership.number);
    else if (body.kind === 'noun') nounKey(keys, body);
  }
  return keys;
};

const nounKey = (keys: Keys, body: Extract<Change['body'], { kind: 'noun' }>): void => {
  if (body.noun === 'line') keys.lines.push(body.id as Keys['lines'][number]);
  else if (body.noun === 'merchant') keys.merchants.push(body.id as Keys['merchants'][number]);
  else if (body.noun === 'party') keys.parties.push(body.id as Keys['parties'][number]);
  else if (body.noun === 'content') keys.contents.push(body.id);
  else if (body.noun === 'expectation') keys.numbers.push(body.id as Keys['numbers'][number]);
  else if (body.noun === 'filing' && body.body) keys.callers.push(body.body.caller as Keys['callers'][number]);
};

/** Rows of every table, by its name: what a copy is compared by. Throws what SQLite throws: check the file first. */
export const countStoreRows = (path: string): Readonly<Record<string, number>> => {
  const db = openDatabase(path, { readonly: true });
  try {
    const rows = (table: string): number =>
      (db.prepare(`select count(*) as rows from "${table}"`).get() as { rows: number }).rows;
    return Object.fromEntries([...tablesOf(db)].sort().map((table) => [table, rows(table)]));
  } finally {
    db.close();
  }
};
