import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  ContactFilter,
  type ContactRecord,
  FirstLook,
  HOUSE_THRESHOLDS,
  isHiddenFrom,
  SecondLook,
  textHash,
} from '@wurao/detectors';
import { numberKey, type PhoneNumber, type Result } from '@wurao/domain';
import type { ReachedPage } from '@wurao/journal';
import {
  type ImportCounts,
  type ImportedThing,
  type ImportRecord,
  type ImportState,
  NO_COUNTS,
  numberOfThing,
  type RowError,
  readRow,
  rowErrorsOf,
  ShapeBook,
  tailOf,
} from '@wurao/registry';
import type { ImportStore } from '@wurao/store';
import { Pace } from './pace.ts';
import { type FileRow, readFileRows } from './read-rows.ts';
import { type FoundRow, ReportWriter } from './report-file.ts';
import { held, Sending, type SendingJob } from './sending.ts';
import { RowSorter, type StagedRow } from './sort-rows.ts';

/** What the job asks of the rest of the house. */
export interface ImportCalls
  extends Pick<ImportStore, 'byId' | 'setState' | 'runBatch' | 'contactSpan' | 'contactsOf'> {
  /** Numbers that a merchant's allowed attempts reached, by the journal, a page after one. */
  reachedBy(merchant: string, after: string, limit: number): Promise<Result<ReachedPage>>;
}

export interface ImportProgress {
  readonly phase: 'reading' | 'looking' | 'stating';
  readonly bytesRead: number;
  readonly rows: number;
  readonly position: number;
  readonly counts: ImportCounts;
}

export interface ImportJob {
  readonly id: string;
  /** The import's own folder, with its file `source`. */
  readonly directory: string;
  readonly calls: ImportCalls;
  readonly onProgress: (progress: ImportProgress) => void;
  /** Lets others have their turn. */
  readonly pause: () => Promise<void>;
  readonly wait: SendingJob['wait'];
  readonly isStopped: () => boolean;
}

const CONTACT_PAGE = 10_000;
/** Each page is a question to the whole journal: few of them. */
const REACHED_PAGE = 100_000;
/** Methods that leave a call or a message behind. */
const LEAVES_CONTACT: ReadonlySet<string> = new Set(['voice', 'sms']);

/** States in which an import has something left to do. */
export const UNFINISHED: readonly ImportState[] = ['checking', 'running'];

export class ImportStopped extends Error {}

/** Reads, checks, looks for patterns, states. Started again after whatever interruption it goes on where the store says it stands. */
export const runImport = async (job: ImportJob): Promise<ImportRecord> => {
  const record = held(await job.calls.byId(job.id));
  if (record.position === 0)
    held(await job.calls.setState(job.id, { state: 'checking', problem: undefined, from: UNFINISHED }));
  return new Running(job, record).run();
};

class Running {
  readonly #job: ImportJob;
  readonly #record: ImportRecord;
  readonly #sorter: RowSorter;
  readonly #report: ReportWriter;
  readonly #first: FirstLook;
  readonly #merchants = new Map<string, number>();
  readonly #contacts = new Map<number, ContactRecord | undefined>();
  readonly #pace = new Pace();
  readonly #shapes = new ShapeBook();
  #columnOf: (field: string) => number | undefined = () => undefined;
  #rows = 0;
  #bad = 0;
  #leavesContact = false;
  /** Rows that a trial would hold, as whoever brings them may know it. */
  #triedHeld = 0;

  constructor(job: ImportJob, record: ImportRecord) {
    this.#job = job;
    this.#record = record;
    this.#sorter = new RowSorter(job.directory);
    this.#report = new ReportWriter(job.directory);
    this.#first = new FirstLook({ ...HOUSE_THRESHOLDS, ...record.options.thresholds });
  }

  async run(): Promise<ImportRecord> {
    try {
      return await this.#phases();
    } finally {
      this.#report.close();
      for (const path of this.#sorter.paths) rmSync(path, { force: true });
    }
  }

  async #phases(): Promise<ImportRecord> {
    const { options } = this.#record;
    const problem = await this.#read();
    if (problem)
      return this.#endAs('refused', this.#counts(NO_COUNTS), `${problem.field}: ${problem.message}. ${problem.remedy}`);
    const mustHold = options.onError === 'stop' && this.#record.position === 0;
    if (mustHold && this.#bad > 0 && !options.dryRun) return this.#refuse(this.#counts(NO_COUNTS));
    if (options.kind === 'bases' && this.#leavesContact) await this.#readContacts();
    if (options.dryRun || mustHold) {
      const tried = await this.#go(true);
      if (options.dryRun) return this.#endAs('checked', tried, undefined);
      if (tried.bad + this.#triedHeld > 0) return this.#refuse(tried);
    }
    // Whoever reads that it is done reads the whole report.
    this.#report.flush();
    await this.#go(false);
    const present = held(await this.#job.calls.byId(this.#job.id));
    if (present.state === 'done') return present;
    // Nothing but bad rows, or none at all: no batch said that it was the last.
    return this.#endAs('done', present.position > 0 ? present.counts : this.#counts(NO_COUNTS), undefined);
  }

  #refuse(counts: ImportCounts): Promise<ImportRecord> {
    return this.#endAs(
      'refused',
      counts,
      'rows are bad or part of a pattern, and the import was to stop then: nothing was stated',
    );
  }

  async #endAs(state: ImportRecord['state'], counts: ImportCounts, problem: string | undefined): Promise<ImportRecord> {
    this.#report.flush();
    return held(await this.#job.calls.setState(this.#job.id, { state, problem, counts }));
  }

  #counts(of: ImportCounts): ImportCounts {
    return { ...of, rows: this.#rows, bad: this.#bad + of.bad };
  }

  async #read(): Promise<RowError | undefined> {
    const { options } = this.#record;
    const take = (row: FileRow): void => this.#take(row);
    const source = join(this.#job.directory, 'source');
    const context = {
      actor: this.#record.actor,
      // Of the beginning, not of the clock: read again after a break, every row must read the same.
      nowMs: this.#record.createdMs,
      // How long a request lives is counted from its receipt, which is the batch's affair.
      requestHours: Number.POSITIVE_INFINITY,
    };
    this.#readThing = (value) => readRow(options.kind, value, context);
    const look = await readFileRows(source, options, take, async (bytesRead) => {
      this.#tell('reading', bytesRead, 0, NO_COUNTS);
      await this.#breathe();
    });
    this.#first.finish();
    return look.problem;
  }

  #readThing: (value: FileRow['value']) => ReturnType<typeof readRow> = () => ({ ok: false, errors: [] });

  #take({ line, value, problem, columnOf }: FileRow): void {
    const row = this.#rows++;
    this.#columnOf = columnOf;
    const read = problem ? { ok: false as const, errors: [problem] } : this.#readThing(value);
    if (read.ok) this.#sorter.add(this.#staged(row, line, read.thing));
    else this.#turnAway(row, line, rowErrorsOf(read.errors));
  }

  #staged(row: number, line: number, thing: ImportedThing): StagedRow {
    const number = numberOfThing(thing);
    const shape = this.#shapes.indexOf(thing);
    const key = number === undefined ? 0 : numberKey(number);
    const head = { row, line, number: key, shape, tail: tailOf(thing, shape) };
    if (thing.kind !== 'grantBasis') return { ...head, merchant: 0, fromMs: 0, evidence: 0, leavesContact: false };
    const { merchant, fromMs = 0, evidence, method } = thing.basis;
    const leavesContact = LEAVES_CONTACT.has(method);
    this.#leavesContact ||= leavesContact;
    const staged: StagedRow = {
      ...head,
      merchant: this.#merchantIndex(merchant),
      fromMs,
      evidence: textHash(evidence?.sha256 ?? evidence?.reference ?? ''),
      leavesContact,
    };
    this.#first.see(staged);
    return staged;
  }

  #merchantIndex(id: string): number {
    let index = this.#merchants.get(id);
    if (index === undefined) {
      index = this.#merchants.size;
      this.#merchants.set(id, index);
    }
    return index;
  }

  #turnAway(row: number, line: number, errors: readonly RowError[]): void {
    this.#bad++;
    this.#found({ row, line, state: 'bad', patterns: 0, errors });
  }

  /** Whoever brings the file reads the report: a row that is hidden from it (rule 5) neither stands there nor turns the import away. */
  #tried(found: FoundRow): void {
    if (isHiddenFrom(this.#record.actor.role, found.patterns)) return;
    if (found.state === 'held') this.#triedHeld++;
    this.#found(found);
  }

  #found(found: FoundRow): void {
    this.#report.add({
      ...found,
      errors: found.errors.map((error) => ({ ...error, column: error.column ?? this.#columnOf(error.field) })),
    });
  }

  async #readContacts(): Promise<void> {
    for (const [id, index] of this.#merchants) this.#contacts.set(index, await this.#contactsOfMerchant(id));
  }

  /** By call records and by the journal. Where neither knows the merchant, nothing is known of it. */
  async #contactsOfMerchant(id: string): Promise<ContactRecord | undefined> {
    const { calls } = this.#job;
    const span = held(await calls.contactSpan(id));
    const reached: number[] = [];
    let fromMs = span.firstMs ?? Number.POSITIVE_INFINITY;
    let toMs = span.lastMs ?? Number.NEGATIVE_INFINITY;
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page: ReachedPage = held(await calls.reachedBy(id, after, REACHED_PAGE));
      for (const callee of page.callees) reached.push(numberKey(callee as PhoneNumber));
      fromMs = Math.min(fromMs, page.firstMs);
      toMs = Math.max(toMs, page.lastMs);
      after = page.callees.length < REACHED_PAGE ? undefined : page.callees.at(-1);
      await this.#breathe();
    }
    const filter = new ContactFilter(span.calls + reached.length);
    for (const number of reached) filter.add(number);
    for (let after = 0, page: readonly number[] = [0]; page.length > 0; after = page.at(-1) ?? after) {
      page = held(await calls.contactsOf(id, after, CONTACT_PAGE));
      for (const number of page) filter.add(number);
      await this.#breathe();
    }
    return filter.contacts === 0 ? undefined : { filter, fromMs, toMs };
  }

  /** Once through all rows in order of number; `dryRun`: everything is tried, nothing is kept. */
  async #go(dryRun: boolean): Promise<ImportCounts> {
    let ready: { row: StagedRow; patterns: number }[] = [];
    const look = new SecondLook<StagedRow>(
      this.#first,
      (merchant) => this.#contacts.get(merchant),
      (row, patterns) => ready.push({ row, patterns }),
    );
    const start = dryRun ? 0 : this.#record.position;
    const isLooked = this.#record.options.kind === 'bases';
    const sending = new Sending(this.#job, this.#pace, {
      dryRun,
      rows: this.#rows,
      bad: this.#bad,
      shapes: this.#shapes,
    });
    let passed = 0;
    const send = async (isLast: boolean): Promise<void> => {
      // What an earlier run has stated is passed over: rows come in the same order each time.
      const skipped = Math.min(ready.length, Math.max(0, start - passed));
      const left = ready.slice(skipped);
      passed += skipped;
      ready = [];
      while (left.length > 0) {
        const batch = left.splice(0, this.#pace.rows);
        await sending.send(passed, batch, isLast && left.length === 0);
        passed += batch.length;
      }
      if (dryRun) for (const found of sending.takeFound()) this.#tried(found);
      this.#tell(dryRun ? 'looking' : 'stating', 0, passed, sending.counts);
      await this.#breathe();
    };
    let seen = 0;
    for (const row of this.#sorter.sorted()) {
      seen++;
      if (ready.length >= this.#pace.rows) await send(false);
      if (isLooked) look.see(row);
      else ready.push({ row, patterns: 0 });
    }
    // Before the batch that says it was the last: a stretch that was cut off must not pass for the whole.
    if (seen !== this.#rows - this.#bad) throw new Error(`${seen} of ${this.#rows - this.#bad} sorted rows are there`);
    look.finish();
    await send(true);
    await sending.settle();
    if (dryRun) for (const found of sending.takeFound()) this.#tried(found);
    return this.#counts(sending.counts);
  }

  #tell(phase: ImportProgress['phase'], bytesRead: number, position: number, counts: ImportCounts): void {
    this.#job.onProgress({ phase, bytesRead, rows: this.#rows, position, counts: this.#counts(counts) });
  }

  async #breathe(): Promise<void> {
    await this.#job.pause();
    if (this.#job.isStopped()) throw new ImportStopped('the import was stopped');
  }
}
