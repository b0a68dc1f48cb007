import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// A checkout in small: the launcher, a main.ts that tells what it was given, and the Node that runs this test.
const MAIN = `
const [what, value]: string[] = process.argv.slice(2);
if (what === 'exit') process.exit(Number(value));
if (what === 'wait') {
  process.on('SIGTERM', () => { console.log('shutting down'); process.exit(7); });
  setInterval(() => {}, 1000);
  console.log('ready');
} else if (what === 'die') process.kill(process.pid, 'SIGKILL');
else if (what === 'flags') console.log(JSON.stringify(process.execArgv));
else if (what === 'echo') process.stdin.pipe(process.stdout);
else console.log(JSON.stringify({ args: process.argv.slice(2), node: process.execPath }));
`;

let root = '';
let pinnedNode = '';
let launcher = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wurao-launcher-'));
  pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node');
  launcher = join(root, 'apps', 'cli', 'wurao.mjs');
  mkdirSync(join(root, 'apps', 'cli'), { recursive: true });
  mkdirSync(join(root, 'node_modules', 'node', 'bin'), { recursive: true });
  symlinkSync(process.execPath, pinnedNode);
  copyFileSync(join(import.meta.dirname, 'wurao.mjs'), launcher);
  writeFileSync(join(root, 'apps', 'cli', 'main.ts'), MAIN);
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

type Run = { readonly code: number | null; readonly out: string; readonly err: string };

function launch(
  args: readonly string[],
  meanwhile: { input?: string; onOutput?: (pid: number) => void } = {},
): Promise<Run> {
  const child = spawn(process.execPath, [launcher, ...args]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
    meanwhile.onOutput?.(child.pid ?? 0);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  child.stdin.end(meanwhile.input ?? '');
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

describe('the launcher of wurao', () => {
  it('gives Node the flags that npm start gives it', async () => {
    const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
    const flags = scripts.start.split(' ').filter((word: string) => word.startsWith('--'));
    expect(JSON.parse((await launch(['flags'])).out)).toEqual(flags);
  });

  it('hands arguments on as they are', async () => {
    const args = ['decide', '--text', '您好 "a b"', '$HOME', ''];
    expect(JSON.parse((await launch(args)).out)).toMatchObject({ args });
  });

  it.each([0, 1, 2])('ends with the exit code %i of the command', async (code) => {
    expect((await launch(['exit', String(code)])).code).toBe(code);
  });

  it('joins standard input and output', async () => {
    expect((await launch(['echo'], { input: 'one\ntwo\n' })).out).toBe('one\ntwo\n');
  });

  it('hands a signal on and waits for the command to shut down', async () => {
    let isSent = false;
    const onOutput = (pid: number): void => {
      if (!isSent) process.kill(pid, 'SIGTERM');
      isSent = true;
    };
    expect(await launch(['wait'], { onOutput })).toEqual({ code: 7, out: 'ready\nshutting down\n', err: '' });
  });

  it('tells a command that was killed from one that ended', async () => {
    expect((await launch(['die'])).code).toBe(128 + 9);
  });

  it('says what to do when the pinned Node is missing', async () => {
    rmSync(pinnedNode);
    const { code, err } = await launch(['decide']);
    expect(code).toBe(2);
    expect(err).toContain('npm run bootstrap');
  });
});
