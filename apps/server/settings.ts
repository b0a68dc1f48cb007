import { LAW_PACKS } from '@wurao/law';
import { REDRESS_SETTINGS, type RedressSettingValues } from './redress-settings.ts';
import { rowOf, type Setting } from './setting.ts';
import {
  AUTOMATION_CAPS_MAX,
  address,
  adminKey,
  COUNTER_SLOTS_DEFAULT,
  COUNTER_SLOTS_MAX,
  COUNTER_SLOTS_MIN,
  databaseUrl,
  integer,
  later,
  lawPack,
  oneOf,
  PORT_MAX,
  path,
  RETENTION_MONTHS_MAX,
  SNAPSHOT_MINUTES_MAX,
  yesOrNo,
} from './setting-readers.ts';
import { SIGN_IN_SETTINGS, type SignInSettingValues } from './sign-in/settings.ts';
import { SIP_SETTINGS, type SipSettingValues } from './sip/settings.ts';
import { SMS_SETTINGS, type SmsSettingValues } from './sms/settings.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** The settings by name, as read from text. */
export interface SettingValues extends SipSettingValues, SmsSettingValues, RedressSettingValues, SignInSettingValues {
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
  automationCaps: number;
  counterSlots: number;
  snapshotEveryMinutes: number;
  webhookPrivateAddresses: boolean;
}
export type SettingName = keyof SettingValues;

const one = rowOf<SettingValues>();

/** The one table of settings: parsing, `--help` and docs/config.md are all made from it. */
export const SETTINGS: readonly Setting<SettingName>[] = [
  one({
    name: 'dataDir',
    flag: 'data-dir',
    env: 'WURAO_DATA_DIR',
    path: 'data-dir',
    type: 'text',
    standard: './data',
    initial: './data',
    read: path,
    isPath: true,
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
    name: 'automationCaps',
    flag: 'automation-caps',
    env: 'WURAO_AUTOMATION_CAPS',
    path: 'automation.caps',
    type: 'integer',
    standard: '0: automation caps nobody',
    initial: '0',
    read: integer(0, AUTOMATION_CAPS_MAX, `Write 1 to ${AUTOMATION_CAPS_MAX} attempts a day, or 0 for none.`),
    help: 'Commercial attempts a day that automation leaves, for 30 days, to a number, line or merchant whose rate of complaints lies surely above its threshold. 0: findings are filed, and a handler decides.',
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
  ...SIP_SETTINGS,
  ...SMS_SETTINGS,
  ...REDRESS_SETTINGS,
  ...SIGN_IN_SETTINGS,
];
