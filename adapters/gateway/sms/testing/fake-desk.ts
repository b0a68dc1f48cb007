// Desks that write down what they are asked, and answer what the test says.
import type {
  BindAsk,
  BindRefusal,
  Bound,
  MerchantDesk,
  MerchantSession,
  MessageNumber,
  Submission,
  SubmitAnswer,
} from '../ports.ts';
import { Queue } from './queue.ts';

export interface Submitted {
  readonly session: MerchantSession;
  readonly submission: Submission;
  readonly answer: (answers: readonly SubmitAnswer[]) => void;
}

export const SECRET = 'secret';
export const numberOf = (value: number): MessageNumber => value.toString(16).padStart(16, '0') as MessageNumber;

export class FakeDesk implements MerchantDesk {
  readonly asks: BindAsk[] = [];
  readonly bound = new Queue<MerchantSession>();
  readonly submissions = new Queue<Submitted>();
  readonly roomy = new Queue<MerchantSession>();
  readonly gone = new Queue<MerchantSession>();
  /** Asked after the secret. */
  refuse: BindRefusal['refused'] | undefined;
  windowMax = 16;
  /** How each submission is answered at once; undefined: the test answers. */
  answers: ((submission: Submission) => readonly SubmitAnswer[]) | undefined = ({ messages }) =>
    messages.map(() => ({ taken: numberOf(++this.taken) }));
  taken = 0;
  readonly states = new Map<string, string>();

  bind(ask: BindAsk, session: MerchantSession): Bound | BindRefusal {
    this.asks.push(ask);
    if (!ask.proves(SECRET)) return { refused: 'secret' };
    if (this.refuse !== undefined) return { refused: this.refuse };
    this.bound.put(session);
    return { windowMax: this.windowMax };
  }

  submitted(session: MerchantSession, submission: Submission, answer: Submitted['answer']): void {
    this.submissions.put({ session, submission, answer });
    if (this.answers !== undefined) answer(this.answers(submission));
  }

  query(_session: MerchantSession, message: MessageNumber): string | undefined {
    return this.states.get(message);
  }

  cancel(_session: MerchantSession, message: MessageNumber): boolean {
    return this.states.delete(message);
  }

  hasRoom(session: MerchantSession): void {
    this.roomy.put(session);
  }

  closed(session: MerchantSession): void {
    this.gone.put(session);
  }
}
