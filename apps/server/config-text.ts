import { type Failure, failure, type Result, success } from '@wurao/domain';
import { nearestWord } from './nearest-word.ts';
import type { Setting } from './setting.ts';
import { SETTINGS } from './settings.ts';

/** A flag of `wurao serve`, for whoever parses arguments. */
export interface ConfigFlag {
  readonly flag: string;
  /** Needs no value. */
  readonly bare: boolean;
  readonly placeholder: string;
  readonly help: string;
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  'data-dir': 'DIR',
  'http-port': 'PORT',
  'http-address': 'ADDRESS',
  'sip-port': 'PORT',
  'sips-port': 'PORT',
  'sip-address': 'ADDRESSES',
  'sip-mode': 'MODE',
  'sip-next-hops': 'URIS',
  'sip-certificate': 'FILE',
  'sip-key': 'FILE',
  'sip-client-ca': 'FILE',
  'sip-server-ca': 'FILE',
  'stir-certificates': 'DIR',
  'stir-anchors': 'DIR',
  'admin-key': 'KEY',
  'database-url': 'URL',
  'nats-url': 'URL',
  law: 'PACK',
  'log-level': 'LEVEL',
  'log-format': 'FORMAT',
};

const flagOf = ({ flag, type, env, help, standard }: Setting): ConfigFlag => ({
  flag,
  bare: type === 'boolean',
  placeholder: PLACEHOLDERS[flag] ?? 'N',
  help: `${help} (${env}; default: ${standard})`,
});

export const CONFIG_FLAGS: readonly ConfigFlag[] = [
  {
    flag: 'config',
    bare: false,
    placeholder: 'FILE',
    help: 'The configuration file. (WURAO_CONFIG; default: wurao.toml)',
  },
  ...SETTINGS.map(flagOf),
];

/** Starts without the sample world. */
export const EMPTY_FLAG = 'empty';
/** Starts with made-up traffic. */
export const DEMO_FLAG = 'demo';
const BARE_FLAGS: readonly string[] = [EMPTY_FLAG, DEMO_FLAG, 'help'];

export interface ServeArguments {
  readonly flags: Readonly<Record<string, string>>;
  readonly empty: boolean;
  readonly demo: boolean;
  readonly help: boolean;
}

const badFlag = (flag: string, message: string, remedy: string): Failure =>
  failure('malformed', 'The arguments are not usable', { field: `--${flag}`, message, remedy });

/** The arguments of `npm start -- …`: `--flag value`, `--flag=value`, bare flags. */
export const readServeArguments = (args: readonly string[]): Result<ServeArguments> => {
  const flags: Record<string, string> = {};
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, flag, inline] = /^--([a-z-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (flag === undefined) {
      if (arg === '-h') flags['help'] = 'true';
      else return badFlag('', `"${arg}" is not a flag`, 'Flags are written --name value; --help lists them.');
    } else if (BARE_FLAGS.includes(flag)) flags[flag] = 'true';
    else {
      const known = CONFIG_FLAGS.find((candidate) => candidate.flag === flag);
      if (known === undefined) return unknownFlag(flag);
      const value = inline ?? (known.bare ? 'true' : rest.shift());
      if (value === undefined) return badFlag(flag, 'has no value', `Write --${flag} ${known.placeholder}.`);
      flags[flag] = value;
    }
  }
  const { [EMPTY_FLAG]: empty, [DEMO_FLAG]: demo, help, ...others } = flags;
  if (empty !== undefined && demo !== undefined)
    return badFlag(DEMO_FLAG, `goes with the sample world, which --${EMPTY_FLAG} leaves out`, 'Leave one of them out.');
  return success({ flags: others, empty: empty !== undefined, demo: demo !== undefined, help: help !== undefined });
};

const unknownFlag = (flag: string): Failure => {
  const near = nearestWord(flag, [...CONFIG_FLAGS.map((known) => known.flag), ...BARE_FLAGS]);
  return badFlag(flag, 'is not known', near === undefined ? '--help lists the flags.' : `Did you mean --${near}?`);
};

const HELP_COLUMN = 38;

/** `npm start -- --help`. */
export const serveHelp = (): string => {
  const rows: readonly (readonly [string, string])[] = [
    ...CONFIG_FLAGS.map(
      ({ flag, bare, placeholder, help }) => [`--${flag}${bare ? '' : ` ${placeholder}`}`, help] as const,
    ),
    [`--${EMPTY_FLAG}`, 'Do not load the sample world into an empty store.'],
    [`--${DEMO_FLAG}`, 'Send made-up calls, messages, wishes and complaints of the sample world through the gates.'],
    ['--help', 'Print this.'],
  ];
  const lines = rows.map(([left, right]) => `  ${left.padEnd(HELP_COLUMN)}${right}`);
  return [
    'Serve Wurao: the decision service and its HTTP API.',
    '',
    ...lines,
    '',
    'Precedence: flag, environment, wurao.toml, default.',
    '',
  ].join('\n');
};

const EXAMPLE = `law = "cn-2020-draft"
data-dir = "./data"

[http]
address = "127.0.0.1"
port = 8080

[log]
level = "info"
format = "json"
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** docs/config.md, whole. */
export const configMarkdown = (): string => {
  const rows = SETTINGS.map(
    ({ flag, env, path, standard, help }) =>
      `| \`--${flag}\` | \`${env}\` | \`${path}\` | ${cell(standard)} | ${cell(help)} |`,
  );
  return `# Configuration

<!-- Generated from the table in apps/server/settings.ts by \`node tools/print-config.ts --write\`. Do not edit. -->

Each setting is taken from the first that says it: flag of \`wurao serve\` (and of \`npm start --\`), environment variable,
\`wurao.toml\` in the working directory (or the file that \`--config\` or \`WURAO_CONFIG\` names), default. An empty variable says
nothing. An unknown key in \`wurao.toml\` is an error that names the nearest known one.

| flag | environment | wurao.toml | default | what it is |
|---|---|---|---|---|
${rows.join('\n')}

\`--${EMPTY_FLAG}\` starts without the sample world. A \`wurao.toml\`:

\`\`\`toml
${EXAMPLE}\`\`\`

Lines, merchants, filings and keys are no configuration: they live in the register. The command line also reads \`WURAO_KEY\`
(the key it asks with), \`WURAO_LANG\` (\`zh\` or \`en\`) and \`NO_COLOR\`.
`;
};
