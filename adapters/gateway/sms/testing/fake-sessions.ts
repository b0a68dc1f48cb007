// A network and a merchant's system that answer when a test says so.
import type {
  CarriedMessage,
  DeliverOutcome,
  Delivery,
  MerchantSession,
  SendOutcome,
  UpstreamSession,
} from '../ports.ts';

export class FakeUpstream implements UpstreamSession {
  readonly name: string;
  isOpen = true;
  windowMax = 10;
  readonly sent: { message: CarriedMessage; wantsReport: boolean; tell: (outcome: SendOutcome) => void }[] = [];
  /** All that ever went out, as text. */
  readonly log: string[] = [];

  constructor(name = 'smsc') {
    this.name = name;
  }

  get room(): number {
    return this.isOpen ? this.windowMax - this.sent.length : 0;
  }

  send(message: CarriedMessage, wantsReport: boolean, tell: (outcome: SendOutcome) => void): boolean {
    if (this.room === 0) return false;
    this.sent.push({ message, wantsReport, tell });
    this.log.push(new TextDecoder().decode(message.text));
    return true;
  }

  /** To the oldest that has no answer. */
  answer(outcome: SendOutcome): void {
    this.sent.shift()?.tell(outcome);
  }

  close(): void {
    this.isOpen = false;
  }
}

export class FakeMerchant implements MerchantSession {
  readonly protocol = 'smpp';
  takesDeliveries = true;
  room = 10;
  memo: unknown;
  readonly got: { delivery: Delivery; tell: (outcome: DeliverOutcome) => void }[] = [];

  deliver(delivery: Delivery, tell: (outcome: DeliverOutcome) => void): boolean {
    if (this.room === 0) return false;
    this.room--;
    this.got.push({ delivery, tell });
    return true;
  }

  answer(outcome: DeliverOutcome): void {
    this.room++;
    this.got.shift()?.tell(outcome);
  }

  close(): void {}
}

export const address = (digits: string): { digits: string; ton: number; npi: number } => ({ digits, ton: 0, npi: 0 });

/** A message as text of one octet a character. */
export const carriedOf = (text: string, more: Partial<CarriedMessage> = {}): CarriedMessage => ({
  source: address('10690000'),
  destination: address('13800000001'),
  channel: 'sms',
  alphabet: 'ascii',
  text: new TextEncoder().encode(text),
  concat: undefined,
  form: 'smpp',
  pdu: new Uint8Array(4),
  ...more,
});
