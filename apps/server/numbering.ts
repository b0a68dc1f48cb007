import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  type Failure,
  failure,
  type InstantMs,
  invalid,
  type NumberingComparison,
  type NumberingPlan,
  type Result,
  readNumberingPlan,
  success,
} from '@wurao/domain';
import { type LawPack, withNumbering } from '@wurao/law';
import { NUMBERING, PRIVATE_DIRECTORY, PRIVATE_FILE, syncPath } from './backup-files.ts';
import { BUILT_IN_PLAN_FILE, type CompiledNumbering, type NumberingThreadData } from './numbering-file.ts';

/** When which plan came into force; the plans lie beside it, by version. */
const HISTORY_FILE = 'history.ndjson';
export const MAX_SOURCE_CHARS = 200;

interface InForce {
  readonly version: string;
  readonly sinceMs: InstantMs;
}

export interface NumberingWish {
  /** A list (CSV, also packed with gzip) or a plan file, on the server's machine. */
  readonly file: string;
  /** Whose list it is. */
  readonly from: string;
  /** The day its facts are of; left out: today. */
  readonly asOf?: string | undefined;
  readonly dryRun?: boolean | undefined;
  /** Prefixes that the present plan knows may be lost. */
  readonly acceptLoss?: boolean | undefined;
}

export interface NumberingReport {
  readonly version: string;
  readonly asOf: string;
  readonly source: string;
  readonly prefixes: number;
  readonly replaced: boolean;
  readonly comparison: NumberingComparison;
}

const damaged = (path: string, problem: string): Failure =>
  failure('store-unavailable', 'The numbering plan in force cannot be read', {
    field: 'dataDir',
    message: `${path}: ${problem}`,
    remedy: 'Put it back from a backup: decisions by province must not go on by another plan.',
  });

/** The plans of a data directory: the built-in one until another replaced it, and which one was in force when. */
export class Numbering {
  readonly #directory: string;
  readonly #plans = new Map<string, NumberingPlan>();
  #history: readonly InForce[] = [];
  #historyBytes = -1;
  #builtIn: NumberingPlan | undefined;
  #bound: { readonly law: LawPack; readonly plan: NumberingPlan; readonly bound: LawPack } | undefined;
  #replacing: Promise<unknown> = Promise.resolve();

  private constructor(dataDir: string) {
    this.#directory = join(dataDir, NUMBERING);
  }

  /** Reads the plan in force where one was put in; the built-in one is read when it is first asked. */
  static open(dataDir: string): Result<Numbering> {
    const numbering = new Numbering(dataDir);
    try {
      if (numbering.#look().length > 0) numbering.current();
      return success(numbering);
    } catch (error) {
      return damaged(numbering.#directory, error instanceof Error ? error.message : String(error));
    }
  }

  /** Looked at again when it has grown: another thread may have put a plan in force. */
  #look(): readonly InForce[] {
    const path = join(this.#directory, HISTORY_FILE);
    const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes === this.#historyBytes) return this.#history;
    // A half line, left by a power loss while writing, was never acknowledged.
    const lines = bytes === 0 ? [] : readFileSync(path, 'utf8').split('\n').slice(0, -1);
    this.#history = lines.map((line) => JSON.parse(line) as InForce);
    this.#historyBytes = bytes;
    return this.#history;
  }

  #plan(version: string): NumberingPlan {
    const known = this.#plans.get(version);
    if (known !== undefined) return known;
    const read = readNumberingPlan(readFileSync(join(this.#directory, `${version}.plan`)));
    if (!read.ok || read.value.version !== version) throw new Error(`${version}.plan is damaged`);
    this.#plans.set(version, read.value);
    return read.value;
  }

  #default(): NumberingPlan {
    if (this.#builtIn !== undefined) return this.#builtIn;
    const read = readNumberingPlan(readFileSync(BUILT_IN_PLAN_FILE));
    if (!read.ok) throw new Error(`${BUILT_IN_PLAN_FILE}: ${read.title}`);
    this.#builtIn = read.value;
    return read.value;
  }

  current(): NumberingPlan {
    const last = this.#history.at(-1);
    return last === undefined ? this.#default() : this.#plan(last.version);
  }

  #currentFile(): string {
    const last = this.#history.at(-1);
    return last === undefined ? BUILT_IN_PLAN_FILE : join(this.#directory, `${last.version}.plan`);
  }

  /** Since when; undefined: the built-in one, always. */
  sinceMs(): InstantMs | undefined {
    return this.#history.at(-1)?.sinceMs;
  }

  /** What decisions made at an instant looked numbers up in. */
  at(atMs: InstantMs): NumberingPlan {
    const inForce = this.#look().findLast(({ sinceMs }) => sinceMs <= atMs);
    return inForce === undefined ? this.#default() : this.#plan(inForce.version);
  }

  /** Binds packs to the plan of an instant, for whoever asks ten million times: by the history as it was read last. */
  past(): (law: LawPack, atMs: InstantMs) => LawPack {
    const history = this.#history;
    const builtIn = new Map<string, LawPack>();
    const bounds = new Map(history.map((entry) => [entry, new Map<string, LawPack>()]));
    return (law, atMs) => {
      if (law.provinces === undefined) return law;
      const inForce = history.findLast(({ sinceMs }) => sinceMs <= atMs);
      const packs = (inForce && bounds.get(inForce)) ?? builtIn;
      const known = packs.get(law.id);
      if (known !== undefined) return known;
      const plan = inForce === undefined ? this.#default() : this.#plan(inForce.version);
      const bound = withNumbering(law, () => plan);
      packs.set(law.id, bound);
      return bound;
    };
  }

  /** The pack with the plan in force; the pack itself where it has no rules by province. The same object until either changes. */
  bind(law: LawPack): LawPack {
    if (law.provinces === undefined) return law;
    const plan = this.current();
    if (this.#bound?.law !== law || this.#bound.plan !== plan)
      this.#bound = { law, plan, bound: withNumbering(law, () => plan) };
    return this.#bound.bound;
  }

  /** Checked and compared off this thread; in force, and on the disk, when this answers. One at a time. */
  replace(wish: NumberingWish, nowMs: () => InstantMs): Promise<Result<NumberingReport>> {
    const done = this.#replacing.then(() => this.#replace(wish, nowMs));
    this.#replacing = done.catch(() => undefined);
    return done;
  }

  async #replace(wish: NumberingWish, nowMs: () => InstantMs): Promise<Result<NumberingReport>> {
    if (wish.from.trim() === '' || wish.from.length > MAX_SOURCE_CHARS)
      return invalid('from', 'empty or too long', `Say in at most ${MAX_SOURCE_CHARS} characters whose list it is.`);
    if (!existsSync(wish.file)) return invalid('file', `there is no file ${wish.file}`, 'Name a list or a plan.');
    const asOf = wish.asOf ?? new Date(nowMs()).toISOString().slice(0, 10);
    const compiled = await compileInThread({
      file: wish.file,
      source: wish.from,
      asOf,
      presentFile: this.#currentFile(),
    });
    if (!compiled.ok) return compiled;
    const { bytes, comparison } = compiled.value;
    const read = readNumberingPlan(bytes);
    if (!read.ok) return read;
    const { version, head } = read.value;
    const isSame = version === this.current().version;
    const report = { version, asOf: head.asOf, source: head.source, prefixes: head.prefixes, comparison };
    if (wish.dryRun || isSame) return success({ ...report, replaced: false });
    if (comparison.lost > 0 && !wish.acceptLoss) return losing(comparison);
    this.#plans.set(version, read.value);
    this.#keep(version, bytes, nowMs());
    return success({ ...report, replaced: true });
  }

  /** First the plan, then the line that puts it in force. */
  #keep(version: string, bytes: Uint8Array, sinceMs: InstantMs): void {
    mkdirSync(this.#directory, { recursive: true, mode: PRIVATE_DIRECTORY });
    const path = join(this.#directory, `${version}.plan`);
    writeFileSync(`${path}.tmp`, bytes, { mode: PRIVATE_FILE, flush: true });
    renameSync(`${path}.tmp`, path);
    syncPath(this.#directory);
    this.#endHalfLine();
    appendLine(join(this.#directory, HISTORY_FILE), { version, sinceMs } satisfies InForce);
    syncPath(this.#directory);
    this.#look();
  }

  #endHalfLine(): void {
    const path = join(this.#directory, HISTORY_FILE);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (text === '' || text.endsWith('\n')) return;
    writeFileSync(path, text.slice(0, text.lastIndexOf('\n') + 1), { mode: PRIVATE_FILE, flush: true });
  }
}

const appendLine = (path: string, line: object): void => {
  appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: PRIVATE_FILE });
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
};

const losing = ({ lost, provinces }: NumberingComparison): Failure =>
  failure(
    'conflict',
    `${lost} prefixes of the present plan would be lost`,
    ...provinces
      .filter((one) => one.lost > 0)
      .map(({ province, before, after, lost: fewer }) => ({
        field: 'file',
        message: `${province.zh} ${province.en}: ${fewer} lost, ${before} before, ${after} after`,
        remedy: 'Complete the list, or accept the loss: --accept-loss, `acceptLoss`.',
      })),
  );

/** Half a million lines take most of a second: no decision waits for them. */
const compileInThread = (workerData: NumberingThreadData): Promise<Result<CompiledNumbering>> => {
  const { promise, resolve, reject } = Promise.withResolvers<Result<CompiledNumbering>>();
  const worker = new Worker(new URL('./numbering-thread.ts', import.meta.url), { workerData, name: 'wurao-numbering' });
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`the numbering thread ended with ${code} and no answer`)));
  return promise;
};
