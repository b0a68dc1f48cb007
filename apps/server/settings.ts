import { isIP } from 'node:net';
import { LAW_PACKS } from '@wurao/law';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** The settings by name, as read from text. */
export interface SettingValues {
  dataDir: string;
  httpPort: number;
  httpAddress: string;
  databaseUrl: string;
  natsUrl: undefined;
  adminKey: string;
  law: string;
  logLevel: LogLevel;
  logFormat: LogFormat;
  retentionMonths: number;
  counterSlots: number;
  snapshotEveryMinutes: number;
  webhookPrivateAddresses: boolean;
  redressUrl: string;
  redressName: string;
  redressEmail: string;
  redressNumber: string;
  redressCertificateUrl: string;
  redressKey: string;
}
export type SettingName = keyof SettingValues;

/** What is wrong with a text, and what to write instead. */
export interface Fault {
  readonly message: string;
  readonly remedy: string;
}
export type Reading<T> = { readonly value: T } | { readonly fault: Fault };

export interface Setting<N extends SettingName = SettingName> {
  readonly name: N;
  readonly flag: string;
  readonly env: string;
  /** Where it stands in wurao.toml: `http.port`. */
  readonly path: string;
  readonly type: 'text' | 'integer' | 'boolean';
  /** For people: what holds when nobody says anything. */
  readonly standard: string;
  /** As it would be written; undefined: none, or found out in `loadConfig`. */
  readonly initial: string | undefined;
  readonly read: (text: string) => Reading<SettingValues[N]>;
  readonly help: string;
  /** Its value is never shown. */
  readonly secret?: boolean;
}

const PORT_MAX = 65_535;
const RETENTION_MONTHS_MAX = 120;
/** One slot is some tens of bytes; a hundred million is what one machine holds. */
const COUNTER_SLOTS_MIN = 1_024;
const COUNTER_SLOTS_MAX = 100_000_000;
export const COUNTER_SLOTS_DEFAULT = 4_000_000;
const SNAPSHOT_MINUTES_MAX = 7 * 24 * 60;
const ADMIN_KEY_CHARS_MAX = 256;

const fault = (message: string, remedy: string): { readonly fault: Fault } => ({ fault: { message, remedy } });

const integer =
  (min: number, max: number, remedy: string) =>
  (text: string): Reading<number> => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? { value } : fault(`"${text}" is not a whole number ${min} to ${max}`, remedy);
  };

const oneOf =
  <T extends string>(words: readonly T[], what: string) =>
  (text: string): Reading<T> => {
    const value = words.find((word) => word === text);
    return value === undefined ? fault(`"${text}" is no ${what}`, `Write one of ${words.join(', ')}.`) : { value };
  };

const yesOrNo = (text: string): Reading<boolean> => {
  if (['true', '1', 'yes'].includes(text)) return { value: true };
  if (['false', '0', 'no'].includes(text)) return { value: false };
  return fault(`"${text}" is neither true nor false`, 'Write true or false.');
};

const path = (text: string): Reading<string> =>
  text.includes('\0') ? fault('holds a NUL character', 'Write a path.') : { value: text };

const address = (text: string): Reading<string> =>
  text === 'localhost' || isIP(text) !== 0
    ? { value: text }
    : fault(
        `"${text}" is no address of this machine`,
        'Write an IP address such as 127.0.0.1, ::1 or 0.0.0.0, or localhost.',
      );

/** It travels in an HTTP header. */
const adminKey = (text: string): Reading<string> =>
  /^[\x21-\x7e]+$/.test(text) && text.length <= ADMIN_KEY_CHARS_MAX
    ? { value: text }
    : fault(
        'is not usable in an HTTP header',
        `Choose up to ${ADMIN_KEY_CHARS_MAX} letters, digits and signs without spaces, or leave it out and one is made.`,
      );

/** The driver reads the rest; what it would misread is said here. The text is never repeated: it may hold a password. */
const databaseUrl = (text: string): Reading<string> => {
  const remedy = 'Write postgres://account:password@host:5432/database.';
  if (!URL.canParse(text)) return fault('is not a URL', remedy);
  const { protocol, pathname } = new URL(text);
  if (protocol !== 'postgres:' && protocol !== 'postgresql:')
    return fault(`has the scheme ${protocol}// and not postgres://`, remedy);
  return pathname.length > 1 ? { value: text } : fault('names no database', remedy);
};

/** Named already, so that nobody thinks it took effect. */
const later = (what: string) => (): Reading<undefined> =>
  fault(
    `${what} is not supported by this version: it comes with the cluster`,
    'Leave it out: the in-process feed is used, and servers that share a database hear of each other through it.',
  );

/** As the card's own check has it (RFC 8688, 3.2), said already at the start. */
const REDRESS_CHARS_MAX = 256;
const redressText =
  (pattern: RegExp, what: string, remedy: string) =>
  (text: string): Reading<string> =>
    text.length <= REDRESS_CHARS_MAX && pattern.test(text) ? { value: text } : fault(`"${text}" is ${what}`, remedy);

const httpsUrl = redressText(/^https:\/\/[!$-;=@-~]+$/, 'no https URL', 'Write https://host/… without ? and #.');
/** What is below it gets a slash of its own. */
const baseUrl = (text: string): Reading<string> => {
  const reading = httpsUrl(text);
  return 'fault' in reading ? reading : { value: reading.value.replace(/\/+$/, '') };
};

const lawPack = (text: string): Reading<string> => oneOf([...LAW_PACKS.keys()], 'law pack')(text);

const one = <N extends SettingName>(setting: Setting<N>): Setting => setting as unknown as Setting;

/** The one table of settings: parsing, `--help` and docs/config.md are all made from it. */
export const SETTINGS: readonly Setting[] = [
  one({
    name: 'dataDir',
    flag: 'data-dir',
    env: 'WURAO_DATA_DIR',
    path: 'data-dir',
    type: 'text',
    standard: './data',
    initial: './data',
    read: path,
    help: 'Directory of store, journal, snapshots and keys. One process at a time. Relative to where it is said: the working directory, or the directory of wurao.toml.',
  }),
  one({
    name: 'httpPort',
    flag: 'http-port',
    env: 'WURAO_HTTP_PORT',
    path: 'http.port',
    type: 'integer',
    standard: '8080',
    initial: '8080',
    read: integer(0, PORT_MAX, `Write a port from 1 to ${PORT_MAX}, or 0 for a free one.`),
    help: 'Port of the HTTP API. 0 takes a free one; runtime.json in the data directory says which.',
  }),
  one({
    name: 'httpAddress',
    flag: 'http-address',
    env: 'WURAO_HTTP_ADDRESS',
    path: 'http.address',
    type: 'text',
    standard: '127.0.0.1',
    initial: '127.0.0.1',
    read: address,
    help: 'Address to listen on. Anything but a loopback address lets other machines in: put TLS before it.',
  }),
  one({
    name: 'databaseUrl',
    flag: 'database-url',
    env: 'WURAO_DATABASE_URL',
    path: 'database.url',
    type: 'text',
    standard: 'none: the embedded store',
    initial: undefined,
    read: databaseUrl,
    help: 'The store is this PostgreSQL database (15 or later): postgres://account:password@host:5432/database. Prefer the environment or the file: a flag shows in the list of processes. Journal, snapshot and keys stay in the data directory.',
    secret: true,
  }),
  one({
    name: 'natsUrl',
    flag: 'nats-url',
    env: 'WURAO_NATS_URL',
    path: 'nats.url',
    type: 'text',
    standard: 'none: the in-process feed',
    initial: undefined,
    read: later('An outside change feed'),
    help: 'Not supported yet: it comes with the cluster.',
    secret: true,
  }),
  one({
    name: 'adminKey',
    flag: 'admin-key',
    env: 'WURAO_ADMIN_KEY',
    path: 'admin.key',
    type: 'text',
    standard: 'made once, printed, kept in admin.key (mode 0600) of the data directory',
    initial: undefined,
    read: adminKey,
    help: "The operator's key. Prefer the environment: a flag shows in the list of processes.",
    secret: true,
  }),
  one({
    name: 'law',
    flag: 'law',
    env: 'WURAO_LAW',
    path: 'law',
    type: 'text',
    standard: 'cn-2020-draft',
    initial: 'cn-2020-draft',
    read: lawPack,
    help: `The law pack to put in force at the start: ${[...LAW_PACKS.keys()].join(' or ')}. Left out, the one last put in force stays.`,
  }),
  one({
    name: 'logLevel',
    flag: 'log-level',
    env: 'WURAO_LOG_LEVEL',
    path: 'log.level',
    type: 'text',
    standard: 'info',
    initial: 'info',
    read: oneOf(LOG_LEVELS, 'log level'),
    help: `The least that is logged: ${LOG_LEVELS.join(', ')}.`,
  }),
  one({
    name: 'logFormat',
    flag: 'log-format',
    env: 'WURAO_LOG_FORMAT',
    path: 'log.format',
    type: 'text',
    standard: 'text on a terminal, else json',
    initial: undefined,
    read: oneOf(LOG_FORMATS, 'log format'),
    help: 'text for people, json (one object a line) for machines. Numbers are masked in both.',
  }),
  one({
    name: 'retentionMonths',
    flag: 'retention-months',
    env: 'WURAO_RETENTION_MONTHS',
    path: 'retention.months',
    type: 'integer',
    standard: 'what the law pack asks for (5)',
    initial: undefined,
    read: integer(1, RETENTION_MONTHS_MAX, `Write 1 to ${RETENTION_MONTHS_MAX}, or leave it to the law pack.`),
    help: 'Months for which journal records are kept before they are deleted. Never less than the law pack asks for.',
  }),
  one({
    name: 'counterSlots',
    flag: 'counter-slots',
    env: 'WURAO_COUNTER_SLOTS',
    path: 'counters.slots',
    type: 'integer',
    standard: String(COUNTER_SLOTS_DEFAULT),
    initial: String(COUNTER_SLOTS_DEFAULT),
    read: integer(
      COUNTER_SLOTS_MIN,
      COUNTER_SLOTS_MAX,
      'Count the pairs of merchant and subscriber contacted within 30 days.',
    ),
    help: 'Places in the counter table: pairs of merchant and subscriber in contact within the window. A full table answers too-often.',
  }),
  one({
    name: 'snapshotEveryMinutes',
    flag: 'snapshot-every-minutes',
    env: 'WURAO_SNAPSHOT_EVERY_MINUTES',
    path: 'snapshot.every-minutes',
    type: 'integer',
    standard: '15',
    initial: '15',
    read: integer(0, SNAPSHOT_MINUTES_MAX, `Write 1 to ${SNAPSHOT_MINUTES_MAX}, or 0 for a snapshot at shutdown only.`),
    help: 'How often the tables are written to a snapshot, from which the next start is fast. 0: at shutdown only.',
  }),
  one({
    name: 'webhookPrivateAddresses',
    flag: 'webhook-private-addresses',
    env: 'WURAO_WEBHOOK_PRIVATE_ADDRESSES',
    path: 'webhooks.private-addresses',
    type: 'boolean',
    standard: 'false',
    initial: 'false',
    read: yesOrNo,
    help: "Let merchants' webhooks reach loopback and private addresses. For trying out: otherwise a merchant could reach what only this machine may.",
  }),
  one({
    name: 'redressUrl',
    flag: 'redress-url',
    env: 'WURAO_REDRESS_URL',
    path: 'redress.url',
    type: 'text',
    standard: 'none: no 608 is said',
    initial: undefined,
    read: baseUrl,
    help: 'Public https address of this server, below which the signed card of a 608 is served (RFC 8688). Name, certificate and key belong to it.',
  }),
  one({
    name: 'redressName',
    flag: 'redress-name',
    env: 'WURAO_REDRESS_NAME',
    path: 'redress.name',
    type: 'text',
    standard: 'none',
    initial: undefined,
    read: redressText(/^[^\p{Cc}]+$/u, 'no name on one line', 'Write what callers know you by.'),
    help: 'Who refused, as the card of a 608 says it.',
  }),
  one({
    name: 'redressEmail',
    flag: 'redress-email',
    env: 'WURAO_REDRESS_EMAIL',
    path: 'redress.email',
    type: 'text',
    standard: 'none',
    initial: undefined,
    read: redressText(/^[^\s@<>]+@[^\s@<>]+$/, 'no email address', 'Write name@host.'),
    help: 'An email address at which refused callers are heard.',
  }),
  one({
    name: 'redressNumber',
    flag: 'redress-number',
    env: 'WURAO_REDRESS_NUMBER',
    path: 'redress.number',
    type: 'text',
    standard: 'none',
    initial: undefined,
    read: redressText(/^\+[1-9][0-9]{4,14}$/, 'no number with its country code', 'Write + and the country code first.'),
    help: 'A telephone number at which refused callers are heard, with country code.',
  }),
  one({
    name: 'redressCertificateUrl',
    flag: 'redress-certificate-url',
    env: 'WURAO_REDRESS_CERTIFICATE_URL',
    path: 'redress.certificate-url',
    type: 'text',
    standard: 'none',
    initial: undefined,
    read: httpsUrl,
    help: 'Where the certificate of the key is to be had: the x5u of the card.',
  }),
  one({
    name: 'redressKey',
    flag: 'redress-key',
    env: 'WURAO_REDRESS_KEY',
    path: 'redress.key',
    type: 'text',
    standard: 'none',
    initial: undefined,
    read: path,
    help: 'File of the private key that signs cards: PEM, on the curve P-256. Relative to where it is said, as data-dir is.',
  }),
];
