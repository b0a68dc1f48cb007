import { type Command, Option } from 'commander';

/** Options of every command that asks the house. */
export const withAccessOptions = (command: Command): Command =>
  command
    .option('--data-dir <dir>', 'data directory (default: WURAO_DATA_DIR, wurao.toml, ./data)')
    .option('--config <file>', 'configuration file (default: wurao.toml)')
    .option('--key <key>', 'API key to ask with (default: WURAO_KEY, then the admin key of the data directory)');

export const withPrintOptions = (command: Command): Command =>
  command
    .option('--json', 'print JSON, for programs')
    .addOption(new Option('--lang <language>', 'default: WURAO_LANG, then the locale').choices(['zh', 'en']));

export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join('')}`;
