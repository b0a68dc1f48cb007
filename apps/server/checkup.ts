import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { InstantMs, Result } from '@wurao/domain';
import { unfinishedRestore } from './backups.ts';
import { checkJournal, checkSnapshotFile, checkStore, checkStoreDatabase } from './checkup-data.ts';
import type { Config } from './config.ts';
import { type Finding, fail, failing, ok, warn } from './finding.ts';
import { readRuntime, takeLock } from './lock.ts';
import { isAlive, urlOf } from './running.ts';
import { checkSip } from './sip/check-sip.ts';
import { checkSms } from './sms/check-sms.ts';

export interface CheckupParts {
  readonly config: Result<Config>;
  /** `process.versions.node`. */
  readonly nodeVersion: string;
  readonly nowMs: InstantMs;
}

const NODE_MAJOR = 24;
const GIB = 1024 ** 3;
const WISE_FREE_BYTES = GIB;
const LEAST_FREE_BYTES = 64 * 1024 ** 2;
/** Rights of the group and of everybody. */
const OTHERS = 0o077;
const READY_TIMEOUT_MS = 2_000;
const PRIVATE_FILES = ['admin.key', 'permit.secret', 'held.secret', 'member.secret', 'sample.json'];

const checkNode = (version: string): Finding =>
  Number(version.split('.')[0]) === NODE_MAJOR
    ? ok('node', version)
    : fail(
        'node',
        `${version}, not ${NODE_MAJOR}`,
        'Run it as `npx wurao`, which brings the pinned Node; else `npm run bootstrap`.',
      );

const checkConfig = (config: Result<Config>): readonly Finding[] => {
  if (!config.ok)
    return config.errors.map(({ field, message, remedy }) => fail('config', `${field}: ${message}`, remedy));
  const { warnings, law } = config.value;
  if (warnings.length === 0) return [ok('config', `law ${law}`)];
  return warnings.map((warning) => warn('config', warning, 'See docs/config.md.'));
};

const isOthers = (path: string): boolean => process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0;

const mayWrite = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const checkDirectory = (dataDir: string): Finding => {
  if (!statSync(dataDir).isDirectory())
    return fail('data directory', `${dataDir} is no directory`, 'Name another with --data-dir.');
  if (!mayWrite(dataDir))
    return fail(
      'data directory',
      `${dataDir} cannot be written`,
      `Give this account the right to read and write ${dataDir}.`,
    );
  if (isOthers(dataDir))
    return warn('data directory', `${dataDir} can be opened by other accounts`, `chmod 700 ${dataDir}`);
  return ok('data directory', dataDir);
};

const checkDisk = (dataDir: string): Finding => {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const said = `${(free / GIB).toFixed(1)} GiB free`;
  if (free < LEAST_FREE_BYTES)
    return fail('disk', said, 'Free some space now: nothing can be acknowledged on a full disk.');
  return free < WISE_FREE_BYTES
    ? warn('disk', said, 'Free some space, or move the data directory to a larger disk.')
    : ok('disk', said);
};

const isReady = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(READY_TIMEOUT_MS) })).ok;
  } catch {
    return false;
  }
};

/** Who holds the directory: nobody, or a server that answers. */
const checkServer = async (dataDir: string): Promise<Finding> => {
  const runtime = readRuntime(dataDir);
  if (runtime === undefined || !isAlive(runtime.pid)) {
    const lock = takeLock(dataDir);
    if (!lock.ok) return failing('lock', lock);
    lock.value.release();
    return runtime === undefined
      ? ok('lock', 'free: no server runs on this directory')
      : warn(
          'lock',
          `the server with process ${runtime.pid} ended without closing`,
          'Nothing to do: the next start recovers.',
        );
  }
  const { pid } = runtime;
  const url = urlOf(runtime);
  if (url === undefined) return ok('lock', `held by process ${pid}, which is starting`);
  const said = `process ${pid} serves at ${url}`;
  return (await isReady(url))
    ? ok('lock', said)
    : fail('lock', `${said}, but is not ready`, 'See its log; commercial attempts are refused until it is ready.');
};

const checkPrivateFiles = (dataDir: string): readonly Finding[] => {
  const present = PRIVATE_FILES.filter((name) => existsSync(join(dataDir, name)));
  const open = present.filter((name) => isOthers(join(dataDir, name)));
  if (open.length > 0) {
    return open.map((name) =>
      fail(
        'keys',
        `${name} can be read by other accounts`,
        `chmod 600 ${join(dataDir, name)}, and make new keys if someone may have read it.`,
      ),
    );
  }
  return [
    ok('keys', present.length === 0 ? 'no key files yet' : `${present.join(', ')}: readable by their owner only`),
  ];
};

/** Whatever one check stumbles over is itself a finding, and keeps none of the others from being made. */
const completed = async (name: string, check: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
  try {
    return await check();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [fail(name, `could not be checked: ${message}`, 'Check the rights and the disk of the data directory.')];
  }
};

/** Looks at everything a start depends on; changes nothing. */
export const checkup = async ({ config, nodeVersion, nowMs }: CheckupParts): Promise<readonly Finding[]> => {
  const findings = [checkNode(nodeVersion), ...checkConfig(config)];
  if (!config.ok) return findings;
  const { dataDir, databaseUrl } = config.value;
  if (!existsSync(dataDir)) {
    return [
      ...findings,
      warn('data directory', `${dataDir} does not exist yet`, '`npm start` or `wurao serve` makes it.'),
    ];
  }
  const directory = checkDirectory(dataDir);
  findings.push(directory);
  if (directory.state === 'fail') return findings;
  const unfinished = unfinishedRestore(dataDir);
  if (unfinished !== undefined) findings.push(failing('restore', unfinished));
  const checks: readonly (readonly [string, () => Promise<readonly Finding[]>])[] = [
    ['disk', async () => [checkDisk(dataDir)]],
    ['lock', async () => [await checkServer(dataDir)]],
    [
      'store',
      async () => (databaseUrl === undefined ? [checkStore(dataDir)] : checkStoreDatabase(dataDir, databaseUrl)),
    ],
    ['journal', () => checkJournal(join(dataDir, 'journal'), nowMs)],
    ['snapshot', async () => [checkSnapshotFile(dataDir)]],
    ['keys', async () => checkPrivateFiles(dataDir)],
    ['sip', () => checkSip(config.value.sip)],
    ['sms', () => checkSms(config.value.sms)],
  ];
  for (const [name, check] of checks) findings.push(...(await completed(name, check)));
  return findings;
};
