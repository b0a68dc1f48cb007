import type { Finding } from '@wurao/server';
import type { Command } from 'commander';
import { type AccessOptions, readConfig } from '../access.ts';
import { DONE, type ExitCode, type Paint, paintFor, REFUSED, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples } from './shared-options.ts';

export const addDoctor = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  program
    .command('doctor')
    .description(
      'Check Node, configuration, data directory, store, journal, snapshot, clock and keys. Exits 1 when something fails.',
    )
    .option('--data-dir <dir>', 'data directory (default: WURAO_DATA_DIR, wurao.toml, ./data)')
    .option('--config <file>', 'configuration file (default: wurao.toml)')
    .option('--json', 'print JSON, for programs')
    .addHelpText('after', examples('wurao doctor', 'wurao doctor --data-dir /var/lib/wurao --json'))
    .action(async (options: AccessOptions) => done(await doctor(shell, options)));
};

const doctor = async (shell: Shell, options: AccessOptions): Promise<ExitCode> => {
  const house = await shell.house();
  const config = readConfig(house, shell, options);
  const findings = await house.checkup({ config, nodeVersion: process.versions.node, nowMs: Date.now() });
  const failures = findings.filter(({ state }) => state === 'fail').length;
  if (options.json) shell.out(`${JSON.stringify({ ok: failures === 0, findings })}\n`);
  else shell.out(findingsText(findings, paintFor(shell)));
  return failures === 0 ? DONE : REFUSED;
};

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;
const STATE_COLUMNS = 4;

const findingsText = (findings: readonly Finding[], paint: Paint): string => {
  const rows = findings.flatMap(({ check, state, message, remedy }) => [
    [state.padEnd(STATE_COLUMNS), check, message],
    ...(remedy === undefined ? [] : [['', '', `-> ${remedy}`]]),
  ]);
  const painted = textTable(rows).replace(/^(ok|warn|fail)\b/gm, (state) =>
    paint[COLOURS[state as Finding['state']]](state),
  );
  const failures = findings.filter(({ state }) => state === 'fail').length;
  const warnings = findings.filter(({ state }) => state === 'warn').length;
  return `${painted}${failures === 0 ? 'Nothing fails' : `${failures} fail`}${warnings === 0 ? '' : `, ${warnings} to look at`}.\n`;
};
