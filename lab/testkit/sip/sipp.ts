import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The scenarios of this folder, by file name without its ending. */
export const scenarioFile = (name: string): string => join(import.meta.dirname, 'scenarios', `${name}.xml`);

const PROGRAM = ['/usr/bin/sipp', '/usr/local/bin/sipp'].find((path) => existsSync(path));
/** SIPp (Debian's sip-tester), or undefined. That build speaks UDP and TCP; TLS goes through a `TlsTunnel`. */
export const sippProgram = (): string | undefined => PROGRAM;

export interface SippOptions {
  /** Name of a scenario in this folder. */
  readonly scenario: string;
  /** Whom it calls; undefined: it waits to be called. */
  readonly remote?: { readonly address: string; readonly port: number };
  readonly transport?: 'udp' | 'tcp';
  readonly local?: { readonly address: string; readonly port?: number };
  readonly calls: number;
  readonly perSecond?: number;
  /** The user part that is called: `[service]`. */
  readonly callee?: string;
  /** `[name]` in the scenario. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Whom one call after the other calls, in place of `callee`. */
  readonly callees?: readonly string[];
  /** Further flags of SIPp. */
  readonly flags?: readonly string[];
  /** Ends it as failed. Default 60. */
  readonly withinSeconds?: number;
}

/** SIPp's own word of a run. */
export interface SippFigures {
  /** 0: every call went as the scenario says. */
  readonly exitCode: number | null;
  readonly successful: number;
  readonly failed: number;
  readonly retransmissions: number;
  /** What was unexpected, as SIPp wrote it down; empty when nothing was. */
  readonly errors: string;
}

/** A SIPp that runs until its calls are done. */
export interface SippRun {
  readonly done: Promise<SippFigures>;
  /** Ends it before that. */
  kill(): void;
}

const SECONDS_DEFAULT = 60;
const KEPT_ERROR_CHARS = 4_000;

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** SIPp keeps its statistics in a file of cells by semicolons, a line a report; the last line is the whole run. */
export const readStatistics = (text: string): ReadonlyMap<string, string> => {
  const lines = text.split('\n').filter((line) => line !== '');
  const names = lines[0]?.split(';') ?? [];
  const cells = lines.length < 2 ? [] : (lines.at(-1)?.split(';') ?? []);
  return new Map(names.flatMap((name, at) => (name === '' ? [] : [[name, cells[at] ?? '']])));
};

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

const figuresIn = (directory: string, exitCode: number | null, printed: string): SippFigures => {
  const statistics = readStatistics(textOf(join(directory, 'statistics.csv')));
  const count = (name: string): number => Number(statistics.get(name) ?? Number.NaN);
  const errors = textOf(join(directory, 'errors.log'));
  const isFatal = statistics.size === 0;
  return {
    exitCode,
    successful: count('SuccessfulCall(C)'),
    failed: count('FailedCall(C)'),
    retransmissions: count('Retransmissions(C)'),
    errors: (isFatal ? `${errors}${printed}` : errors).slice(0, KEPT_ERROR_CHARS),
  };
};

/** The scenario itself; or, where each call calls somebody else, one like it that takes the callee from a row. */
const played = (scenario: string, directory: string, isByRow: boolean): string => {
  if (!isByRow) return scenarioFile(scenario);
  const file = join(directory, `${scenario}.xml`);
  writeFileSync(file, textOf(scenarioFile(scenario)).replaceAll('[service]', '[field0]'));
  return file;
};

const argumentsOf = (options: SippOptions, directory: string): string[] => {
  const { scenario, remote, transport = 'udp', local, calls, perSecond = 50, callee, keys = {}, callees } = options;
  const files = ['-trace_stat', '-stf', join(directory, 'statistics.csv'), '-trace_err'];
  const made = [
    '-sf',
    played(scenario, directory, callees !== undefined),
    '-t',
    transport === 'udp' ? 'u1' : 't1',
    '-nostdin',
    ...files,
  ];
  made.push('-error_file', join(directory, 'errors.log'), '-m', String(calls), '-fd', '1');
  made.push('-timeout', String(options.withinSeconds ?? SECONDS_DEFAULT), '-timeout_error');
  if (local !== undefined) made.push('-i', local.address);
  if (local?.port !== undefined) made.push('-p', String(local.port));
  if (callee !== undefined) made.push('-s', callee);
  for (const [name, value] of Object.entries(keys)) made.push('-key', name, value);
  if (callees !== undefined) {
    const file = join(directory, 'callees.csv');
    writeFileSync(file, ['SEQUENTIAL', ...callees.map((number) => `${number};`), ''].join('\n'));
    made.push('-inf', file);
  }
  made.push(...(options.flags ?? []));
  if (remote !== undefined) made.push('-r', String(perSecond), `${bracketed(remote.address)}:${remote.port}`);
  return made;
};

/** Starts SIPp; `done` has its figures, whatever became of its calls. */
export const startSipp = (options: SippOptions): SippRun => {
  const program = sippProgram();
  if (program === undefined) throw new Error('there is no SIPp here');
  const directory = mkdtempSync(join(tmpdir(), 'wurao-sipp-'));
  const child = spawn(program, argumentsOf(options, directory), {
    cwd: directory,
    env: { ...process.env, TERM: 'dumb' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = keptOutput(child);
  const done = new Promise<SippFigures>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(figuresIn(directory, code, printed()));
      rmSync(directory, { recursive: true, force: true });
    });
  });
  return { done, kill: () => void child.kill('SIGKILL') };
};

export const runSipp = (options: SippOptions): Promise<SippFigures> => startSipp(options).done;

const keptOutput = (child: ChildProcess): (() => string) => {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('latin1')).slice(-KEPT_ERROR_CHARS);
    });
  }
  return () => text;
};
