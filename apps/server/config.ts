import { dirname, resolve } from 'node:path';
import { type Failure, type FieldError, failure, type Result, success } from '@wurao/domain';
import { LAW_PACKS } from '@wurao/law';
import { parse, TomlError } from 'smol-toml';
import { nearestWord } from './nearest-word.ts';
import { type RedressConfig, type RedressUnsaid, redressConfigOf } from './redress-settings.ts';
import type { Reading, Setting } from './setting.ts';
import { type LogFormat, type LogLevel, SETTINGS, type SettingName, type SettingValues } from './settings.ts';
import type { ProviderConfig } from './sign-in/provider.ts';
import { providerConfigOf, type SignInUnsaid } from './sign-in/settings.ts';
import { type SipConfig, type SipUnsaid, sipConfigOf, sipWarnings } from './sip/config.ts';
import { type SmsConfig, type SmsUnsaid, smsConfigOf, smsWarnings } from './sms/config.ts';

export type { LogFormat, LogLevel, SettingName } from './settings.ts';

export const CONFIG_FILE = 'wurao.toml';
const CONFIG_FLAG = 'config';
const CONFIG_ENV = 'WURAO_CONFIG';
/** Shorter ones can be guessed. */
const ADMIN_KEY_CHARS_WISE = 16;
/** A misspelt environment variable is only ever a suspicion: other tools may use the prefix. */
const MAX_ENV_EDITS = 2;

export type Origin = 'flag' | 'environment' | 'file' | 'default';

export interface Config {
  /** Absolute. */
  readonly dataDir: string;
  /** 0 = a free one. */
  readonly httpPort: number;
  readonly httpAddress: string;
  /** undefined: read from the data directory, or made there once. */
  readonly adminKey: string | undefined;
  /** undefined: the embedded store in the data directory. May hold a password: never shown. */
  readonly databaseUrl: string | undefined;
  readonly law: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly retentionMonths: number;
  readonly automationCaps: number;
  readonly counterSlots: number;
  /** 0 = at shutdown only. */
  readonly snapshotEveryMinutes: number;
  readonly webhookPrivateAddresses: boolean;
  /** undefined: no card can be signed, and no 608 is said. */
  readonly redress: RedressConfig | undefined;
  /** Public address of the console; undefined: browsers of this machine only. */
  readonly httpOrigin: string | undefined;
  /** Where staff may sign in besides. */
  readonly provider: ProviderConfig | undefined;
  readonly sip: SipConfig;
  readonly sms: SmsConfig;
  /** Where each setting came from. */
  readonly origins: Readonly<Record<SettingName, Origin>>;
  /** What an operator should know, one sentence each. */
  readonly warnings: readonly string[];
}

export interface ConfigSources {
  /** Flags by their name without dashes (`http-port`); camel case as commander has it (`httpPort`) will do. Others are left alone. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The text of a file; undefined: there is none. Throws when there is one that cannot be read. */
  readonly readFile: (path: string) => string | undefined;
  /** Standard output is a terminal. */
  readonly terminal?: boolean;
}

interface Said {
  readonly text: string;
  readonly origin: Origin;
  /** As its author wrote it: `--http-port`, `WURAO_HTTP_PORT`, `http.port in wurao.toml`. */
  readonly where: string;
  readonly baseDir: string;
}

interface File {
  readonly path: string;
  readonly texts: ReadonlyMap<SettingName, string>;
}

const badConfig = (...errors: FieldError[]): Failure =>
  failure('invalid', 'The configuration is not usable', ...errors);

const camelCase = (flag: string): string => flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const flagText = (flags: ConfigSources['flags'], flag: string): string | undefined => {
  const value = flags[flag] ?? flags[camelCase(flag)];
  return value === undefined ? undefined : String(value);
};

/** Every leaf of the file with its dotted path. */
const leavesOf = (table: object, prefix = ''): readonly (readonly [string, unknown])[] =>
  Object.entries(table).flatMap(([key, value]): readonly (readonly [string, unknown])[] =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
      ? leavesOf(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, value]],
  );

const unknownKey = (path: string, file: string): FieldError => {
  const known = SETTINGS.map((setting) => setting.path);
  const near = nearestWord(path, known) ?? known.find((other) => other.split('.').at(-1) === path.split('.').at(-1));
  const remedy =
    near === undefined ? `Remove it. Known are ${known.join(', ')}.` : `Did you mean ${near}? Otherwise remove it.`;
  return { field: path, message: `${file} has a key that is not known`, remedy };
};

const EXAMPLES = {
  text: '"…" (a string in quotes)',
  integer: 'a number without quotes',
  boolean: 'true or false',
  port: 'a number without quotes, or "off"',
  list: '["…", "…"] (strings in brackets)',
} as const;

const IS_OF_TYPE: Readonly<Record<Setting['type'], (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  integer: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  port: (value) => typeof value === 'number' || value === 'off',
  list: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string' && !one.includes(',')),
};

/** The texts of the file's settings, or what is wrong with its keys. */
const readLeaves = (path: string, leaves: readonly (readonly [string, unknown])[]): Result<File> => {
  const texts = new Map<SettingName, string>();
  const errors: FieldError[] = [];
  for (const [key, value] of leaves) {
    const setting = SETTINGS.find((candidate) => candidate.path === key);
    if (setting === undefined) errors.push(unknownKey(key, path));
    else if (!IS_OF_TYPE[setting.type](value)) {
      errors.push({ field: key, message: `${path}: of the wrong type`, remedy: `Write ${EXAMPLES[setting.type]}.` });
    } else texts.set(setting.name, String(value));
  }
  return errors.length > 0 ? badConfig(...errors) : success({ path, texts });
};

const readConfigFile = ({ flags, env, cwd, readFile }: ConfigSources): Result<File | undefined> => {
  const named = flagText(flags, CONFIG_FLAG) ?? (env[CONFIG_ENV] || undefined);
  const path = resolve(cwd, named ?? CONFIG_FILE);
  try {
    const text = readFile(path);
    if (text !== undefined) return readLeaves(path, leavesOf(parse(text)));
    if (named === undefined) return success(undefined);
    return badConfig({ field: CONFIG_FLAG, message: `there is no file ${path}`, remedy: 'Name a file that exists.' });
  } catch (error) {
    if (error instanceof TomlError) {
      const message = `${path}: ${error.message.split('\n')[0]}`;
      const position = `${error.line}:${error.column}`;
      return badConfig({ field: '', position, message, remedy: 'Write it in TOML; docs/config.md has an example.' });
    }
    const message = `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return badConfig({
      field: CONFIG_FLAG,
      message,
      remedy: 'Give this account the right to read it, or name another.',
    });
  }
};

/** Who said it first, by precedence: flag, environment, file, default. An empty variable says nothing. */
const saidOf = (setting: Setting<SettingName>, sources: ConfigSources, file: File | undefined): Said | undefined => {
  const { flags, env, cwd } = sources;
  const flag = flagText(flags, setting.flag);
  if (flag !== undefined) return { text: flag, origin: 'flag', where: `--${setting.flag}`, baseDir: cwd };
  const variable = env[setting.env];
  if (variable) return { text: variable, origin: 'environment', where: setting.env, baseDir: cwd };
  const written = file?.texts.get(setting.name);
  if (file !== undefined && written !== undefined) {
    return { text: written, origin: 'file', where: `${setting.path} in ${file.path}`, baseDir: dirname(file.path) };
  }
  if (setting.initial === undefined) return undefined;
  return { text: setting.initial, origin: 'default', where: setting.flag, baseDir: cwd };
};

/** Settings that may stay unsaid, as they have no default in the table. */
type Unsaid =
  | 'databaseUrl'
  | 'natsUrl'
  | 'adminKey'
  | 'logFormat'
  | 'retentionMonths'
  | SipUnsaid
  | SmsUnsaid
  | RedressUnsaid
  | SignInUnsaid;

interface Heard {
  readonly values: Omit<SettingValues, Unsaid> & Partial<Pick<SettingValues, Unsaid>>;
  readonly origins: Record<SettingName, Origin>;
}

const hear = (sources: ConfigSources, file: File | undefined): Result<Heard> => {
  const values: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  const errors: FieldError[] = [];
  for (const setting of SETTINGS) {
    const said = saidOf(setting, sources, file);
    origins[setting.name] = said?.origin ?? 'default';
    if (said === undefined) continue;
    const reading: Reading<unknown> = setting.read(said.text);
    if ('fault' in reading) {
      errors.push({
        field: setting.name,
        message: `${said.where}: ${reading.fault.message}`,
        remedy: reading.fault.remedy,
      });
    } else values[setting.name] = setting.isPath ? resolve(said.baseDir, said.text) : reading.value;
  }
  // Each value was read by the row of its own name.
  return errors.length > 0 ? badConfig(...errors) : success({ values, origins } as Heard);
};

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;
export const isLoopback = (address: string): boolean => LOOPBACK.test(address);

const warningsOf = (heard: Heard, env: ConfigSources['env']): readonly string[] => {
  const { httpAddress, adminKey, webhookPrivateAddresses } = heard.values;
  const warnings: string[] = [];
  if (!isLoopback(httpAddress)) {
    warnings.push(
      `Listening on ${httpAddress}: other machines can reach this server without TLS. Put a proxy that ends TLS before it.`,
    );
  }
  if (adminKey !== undefined && adminKey.length < ADMIN_KEY_CHARS_WISE) {
    warnings.push(
      `The admin key has fewer than ${ADMIN_KEY_CHARS_WISE} characters and can be guessed. Choose a longer one, or leave it out and one is made.`,
    );
  }
  if (heard.origins.adminKey === 'flag') {
    warnings.push('The admin key was given as a flag and shows in the list of processes. Set WURAO_ADMIN_KEY instead.');
  }
  if (heard.origins.databaseUrl === 'flag' && new URL(heard.values.databaseUrl ?? '').password !== '') {
    warnings.push(
      'The database password was given as a flag and shows in the list of processes. Set WURAO_DATABASE_URL instead.',
    );
  }
  if (webhookPrivateAddresses) {
    warnings.push(
      'Webhooks may reach loopback and private addresses: a merchant can call what only this machine should.',
    );
  }
  const gates = [
    ...sipWarnings(heard.values, isLoopback),
    ...smsWarnings(heard.values, isLoopback, heard.origins.smsUpstreams),
  ];
  return [...warnings, ...gates, ...misspelt(env)];
};

const misspelt = (env: ConfigSources['env']): readonly string[] => {
  const known = [...SETTINGS.map((setting) => setting.env), CONFIG_ENV];
  return Object.keys(env)
    .filter((name) => name.startsWith('WURAO_') && !known.includes(name))
    .flatMap((name) => {
      const near = nearestWord(name, known, MAX_ENV_EDITS);
      return near === undefined ? [] : [`${name} is not known and has no effect. Did you mean ${near}?`];
    });
};

/** No record may be deleted sooner than the law in force allows. */
const retentionOf = (law: string, months: number | undefined): Result<number> => {
  const least = LAW_PACKS.get(law)?.retentionMonths ?? 0;
  if (months === undefined || months >= least) return success(months ?? least);
  const message = `${months} months is less than the ${least} that ${law} asks for`;
  return badConfig({ field: 'retentionMonths', message, remedy: `Write ${least} or more, or leave it out.` });
};

/** Flag, environment, wurao.toml, default: each setting from the first that says it. All errors at once. */
export const loadConfig = (sources: ConfigSources): Result<Config> => {
  const file = readConfigFile(sources);
  if (!file.ok) return file;
  const heard = hear(sources, file.value);
  if (!heard.ok) return heard;
  const { values, origins } = heard.value;
  const { dataDir, httpPort, httpAddress, law, logLevel, counterSlots } = values;
  const retention = retentionOf(law, values.retentionMonths);
  if (!retention.ok) return retention;
  const redress = redressConfigOf(values);
  if (!redress.ok) return redress;
  const provider = providerConfigOf(values);
  if (!provider.ok) return provider;
  const sip = sipConfigOf(values);
  if (!sip.ok) return sip;
  const sms = smsConfigOf(values);
  if (!sms.ok) return sms;
  return success({
    dataDir,
    httpPort,
    httpAddress,
    adminKey: values.adminKey,
    databaseUrl: values.databaseUrl,
    law,
    logLevel,
    logFormat: values.logFormat ?? (sources.terminal === true ? 'text' : 'json'),
    retentionMonths: retention.value,
    automationCaps: values.automationCaps,
    counterSlots,
    snapshotEveryMinutes: values.snapshotEveryMinutes,
    webhookPrivateAddresses: values.webhookPrivateAddresses,
    redress: redress.value,
    httpOrigin: values.httpOrigin,
    provider: provider.value,
    sip: sip.value,
    sms: sms.value,
    origins,
    warnings: warningsOf(heard.value, sources.env),
  });
};
