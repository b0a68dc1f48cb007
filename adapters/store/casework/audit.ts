import { createHash } from 'node:crypto';
import {
  type AuditAnswers,
  type AuditEntry,
  type AuditHead,
  type AuditQuery,
  type AuditRow,
  appendEntry,
  EMPTY_HEAD,
} from '@wurao/casework';
import { sql } from 'kysely';
import { pageOf } from '../page.ts';
import { type Session, type Statement, statement } from '../session.ts';
import type { AuditTableRow } from './schema.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const HEAD = statement<object, { sequence: number; hash: string }>((db) =>
  db.selectFrom('audit').select(['sequence', 'hash']).orderBy('sequence', 'desc').limit(sql.lit(1)),
);
const INSERT = statement<AuditTableRow>((db, p) =>
  db.insertInto('audit').values({
    sequence: p.sequence,
    at: p.at,
    who: p.who,
    role: p.role,
    act: p.act,
    what: p.what,
    subject_kind: p.subject_kind,
    subject_id: p.subject_id,
    previous: p.previous,
    hash: p.hash,
  }),
);

const rowOf = ({ subject, atMs, ...row }: AuditRow): AuditTableRow => ({
  ...row,
  at: atMs,
  subject_kind: subject.kind,
  subject_id: subject.id,
});

export const auditRowOf = ({ at, subject_kind, subject_id, role, act, ...row }: AuditTableRow): AuditRow => ({
  ...row,
  atMs: at,
  role: role as AuditRow['role'],
  act: act as AuditRow['act'],
  subject: { kind: subject_kind, id: subject_id },
});

const headOf = async (session: Session): Promise<AuditHead> => (await session.one(HEAD, {})) ?? EMPTY_HEAD;

/**
 * The end of the chain within one transaction: nobody else can add to it before the commit, as the writer has the head of the feed.
 * Rows are written together, before the commit.
 */
export class AuditTail {
  readonly #session: Session;
  #head: AuditHead | undefined;
  readonly #rows: AuditTableRow[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  /** Throws what no entry may be: the command must not be done without its row. */
  async add(entries: readonly AuditEntry[]): Promise<void> {
    for (const entry of entries) {
      this.#head ??= await headOf(this.#session);
      const row = appendEntry(this.#head, entry, sha256);
      if (!row.ok) throw new Error(`no entry of the log: ${row.errors[0]?.field}: ${row.errors[0]?.message}`);
      this.#head = row.value;
      this.#rows.push(rowOf(row.value));
    }
  }

  async write(): Promise<void> {
    const [first, ...others] = this.#rows;
    if (first === undefined) return;
    if (others.length === 0) await this.#session.run(INSERT, first);
    else await this.#session.runMany(INSERT, this.#rows);
  }
}

type Listed = { after: number; since: number; kind: string; id: string; limit: number };
const ROWS = statement<Listed, AuditTableRow>((db, p) =>
  db
    .selectFrom('audit')
    .selectAll()
    .where('sequence', '>', p.after)
    .where('at', '>=', p.since)
    .orderBy('sequence')
    .limit(p.limit),
);
const ROWS_OF_SUBJECT = statement<Listed, AuditTableRow>((db, p) =>
  db
    .selectFrom('audit')
    .selectAll()
    .where('subject_kind', '=', p.kind)
    .where('subject_id', '=', p.id)
    .where('sequence', '>', p.after)
    .where('at', '>=', p.since)
    .orderBy('sequence')
    .limit(p.limit),
);
/** Instants grow with the sequence: the first row that is due is found by its instant, not by a walk from the beginning. */
const FIRST_SINCE = statement<{ since: number }, { sequence: number | null }>((db, p) =>
  db
    .selectFrom('audit')
    .select('sequence')
    .where('at', '>=', p.since)
    .orderBy('at')
    .orderBy('sequence')
    .limit(sql.lit(1)),
);

type Asked<K extends AuditQuery['kind']> = Extract<AuditQuery, { kind: K }>;

const auditRows = async (
  session: Session,
  { subject, sinceMs, after, limit }: Asked<'auditRows'>,
): Promise<AuditAnswers['auditRows']> => {
  const since = sinceMs ?? 0;
  const first = sinceMs === undefined ? undefined : await session.one(FIRST_SINCE, { since });
  if (sinceMs !== undefined && first === undefined) return { items: [], next: undefined };
  const from = Math.max(Number(after ?? 0), Number(first?.sequence ?? 1) - 1);
  const asked = { after: from, since, kind: subject?.kind ?? '', id: subject?.id ?? '', limit: limit + 1 };
  const by: Statement<Listed, AuditTableRow> = subject === undefined ? ROWS : ROWS_OF_SUBJECT;
  return pageOf(await session.all(by, asked), limit, auditRowOf, (row) => String(row.sequence));
};

export const AUDIT_QUESTIONS = { auditHead: headOf, auditRows };
