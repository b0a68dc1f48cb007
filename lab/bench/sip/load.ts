import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What the generator said of one run. */
export interface SipLoadFigures {
  readonly seconds: number;
  readonly sent: number;
  readonly answered: number;
  readonly lost: number;
  readonly late: number;
  /** Answered otherwise than the table says. */
  readonly wrong: number;
  readonly wrongSample: string;
  readonly bad: number;
  readonly sendErrors: number;
  readonly perSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly maxUs: number;
  readonly status: Readonly<Record<string, number>>;
}

export interface SipLoadJob {
  readonly transport: 'udp' | 'tcp';
  readonly port: number;
  /** Lines `callee;caller;status`. */
  readonly calls: string;
  /** Calls a second; undefined: as many as `window` lets be unanswered. */
  readonly perSecond?: number;
  readonly window?: number;
  readonly seconds: number;
  readonly sockets?: number;
  readonly first?: number;
}

const SOURCE = join(import.meta.dirname, 'sip-load.c');
const COMPILERS = ['/usr/bin/cc', '/usr/bin/gcc', '/usr/bin/clang'];
const TASKSET = '/usr/bin/taskset';
/** Beside the run itself: what is lost is waited for, and CALLS is read. */
const GRACE_SECONDS = 60;

let compiled: string | undefined;

/** The generator, compiled here; undefined where there is no C compiler. */
export const sipLoadProgram = (): string | undefined => {
  const compiler = COMPILERS.find((path) => existsSync(path));
  if (compiler === undefined || process.platform !== 'linux') return undefined;
  if (compiled === undefined) {
    const program = join(mkdtempSync(join(tmpdir(), 'wurao-sip-load-')), 'sip-load');
    execFileSync(compiler, ['-O2', '-o', program, SOURCE], { stdio: 'pipe' });
    compiled = program;
  }
  return compiled;
};

/** One core is the server's, another the generator's. */
export const SERVER_CORE = '0';
export const LOAD_CORE = '1';

/** A command that is kept on one core; without taskset it goes where it likes. */
export const onCore = (core: string): readonly string[] => (existsSync(TASKSET) ? [TASKSET, '-c', core] : []);

/** Moves a running process and all its threads. */
export const moveToCore = (pid: number, core: string): void => {
  if (existsSync(TASKSET)) execFileSync(TASKSET, ['-a', '-c', '-p', core, String(pid)], { stdio: 'pipe' });
};

const run = promisify(execFile);

export const runSipLoad = async (job: SipLoadJob): Promise<SipLoadFigures> => {
  const program = sipLoadProgram();
  if (program === undefined) throw new Error('there is no C compiler here');
  const { transport, port, calls, perSecond = 0, window = 256, seconds, sockets = 1, first = 0 } = job;
  const options = { rate: perSecond, window, seconds, sockets, first };
  const said = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  const command = [...onCore(LOAD_CORE), program, transport, '127.0.0.1', String(port), calls, ...said];
  const { stdout } = await run(command[0]!, command.slice(1), { timeout: (seconds + GRACE_SECONDS) * 1000 });
  return JSON.parse(stdout) as SipLoadFigures;
};

export const writeCalls = (directory: string, name: string, lines: Iterable<string>): string => {
  const path = join(directory, `${name}.csv`);
  let text = '';
  writeFileSync(path, '');
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < 1_000_000) continue;
    writeFileSync(path, text, { flag: 'a' });
    text = '';
  }
  writeFileSync(path, text, { flag: 'a' });
  return path;
};
