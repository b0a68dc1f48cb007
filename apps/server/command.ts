import { existsSync, readFileSync } from 'node:fs';
import type { Failure, Result } from '@wurao/domain';
import { type Config, loadConfig } from './config.ts';
import { readServeArguments, serveHelp } from './config-text.ts';
import { openDemo } from './demo/demo.ts';
import { run } from './run.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** `npm start`: the product on its embedded default. `wurao serve` is the same. */
export const main = async (args: readonly string[]): Promise<number> => {
  const read = readServeArguments(args);
  if (!read.ok) return complain(read, EXIT_USAGE);
  if (read.value.help) {
    process.stdout.write(serveHelp());
    return 0;
  }
  const { flags, empty } = read.value;
  const print = (text: string): void => void process.stdout.write(text);
  // Before the configuration: the SMS gates are told of its network.
  const demo = read.value.demo ? await openDemo(print) : undefined;
  const env = demo === undefined ? process.env : { ...process.env, WURAO_SMS_UPSTREAMS: demo.upstream };
  const reread = (): Result<Config> =>
    loadConfig({
      flags,
      env,
      cwd: process.cwd(),
      readFile: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
      terminal: process.stdout.isTTY === true,
    });
  const config = reread();
  if (!config.ok) {
    await demo?.close();
    return complain(config, EXIT_USAGE);
  }
  const done = await run(config.value, { empty, reread, print, demo, isDemo: demo !== undefined });
  await demo?.close();
  return done.ok ? 0 : complain(done, EXIT_FAILED);
};

const complain = ({ title, errors }: Failure, exitCode: number): number => {
  process.stderr.write(`${title}\n`);
  for (const { field, message, remedy } of errors) process.stderr.write(`  ${field}: ${message}\n    ${remedy}\n`);
  return exitCode;
};
