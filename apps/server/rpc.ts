import type { MessagePort, Transferable, Worker } from 'node:worker_threads';

/** A call over a message port, and its answer. Methods are the keys of `Calls`; arguments and answers are structured clones. */
type Calls<Methods> = { readonly [Name in keyof Methods]: (...args: never[]) => unknown };

interface CallMessage {
  readonly call: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

interface AnswerMessage {
  readonly answer: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** What stops waiting for an answer: the other side may still finish the work. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  /** How long was waited; undefined: the other side is gone. */
  readonly timeoutMs: number | undefined;

  constructor(message: string, timeoutMs?: number) {
    super(message);
    this.timeoutMs = timeoutMs;
  }
}

/** The calling side: one pending promise per call, each with its own time limit. */
export class Caller<Methods extends Calls<Methods>> {
  readonly #port: MessagePort | Worker;
  readonly #timeoutMs: number;
  readonly #pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void; timer: NodeJS.Timeout }
  >();
  #next = 1;

  constructor(port: MessagePort | Worker, timeoutMs: number) {
    this.#port = port;
    this.#timeoutMs = timeoutMs;
    port.on('message', (message: AnswerMessage) => this.#settle(message));
  }

  call<Name extends keyof Methods & string>(
    method: Name,
    args: Parameters<Methods[Name]>,
    timeoutMs = this.#timeoutMs,
    transferred: readonly Transferable[] = [],
  ): Promise<Awaited<ReturnType<Methods[Name]>>> {
    const id = this.#next++;
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new NoAnswer(`no answer to ${method} within ${timeoutMs} ms`, timeoutMs));
      }, timeoutMs);
      this.#pending.set(id, { resolve, reject, timer });
    });
    this.#port.postMessage({ call: id, method, args } satisfies CallMessage, transferred);
    return answer as Promise<Awaited<ReturnType<Methods[Name]>>>;
  }

  /** The other side is gone: nobody who waits will hear from it. */
  lost(error: Error): void {
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new NoAnswer(`the thread ended: ${error.message}`));
    }
    this.#pending.clear();
  }

  get waiting(): number {
    return this.#pending.size;
  }

  #settle(message: AnswerMessage): void {
    const pending = message.answer === undefined ? undefined : this.#pending.get(message.answer);
    if (pending === undefined) return;
    this.#pending.delete(message.answer);
    clearTimeout(pending.timer);
    if (message.error === undefined) pending.resolve(message.value);
    else pending.reject(new Error(message.error));
  }
}

/** The answering side. A handler that throws is a programmer's error: its stack goes back to the caller. */
export const answerCalls = <Methods extends Calls<Methods>>(port: MessagePort, methods: Methods): void => {
  port.on('message', (message: CallMessage) => {
    if (message.call === undefined) return;
    void answerOne(port, methods, message);
  });
};

const answerOne = async (port: MessagePort, methods: object, message: CallMessage): Promise<void> => {
  try {
    const method = (methods as Record<string, unknown>)[message.method] as
      | ((...args: unknown[]) => unknown)
      | undefined;
    if (method === undefined) throw new Error(`no such call: ${message.method}`);
    const value = await method(...message.args);
    port.postMessage({ answer: message.call, value } satisfies AnswerMessage);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    port.postMessage({ answer: message.call, error: text } satisfies AnswerMessage);
  }
};
