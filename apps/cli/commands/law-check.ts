import { type LawPack, REASONS } from '@wurao/law';
import type { Command } from 'commander';
import type { AccessOptions } from '../access.ts';
import { packOfFile, readLawFile } from '../law-file.ts';
import { failed } from '../problems.ts';
import { DONE, type ExitCode, languageOf, REFUSED, type Shell } from '../shell.ts';
import { examples, withPrintOptions } from './shared-options.ts';

export const addLawCheck = (law: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  withPrintOptions(law.command('check').argument('<file>', 'a law pack as JSON, TOML or YAML'))
    .description('Check a law pack: matrix complete, everything cites a clause or says that it is a house default.')
    .addHelpText(
      'after',
      examples('wurao law check docs/law-packs/cn-strict-1.toml', 'wurao law check my-pack.json --json'),
    )
    .action((file: string, options: AccessOptions) => done(check(shell, file, options)));
};

/** What rests on the house alone: a reviewer looks at these first. */
const houseDefaults = (pack: LawPack): string[] =>
  Object.entries(pack.cites)
    .filter(([, clause]) => clause.startsWith('house-'))
    .map(([name, clause]) => `${name} (${clause})`);

const check = (shell: Shell, path: string, options: AccessOptions): ExitCode => {
  const file = readLawFile(shell, path);
  if (!file.ok) return failed(shell, file, options.json);
  const checked = packOfFile(file.value);
  if (!checked.ok) {
    failed(shell, checked, options.json);
    return REFUSED;
  }
  const pack = checked.value;
  const house = houseDefaults(pack);
  const clauses = Object.keys(pack.clauses).length;
  if (options.json) {
    shell.out(`${JSON.stringify({ id: pack.id, ok: true, clauses, houseDefaults: house })}\n`);
    return DONE;
  }
  const isChinese = languageOf(options.lang, shell.env) === 'zh';
  const purposes = Object.keys(pack.matrix).length;
  shell.out(
    isChinese
      ? `${pack.id} 可以成立:${purposes} 种用途、${REASONS.length} 个原因、${clauses} 条条款。\n本产品默认值:${house.join(',')}\n`
      : `${pack.id} can stand: ${purposes} purposes, ${REASONS.length} reasons, ${clauses} clauses.\nHouse defaults: ${house.join(', ')}\n`,
  );
  return DONE;
};
