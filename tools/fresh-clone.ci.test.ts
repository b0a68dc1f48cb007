import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const clone = mkdtempSync(join(tmpdir(), 'wurao-clone-'));

/** As a shell of this machine, which knows nothing of the pinned Node or of the npm run that we stand in. */
function shell(command: string): string {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE/i.test(name)));
  return execFileSync('sh', ['-c', command], {
    cwd: clone,
    env: { ...env, PATH: path.join(delimiter) },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

beforeAll(() => {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, clone]);
});

afterAll(() => rmSync(clone, { recursive: true, force: true }));

describe('a fresh clone', () => {
  it('installs itself under the Node of the machine, and runs its scripts under the pinned one', () => {
    shell('npm run --silent bootstrap');
    expect(shell('npm exec -c "node --version"')).toBe(process.version);
  });

  it('loads what is compiled without compiling it', () => {
    const load =
      "const S = require('better-sqlite3'); console.log(new S(':memory:').prepare('select 1 as one').get().one)";
    expect(shell(`node_modules/.bin/node -e "${load}"`)).toBe('1');
    expect(shell(`node_modules/.bin/node -e "require('@duckdb/node-api'); console.log('loaded')"`)).toBe('loaded');
  });

  it('leaves the lock file as it is, and nothing to commit', () => {
    expect(shell('git status --porcelain')).toBe('');
  });
});
