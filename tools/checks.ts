// The checks that run no test: layers and names (tidy), types, formatting and lint.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');

type Check = { readonly name: string; readonly args: readonly string[]; readonly remedy: string };

const CHECKS: readonly Check[] = [
  { name: 'tidy', args: [join(root, 'tools', 'tidy.ts')], remedy: 'each finding says what to do instead' },
  {
    name: 'types',
    args: [join(modules, 'typescript', 'bin', 'tsc'), '--noEmit', '--pretty', 'false'],
    remedy: 'see the errors above; `npm run typecheck` repeats them',
  },
  {
    name: 'types of the console',
    args: [join(root, 'apps', 'console', 'check-types.ts')],
    remedy: 'see the errors above; `npm run typecheck` repeats them',
  },
  {
    name: 'lint',
    args: [
      join(modules, '@biomejs', 'biome', 'bin', 'biome'),
      'check',
      '--error-on-warnings',
      '--max-diagnostics=50',
      '.',
    ],
    remedy: '`npm run format` puts most of it right',
  },
];

function runOne({ name, args, remedy }: Check): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => keep(Buffer.from(error.message)));
    child.on('close', (code) => {
      if (code === 0) console.log(`${name}: clean`);
      else console.log(`${output.trimEnd()}\n${name}: FAILED (${remedy})`);
      resolve(code === 0);
    });
  });
}

/** Runs all of them, side by side, so that one round shows everything that is wrong. */
export async function runChecks(): Promise<boolean> {
  const results = await Promise.all(CHECKS.map(runOne));
  return results.every((isClean) => isClean);
}
