// Makes sure that node_modules is what package-lock.json says, before any npm script runs. Plain JavaScript that
// Node 20 can read, for it runs before the pinned Node 24 is there.
//
//   node tools/bootstrap.mjs [--without-dev] [--console]
//     --without-dev: an installation without development tools will do
//     --console: the console's pages are built, too, if their sources changed
import { spawn } from 'node:child_process';
import { existsSync, linkSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole } from './bootstrap/console.mjs';
import { clearStamp, installedMatchesLock, lockStamp, readStamp, writeStamp } from './bootstrap/installed.mjs';
import { acquireLock } from './bootstrap/lock.mjs';
import { explainFailure, NO_BINARY } from './bootstrap/remedies.mjs';

const root = process.env.WURAO_BOOTSTRAP_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), '..');
const withoutDev = process.argv.includes('--without-dev');
const standIn = join(root, '.bootstrap-node');
const binary = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

// Without a network npm would otherwise try for more than a minute before it says so.
const QUIETLY = ['--loglevel=error', '--no-progress', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];

function say(line) {
  process.stderr.write(`wurao: ${line}\n`);
}

/** The common case, and all that a second start costs: two small reads and a hash. */
function isReady() {
  if (!existsSync(binary)) return false;
  const stamp = lockStamp(root);
  const seen = readStamp(root);
  return seen === stamp || (withoutDev && seen === `${stamp} without-dev`);
}

/** Somebody ran `npm ci` or `npm install` by hand: what lies there is right, only the stamp is missing. */
function adoptInstalled() {
  if (!existsSync(binary)) return false;
  if (installedMatchesLock(root, { withoutDev: false })) {
    writeStamp(root, lockStamp(root));
    return true;
  }
  if (withoutDev && installedMatchesLock(root, { withoutDev: true })) {
    writeStamp(root, `${lockStamp(root)} without-dev`);
    return true;
  }
  return false;
}

function freeMb() {
  const { bavail, bsize } = statfsSync(root);
  return Math.floor((bavail * bsize) / 1e6);
}

/** The Node that runs npm. The pinned one, which npm scripts find first, is removed by `npm ci`: it stays under a second name until the end. */
function nodeForNpm() {
  if (!process.execPath.startsWith(join(root, 'node_modules') + sep)) return process.execPath;
  rmSync(standIn, { force: true });
  linkSync(process.execPath, standIn);
  return standIn;
}

/** Runs npm in silence, and keeps what it said for the case that it fails. */
function runNpm(node, args) {
  return new Promise((resolve) => {
    const npm = process.env.npm_execpath;
    const [command, first] = npm?.endsWith('.js') ? [node, [npm]] : ['npm', []];
    const child = spawn(command, [...first, ...args, ...QUIETLY], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    const stop = (signal) => child.kill(signal);
    process.on('SIGINT', stop).on('SIGTERM', stop);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: 127, output: `${output}\n${error.code ?? ''} ${error.message}` }));
    child.on('close', (code, signal) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve({ code: code ?? 1, signal, output });
    });
  });
}

/**
 * Of all install scripts only that of `node` is wanted: it unpacks the binary. npm 10 would moreover compile
 * better-sqlite3, whose binaries lie in its package already, for it does not see in the lock file that it need not.
 */
async function runNpmSteps() {
  const node = nodeForNpm();
  try {
    for (const step of [
      ['ci', '--ignore-scripts'],
      ['rebuild', 'node', '--ignore-scripts=false'],
    ]) {
      const result = await runNpm(node, step);
      if (result.signal || result.code !== 0) return result;
    }
    return existsSync(binary) ? undefined : { code: 1, output: NO_BINARY };
  } finally {
    rmSync(standIn, { force: true });
  }
}

async function install() {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say('installing what package-lock.json names (about half a minute the first time) ...');
  const ticker = process.stderr.isTTY
    ? setInterval(() => process.stderr.write(`\rwurao: installing, ${seconds()} s `), 1000)
    : undefined;
  clearStamp(root);
  const failure = await runNpmSteps();
  clearInterval(ticker);
  if (process.stderr.isTTY) process.stderr.write('\r');
  if (failure !== undefined) {
    say(explainFailure({ ...failure, freeMb: freeMb() }));
    return 1;
  }
  // npm may have been told elsewhere to leave the development tools out.
  const isWhole = installedMatchesLock(root, { withoutDev: false });
  writeStamp(root, isWhole ? lockStamp(root) : `${lockStamp(root)} without-dev`);
  say(`installed in ${seconds()} s`);
  return 0;
}

async function bootstrap() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    say(`Node ${process.versions.node} is too old to install with. Install Node 20 or later, then run this again.`);
    return 1;
  }
  if (isReady()) return 0;
  const release = await acquireLock(join(root, '.bootstrap.lock'), {
    onWait: (pid) => say(`process ${pid} is installing already; waiting for it ...`),
  });
  try {
    // Whoever held the lock before us may have done the work.
    return isReady() || adoptInstalled() ? 0 : await install();
  } finally {
    release();
  }
}

try {
  process.exitCode = await bootstrap();
  if (process.exitCode === 0 && process.argv.includes('--console')) buildConsole(root, binary, say);
} catch (error) {
  say(explainFailure({ code: 1, output: `${error?.code ?? ''} ${error?.message ?? error}` }));
  process.exitCode = 1;
}
