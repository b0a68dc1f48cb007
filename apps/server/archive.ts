import type { AskerSummary, AttemptSummary } from '@wurao/api';
import type { ReachTraffic } from '@wurao/casework';
import { type BulletinWish, type Compared, comparedFrom, render } from '@wurao/casework';
import {
  type CallJoin,
  type CallRecord,
  type DecisionId,
  failure,
  type InstantMs,
  type JournalledDecision,
  joinCalls,
  type LineId,
  type PhoneNumber,
  type Result,
  type SentContact,
  success,
} from '@wurao/domain';
import {
  type AroundQuestion,
  type AttemptsAround,
  type DecisionQuestion,
  type DecisionTally,
  type FactUse,
  JournalArchive,
  type JournalProgress,
  JournalReader,
  type JournalRecord,
  type JournalSequence,
  nodeFiles,
  questionFailure,
  type ReachedPage,
  type ReasonQuestion,
  retain,
  seal,
  type TrafficTally,
  type TrafficTallyQuestion,
  writeCheckpoint,
} from '@wurao/journal';
import {
  findRates,
  type PreviewAnswer,
  type PreviewQuestion,
  previewRates,
  type RateAnswer,
  type RateQuestion,
} from './find-rates.ts';
import { type TrafficQuestion, trafficOf } from './traffic.ts';

export interface ArchiveParts {
  readonly directory: string;
  readonly progress: JournalProgress;
}

interface Kept {
  readonly sealed: number;
  readonly deleted: number;
}

/** Periods of which bulletins are asked for at a time; each holds some megabytes. */
const PUBLISHED_KEPT = 4;
/** Nobody gets more in seven days that a single reply could be meant for. */
const SENT_MAX = 500;

export interface AttemptsFilter {
  readonly decision: 'allow' | 'refuse' | undefined;
  readonly sinceMs: InstantMs | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

/** The journal as it is asked and kept: opens its database with the first question. Runs in a thread of its own. */
export class Archive {
  readonly #parts: ArchiveParts;
  readonly #reader: JournalReader;
  #opening: Promise<JournalArchive> | undefined;
  #keeping: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();
  /** By period, the one asked for last at the end. */
  readonly #published = new Map<string, Compared>();

  constructor(parts: ArchiveParts) {
    this.#parts = parts;
    this.#reader = new JournalReader(parts.directory, nodeFiles, parts.progress);
  }

  #open(): Promise<JournalArchive> {
    if (this.#opening !== undefined) return this.#opening;
    const opening = JournalArchive.open(this.#parts);
    this.#opening = opening;
    // What failed once (no room for a moment) is tried again by the next question.
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening;
  }

  async #ask<T>(question: (archive: JournalArchive) => Promise<T>): Promise<Result<T>> {
    try {
      return success(await question(await this.#open()));
    } catch (error) {
      return questionFailure(error);
    }
  }

  /** Only what was attempted comes to an end that somebody tells. */
  async #withOutcome(record: JournalRecord): Promise<Result<JournalRecord>> {
    if (record.attempt.mode !== 'attempt') return success(record);
    const outcome = await this.#ask((archive) => archive.outcomeOf(record.id));
    return outcome.ok ? success({ ...record, outcome: outcome.value }) : outcome;
  }

  async byId(id: DecisionId): Promise<Result<JournalledDecision & Pick<JournalRecord, 'asker' | 'outcome'>>> {
    const recent = this.#reader.find(id);
    if (recent !== undefined) return this.#withOutcome(recent);
    const record = await this.#ask((archive) => archive.byId(id));
    if (!record.ok) return record;
    if (record.value !== undefined) return success(record.value);
    return failure('not-found', 'No such decision', {
      field: 'id',
      message: `no decision ${id} is on record`,
      remedy: 'Copy the id as the decision gave it. Records are kept for the time the law asks, then deleted.',
    });
  }

  async attemptsOf(
    callee: PhoneNumber,
    filter: AttemptsFilter,
  ): Promise<Result<{ items: AttemptSummary[]; next: string | undefined }>> {
    const { decision, sinceMs, after, limit } = filter;
    const page = await this.#ask((archive) => archive.attemptsOf(callee, { decision, sinceMs, cursor: after, limit }));
    return page.ok ? success({ items: page.value.items.map(summaryOf), next: page.value.cursor }) : page;
  }

  /** What reached a number since an instant, newest first: whom a reply of its holder may be meant for. */
  async sentTo(callee: PhoneNumber, sinceMs: InstantMs): Promise<Result<SentContact[]>> {
    const filter = { decision: 'allow', sinceMs, limit: SENT_MAX } as const;
    const page = await this.#ask((archive) => archive.attemptsOf(callee, filter));
    return page.ok ? success(page.value.items.flatMap(sentOf)) : page;
  }

  around(question: AroundQuestion): Promise<Result<AttemptsAround>> {
    return this.#ask((archive) => archive.around(question));
  }

  async askersOf(callee: PhoneNumber, sinceMs: InstantMs | undefined): Promise<Result<AskerSummary[]>> {
    const rows = await this.#ask((archive) => archive.askersOf(callee, { sinceMs }));
    if (!rows.ok) return rows;
    return success(
      rows.value.map((row) => ({
        ...row,
        merchant: row.merchant as AskerSummary['merchant'],
        role: row.role ?? 'gate',
      })),
    );
  }

  usesOf(callee: PhoneNumber, sinceMs: InstantMs | undefined): Promise<Result<FactUse[]>> {
    return this.#ask((archive) => archive.usesOf(callee, { sinceMs }));
  }

  /** Numbers that a merchant's allowed attempts reached, a page after one. */
  reachedBy(merchant: string, after: string, limit: number): Promise<Result<ReachedPage>> {
    return this.#ask((archive) => archive.reachedBy(merchant, after, limit));
  }

  async countByReason(
    question: ReasonQuestion,
  ): Promise<Result<{ reason: string; decision: string; count: number }[]>> {
    return this.#ask((archive) => archive.countByReason(question));
  }

  /** What was decided in a span, by place, reason and category. */
  decisionTallies(question: DecisionQuestion): Promise<Result<readonly DecisionTally[]>> {
    return this.#ask((archive) => archive.decisionTallies(question));
  }

  trafficTallies(question: TrafficTallyQuestion): Promise<Result<readonly TrafficTally[]>> {
    return this.#ask((archive) => archive.trafficTallies(question));
  }

  findRates(question: RateQuestion): Promise<Result<RateAnswer>> {
    return this.#ask((archive) => findRates(archive, question));
  }

  previewRates(question: PreviewQuestion): Promise<Result<PreviewAnswer | undefined>> {
    return this.#ask((archive) => previewRates(archive, question));
  }

  /**
   * A bulletin from frozen texts: nothing of the journal, but off the serving thread. A period that is out never changes, and the next scope
   * or format of it is asked for soon.
   */
  recompute(texts: readonly string[], wish: BulletinWish): Result<string> {
    // What it is compared with may come out later: of a period texts are only added.
    const key = `${wish.period}/${texts.length}`;
    const known = this.#published.get(key);
    const compared = known === undefined ? comparedFrom(texts, wish.period) : success(known);
    if (!compared.ok) return compared;
    this.#published.delete(key);
    this.#published.set(key, compared.value);
    const oldest = this.#published.keys().next().value;
    if (this.#published.size > PUBLISHED_KEPT && oldest !== undefined) this.#published.delete(oldest);
    return render(compared.value, wish);
  }

  /** Attempts let through in a period, of these lines, merchants and numbers, by all that a sanction could tell apart. */
  traffic(question: TrafficQuestion): Promise<Result<ReachTraffic[]>> {
    return this.#ask((archive) => trafficOf((sql, values) => archive.query(sql, values), question));
  }

  /** The decision of a line that each call record belongs to, in the order of the records. */
  async joinCalls(line: LineId, records: readonly CallRecord[]): Promise<Result<readonly CallJoin[]>> {
    const asked = await this.#ask((archive) => archive.decisionsNear(line, records));
    const near = asked.ok ? asked.value : asked;
    return near.ok ? success(joinCalls(records, near.value)) : near;
  }

  /** Seals whole days into Parquet and deletes what the law no longer asks to keep. */
  keep(nowMs: InstantMs, months: number): Promise<Result<Kept>> {
    // One at a time: a second sealing would take the first one's half-written file for left-overs, or for its own.
    const kept = this.#keeping.then(() => this.#keep(nowMs, months));
    this.#keeping = kept.catch(() => undefined);
    return kept;
  }

  async #keep(nowMs: InstantMs, months: number): Promise<Result<Kept>> {
    const { directory } = this.#parts;
    const sealed = await seal({ directory, nowMs, openDay: true, stop: this.#closing.signal });
    // Broken off by a stop, the segments go on counting: nothing is wrong with the disk.
    if (!sealed.ok) return this.#closing.signal.aborted ? success({ sealed: 0, deleted: 0 }) : sealed;
    const retained = retain({ directory, nowMs, months });
    if (!retained.ok) return retained;
    return success({ sealed: sealed.value.days.length, deleted: retained.value.deleted.length });
  }

  /** What counters and memories were at a sequence: the next start reads the journal from there on. */
  keepState(bytes: Uint8Array, sequence: JournalSequence): Result<void> {
    return writeCheckpoint(this.#parts.directory, bytes, sequence);
  }

  /** Breaks off a sealing: a thread that ends while its database is at work takes the process with it. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#keeping;
    // One that never opened has nothing to close.
    await (await this.#opening?.catch(() => undefined))?.close();
  }
}

const sentOf = ({ atMs, attempt, decision }: JournalRecord): SentContact[] => {
  const { caller: port, line, text } = attempt;
  const { merchant } = decision;
  return port === undefined || merchant === undefined ? [] : [{ merchant, port, atMs, line, text }];
};

const summaryOf = (record: JournalRecord): AttemptSummary => ({
  id: record.id,
  atMs: record.atMs,
  decision: record.decision.decision,
  reason: record.decision.reason,
  channel: record.attempt.channel,
  purpose: record.decision.purpose,
  caller: record.attempt.caller,
  callee: record.attempt.callee,
  merchant: record.decision.merchant,
  line: record.attempt.line,
  outcome: record.outcome,
});
