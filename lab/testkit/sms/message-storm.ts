// A merchant's system that sends as much as its window lets it, and remembers what became of each message.
import type { PhoneNumber } from '@wurao/domain';
import {
  type CarriedMessage,
  openCmppUpstream,
  openSmppUpstream,
  ownMessages,
  type Received,
  type SendOutcome,
  type SmsProtocol,
  type UpstreamDesk,
  type UpstreamSession,
} from '@wurao/gateway';
import { decodeText } from '@wurao/wire';

/** A submit of its own: a message, or a part of a long one. */
export interface StormPiece {
  /** The same for whoever takes it: `pieceKey`. */
  readonly key: string;
  /** Of its message, in the order of sending. */
  readonly message: number;
  readonly recipient: string;
  /** Undefined: not sent. `unheard`: nobody knows whether it was taken. */
  outcome: 'taken' | 'refused' | 'later' | 'unheard' | undefined;
  /** That it was taken under. */
  id: string | undefined;
}

export interface StormMessage {
  readonly from: string;
  readonly to: string;
  /** Holds `nameOf(index)`. */
  readonly text: string;
}

export interface StormOptions {
  readonly protocol: SmsProtocol;
  readonly account: string;
  readonly secret: string;
  readonly windowMax: number;
  readonly messageOf: (index: number) => StormMessage;
  /** What the gates have to allow. Where one of these is refused, whoever waits for the storm hears of it. */
  readonly mustPass: (index: number) => boolean;
}

const NAME_DIGITS = 6;
const NAME = /m-\d{6}/;
const MOBILE_DIGITS = 11;
const REFERENCES = 256;
/** Told to slow down, it waits for so long. */
const PAUSE_MS = 50;

export const nameOf = (index: number): string => `m-${String(index).padStart(NAME_DIGITS, '0')}`;

const mobileOf = (digits: string): string => digits.slice(-MOBILE_DIGITS);

/** What tells a message from every other one on whatever side of the gates: its name, or recipient, reference and part. */
export const pieceKey = ({ destination, concat, alphabet, text }: CarriedMessage): string =>
  concat === undefined
    ? (NAME.exec(decodeText(alphabet, text) ?? '')?.[0] ?? 'no name')
    : `${mobileOf(destination.digits)} ${concat.reference}/${concat.number}`;

export class MessageStorm implements UpstreamDesk {
  readonly pieces: StormPiece[] = [];
  /** States reported, by the id that a piece was taken under. */
  readonly reports = new Map<string, string[]>();
  /** Pieces that were taken. */
  taken = 0;
  /** Messages begun. */
  messages = 0;
  readonly #options: StormOptions;
  readonly #references = new Map<string, number>();
  readonly #rest: (readonly [StormPiece, CarriedMessage])[] = [];
  readonly #waiting = new Set<() => void>();
  #wronged: StormPiece | undefined;
  #session: UpstreamSession | undefined;
  #isGoing = false;
  #pausing: NodeJS.Timeout | undefined;

  constructor(options: StormOptions) {
    this.#options = options;
  }

  /** To a gate that listens there; away from the one before. */
  connect(port: number): void {
    this.close();
    const { protocol, account, secret, windowMax } = this.#options;
    const to = { name: 'storm', host: '127.0.0.1', port, account, secret, windowMax };
    this.#session = protocol === 'cmpp' ? openCmppUpstream(to, this) : openSmppUpstream(to, this);
  }

  go(): void {
    this.#isGoing = true;
    this.#fill();
  }

  /** Parts of what was begun are sent all the same. */
  pause(): void {
    this.#isGoing = false;
  }

  close(): void {
    clearTimeout(this.#pausing);
    this.#pausing = undefined;
    const session = this.#session;
    this.#session = undefined;
    session?.close();
  }

  /** Resolves when it holds after something was heard. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (this.#wronged !== undefined) reject(new Error(`${this.#wronged.key} was refused`));
        else if (holds()) resolve();
        else return;
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
      look();
    });
  }

  opened(session: UpstreamSession): void {
    this.hasRoom(session);
  }

  lost(): void {
    this.#look();
  }

  hasRoom(session: UpstreamSession): void {
    if (session === this.#session) this.#fill();
  }

  received(_: UpstreamSession, received: Received, answer: (isKept: boolean) => void): void {
    if ('report' in received) {
      const { upstreamId, state } = received.report;
      this.reports.set(upstreamId, [...(this.reports.get(upstreamId) ?? []), state]);
    }
    answer(true);
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }

  #fill(): void {
    const session = this.#session;
    while (session !== undefined && session === this.#session && session.room > 0 && this.#pausing === undefined) {
      if (this.#rest.length === 0 && this.#isGoing) this.#begin();
      const next = this.#rest.shift();
      if (next === undefined) return;
      const [piece, carried] = next;
      if (!session.send(carried, true, (outcome) => this.#answered(session, piece, outcome))) this.#rest.unshift(next);
    }
  }

  #begin(): void {
    const index = this.messages++;
    const { from, to, text } = this.#options.messageOf(index);
    const reference = (this.#references.get(to) ?? -1) + 1;
    const parts = ownMessages(from as PhoneNumber, `+86${to}` as PhoneNumber, text, reference);
    if ('remedy' in parts) throw new Error(`${parts.field}: ${parts.remedy}`);
    if (parts.length > 1) {
      // Or two messages would be taken for one.
      if (reference >= REFERENCES) throw new Error(`more than ${REFERENCES} long messages to ${to}`);
      this.#references.set(to, reference);
    }
    for (const carried of parts) {
      const piece: StormPiece = {
        ...{ key: pieceKey(carried), message: index, recipient: to },
        ...{ outcome: undefined, id: undefined },
      };
      this.pieces.push(piece);
      this.#rest.push([piece, carried]);
    }
  }

  #answered(session: UpstreamSession, piece: StormPiece, outcome: SendOutcome): void {
    if ('sent' in outcome) {
      piece.outcome = 'taken';
      piece.id = outcome.sent;
      this.taken++;
    } else if (outcome.failed === 'refused') {
      piece.outcome = 'refused';
      if (this.#options.mustPass(piece.message)) this.#wronged ??= piece;
    } else {
      // Nothing is sent again: each text that comes twice was doubled by the gates.
      piece.outcome = outcome.failed === 'unknown' ? 'unheard' : 'later';
      if (session.isOpen) this.#slowDown();
    }
    this.#look();
  }

  #slowDown(): void {
    this.#pausing ??= setTimeout(() => {
      this.#pausing = undefined;
      this.#fill();
    }, PAUSE_MS);
  }
}
