// Kannel's bearerbox doing the shortest of its ways: messages of a list in by the smsbox protocol, out to its own test network.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@wurao/testkit';
import { LOAD_CORE, moveToCore, onCore, SERVER_CORE } from '../sip/load.ts';
import { cpuSecondsOf } from '../sip/process-figures.ts';

const BEARERBOX = '/usr/sbin/bearerbox';
const MTBATCH = '/usr/bin/mtbatch';
const FAKESMSC = '/usr/lib/kannel/test/fakesmsc';
/** All three, of Debian's kannel and kannel-extras, or undefined. */
export const kannelRelayProgram = (): string | undefined =>
  [BEARERBOX, MTBATCH, FAKESMSC].every((path) => existsSync(path)) ? BEARERBOX : undefined;

const PASSWORD = 'kannel-of-a-bench';
const POLL_MS = 20;
const READY_WITHIN_MS = 30_000;
const TEXT = 'Your order 00000000 was taken by the courier and will be with you tomorrow afternoon';

export interface RelayFigures {
  readonly seconds: number;
  readonly perSecond: number;
  readonly cpuUs: number;
}

export class KannelRelay {
  readonly #directory: string;
  readonly #ports: { readonly admin: number; readonly box: number };
  readonly #boxes: readonly ChildProcess[];
  #sent = 0;

  private constructor(directory: string, ports: { admin: number; box: number }, boxes: readonly ChildProcess[]) {
    this.#directory = directory;
    this.#ports = ports;
    this.#boxes = boxes;
  }

  static async start(): Promise<KannelRelay> {
    const directory = mkdtempSync(join(tmpdir(), 'wurao-kannel-'));
    const [admin, box, fake] = [await freePort(), await freePort(), await freePort()];
    const lines = [
      'group = core',
      `admin-port = ${admin}`,
      `admin-password = ${PASSWORD}`,
      `smsbox-port = ${box}`,
      'box-allow-ip = "127.0.0.1"',
      'sms-incoming-queue-limit = -1',
      '',
      'group = smsc',
      'smsc = fake',
      'smsc-id = fake',
      `port = ${fake}`,
      'connect-allow-ip = "127.0.0.1"',
      '',
      'group = smsbox',
      'bearerbox-host = 127.0.0.1',
      '',
    ];
    const file = join(directory, 'kannel.conf');
    writeFileSync(file, lines.join('\n'), { mode: 0o600 });
    const quiet = { cwd: directory, stdio: 'ignore' } as const;
    const [taskset = '', ...pinned] = onCore(SERVER_CORE);
    const bearerbox = spawn(taskset, [...pinned, BEARERBOX, '-v', '4', file], quiet);
    const relay = new KannelRelay(directory, { admin, box }, [bearerbox]);
    await relay.#until((status) => status.includes('fake'));
    const network = spawn(FAKESMSC, ['-v', '4', '-r', String(fake), '-m', '0', '1 2 text nop'], quiet);
    moveToCore(network.pid ?? 0, LOAD_CORE);
    await relay.#until((status) => status.includes('online'));
    return new KannelRelay(directory, { admin, box }, [bearerbox, network]);
  }

  /** Sends to so many people, and waits until the last is gone. */
  async run(messages: number, firstRecipient: number): Promise<RelayFigures> {
    const [content, receivers] = [join(this.#directory, 'content'), join(this.#directory, 'receivers')];
    writeFileSync(content, TEXT);
    writeFileSync(receivers, Array.from({ length: messages }, (_, i) => `${firstRecipient + i}\n`).join(''));
    const pid = this.#boxes[0]?.pid ?? 0;
    const cpu = cpuSecondsOf(pid);
    const startedMs = performance.now();
    const args = ['-v', '4', '-b', '127.0.0.1', '-p', String(this.#ports.box), '-f', '10690003', content, receivers];
    const batch = spawn(MTBATCH, args, { stdio: 'ignore' });
    moveToCore(batch.pid ?? 0, LOAD_CORE);
    this.#sent += messages;
    await this.#until(
      (status) => Number(/SMS: [^\n]*sent (\d+)/.exec(status)?.[1]) >= this.#sent,
      Number.POSITIVE_INFINITY,
    );
    const seconds = (performance.now() - startedMs) / 1000;
    batch.kill('SIGKILL');
    return { seconds, perSecond: messages / seconds, cpuUs: ((cpuSecondsOf(pid) - cpu) / messages) * 1e6 };
  }

  stop(): void {
    for (const box of this.#boxes) box.kill('SIGKILL');
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #until(holds: (status: string) => boolean, withinMs = READY_WITHIN_MS): Promise<void> {
    const untilMs = performance.now() + withinMs;
    const url = `http://127.0.0.1:${this.#ports.admin}/status.txt?password=${PASSWORD}`;
    for (;;) {
      const status = await fetch(url).then(
        (answer) => answer.text(),
        () => '',
      );
      if (holds(status)) return;
      if (performance.now() > untilMs) throw new Error(`Kannel says: ${status}`);
      await pause(POLL_MS);
    }
  }
}
