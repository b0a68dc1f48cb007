// The console's pages: built when their sources are not those of the last build. Plain JavaScript valid on Node 20.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NOT_SOURCES = new Set(['dist', 'node_modules', 'contract.generated.ts']);

function filesOf(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries
    .filter(({ name }) => !NOT_SOURCES.has(name) && !name.includes('.test.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesOf(path) : [path];
    });
}

/** One line that changes with any source, and with the packages it is built from. */
export function consoleStamp(root) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const path of filesOf(join(root, 'apps', 'console')))
    hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}

/** A console that cannot be built is said, and keeps nobody from serving: the gates come first. */
export function buildConsole(root, node, say) {
  const home = join(root, 'apps', 'console');
  const stampFile = join(home, 'dist', '.built-from');
  const stamp = consoleStamp(root);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true;
  const startedMs = Date.now();
  say("building the console's pages ...");
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const built = spawnSync(node, [vite, 'build', home, '--logLevel', 'error'], { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) {
    say(`the console's pages could not be built; the server starts without them.\n${built.stdout}${built.stderr}`);
    return false;
  }
  writeFileSync(stampFile, stamp);
  say(`built in ${Math.round((Date.now() - startedMs) / 100) / 10} s`);
  return true;
}
