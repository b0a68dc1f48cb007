import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm run soak`: every long test at its full size, then every benchmark at its full size. About half an hour on two cores that
 * have nothing else to do; the figures of a release are these.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

const STEPS: readonly Step[] = [
  {
    name: 'long tests (kill, oracle, vectors over HTTP, faults, the day, the pages)',
    command: ['vitest', 'run', '--project', 'ci*', '--no-file-parallelism'],
  },
  {
    name: 'agreement of engine and reference',
    command: ['vitest', 'run', '--project', 'unit*', 'lab/vectors/agreement.test.ts'],
  },
  { name: 'benchmarks', command: ['npm', 'run', '--silent', 'bench'] },
];

const main = (wanted: readonly string[]): void => {
  const failed: string[] = [];
  for (const { name, command } of STEPS.filter(
    (step) => wanted.length === 0 || wanted.some((word) => step.name.includes(word)),
  )) {
    process.stdout.write(`\n# ${name}\n`);
    const startedMs = performance.now();
    const [program = '', ...args] = command;
    const { status } = spawnSync(program, args, {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, WURAO_TIER: 'soak' },
    });
    process.stdout.write(
      `# ${name}: ${status === 0 ? 'done' : `FAILED (${status})`} in ${Math.round((performance.now() - startedMs) / 1000)} s\n`,
    );
    if (status !== 0) failed.push(name);
  }
  process.stdout.write(failed.length === 0 ? '\nsoak: all done\n' : `\nsoak: failed: ${failed.join('; ')}\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
};

main(process.argv.slice(2));
