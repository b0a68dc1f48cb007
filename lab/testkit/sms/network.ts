// A network of a test's own behind the gates: takes what comes, reports how it ended, and sends what subscribers write.
import {
  type BindAsk,
  type CarriedMessage,
  type DeliveryReport,
  type MerchantDesk,
  type MerchantSession,
  type MessageNumber,
  openCmppServer,
  openSmppServer,
  type SmsListener,
  type Submission,
  type SubmitAnswer,
} from '@wurao/gateway';
import { decodeText, SmppCommand, textOfParts } from '@wurao/wire';
import { carriedText } from './carried-text.ts';

export interface NetworkOptions {
  readonly protocol?: 'smpp' | 'cmpp';
  readonly port?: number;
  readonly secret?: string;
  /** Keeps what comes. Default true; a bench counts only. */
  readonly keeps?: boolean;
  /** Says how a message ends, where that is asked for. Default DELIVRD; undefined: nothing. */
  readonly stateOf?: (message: CarriedMessage) => string | undefined;
  /** Hears of each message as it is taken, and over which session. */
  readonly onTaken?: (message: CarriedMessage, session: MerchantSession) => void;
}

export interface Network {
  readonly port: number;
  readonly url: string;
  /** In the order of coming, parts one by one. */
  readonly taken: CarriedMessage[];
  readonly figures: { taken: number };
  /** Reports that nobody has taken yet. */
  readonly reportsDue: number;
  /** Whole texts to that number so far, parts joined. */
  textsTo(digits: string): string[];
  /** From a subscriber to a port, over the session that is bound. */
  reply(from: string, to: string, text: string): void;
  /** Resolves when the condition holds after a message came. */
  until(holds: () => boolean): Promise<void>;
  close(): Promise<void>;
}

const NUMBER_DIGITS = 16;
/** A report that the gate did not take is brought again after that. */
const AGAIN_AFTER_MS = 100;

class NetworkDesk implements MerchantDesk {
  readonly taken: CarriedMessage[] = [];
  readonly figures = { taken: 0 };
  readonly sessions = new Set<MerchantSession>();
  readonly waiting = new Set<() => void>();
  /** Until the gate took them: whatever becomes of a session. */
  readonly due: DeliveryReport[] = [];
  #underWay = 0;
  readonly #options: NetworkOptions;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  bind(ask: BindAsk, session: MerchantSession) {
    if (!ask.proves(this.#options.secret ?? 'upstream')) return { refused: 'secret' } as const;
    this.sessions.add(session);
    return { windowMax: 1_000 };
  }

  submitted(
    session: MerchantSession,
    submission: Submission,
    answer: (answers: readonly SubmitAnswer[]) => void,
  ): void {
    const { keeps = true, stateOf = () => 'DELIVRD', onTaken } = this.#options;
    const number = (++this.figures.taken).toString(16).padStart(NUMBER_DIGITS, '0') as MessageNumber;
    if (keeps) this.taken.push(...submission.messages);
    answer(submission.messages.map(() => ({ taken: number })));
    for (const message of submission.messages) {
      onTaken?.(message, session);
      const state = submission.wantsReceipt ? stateOf(message) : undefined;
      if (state === undefined) continue;
      const { source, destination } = message;
      const nowMs = Date.now();
      const report = { message: number, state, error: '000', submittedMs: nowMs, doneMs: nowMs, source, destination };
      this.due.push(report);
      setImmediate(() => this.#report());
    }
    for (const look of [...this.waiting]) look();
  }

  get reportsDue(): number {
    return this.due.length + this.#underWay;
  }

  #report(): void {
    for (const session of this.sessions) {
      for (let report = this.due[0]; report !== undefined && session.room > 0; report = this.due[0]) {
        const given = report;
        this.due.shift();
        this.#underWay++;
        session.deliver({ report }, (outcome) => {
          this.#underWay--;
          if (outcome === 'done') return;
          this.due.push(given);
          setTimeout(() => this.#report(), AGAIN_AFTER_MS).unref();
        });
      }
    }
  }

  query(): undefined {}
  cancel(): boolean {
    return false;
  }
  hasRoom(): void {
    this.#report();
  }
  closed(session: MerchantSession): void {
    this.sessions.delete(session);
  }
}

/** Whole messages of what was taken, by number and reference; a part alone is none. */
const wholeTexts = (taken: readonly CarriedMessage[]): string[] => {
  const texts: string[] = [];
  const halves = new Map<string, CarriedMessage[]>();
  for (const message of taken) {
    const { concat, alphabet, text, source } = message;
    if (concat === undefined) texts.push(decodeText(alphabet, text) ?? '');
    else {
      const key = `${source.digits} ${concat.reference}`;
      const parts = [...(halves.get(key) ?? []), message];
      halves.set(key, parts);
      if (parts.length < concat.total) continue;
      halves.delete(key);
      const inOrder = parts.toSorted((a, b) => (a.concat?.number ?? 0) - (b.concat?.number ?? 0));
      texts.push(textOfParts(inOrder.map((part) => ({ alphabet: part.alphabet, bytes: part.text }))) ?? '');
    }
  }
  return texts;
};

export const startNetwork = async (options: NetworkOptions = {}): Promise<Network> => {
  const { protocol = 'smpp', port = 0, secret = 'upstream' } = options;
  const desk = new NetworkDesk(options);
  const at = { address: '127.0.0.1', port };
  const listener: SmsListener =
    protocol === 'smpp'
      ? await openSmppServer({ ...at, defaultAlphabet: 'gsm7' }, desk)
      : await openCmppServer(at, desk);
  return {
    port: listener.port,
    url: `${protocol}://901000:${secret}@127.0.0.1:${listener.port}`,
    taken: desk.taken,
    figures: desk.figures,
    get reportsDue() {
      return desk.reportsDue;
    },
    textsTo: (digits) => wholeTexts(desk.taken.filter(({ destination }) => destination.digits.endsWith(digits))),
    reply: (from, to, text) => {
      const [session] = desk.sessions;
      if (session === undefined) throw new Error('nobody is bound to the network');
      session.deliver({ reply: carriedText(SmppCommand.deliverSm, { from, to, text }) }, () => {});
    },
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds()) return;
          desk.waiting.delete(look);
          resolve();
        };
        desk.waiting.add(look);
        look();
      }),
    close: () => listener.close(),
  };
};
