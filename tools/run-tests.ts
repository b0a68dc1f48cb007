// `npm test`: the checks, then every test that needs no system package. `npm run test:ci`: the seeded long tests.
// With arguments (`npm test -- core/engine -t refuse`) it hands them to vitest and leaves the checks out.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './checks.ts';
import { closingLine, REPORTS, readCounts, reportFile } from './report/counts.ts';

const root = join(import.meta.dirname, '..');
const COMPILED = join(root, 'node_modules', '.cache', 'wurao', 'compile');
const given = process.argv.slice(2);
const suite = given.includes('--ci') ? 'ci' : 'unit';
const passedOn = given.filter((argument) => argument !== '--ci');
const tier = process.env['WURAO_TIER'] ?? (suite === 'ci' ? 'ci' : 'test');

function runVitest(): Promise<boolean> {
  mkdirSync(REPORTS, { recursive: true });
  rmSync(reportFile(suite), { force: true });
  const args = [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    // `unit` is in two parts.
    `--project=${suite}*`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile(suite)}`,
    ...(suite === 'ci' ? ['--passWithNoTests'] : []),
    ...passedOn,
  ];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    // Each file has a process of its own, and most read the server: types are stripped and code compiled once, as for servers.
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, WURAO_TIER: tier },
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

function close(): boolean {
  const counts = readCounts(suite);
  if (counts === undefined) {
    console.log(`vitest wrote no report of the ${suite} tests`);
    return false;
  }
  // In CI the line that closes the run is printed once, over all suites, by .ci/run.
  if (process.env['WURAO_CLOSING_LINE'] !== 'later') console.log(closingLine(counts));
  if (tier === 'test' || counts.skipped === 0) return counts.failed === 0;
  console.log(`in the tier "${tier}" nothing may be left out, yet: ${counts.skippedNames.join('; ')}`);
  return false;
}

const isClean = suite === 'ci' || passedOn.length > 0 || (await runChecks());
const isGreen = await runVitest();
const isClosed = close();
if (!isClean) console.log('the checks above failed');
process.exitCode = isClean && isGreen && isClosed ? 0 : 1;
