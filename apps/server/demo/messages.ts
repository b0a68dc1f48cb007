import type { PhoneNumber } from '@wurao/domain';
import {
  type BindAsk,
  type CarriedMessage,
  type DeliveryReport,
  type MerchantDesk,
  type MerchantSession,
  type MessageNumber,
  openSmppServer,
  openSmppUpstream,
  ownMessages,
  type SmsListener,
  type Submission,
  type SubmitAnswer,
  type UpstreamDesk,
  type UpstreamSession,
} from '@wurao/gateway';

const NUMBER_DIGITS = 16;
const WINDOW_MAX = 100;

/** The network of the demo: takes every message that the gate lets on, and reports it delivered. Nobody's telephone gets it. */
class NetworkDesk implements MerchantDesk {
  readonly #secret: string;
  readonly #due: DeliveryReport[] = [];
  #taken = 0;

  constructor(secret: string) {
    this.#secret = secret;
  }

  bind(ask: BindAsk) {
    return ask.proves(this.#secret) ? { windowMax: WINDOW_MAX } : ({ refused: 'secret' } as const);
  }

  submitted(
    session: MerchantSession,
    { messages, wantsReceipt }: Submission,
    answer: (answers: readonly SubmitAnswer[]) => void,
  ): void {
    const numbers = messages.map(() => (++this.#taken).toString(16).padStart(NUMBER_DIGITS, '0') as MessageNumber);
    answer(numbers.map((taken) => ({ taken })));
    if (!wantsReceipt) return;
    const nowMs = Date.now();
    for (const [index, { source, destination }] of messages.entries()) {
      const message = numbers[index];
      if (message === undefined) continue;
      this.#due.push({
        message,
        state: 'DELIVRD',
        error: '000',
        submittedMs: nowMs,
        doneMs: nowMs,
        source,
        destination,
      });
    }
    this.hasRoom(session);
  }

  hasRoom(session: MerchantSession): void {
    for (let report = this.#due[0]; report !== undefined && session.room > 0; report = this.#due[0]) {
      const given = report;
      this.#due.shift();
      session.deliver({ report }, (outcome) => {
        if (outcome !== 'done') this.#due.push(given);
      });
    }
  }

  query(): undefined {}
  cancel(): boolean {
    return false;
  }
  closed(): void {}
}

export const openDemoNetwork = (secret: string): Promise<SmsListener> =>
  openSmppServer({ address: '127.0.0.1', port: 0, defaultAlphabet: 'gsm7' }, new NetworkDesk(secret));

/** A merchant's system of the demo, bound to the SMPP gate: what it is refused it was refused, and what comes back is taken. */
export class DemoSender implements UpstreamDesk {
  readonly #session: ReturnType<typeof openSmppUpstream>;
  #reference = 0;

  constructor(port: number, account: string, secret: string) {
    this.#session = openSmppUpstream({ name: 'demo', host: '127.0.0.1', port, account, secret }, this);
  }

  send(from: PhoneNumber, to: PhoneNumber, text: string): void {
    const parts: readonly CarriedMessage[] | object = ownMessages(from, to, text, this.#reference++);
    if (!Array.isArray(parts) || !this.#session.isOpen) return;
    for (const part of parts as readonly CarriedMessage[]) this.#session.send(part, true, () => {});
  }

  opened(): void {}
  lost(): void {}
  hasRoom(): void {}
  received(_session: UpstreamSession, _received: unknown, answer: (isKept: boolean) => void): void {
    answer(true);
  }

  close(): Promise<void> {
    this.#session.close();
    return this.#session.closed();
  }
}
