// Writes the types of the API from the contract, which are not kept in the repository, and checks the console against them.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const here = import.meta.dirname;
const root = join(here, '..', '..');

const run = (...args: readonly string[]): number =>
  spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }).status ?? 1;

const generator = join(createRequire(import.meta.url).resolve('openapi-typescript'), '..', '..', 'bin', 'cli.js');
const written = run(generator, 'docs/contract/openapi.yaml', '--output', join(here, 'api', 'contract.generated.ts'));

const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const checked = spawnSync(process.execPath, [tsc, '--project', here, '--pretty', 'false'], { stdio: 'inherit' });
process.exitCode = written || (checked.status ?? 1);
