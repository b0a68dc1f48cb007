#!/usr/bin/env node
// The launcher of `wurao`. It is plain JavaScript, so that whatever Node the shell finds can read it, and runs the
// commands under the Node that the lock file pins.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const pinnedNode = join(
  here,
  '..',
  '..',
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

if (!existsSync(pinnedNode)) {
  console.error('wurao: the pinned Node is not installed. Run `npm run bootstrap` in the checkout, then try again.');
  process.exit(2);
}

// Types are stripped and code compiled once, not at each command.
const NODE_COMPILE_CACHE =
  process.env.NODE_COMPILE_CACHE ?? join(here, '..', '..', 'node_modules', '.cache', 'wurao', 'compile');

// Room (MB) for what lives no longer than a decision, and one thread beside it to collect it: docs/adr/0010.
const NODE_FLAGS = ['--min-semi-space-size=16', '--max-semi-space-size=16', '--v8-pool-size=1'];

const child = spawn(pinnedNode, [...NODE_FLAGS, join(here, 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, NODE_COMPILE_CACHE },
});

// A terminal sends Ctrl-C to the whole group; a supervisor signals this process alone. Handing signals on covers both,
// and having a handler keeps the launcher alive until the command has shut down in its own time.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) {
  process.on(signal, () => child.kill(signal));
}

child.on('error', (error) => {
  console.error(`wurao: cannot run the pinned Node: ${error.message}. Run \`npm ci\` in the checkout, then try again.`);
  process.exit(2);
});
child.on('exit', (code, signal) => {
  process.exit(signal === null ? (code ?? 2) : 128 + constants.signals[signal]);
});
