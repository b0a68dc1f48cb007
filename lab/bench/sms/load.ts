import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LOAD_CORE, moveToCore } from '../sip/load.ts';
import type { SmsJob, SmsJobFigures } from './peers.ts';

const PEERS = fileURLToPath(new URL('./peers.ts', import.meta.url));

type Told = { readonly port: number } | { readonly figures: SmsJobFigures } | { readonly error: string };

/** Generator and sink, in a process of their own on the other core. */
export class SmsPeers {
  readonly sinkPort: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, sinkPort: number) {
    this.#child = child;
    this.sinkPort = sinkPort;
  }

  static async start(): Promise<SmsPeers> {
    const child = fork(PEERS, ['in-process'], { execArgv: ['--max-semi-space-size=16'] });
    const told = await next(child);
    if (!('port' in told)) throw new Error(JSON.stringify(told));
    moveToCore(child.pid ?? 0, LOAD_CORE);
    return new SmsPeers(child, told.port);
  }

  async run(job: SmsJob): Promise<SmsJobFigures> {
    const told = next(this.#child);
    this.#child.send(job);
    const answer = await told;
    if ('figures' in answer) return answer.figures;
    throw new Error('error' in answer ? answer.error : 'no figures');
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

const next = (child: ChildProcess): Promise<Told> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Told));
    child.once('exit', (code) => reject(new Error(`the peers ended with ${code}`)));
  });
