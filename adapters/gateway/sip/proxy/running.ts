// A transaction at work: a machine's state and its timers.
import {
  advanceTransaction,
  beginTransaction,
  type Machine,
  type TimerName,
  type Transaction,
  type TransactionAction,
} from '@wurao/wire';
import type { Later } from '../ports.ts';

/** Inputs that come while actions are being done wait for their turn: a link that refuses a message says so within the sending. */
export class Running<State extends string, Input extends string> {
  readonly #machine: Machine<State, Input>;
  readonly #later: Later;
  readonly #perform: (action: TransactionAction) => void;
  readonly #timers = new Map<TimerName, () => void>();
  readonly #waiting: Input[] = [];
  #transaction: Transaction<State>;
  #isBusy = true;

  /** Does nothing yet: `begin`. `perform` is given all actions but those of timers. */
  constructor(machine: Machine<State, Input>, later: Later, perform: (action: TransactionAction) => void) {
    this.#machine = machine;
    this.#later = later;
    this.#perform = perform;
    this.#transaction = beginTransaction<State>(machine).transaction;
  }

  get state(): State {
    return this.#transaction.state;
  }

  begin(): void {
    this.#do(beginTransaction<State>(this.#machine).actions);
    this.#isBusy = false;
    this.#work();
  }

  input(input: Input): void {
    this.#waiting.push(input);
    this.#work();
  }

  #work(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let input = this.#waiting.shift(); input !== undefined; input = this.#waiting.shift()) {
      const step = advanceTransaction(this.#machine, this.#transaction, input);
      this.#transaction = step.transaction;
      this.#do(step.actions);
    }
    this.#isBusy = false;
  }

  #do(actions: readonly TransactionAction[]): void {
    for (const action of actions) {
      if ('setTimer' in action) this.#setTimer(action.setTimer, action.afterMs);
      else if ('clearTimer' in action) this.#clearTimer(action.clearTimer);
      else {
        if ('end' in action) for (const name of [...this.#timers.keys()]) this.#clearTimer(name);
        this.#perform(action);
      }
    }
  }

  #setTimer(name: TimerName, afterMs: number): void {
    this.#clearTimer(name);
    const fire = () => {
      this.#timers.delete(name);
      this.input(`timer-${name}` as Input);
    };
    this.#timers.set(name, this.#later(fire, afterMs));
  }

  #clearTimer(name: TimerName): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }
}
