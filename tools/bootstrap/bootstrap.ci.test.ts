import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainFailure } from './remedies.mjs';

const script = join(import.meta.dirname, '..', 'bootstrap.mjs');

// Stands in for npm: notes that it was called, lays down what the lock file names, or fails as FAKE_NPM tells it to.
const FAKE_NPM = `
const { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const isRebuild = process.argv[2] === 'rebuild';
if (isRebuild && !process.env.FAKE_NPM_NO_BINARY) {
  mkdirSync('node_modules/node/bin', { recursive: true });
  writeFileSync('node_modules/node/bin/node', '');
}
if (isRebuild) process.exit(0);
appendFileSync('npm-calls.log', process.argv.slice(2).join(' ') + '\\n');
if (process.env.FAKE_NPM_ERROR) { console.error(process.env.FAKE_NPM_ERROR); process.exit(1); }
rmSync('node_modules', { recursive: true, force: true });
setTimeout(() => {
  mkdirSync('node_modules', { recursive: true });
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const laid = Object.entries(packages).filter(([, entry]) => !(entry.dev && process.env.FAKE_NPM_OMIT_DEV));
  writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: Object.fromEntries(laid) }));
}, 300);
`;

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wurao-bootstrap-'));
  writeFileSync(join(root, 'npm.js'), FAKE_NPM);
  writeLock({ 'node_modules/node': { version: '24.0.0' }, 'node_modules/vitest': { version: '5.0.0', dev: true } });
});

afterEach(() => {
  chmodSync(root, 0o755);
  rmSync(root, { recursive: true, force: true });
});

function writeLock(packages: Readonly<Record<string, unknown>>): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }));
}

/** As if somebody had run npm by hand, so that no stamp was left. */
function layDown(packages: Readonly<Record<string, unknown>>): void {
  mkdirSync(join(root, 'node_modules', 'node', 'bin'), { recursive: true });
  writeFileSync(join(root, 'node_modules', 'node', 'bin', 'node'), '');
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
}

type Run = { readonly code: number | null; readonly said: string };

function bootstrap(env: Readonly<Record<string, string>> = {}, ...args: readonly string[]): Promise<Run> {
  return bootstrapUnder(process.execPath, env, ...args);
}

function bootstrapUnder(node: string, env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Run> {
  const child = spawn(node, [script, ...args], {
    env: { ...process.env, WURAO_BOOTSTRAP_ROOT: root, npm_execpath: join(root, 'npm.js'), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

function calls(): number {
  const log = join(root, 'npm-calls.log');
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0;
}

describe('bootstrap', () => {
  it('installs what a newer lock file names, though npm removes the Node that it runs under', async () => {
    layDown({ 'node_modules/node': { version: '23.0.0' } });
    const pinned = join(root, 'node_modules', 'node', 'bin', 'node');
    copyFileSync(process.execPath, pinned);
    chmodSync(pinned, 0o755);
    const { code, said } = await bootstrapUnder(pinned, {});
    expect(said).toContain('installed in');
    expect(code).toBe(0);
    expect(existsSync(join(root, '.bootstrap-node'))).toBe(false);
  });

  it('installs once, and says nothing the second time', async () => {
    expect((await bootstrap()).said).toMatch(/installing .*\n.*installed in \d+ s/);
    expect(await bootstrap()).toEqual({ code: 0, said: '' });
    expect(readFileSync(join(root, 'npm-calls.log'), 'utf8')).toMatch(/^ci --ignore-scripts --loglevel=error .*\n$/);
  });

  it('installs again when the lock file has changed', async () => {
    await bootstrap();
    writeLock({ 'node_modules/node': { version: '24.0.1' } });
    expect((await bootstrap()).code).toBe(0);
    expect(calls()).toBe(2);
  });

  it('installs again when the pinned Node has gone', async () => {
    await bootstrap();
    rmSync(join(root, 'node_modules', 'node'), { recursive: true });
    await bootstrap();
    expect(calls()).toBe(2);
  });

  it('lets several at once share one installation', async () => {
    const runs = await Promise.all([bootstrap(), bootstrap(), bootstrap(), bootstrap()]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(calls()).toBe(1);
    expect(existsSync(join(root, '.bootstrap.lock'))).toBe(false);
  });

  it('is not held up by the lock of a process that was killed', async () => {
    const dead = spawn(process.execPath, ['-e', '0']);
    await new Promise((resolve) => dead.on('close', resolve));
    writeFileSync(join(root, '.bootstrap.lock'), `${dead.pid}\n`);
    expect((await bootstrap()).code).toBe(0);
    expect(calls()).toBe(1);
  });

  it('adopts what somebody installed by hand', async () => {
    layDown({ 'node_modules/node': { version: '24.0.0' }, 'node_modules/vitest': { version: '5.0.0', dev: true } });
    expect(await bootstrap()).toEqual({ code: 0, said: '' });
    expect(calls()).toBe(0);
  });

  it('does not adopt another version', async () => {
    layDown({ 'node_modules/node': { version: '24.0.0' }, 'node_modules/vitest': { version: '4.0.0', dev: true } });
    await bootstrap();
    expect(calls()).toBe(1);
  });

  it('serves from an installation without development tools, but does not test with it', async () => {
    layDown({ 'node_modules/node': { version: '24.0.0' } });
    expect((await bootstrap({}, '--without-dev')).code).toBe(0);
    expect((await bootstrap({}, '--without-dev')).code).toBe(0);
    expect(calls()).toBe(0);
    await bootstrap();
    expect(calls()).toBe(1);
  });
});

describe('bootstrap, told to leave development tools out', () => {
  it('notes that they are missing, and lays them down for the tests', async () => {
    await bootstrap({ FAKE_NPM_OMIT_DEV: '1' }, '--without-dev');
    await bootstrap({}, '--without-dev');
    expect(calls()).toBe(1);
    await bootstrap();
    expect(calls()).toBe(2);
  });
});

describe('bootstrap, when it cannot', () => {
  it('suspects the disk where npm says something odd and little room is left', () => {
    const result = { code: 1, output: 'npm error SyntaxError: Unexpected end of JSON input' };
    expect(explainFailure({ ...result, freeMb: 58 })).toContain('only 58 MB are free here');
    expect(explainFailure({ ...result, freeMb: 58_000 })).toContain('npm ci ended with code 1');
  });

  it.each([
    ['npm error code ENOTFOUND', 'no network'],
    ['npm error code ENOSPC', 'no room left on the disk'],
    ['npm error code EUSAGE\nnpm error Missing: x@1 from lock file\nnpm error usage', 'Run `npm install`'],
    ['npm error code EINTEGRITY', 'npm cache clean'],
    ['npm error code E404', 'a mirror may be behind'],
    ['npm error code EACCES', 'not allowed to write'],
    ['npm error something new', 'something new'],
  ])('says for "%s": %s', async (error, remedy) => {
    const { code, said } = await bootstrap({ FAKE_NPM_ERROR: error });
    expect(code).toBe(1);
    expect(said.toLowerCase()).toContain(remedy.toLowerCase());
    expect(existsSync(join(root, 'node_modules', '.wurao-bootstrap'))).toBe(false);
    expect(existsSync(join(root, '.bootstrap.lock'))).toBe(false);
  });

  it('shows where the lock file disagrees, not the page of usage', async () => {
    const error = 'npm error code EUSAGE\nnpm error Missing: x@1 from lock file\nnpm error Options:';
    const { said } = await bootstrap({ FAKE_NPM_ERROR: error });
    expect(said).toContain('Missing: x@1');
    expect(said).not.toContain('Options:');
  });

  it('does not take an installation for finished that failed over an older one', async () => {
    await bootstrap();
    rmSync(join(root, 'node_modules', 'node'), { recursive: true });
    await bootstrap({ FAKE_NPM_ERROR: 'npm error code ENOTFOUND' });
    layDown({});
    await bootstrap();
    expect(calls()).toBe(3);
  });

  it('says so when npm ran no install scripts', async () => {
    const { code, said } = await bootstrap({ FAKE_NPM_NO_BINARY: '1' });
    expect(code).toBe(1);
    expect(said).toContain('npm rebuild node');
  });
});
