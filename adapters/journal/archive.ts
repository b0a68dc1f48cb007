import {
  asSequence,
  type CallRecord,
  type Decision,
  type InstantMs,
  type LineId,
  type Mode,
  type NearDecision,
  type PhoneNumber,
  type Result,
  type Role,
  type Sequence,
} from '@wurao/domain';
import { type AttemptQuestion, type AttemptTally, attemptTallies } from './attempt-tallies.ts';
import { type AroundQuestion, type AttemptsAround, attemptsAround } from './attempts-around.ts';
import { COLUMN_LIST, numeric, type Row, recordOf, text } from './columns.ts';
import { type CountedContact, contactOf } from './counted-contact.ts';
import { Database, databaseErrorCode, type Parameters } from './database.ts';
import { parseDecisionId } from './decision-id.ts';
import { type DecisionQuestion, type DecisionTally, decisionTallies } from './decision-tallies.ts';
import { decisionsNear } from './decisions-near.ts';
import { type Files, nodeFiles, systemErrorCode } from './files.ts';
import { bestOutcome, outcomeOf } from './outcomes.ts';
import type { JournalProgress } from './progress.ts';
import type { JournalOutcome, JournalRecord } from './record.ts';
import { outcomesFrom, type RecordsFilter, recordsFrom } from './replay.ts';
import { CALLS, type JournalPlace, SEALED_FILES, TAIL_ROWS, Tail } from './tail.ts';
import { type TrafficTally, type TrafficTallyQuestion, trafficTallies } from './traffic-tallies.ts';

export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 1000;
/** Files may be sealed or deleted between a look at the directory and the question: then both are done again. */
const MAX_TRIES = 3;

export interface JournalArchiveOptions {
  readonly directory: string;
  readonly memoryLimitMb?: number;
  readonly threads?: number;
  readonly files?: Files;
  /** The writer's, from another thread: nothing beyond the last flush is read. */
  readonly progress?: JournalProgress;
}

/** Half open: [sinceMs, untilMs). */
export interface Period {
  readonly sinceMs?: InstantMs | undefined;
  readonly untilMs?: InstantMs | undefined;
}

export interface AttemptsQuestion extends Period {
  readonly decision?: Decision['decision'] | undefined;
  readonly limit?: number | undefined;
  /** From the page before. */
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Undefined: that was all. */
  readonly cursor: string | undefined;
}

/** Somebody whose attempts or screens named this number. */
export interface AskerSummary {
  readonly merchant: string | undefined;
  readonly role: Role | undefined;
  readonly party: string | undefined;
  readonly attempts: number;
  readonly screens: number;
  readonly allowed: number;
  readonly refused: number;
  readonly firstMs: InstantMs;
  readonly lastMs: InstantMs;
}

/** A fact, by its sequence, and the attempts that it allowed. */
export interface FactUse {
  readonly fact: Sequence;
  readonly uses: number;
  readonly lastMs: InstantMs;
}

/** A page of numbers reached; an empty one is the end, and its instants are infinite. */
export interface ReachedPage {
  readonly callees: readonly string[];
  readonly firstMs: InstantMs;
  readonly lastMs: InstantMs;
}

export interface ReasonCount {
  readonly decision: Decision['decision'];
  readonly reason: string;
  readonly reasonCode: number;
  readonly count: number;
}

export interface ReasonQuestion extends Period {
  readonly line?: LineId | undefined;
  /** Default: attempts. */
  readonly mode?: Mode | undefined;
}

export interface ArchiveFacts {
  readonly sealedFiles: number;
  readonly tailRecords: number;
  readonly questions: number;
}

const OLDEST_MS = -8_640_000_000_000_000;
const NEWEST_MS = 8_640_000_000_000_000;

const periodOf = ({ sinceMs, untilMs }: Period): { since: number; until: number } => ({
  since: Math.ceil(sinceMs ?? OLDEST_MS),
  until: Math.ceil(untilMs ?? NEWEST_MS),
});

const limitOf = (limit: number | undefined): number =>
  Math.min(MAX_LIMIT, Math.max(1, Math.trunc(limit ?? DEFAULT_LIMIT)));

/** Counts and sequences fit a number; what does not stays a bigint. */
const plain = (value: unknown): unknown =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;

/** Answers questions about what was decided. Needs a directory only, so it lives in whatever thread asks. */
export class JournalArchive {
  readonly #database: Database;
  readonly #tail: Tail;
  readonly #place: JournalPlace;
  #turn: Promise<unknown> = Promise.resolve();
  #questions = 0;

  private constructor(database: Database, place: JournalPlace) {
    this.#database = database;
    this.#place = place;
    this.#tail = new Tail(database, place);
  }

  static async open(options: JournalArchiveOptions): Promise<JournalArchive> {
    const { files = nodeFiles, progress, ...database } = options;
    files.makeDirectory(options.directory);
    const opened = await Database.open(database);
    const archive = new JournalArchive(opened, { directory: options.directory, files, progress });
    await archive.#tail.open();
    return archive;
  }

  async byId(id: string): Promise<JournalRecord | undefined> {
    const place = parseDecisionId(id);
    if (!place) return undefined;
    const { sequence, epoch } = place;
    const rows = await this.#fresh(() => {
      // Rows are sorted by callee, so no statistics of a file would prune by sequence; its name does.
      const file = this.#tail.sealed.find(({ first, last }) => first <= sequence && sequence <= last)?.path;
      const source = file === undefined ? TAIL_ROWS : 'read_parquet($file, union_by_name = true)';
      const where = 'WHERE sequence = $sequence AND epoch = $epoch';
      return this.#database.rows(`SELECT * FROM ${source} ${where}`, { sequence, epoch, ...(file && { file }) });
    });
    const [record] = rows.map(recordOf);
    return record && (await this.#withOutcomes([record]))[0];
  }

  /** Each with what is best known of its call. */
  async #withOutcomes(records: readonly JournalRecord[]): Promise<readonly JournalRecord[]> {
    if (records.length === 0 || !this.#tail.hasOutcomes) return records;
    const sequences = records.map(({ sequence }) => sequence).join();
    const rows = await this.#ask(`SELECT * FROM ${CALLS} WHERE decision_sequence IN (${sequences})`, {});
    const said = Map.groupBy(rows.map(outcomeOf), ({ decision }) => decision);
    return records.map((record) => {
      const outcome = bestOutcome(said.get(record.id) ?? []);
      return outcome === undefined ? record : { ...record, outcome };
    });
  }

  /** What is best known of the call of a decision. */
  async outcomeOf(id: string): Promise<JournalOutcome | undefined> {
    const place = parseDecisionId(id);
    if (place === undefined) return undefined;
    const sql = `SELECT * FROM ${CALLS} WHERE decision_sequence = $sequence AND decision_epoch = $epoch`;
    return bestOutcome((await this.#ask(sql, { ...place })).map(outcomeOf));
  }

  /** Decisions of a line that call records may belong to, each with what call records told of it. */
  decisionsNear(line: LineId, records: readonly CallRecord[]): Promise<Result<readonly NearDecision[]>> {
    return decisionsNear((sql, parameters) => this.#ask(sql, parameters), line, records);
  }

  /** Attempts of a person within a span, each with what is best known of its call. */
  async around(question: AroundQuestion): Promise<AttemptsAround> {
    const { records, fromMs } = await attemptsAround((sql, parameters) => this.#ask(sql, parameters), question);
    return { records: await this.#withOutcomes(records), fromMs };
  }

  /** What was told of calls, from a sequence on, in order; each as it was told, sealed or not. */
  outcomesFrom(sequence: number): AsyncGenerator<JournalOutcome> {
    return outcomesFrom(this.#database, this.#place, sequence);
  }

  /** Attempts on a number, newest first: what was refused, what was let through. Screens are not attempts. */
  async attemptsOf(callee: PhoneNumber, question: AttemptsQuestion = {}): Promise<Page<JournalRecord>> {
    const limit = limitOf(question.limit);
    const before = question.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number.parseInt(question.cursor, 36);
    if (!Number.isSafeInteger(before)) return { items: [], cursor: undefined };
    const rows = await this.#ask(
      `SELECT ${COLUMN_LIST} FROM journal
       WHERE callee = $callee AND mode = 'attempt' AND at_ms >= $since AND at_ms < $until AND sequence < $before
         AND ($decision IS NULL OR decision = $decision)
       ORDER BY sequence DESC LIMIT $rows`,
      { callee, before, decision: question.decision, rows: limit + 1, ...periodOf(question) },
    );
    const items = await this.#withOutcomes(rows.slice(0, limit).map(recordOf));
    return { items, cursor: rows.length > limit ? items.at(-1)?.sequence.toString(36) : undefined };
  }

  /** Who asked about a number, by attempt or screen, most recent first. */
  async askersOf(callee: PhoneNumber, period: Period = {}): Promise<AskerSummary[]> {
    const rows = await this.#ask(
      `SELECT coalesce(merchant, said_merchant) AS who, asker_role, asker_party,
         count(*) FILTER (mode = 'attempt') AS attempts, count(*) FILTER (mode = 'screen') AS screens,
         count(*) FILTER (decision = 'allow') AS allowed, count(*) FILTER (decision = 'refuse') AS refused,
         min(at_ms) AS first_ms, max(at_ms) AS last_ms
       FROM journal WHERE callee = $callee AND at_ms >= $since AND at_ms < $until
       GROUP BY ALL ORDER BY max(sequence) DESC`,
      { callee, ...periodOf(period) },
    );
    return rows.map((row) => ({
      merchant: text(row, 'who'),
      role: text(row, 'asker_role') as Role | undefined,
      party: text(row, 'asker_party'),
      attempts: numeric(row, 'attempts'),
      screens: numeric(row, 'screens'),
      allowed: numeric(row, 'allowed'),
      refused: numeric(row, 'refused'),
      firstMs: numeric(row, 'first_ms'),
      lastMs: numeric(row, 'last_ms'),
    }));
  }

  /** What was let through to a number by each fact that allowed it: how often, and when last; the latest first. */
  async usesOf(callee: PhoneNumber, period: Period = {}): Promise<FactUse[]> {
    const rows = await this.#ask(
      `SELECT fact, count(*) AS uses, max(at_ms) AS last_ms FROM journal
       WHERE callee = $callee AND mode = 'attempt' AND decision = 'allow' AND fact > 0 AND at_ms >= $since AND at_ms < $until
       GROUP BY fact ORDER BY last_ms DESC, fact DESC`,
      { callee, ...periodOf(period) },
    );
    return rows.map((row) => ({
      fact: asSequence(numeric(row, 'fact')),
      uses: numeric(row, 'uses'),
      lastMs: numeric(row, 'last_ms'),
    }));
  }

  /** Numbers that a merchant's allowed attempts reached, in order of their text, after one; and when, first and last. */
  async reachedBy(merchant: string, after: string, limit: number): Promise<ReachedPage> {
    const rows = await this.#ask(
      `SELECT callee, min(at_ms) AS first_ms, max(at_ms) AS last_ms FROM journal
       WHERE merchant = $merchant AND mode = 'attempt' AND decision = 'allow' AND callee > $after
       GROUP BY callee ORDER BY callee LIMIT $limit`,
      { merchant, after, limit },
    );
    const page: { callees: string[]; firstMs: number; lastMs: number } = {
      callees: [],
      firstMs: Number.POSITIVE_INFINITY,
      lastMs: Number.NEGATIVE_INFINITY,
    };
    for (const row of rows) {
      page.callees.push(text(row, 'callee') ?? '');
      page.firstMs = Math.min(page.firstMs, numeric(row, 'first_ms'));
      page.lastMs = Math.max(page.lastMs, numeric(row, 'last_ms'));
    }
    return page;
  }

  async countByReason(question: ReasonQuestion = {}): Promise<ReasonCount[]> {
    const rows = await this.#ask(
      `SELECT decision, reason, reason_code, count(*) AS decisions FROM journal
       WHERE at_ms >= $since AND at_ms < $until AND mode = $mode AND ($line IS NULL OR line = $line)
       GROUP BY decision, reason, reason_code ORDER BY reason_code, reason, decision`,
      { line: question.line, mode: question.mode ?? 'attempt', ...periodOf(question) },
    );
    return rows.map((row) => ({
      decision: text(row, 'decision') as Decision['decision'],
      reason: text(row, 'reason') ?? '',
      reasonCode: numeric(row, 'reason_code'),
      count: numeric(row, 'decisions'),
    }));
  }

  /** What was decided in a span, by place, reason and category: for a bulletin. */
  decisionTallies(question: DecisionQuestion): Promise<readonly DecisionTally[]> {
    return this.#fresh(() => decisionTallies(this.#database, question));
  }

  /** What was decided in a span, over time or line by line. */
  trafficTallies(question: TrafficTallyQuestion): Promise<readonly TrafficTally[]> {
    return this.#fresh(() => trafficTallies(this.#database, question, this.#tail.hasOutcomes));
  }

  /** What was let through in a span of those asked about: what a rate of complaints is divided by. */
  attemptTallies(question: AttemptQuestion): Promise<readonly AttemptTally[]> {
    return this.#fresh(() => attemptTallies(this.#database, question));
  }

  /** The newest records, newest first. */
  async tail(limit?: number): Promise<JournalRecord[]> {
    const sql = `SELECT ${COLUMN_LIST} FROM journal ORDER BY sequence DESC LIMIT $rows`;
    return (await this.#ask(sql, { rows: limitOf(limit) })).map(recordOf);
  }

  /** Records from a sequence on, in order, sealed ones included; read as they stand, without filling the tail. */
  recordsFrom(sequence: number, filter: RecordsFilter = {}): AsyncGenerator<JournalRecord> {
    return recordsFrom(this.#database, this.#place, sequence, filter);
  }

  /** Allowed attempts since an instant, in order: what counters are made of when there is no checkpoint. */
  async *contactsSince(sinceMs: InstantMs): AsyncGenerator<CountedContact> {
    const sql = `SELECT sequence, at_ms, channel, caller, callee, line, merchant, carrier, purpose, said_category, step, reason, counted
      FROM journal WHERE at_ms >= $since AND mode = 'attempt' AND decision = 'allow' ORDER BY sequence`;
    for await (const rows of this.#stream(sql, { since: Math.ceil(sinceMs) })) yield* rows.map(contactOf);
  }

  /** For internal use: one SELECT over the view `journal`. Anything else throws. */
  async query(sql: string, parameters: Parameters = {}): Promise<Row[]> {
    if (!(await this.#inTurn(() => this.#database.isQuestion(sql)))) throw new TypeError('a question is one SELECT');
    const rows = await this.#ask(sql, parameters);
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
  }

  async archiveFacts(): Promise<ArchiveFacts> {
    const [row] = await this.#ask(`SELECT count(*) AS records FROM ${TAIL_ROWS}`, {});
    return {
      sealedFiles: this.#tail.sealed.length,
      tailRecords: numeric(row ?? {}, 'records'),
      questions: this.#questions,
    };
  }

  async close(): Promise<void> {
    await this.#inTurn(async () => this.#database.close());
  }

  #ask(sql: string, parameters: Parameters): Promise<Row[]> {
    return this.#fresh(() => this.#database.rows(sql, parameters));
  }

  async *#stream(sql: string, parameters: Parameters): AsyncGenerator<Row[]> {
    const list = await this.#fresh(async () => ({ name: SEALED_FILES, values: this.#tail.files() }));
    yield* this.#database.stream(sql, parameters, list);
  }

  /** Looks at the directory, then asks; nobody looks anew in between. */
  #fresh<T>(ask: () => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      this.#questions++;
      for (let tries = 1; ; tries++) {
        try {
          await this.#tail.refresh();
          return await ask();
        } catch (error) {
          const moved = systemErrorCode(error) === 'ENOENT' || databaseErrorCode(error) === 'IO Error';
          if (!moved || tries === MAX_TRIES) throw error;
        }
      }
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
