import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failure, type Result, success } from '@wurao/domain';
import { placeOf } from '@wurao/store';
import type { Config } from './config.ts';
import type { Demo } from './demo/demo.ts';
import { readRuntime } from './lock.ts';
import { printedCurls } from './sample-curls.ts';
import { SAMPLE_FILE, type SampleFile } from './sample-world.ts';
import { type RunningServer, type ServeOptions, serve } from './serve.ts';

export interface RunOptions extends ServeOptions {
  readonly print: (text: string) => void;
  /** Reads the configuration again, as SIGHUP asks for. */
  readonly reread?: () => Result<Config>;
  /** Begun when everything is open; whoever opened it closes it. */
  readonly demo?: Demo | undefined;
}

/** Serves until SIGINT or SIGTERM, and says at once where and how. Resolves when everything is closed. */
export const run = async (config: Config, options: RunOptions): Promise<Result<void>> => {
  // From the beginning: a start that is cut off half way leaves half a sample world.
  const stopped = stopSignal();
  const served = await serve(config, options);
  if (!served.ok) return served;
  options.print(greetingOf(config, served.value, (options.clock ?? Date.now)()));
  const begun = beginDemo(config, served.value, options);
  if (!begun.ok) {
    await served.value.close();
    return begun;
  }
  const { reread } = options;
  const onHangup = (): void => void reload(served.value, reread, options.print);
  if (reread !== undefined) process.on('SIGHUP', onHangup);
  await stopped;
  process.off('SIGHUP', onHangup);
  options.print('Stopping.\n');
  await served.value.close();
  return success(undefined);
};

/** Only in a sample world: made-up traffic must never reach a register that somebody uses. */
const beginDemo = (config: Config, server: RunningServer, { demo }: RunOptions): Result<void> => {
  if (demo === undefined) return success(undefined);
  if (readSample(join(config.dataDir, SAMPLE_FILE)) === undefined)
    return failure('conflict', 'The demo does not begin', {
      field: '--demo',
      message: `${config.dataDir} holds no sample world`,
      remedy: 'Name an empty directory with --data-dir: the sample world is loaded into it.',
    });
  const { sipPort, smppPort } = readRuntime(config.dataDir) ?? {};
  const url = server.addresses[0] ?? '';
  demo.begin({ url, adminKey: server.adminKey.secret, sipPort, smppPort });
  return success(undefined);
};

/** What is wrong with the file leaves everything as it is. */
const reload = async (
  server: RunningServer,
  reread: (() => Result<Config>) | undefined,
  print: (text: string) => void,
): Promise<void> => {
  const config = reread?.();
  if (config === undefined) return;
  const reloaded = config.ok ? await server.reload(config.value) : config;
  if (!reloaded.ok) {
    const said = reloaded.errors.map(({ field, message, remedy }) => `  ${field}: ${message}\n    ${remedy}\n`);
    print(`The configuration was not taken: ${reloaded.title}\n${said.join('')}`);
    return;
  }
  const { inForce, atRestart } = reloaded.value;
  print(`The configuration was read again. In force: ${inForce.join(', ') || 'nothing new'}.\n`);
  if (atRestart.length > 0) print(`  At the next start: ${atRestart.join(', ')}.\n`);
};

/** The first signal; a second one ends the process at once. */
const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });

const greetingOf = (config: Config, server: RunningServer, nowMs: number): string => {
  const address = server.addresses[0] ?? '';
  const { adminKey } = server;
  const lines = [
    '',
    `Wurao 勿扰 is ready at ${address}`,
    `  Console  ${address}/`,
    `  API      ${address}/docs   (contract: ${address}/openapi.json)`,
    `  Health   ${address}/readyz   Metrics ${address}/metrics`,
    ...(server.addresses.length > 1 ? [`  Calls    ${server.addresses.slice(1).join('   ')}`] : []),
    `  Data     ${config.dataDir}`,
    ...(config.databaseUrl === undefined ? [] : [`  Store    PostgreSQL: ${placeOf(config.databaseUrl)}`]),
    `  Law      ${server.law}`,
    adminKey.made
      ? `  Admin key (made now, kept in ${adminKey.path}, not shown again):\n           ${adminKey.secret}`
      : adminKeyLine(adminKey.path),
    ...config.warnings.map((warning) => `  Warning  ${warning}`),
  ];
  return `${[...lines, ...sampleLines(config, address, nowMs)].join('\n')}\n`;
};

const adminKeyLine = (path: string | undefined): string =>
  `  Admin key ${path === undefined ? 'as configured' : `in ${path}`}`;

const sampleLines = (config: Config, address: string, nowMs: number): string[] => {
  const path = join(config.dataDir, SAMPLE_FILE);
  const sample = readSample(path);
  if (sample === undefined) return [];
  const curls = printedCurls(address, sample, nowMs).flatMap(({ shows, command }) => [`# ${shows}`, command, '']);
  return ['', `This is the sample world; its keys lie in ${path} (readable by you only). Paste:`, '', ...curls];
};

const readSample = (path: string): SampleFile | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as SampleFile;
  } catch {
    // No sample world here, or somebody put its keys away: there is nothing to show.
    return undefined;
  }
};
