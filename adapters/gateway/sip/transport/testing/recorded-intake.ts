// An intake that writes down what it gets, and lets tests wait for it.
import type { ScanProblem, SipMessage } from '@wurao/wire';
import type { Intake, Link } from '../../ports.ts';

export interface Recorded {
  readonly kind: 'datagram' | 'message' | 'unreadable' | 'closed';
  readonly text: string;
  readonly link: Link;
  readonly error?: Error | undefined;
}

export class RecordedIntake implements Intake {
  readonly all: Recorded[] = [];
  /** What is done with each, at once. */
  onEach: (recorded: Recorded) => void = () => {};
  #waiting: { readonly count: number; readonly kind: string; readonly done: () => void }[] = [];

  of(kind: Recorded['kind']): readonly Recorded[] {
    return this.all.filter((one) => one.kind === kind);
  }

  /** Resolves with all of this kind as soon as there are `count`. */
  async until(kind: Recorded['kind'], count = 1): Promise<readonly Recorded[]> {
    if (this.of(kind).length < count) {
      await new Promise<void>((done) => this.#waiting.push({ count, kind, done }));
    }
    return this.of(kind);
  }

  #note(recorded: Recorded): void {
    this.all.push(recorded);
    this.onEach(recorded);
    if (this.#waiting.length === 0) return;
    const count = this.of(recorded.kind).length;
    this.#waiting = this.#waiting.filter((one) => {
      if (one.kind !== recorded.kind || count < one.count) return true;
      one.done();
      return false;
    });
  }

  datagram(bytes: Uint8Array, start: number, end: number, link: Link): void {
    this.#note({ kind: 'datagram', text: textOf(bytes, start, end), link });
  }

  streamed(message: SipMessage, link: Link): void {
    this.#note({ kind: 'message', text: textOf(message.bytes, message.start, message.bodyEnd), link });
  }

  unreadable(problem: ScanProblem, _message: SipMessage, link: Link): void {
    this.#note({ kind: 'unreadable', text: problem.code, link });
  }

  closed(link: Link, error: Error | undefined): void {
    this.#note({ kind: 'closed', text: error?.message ?? '', link, error });
  }
}

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');

export const sendText = (link: Link, text: string, port?: number): boolean => {
  const bytes = Buffer.from(text, 'latin1');
  return port === undefined ? link.send(bytes, bytes.length) : link.send(bytes, bytes.length, port);
};

/** A request with a body of so many bytes. */
export const requestText = (name: string, bodyBytes = 0): string =>
  `OPTIONS sip:${name}@example.com SIP/2.0\r\nCall-ID: ${name}\r\nContent-Length: ${bodyBytes}\r\n\r\n${'x'.repeat(bodyBytes)}`;
