import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../postgres-server.ts';

/** Kannel's bearerbox and smsbox of a test's own, from Debian's package, bound to a message centre by SMPP. */
export interface Kannel {
  /** Asks smsbox to send; what became of it comes to `heard`. */
  send(from: string, to: string, text: string, id: string): Promise<void>;
  /** What Kannel told over HTTP so far: reports of messages, and what subscribers wrote. */
  readonly heard: readonly KannelWord[];
  until<T extends KannelWord>(find: (word: KannelWord) => word is T): Promise<T>;
  output(): string;
  stop(): Promise<void>;
}

/** Types of reports: 1 delivered, 2 failed, 4 queued, 8 taken by the message centre, 16 refused by it (Kannel user's guide, 6.9). */
export type KannelWord =
  | {
      readonly kind: 'report';
      readonly id: string;
      readonly type: number;
      readonly reply: string;
      readonly atMs: number;
    }
  | {
      readonly kind: 'reply';
      readonly from: string;
      readonly to: string;
      readonly text: string;
      readonly atMs: number;
    };

const BOXES = { bearerbox: '/usr/sbin/bearerbox', smsbox: '/usr/sbin/smsbox' };
export const kannelProgram = (): string | undefined =>
  Object.values(BOXES).every((path) => existsSync(path)) ? BOXES.bearerbox : undefined;

const READY_WITHIN_MS = 60_000;
const POLL_MS = 50;
const KEPT_LOG_CHARS = 40_000;
const PASSWORD = 'kannel-of-a-test';

export interface KannelOptions {
  readonly port: number;
  readonly account: string;
  readonly secret: string;
}

interface KannelPorts {
  readonly admin: number;
  readonly box: number;
  readonly http: number;
  readonly hook: number;
}

const bearerboxOf = ({ port, account, secret }: KannelOptions, ports: KannelPorts): string =>
  [
    'group = core',
    `admin-port = ${ports.admin}`,
    `admin-password = ${PASSWORD}`,
    `smsbox-port = ${ports.box}`,
    'box-allow-ip = "127.0.0.1"',
    '',
    'group = smsc',
    'smsc = smpp',
    'smsc-id = wurao',
    'host = 127.0.0.1',
    `port = ${port}`,
    'transceiver-mode = true',
    `smsc-username = ${account}`,
    `smsc-password = ${secret}`,
    'system-type = ""',
    'reconnect-delay = 1',
    '',
  ].join('\n');

const smsboxOf = (ports: KannelPorts): string =>
  [
    'group = smsbox',
    'bearerbox-host = 127.0.0.1',
    `bearerbox-port = ${ports.box}`,
    `sendsms-port = ${ports.http}`,
    '',
    'group = sendsms-user',
    'username = test',
    `password = ${PASSWORD}`,
    'max-messages = 10',
    'concatenation = true',
    '',
    'group = sms-service',
    'keyword = default',
    `get-url = "http://127.0.0.1:${ports.hook}/reply?from=%p&to=%P&text=%b"`,
    'max-messages = 0',
    'omit-empty = true',
    '',
  ].join('\n');

class Hook {
  readonly heard: KannelWord[] = [];
  readonly #waiting = new Set<() => void>();
  readonly server: Server = createServer((request, response) => {
    response.end();
    const { pathname, searchParams: said } = new URL(request.url ?? '/', 'http://hook');
    const text = (name: string): string => said.get(name) ?? '';
    const atMs = performance.now();
    if (pathname === '/report')
      this.heard.push({ kind: 'report', id: text('id'), type: Number(text('type')), reply: text('reply'), atMs });
    else this.heard.push({ kind: 'reply', from: text('from'), to: text('to'), text: text('text'), atMs });
    for (const look of [...this.#waiting]) look();
  });

  until<T extends KannelWord>(find: (word: KannelWord) => word is T): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.heard.find(find);
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

export const startKannel = async (options: KannelOptions): Promise<Kannel> => {
  const directory = mkdtempSync(join(tmpdir(), 'wurao-kannel-'));
  const hook = new Hook();
  await new Promise<void>((resolve) => hook.server.listen(0, '127.0.0.1', resolve));
  const ports: KannelPorts = {
    ...{ admin: await freePort(), box: await freePort(), http: await freePort() },
    hook: (hook.server.address() as AddressInfo).port,
  };
  writeFileSync(join(directory, 'kannel.conf'), `${bearerboxOf(options, ports)}\n${smsboxOf(ports)}`, { mode: 0o600 });
  let output = '';
  const boxes: ChildProcess[] = [];
  const begin = (program: string, file: string): void => {
    const child = spawn(program, ['-v', '1', join(directory, file)], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-KEPT_LOG_CHARS);
      });
    }
    boxes.push(child);
  };
  const stop = async (): Promise<void> => {
    for (const child of boxes.reverse()) {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await gone;
      }
    }
    await new Promise((resolve) => hook.server.close(resolve));
    rmSync(directory, { recursive: true, force: true });
  };
  const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
    const untilMs = performance.now() + READY_WITHIN_MS;
    while (!(await holds().catch(() => false))) {
      const isGone = boxes.some(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
      if (isGone || performance.now() > untilMs) {
        await stop();
        throw new Error(`Kannel's ${what} did not begin:\n${output}`);
      }
      await pause(POLL_MS);
    }
  };
  const status = async (): Promise<string> =>
    (await fetch(`http://127.0.0.1:${ports.admin}/status.txt?password=${PASSWORD}`)).text();
  begin(BOXES.bearerbox, 'kannel.conf');
  await until('bearerbox', async () => (await status()).includes('(online'));
  begin(BOXES.smsbox, 'kannel.conf');
  await until('smsbox', async () => (await status()).includes('smsbox:'));
  const send = async (from: string, to: string, text: string, id: string): Promise<void> => {
    const report = `http://127.0.0.1:${ports.hook}/report?id=${id}&type=%d&reply=%A`;
    const said = { from, to, text, coding: '2', charset: 'UTF-8', 'dlr-mask': '31', 'dlr-url': report };
    const asked = new URLSearchParams({ username: 'test', password: PASSWORD, ...said });
    const answer = await fetch(`http://127.0.0.1:${ports.http}/cgi-bin/sendsms?${asked}`);
    if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
  };
  return { send, heard: hook.heard, until: (find) => hook.until(find), output: () => output, stop };
};
