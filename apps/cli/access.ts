import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import type { Config } from '@wurao/server';
import { noAnswer } from './problems.ts';
import type { House, Shell } from './shell.ts';

/** How a command reaches the house, wherever that runs. */
export interface Access {
  /** For people: the address, or that the store was opened. */
  readonly where: string;
  /** Bytes are sent as they are, anything else as JSON. */
  readonly call: (method: Method, path: string, body?: object) => Promise<Result<CallAnswer>>;
  /** Hands on the text of an answer as it comes; what is no success is answered, not handed on. */
  readonly download: (path: string, write: (text: string) => void) => Promise<Result<CallAnswer>>;
  readonly close: () => Promise<void>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface CallAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Options of every command that asks the house. */
export interface AccessOptions {
  readonly dataDir?: string;
  readonly config?: string;
  readonly key?: string;
  readonly json?: boolean;
  readonly lang?: string;
}

const CALL_TIMEOUT_MS = 30_000;
/** A copy of everything takes as long as the disk needs. */
const BACKUP_TIMEOUT_MS = 3_600_000;
const ADMIN_KEY_FILE = 'admin.key';
const STORE_FILE = 'store.sqlite';
const FIRST_ERROR_STATUS = 400;

export const isRejected = ({ status }: CallAnswer): boolean => status >= FIRST_ERROR_STATUS;

export const readConfig = (house: House, shell: Shell, options: AccessOptions): Result<Config> =>
  house.loadConfig({
    flags: { dataDir: options.dataDir, config: options.config },
    env: shell.env,
    cwd: shell.cwd,
    readFile: shell.readFile,
    terminal: shell.terminal,
  });

/** `--key`, WURAO_KEY, then the operator's own. */
const keyFor = (shell: Shell, options: AccessOptions, config: Config): string | undefined =>
  options.key ??
  (shell.env['WURAO_KEY'] || undefined) ??
  config.adminKey ??
  shell.readFile(join(config.dataDir, ADMIN_KEY_FILE))?.trim();

const noKey = (config: Config) =>
  failure('unauthenticated', 'There is no key to ask with', {
    field: '--key',
    message: `none was given, and ${join(config.dataDir, ADMIN_KEY_FILE)} cannot be read`,
    remedy: 'Give one with --key or WURAO_KEY, or name the data directory with --data-dir.',
  });

/** A store of its own, or one that the configuration names. */
const hasStore = ({ dataDir, databaseUrl }: Config): boolean =>
  databaseUrl === undefined ? existsSync(join(dataDir, STORE_FILE)) : existsSync(dataDir);

const nothingThere = ({ dataDir }: Config) =>
  failure('not-found', 'There is nothing to ask', {
    field: '--data-dir',
    message: `no server runs on ${dataDir}, and there is no store in it`,
    remedy: 'Start one there with `wurao serve`, or name another directory with --data-dir or WURAO_DATA_DIR.',
  });

const parsed = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
};

/** What is made of everything there is. */
const LONG = ['/v1/backups', '/v1/bulletins', '/v1/complaint-rates'];
const timeoutOf = (path: string): number =>
  LONG.some((long) => path.startsWith(long)) ? BACKUP_TIMEOUT_MS : CALL_TIMEOUT_MS;

const noAnswerAt = (url: string, error: unknown): Failure => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return noAnswer(`${url}: ${cause instanceof Error ? cause.message : String(cause)}`);
};

const contentOf = (body: object): { readonly type: string; readonly text: string | Uint8Array<ArrayBuffer> } =>
  body instanceof Uint8Array
    ? { type: 'application/octet-stream', text: body as Uint8Array<ArrayBuffer> }
    : { type: 'application/json', text: JSON.stringify(body) };

/** Megabytes by `fetch` take three times as long. */
const answerToBytes = (
  url: string,
  method: Method,
  headers: Readonly<Record<string, string>>,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<CallAnswer> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method, headers: { ...headers, 'content-length': bytes.length }, signal });
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString('utf8')) }),
      );
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(bytes);
  });

const overHttp = (url: string, key: string): Access => ({
  where: url,
  call: async (method, path, body) => {
    const headers: Record<string, string> = { authorization: `Bearer ${key}` };
    const content = body === undefined ? undefined : contentOf(body);
    if (content !== undefined) headers['content-type'] = content.type;
    try {
      const signal = AbortSignal.timeout(timeoutOf(path));
      if (body instanceof Uint8Array)
        return success(await answerToBytes(`${url}${path}`, method, headers, body, signal));
      const sent = content === undefined ? {} : { body: content.text };
      const response = await fetch(`${url}${path}`, { method, headers, signal, ...sent });
      return success({ status: response.status, body: parsed(await response.text()) });
    } catch (error) {
      return noAnswerAt(url, error);
    }
  },
  download: async (path, write) => {
    try {
      const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } });
      const { status } = response;
      if (!response.ok || response.body === null) return success({ status, body: parsed(await response.text()) });
      for await (const text of response.body.pipeThrough(new TextDecoderStream())) write(text);
      return success({ status, body: undefined });
    } catch (error) {
      return noAnswerAt(url, error);
    }
  },
  close: async () => {},
});

/** Nothing runs here: this process opens the directory itself, under the same lock, and leaves it as it was. */
const inProcess = async (house: House, config: Config, key: string | undefined): Promise<Result<Access>> => {
  const quiet: Config = { ...config, logLevel: 'silent' };
  const served = await house.serve(quiet, { inline: true, listen: false, empty: true, log: () => {} });
  if (!served.ok) return served;
  const { inject, adminKey, close } = served.value;
  return success({
    where: config.dataDir,
    call: async (method, path, body) => {
      const headers = { authorization: `Bearer ${key ?? adminKey.secret}` };
      const content = body === undefined ? undefined : contentOf(body);
      const sent = content && { payload: Buffer.from(content.text as Uint8Array) };
      const type = content && { 'content-type': content.type };
      const answer = await inject({ method, url: path, headers: { ...headers, ...type }, ...sent });
      return success({ status: answer.statusCode, body: parsed(answer.body) });
    },
    download: async (path, write) => {
      const answer = await inject({
        method: 'GET',
        url: path,
        headers: { authorization: `Bearer ${key ?? adminKey.secret}` },
      });
      const { statusCode: status, body } = answer;
      if (status >= FIRST_ERROR_STATUS) return success({ status, body: parsed(body) });
      write(body);
      return success({ status, body: undefined });
    },
    close,
  });
};

interface Opened {
  readonly house: House;
  readonly config: Config;
  /** Of the server that runs there, which `key` is for; undefined: none does. */
  readonly url: string | undefined;
  /** Undefined: this process is to ask with the operator's own. */
  readonly key: string | undefined;
}

/** What runs there, or what can be opened there. */
const findHouse = async (shell: Shell, options: AccessOptions): Promise<Result<Opened>> => {
  const house = await shell.house();
  const read = readConfig(house, shell, options);
  if (!read.ok) return read;
  const config = read.value;
  const url = house.runningAt(config.dataDir)?.url;
  // Asking must not make a directory: a mistyped name would answer like an empty house.
  if (url === undefined && !hasStore(config)) return nothingThere(config);
  if (url === undefined)
    return success({ house, config, url, key: options.key ?? (shell.env['WURAO_KEY'] || undefined) });
  const key = keyFor(shell, options, config);
  return key === undefined ? noKey(config) : success({ house, config, url, key });
};

export const openAccess = async (shell: Shell, options: AccessOptions): Promise<Result<Access>> => {
  const found = await findHouse(shell, options);
  if (!found.ok) return found;
  const { house, config, url, key } = found.value;
  return url === undefined ? inProcess(house, config, key) : success(overHttp(url, key as string));
};

/** Where a stream goes: rows do not fit a call with a body. */
export interface StreamAccess {
  readonly url: string;
  readonly key: string;
  readonly close: () => Promise<void>;
}

/** The running server; else this process opens the directory and listens to itself alone, on a port that nobody is told. */
export const openStreamAccess = async (shell: Shell, options: AccessOptions): Promise<Result<StreamAccess>> => {
  const found = await findHouse(shell, options);
  if (!found.ok) return found;
  const { house, config, url, key } = found.value;
  if (url !== undefined) return success({ url, key: key as string, close: async () => {} });
  const quiet: Config = { ...config, logLevel: 'silent' };
  const served = await house.serve(quiet, { inline: true, listen: 'unannounced', empty: true, log: () => {} });
  if (!served.ok) return served;
  const { addresses, adminKey, close } = served.value;
  return success({ url: addresses[0] ?? '', key: key ?? adminKey.secret, close });
};

/** Opens, asks, closes. */
export const withAccess = async <T>(
  shell: Shell,
  options: AccessOptions,
  ask: (access: Access) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const access = await openAccess(shell, options);
  if (!access.ok) return access;
  try {
    return await ask(access.value);
  } finally {
    await access.value.close();
  }
};
