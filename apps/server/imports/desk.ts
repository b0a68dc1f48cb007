import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ImportPort, ImportView } from '@wurao/api';
import { conflictOf, type Failure, failure, type InstantMs, type Result, type Role, success } from '@wurao/domain';
import {
  type HeldState,
  type ImportActor,
  type ImportOptions,
  type ImportRecord,
  type ImportState,
  NO_COUNTS,
  type ReviewOrder,
  type ReviewOutcome,
} from '@wurao/registry';
import type { Log } from '../log.ts';
import { appendWhole } from './append.ts';
import { type ImportProgress, UNFINISHED } from './job.ts';
import { readReport } from './report-file.ts';
import { type RunningImport, type RunParts, startRun } from './runner.ts';

export interface DeskParts extends RunParts {
  /** Imports have a folder each in it. */
  readonly directory: string;
  readonly clock: () => InstantMs;
  readonly newId: () => string;
  readonly log: Log;
  /** Until so long has passed, or the signal comes. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const SOURCE = 'source';
/** Some eighty million rows; an import that is larger comes in parts. */
const MAX_FILE_BYTES = 16 * 1024 ** 3;
/** Files that a party may be sending at a time: a disk is finite. */
const MAX_RECEIVING = 8;
/** From which an import can be started: again, after a failure. */
const STARTABLE: readonly ImportState[] = ['receiving', 'failed', ...UNFINISHED];
/** What was tried, or is, holds its rows in the report alone; what was stated, in the store. */
const TRIED: readonly ImportState[] = ['checking', 'checked', 'refused'];
/** Between two tries to tell the store that an import failed. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const pauseFor = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);
const FROM_STORE = 'r';

const elsewhere = (id: string): Failure =>
  conflictOf(
    'id',
    `the file of ${id} does not lie with this server`,
    'Ask the server that took it in, or bring it again.',
  );

interface Active {
  readonly running: RunningImport;
  readonly startedMs: number;
  progress: ImportProgress | undefined;
}

/** Takes files in, runs one import after the other, and tells how far each is. */
export class ImportDesk implements ImportPort {
  readonly #parts: DeskParts;
  readonly #queue: string[] = [];
  readonly #receiving = new Map<string, Promise<unknown>>();
  #active: { readonly id: string; readonly state: Active } | undefined;
  readonly #closing = new AbortController();
  #idle: Promise<unknown> = Promise.resolve();

  constructor(parts: DeskParts) {
    this.#parts = parts;
    mkdirSync(parts.directory, { recursive: true, mode: 0o700 });
  }

  /** What a stop, a crash or a power cut interrupted goes on. Other servers on the same database have imports of their own. */
  async resume(): Promise<void> {
    for (let before: string | undefined, page: readonly ImportRecord[] = []; ; before = page.at(-1)?.id) {
      const listed = await this.#parts.imports.list({ party: undefined, before, limit: 100 });
      if (!listed.ok) return;
      page = listed.value;
      for (const { id, state } of page) if (UNFINISHED.includes(state) && this.#isHere(id)) this.#enqueue(id);
      if (page.length === 0) return;
    }
  }

  async create(actor: ImportActor, options: ImportOptions): Promise<Result<ImportView>> {
    const full = await this.#checkRoom(actor);
    if (full) return full;
    const nowMs = this.#parts.clock();
    const record: ImportRecord = {
      id: this.#parts.newId(),
      options,
      actor,
      createdMs: nowMs,
      updatedMs: nowMs,
      state: 'receiving',
      position: 0,
      counts: NO_COUNTS,
      firstSequence: undefined,
      lastSequence: undefined,
      problem: undefined,
    };
    const folder = this.#folderOf(record.id);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await (await open(join(folder, SOURCE), 'w', 0o600)).close();
    const created = await this.#parts.imports.create(record);
    if (!created.ok) rmSync(folder, { recursive: true, force: true });
    return created.ok ? success(this.#viewOf(record)) : created;
  }

  async #checkRoom({ role, party }: ImportActor): Promise<Failure | undefined> {
    if (role === 'admin') return undefined;
    const listed = await this.#parts.imports.list({ party, before: undefined, limit: 100 });
    if (!listed.ok) return listed;
    const receiving = listed.value.filter(({ state }) => state === 'receiving');
    return receiving.length < MAX_RECEIVING
      ? undefined
      : conflictOf('', `${receiving.length} imports wait for their files already`, `Start ${receiving[0]?.id} first.`);
  }

  /** One piece after the other: each says where it begins, so that a sender whose answer was lost goes on from what is here. */
  receive(id: string, offset: number, bytes: Uint8Array): Promise<Result<ImportView>> {
    const before = this.#receiving.get(id) ?? Promise.resolve();
    const mine = before.then(() => this.#append(id, offset, bytes));
    this.#receiving.set(
      id,
      mine.catch(() => undefined),
    );
    return mine;
  }

  async #append(id: string, offset: number, bytes: Uint8Array): Promise<Result<ImportView>> {
    const record = await this.#parts.imports.byId(id);
    if (!record.ok) return record;
    if (record.value.state !== 'receiving')
      return conflictOf('state', `the import is ${record.value.state}`, 'Make another import for another file.');
    if (!this.#isHere(id)) return elsewhere(id);
    const path = join(this.#folderOf(id), SOURCE);
    const { size } = statSync(path);
    if (offset + bytes.length > MAX_FILE_BYTES)
      return failure('too-large', 'The file is too large', {
        field: '',
        message: `more than ${MAX_FILE_BYTES} bytes`,
        remedy: 'Bring it in several imports.',
      });
    if (size !== offset)
      return conflictOf('offset', `${size} bytes are here, the piece begins at ${offset}`, `Send from offset ${size}.`);
    try {
      const file = await open(path, 'a');
      try {
        await appendWhole(file, offset, bytes);
      } finally {
        await file.close();
      }
    } catch (error) {
      return failure('store-unavailable', 'The file cannot be kept', {
        field: '',
        message: error instanceof Error ? error.message : String(error),
        remedy: 'Make room on the disk of the data directory, then send the piece again.',
      });
    }
    return success(this.#viewOf(record.value));
  }

  async start(id: string, bytes?: number): Promise<Result<ImportView>> {
    // A piece on its way belongs to the file.
    await this.#receiving.get(id);
    const record = await this.#parts.imports.byId(id);
    if (!record.ok) return record;
    if (this.#isTaken(id)) return success(this.#viewOf(record.value));
    const { state } = record.value;
    if (STARTABLE.includes(state) && !this.#isHere(id)) return elsewhere(id);
    const unlike = STARTABLE.includes(state) ? this.#checkSize(id, bytes) : undefined;
    if (unlike) return unlike;
    if (state === 'receiving') {
      const file = await open(join(this.#folderOf(id), SOURCE), 'r+');
      await file.sync();
      await file.close();
    }
    const begun = await this.#parts.imports.setState(id, { state: 'checking', problem: undefined, from: STARTABLE });
    if (!begun.ok) return begun;
    this.#receiving.delete(id);
    this.#enqueue(id);
    return success(this.#viewOf(begun.value));
  }

  /** A file cut short reads like a shorter one. */
  #checkSize(id: string, said: number | undefined): Failure | undefined {
    const size = statSync(join(this.#folderOf(id), SOURCE), { throwIfNoEntry: false })?.size ?? 0;
    if (said === undefined || said === size) return undefined;
    return conflictOf(
      'bytes',
      `${size} bytes are here, the file has ${said}`,
      size < said
        ? `Send the rest from offset ${size}, then start.`
        : 'It is another file: make another import for it.',
    );
  }

  async byId(id: string): Promise<Result<ImportView>> {
    const record = await this.#parts.imports.byId(id);
    return record.ok ? success(this.#viewOf(record.value)) : record;
  }

  async list(
    party: string | undefined,
    before: string | undefined,
    limit: number,
  ): Promise<Result<readonly ImportView[]>> {
    const listed = await this.#parts.imports.list({ party, before, limit });
    return listed.ok ? success(listed.value.map((record) => this.#viewOf(record))) : listed;
  }

  /** Rows found in the file first, then those that the store keeps. */
  async rows(
    id: string,
    role: Role,
    state: HeldState | undefined,
    after: string | undefined,
    limit: number,
  ): ReturnType<ImportPort['rows']> {
    const record = await this.#parts.imports.byId(id);
    if (!record.ok) return record;
    const isInFile = state === undefined || state === 'bad' || (state === 'held' && TRIED.includes(record.value.state));
    if (isInFile && !after?.startsWith(FROM_STORE)) {
      const page = readReport(this.#folderOf(id), { state, from: Number(after ?? 0), limit });
      if (page.next !== undefined) return success({ items: page.items, next: String(page.next) });
      if (page.items.length > 0) return success({ items: page.items, next: `${FROM_STORE}-1` });
    }
    const from = after?.startsWith(FROM_STORE) ? Number(after.slice(1)) : -1;
    const rows = await this.#parts.imports.heldRows({ id, role, state, after: from, limit: limit + 1 });
    if (!rows.ok) return rows;
    const items = rows.value.slice(0, limit);
    const last = items.at(-1);
    return success({ items, next: rows.value.length > limit && last ? `${FROM_STORE}${last.row}` : undefined });
  }

  review(order: ReviewOrder): Promise<Result<ReviewOutcome>> {
    return this.#parts.imports.review(order);
  }

  /** The running one comes to the end of its batch; it goes on at the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#queue.length = 0;
    this.#active?.state.running.stop();
    await this.#idle;
  }

  /** Runs, or waits for its turn. */
  #isTaken(id: string): boolean {
    return this.#active?.id === id || this.#queue.includes(id);
  }

  #enqueue(id: string): void {
    if (this.#closing.signal.aborted || this.#isTaken(id)) return;
    this.#queue.push(id);
    if (this.#active === undefined) this.#idle = this.#runQueue();
  }

  async #runQueue(): Promise<void> {
    for (let id = this.#queue.shift(); id !== undefined; id = this.#queue.shift()) await this.#runOne(id);
  }

  async #runOne(id: string): Promise<void> {
    const { log } = this.#parts;
    const onProgress = (progress: ImportProgress): void => {
      active.progress = progress;
    };
    const running = startRun(this.#parts, { id, directory: this.#folderOf(id), onProgress });
    const active: Active = { running, startedMs: performance.now(), progress: undefined };
    this.#active = { id, state: active };
    const ended = await running.ended;
    if (typeof ended === 'object') {
      log('error', 'import failed', { import: id, problem: ended.failed });
      // Nobody else's turn before: it could be started again while it is still to be told failed.
      await this.#tellFailed(id, ended.failed.split('\n')[0] ?? 'unknown');
    }
    this.#active = undefined;
    if (ended !== 'done') return;
    // Its rows are facts now, or wait in the store: what was sent is personal data that nobody needs twice.
    rmSync(join(this.#folderOf(id), SOURCE), { force: true });
    log('info', 'import ended', { import: id, ms: Math.round(performance.now() - active.startedMs) });
  }

  /** A store that is away is the likeliest reason of a failure: without this its record would say that it runs, which nobody does. */
  async #tellFailed(id: string, problem: string): Promise<void> {
    const { imports, pause = pauseFor } = this.#parts;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      const told = await imports.setState(id, { state: 'failed', problem, from: UNFINISHED }).catch(() => undefined);
      // Any other answer is one: the import has ended otherwise, or is gone.
      if (this.#closing.signal.aborted || told?.ok === true || (told && told.code !== 'store-unavailable')) return;
      await pause(waitMs, this.#closing.signal);
    }
  }

  #folderOf(id: string): string {
    return join(this.#parts.directory, id);
  }

  #isHere(id: string): boolean {
    return existsSync(this.#folderOf(id));
  }

  #viewOf(record: ImportRecord): ImportView {
    const isRunning = UNFINISHED.includes(record.state) && this.#active?.id === record.id;
    const active = isRunning ? this.#active?.state : undefined;
    const seconds = active ? (performance.now() - active.startedMs) / 1000 : undefined;
    const path = join(this.#folderOf(record.id), SOURCE);
    const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    return { record, bytes, progress: active?.progress, seconds };
  }
}
