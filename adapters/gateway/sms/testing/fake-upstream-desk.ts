// The desk of ways on to the network: writes down what it hears, and keeps what comes or not, as the test says.
import type { Received, UpstreamDesk, UpstreamSession } from '../ports.ts';
import { Queue } from './queue.ts';

export interface HeardOf {
  readonly received: Received;
  readonly answer: (isKept: boolean) => void;
}

export class FakeUpstreamDesk implements UpstreamDesk {
  readonly openings = new Queue<UpstreamSession>();
  readonly losses = new Queue<string>();
  readonly roomy = new Queue<UpstreamSession>();
  readonly receipts = new Queue<HeardOf>();
  /** Undefined: the test answers. */
  isKept: boolean | undefined = true;

  opened(session: UpstreamSession): void {
    this.openings.put(session);
  }

  lost(_session: UpstreamSession, why: string): void {
    this.losses.put(why);
  }

  hasRoom(session: UpstreamSession): void {
    this.roomy.put(session);
  }

  received(_session: UpstreamSession, received: Received, answer: (isKept: boolean) => void): void {
    this.receipts.put({ received, answer });
    if (this.isKept !== undefined) answer(this.isKept);
  }
}
