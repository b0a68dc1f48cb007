// Signatures verified in worker threads: a bounded queue, and a bounded memory of what was found.
import { hash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { PublicKeyText, SignatureAnswer, SignatureTask } from './signature.ts';

/** About an eighth of a second of one worker: what waits longer says nothing in time. */
export const SIGNATURES_WAITING_MAX = 1_000;
/** Each of about 150 bytes; right and wrong ones apart, so that garbage does not push good ones out. */
export const SIGNATURES_REMEMBERED_MAX = 50_000;

/** `shed`: the queue was full. `worker-failed`: the worker went down with it. Neither says anything of the signature. */
export type SignatureFinding = 'right' | 'wrong' | 'shed' | 'worker-failed';

export interface SignaturePoolOptions {
  readonly workers: number;
  readonly waitingMax?: number;
  readonly rememberedMax?: number;
  /** The program of a worker; another one in tests. */
  readonly program?: URL;
}

type Waiting = { readonly name: string; readonly told: (finding: SignatureFinding) => void };
type Seat = { worker: Worker | undefined; readonly waiting: Map<number, Waiting> };

export class SignaturePool {
  readonly #seats: readonly Seat[];
  readonly #waitingMax: number;
  readonly #program: URL;
  readonly #right: Remembered;
  readonly #wrong: Remembered;
  readonly #underWay = new Map<string, Promise<SignatureFinding>>();
  #lastId = 0;
  #closed = false;
  /** Since the start: for metrics. */
  readonly counts = { verified: 0, remembered: 0, shed: 0, workersLost: 0 };

  constructor(options: SignaturePoolOptions) {
    this.#waitingMax = options.waitingMax ?? SIGNATURES_WAITING_MAX;
    this.#program = options.program ?? new URL('./signature-thread.ts', import.meta.url);
    const rememberedMax = options.rememberedMax ?? SIGNATURES_REMEMBERED_MAX;
    this.#right = new Remembered(rememberedMax);
    this.#wrong = new Remembered(rememberedMax);
    this.#seats = Array.from({ length: Math.max(1, options.workers) }, () => ({
      worker: undefined,
      waiting: new Map(),
    }));
  }

  get waiting(): number {
    return this.#underWay.size;
  }

  /** At once where the same token was verified under the same key before; else a promise, which never rejects. */
  verify(key: PublicKeyText, signed: string, signature: Uint8Array): SignatureFinding | Promise<SignatureFinding> {
    const name = hash('sha256', `${key}\n${signed}\n${Buffer.from(signature).toString('base64')}`, 'base64');
    const known = this.#right.has(name) ? 'right' : this.#wrong.has(name) ? 'wrong' : this.#underWay.get(name);
    if (known !== undefined) {
      this.counts.remembered++;
      return known;
    }
    if (this.#underWay.size >= this.#waitingMax || this.#closed) {
      this.counts.shed++;
      return 'shed';
    }
    const finding = new Promise<SignatureFinding>((told) => {
      this.#post({ id: ++this.#lastId, key, signed, signature }, { name, told });
    });
    this.#underWay.set(name, finding);
    return finding;
  }

  /** What waits is answered `worker-failed`. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#seats.map(({ worker }) => worker?.terminate()));
  }

  #post(task: SignatureTask, waiting: Waiting): void {
    const seat = this.#seats.reduce((best, one) => (one.waiting.size < best.waiting.size ? one : best));
    seat.waiting.set(task.id, waiting);
    seat.worker ??= this.#start(seat);
    // A worker with nothing to do does not keep the process; one that owes an answer does.
    seat.worker.ref();
    seat.worker.postMessage(task);
  }

  #start(seat: Seat): Worker {
    const worker = new Worker(this.#program, { name: 'wurao-stir' });
    worker.on('message', ({ id, right }: SignatureAnswer) => {
      this.counts.verified++;
      this.#settle(seat, id, right ? 'right' : 'wrong');
    });
    // Its end follows and settles what waits; without a listener the error would end the process.
    worker.on('error', () => {});
    worker.on('exit', () => {
      seat.worker = undefined;
      this.counts.workersLost++;
      for (const id of [...seat.waiting.keys()]) this.#settle(seat, id, 'worker-failed');
    });
    return worker;
  }

  #settle(seat: Seat, id: number, finding: SignatureFinding): void {
    const one = seat.waiting.get(id);
    if (one === undefined) return;
    seat.waiting.delete(id);
    if (seat.waiting.size === 0) seat.worker?.unref();
    this.#underWay.delete(one.name);
    if (finding === 'right') this.#right.add(one.name);
    if (finding === 'wrong') this.#wrong.add(one.name);
    one.told(finding);
  }
}

/** Many at once: a set that loses one at a time walks over all the gaps before it finds the next. */
const FORGOTTEN_AT_ONCE_SHARE = 8;

/** The latest names, up to a bound: a used one is the latest again. */
class Remembered {
  readonly #max: number;
  readonly #names = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  has(name: string): boolean {
    if (!this.#names.delete(name)) return false;
    this.#names.add(name);
    return true;
  }

  add(name: string): void {
    if (this.#max === 0) return;
    if (this.#names.size >= this.#max) this.#forgetOldest(Math.ceil(this.#max / FORGOTTEN_AT_ONCE_SHARE));
    this.#names.add(name);
  }

  #forgetOldest(count: number): void {
    for (const oldest of this.#names) {
      if (count-- <= 0) return;
      this.#names.delete(oldest);
    }
  }
}
