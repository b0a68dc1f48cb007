// What the four transaction machines share: tables of states x inputs -> next state and actions, as data, and how to walk one.

/** Timers of RFC 3261, table 4, those of RFC 6026 (L, M), and `100`: the 200 ms of 17.2.1 before a 100 is due. */
export type TimerName = 'A' | 'B' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M' | '100';

/**
 * What the owner of a transaction must do, in the order given.
 *
 * `send`: `request` the request, as it was first sent; `response` the one that the transaction user just handed over, which
 * from then on is the last; `last-response` that one again, nothing where there was none; `100` a 100 Trying, which
 * then is the last; `ack` an ACK for the response that just came (17.1.1.3).
 * `pass` to the transaction user: the request, the response or the ACK that just came, `timeout`, or `error` of the transport.
 * `setTimer`: anew if it runs. `clearTimer`: nothing where it does not run.
 * `end`: forget the transaction and whatever of its timers still runs.
 */
export type TransactionAction =
  | { readonly send: 'request' | 'response' | 'last-response' | '100' | 'ack' }
  | { readonly pass: 'request' | 'response' | 'ack' | 'timeout' | 'error' }
  | { readonly setTimer: TimerName; readonly afterMs: number }
  | { readonly clearTimer: TimerName }
  | { readonly end: true };

/** One cell. `again`: a timer that is set anew after twice its last wait, at most `maxMs`. */
export interface Cell<State extends string> {
  readonly next: State;
  readonly actions: readonly TransactionAction[];
  readonly again?: { readonly timer: TimerName; readonly maxMs: number };
}

export type Table<State extends string, Input extends string> = Readonly<
  Record<State, Readonly<Record<Input, Cell<State>>>>
>;

/** A machine for one kind of transport; built once, shared by all of its transactions. */
export interface Machine<State extends string, Input extends string> {
  readonly start: Cell<State>;
  readonly table: Table<State, Input>;
  /** The first wait of the timer that repeats. */
  readonly firstWaitMs: number;
}

/** What a machine remembers of one transaction. */
export interface Transaction<State extends string> {
  readonly state: State;
  /** The last wait of the timer that repeats. */
  readonly waitMs: number;
}

export interface Step<State extends string> {
  readonly transaction: Transaction<State>;
  readonly actions: readonly TransactionAction[];
}

/** RFC 3261, 17.1.1.1 and table 4. T1 a round trip, T2 the longest wait between repeats, T4 how long the network keeps a message. */
export interface Timing {
  readonly t1Ms: number;
  readonly t2Ms: number;
  readonly t4Ms: number;
  /** TCP and TLS: nothing is repeated by us, and nothing of the other side's repeats need be waited for. */
  readonly isReliable: boolean;
}

export const T1_MS = 500;
export const T2_MS = 4_000;
export const T4_MS = 5_000;
/** Timers B, F, H, J, L and M, in units of T1. */
export const PATIENCE_T1 = 64;
/** The least of timer D on an unreliable transport (17.1.1.2). */
export const TIMER_D_LEAST_MS = 32_000;
/** How long a server may leave an INVITE without any answer before a 100 is due (17.2.1). */
export const TRYING_AFTER_MS = 200;

export const timingOf = (isReliable: boolean): Timing => ({ t1Ms: T1_MS, t2Ms: T2_MS, t4Ms: T4_MS, isReliable });

/** The cell of a state in which an input changes nothing and asks for nothing, or only for `actions`. */
export const stay = <State extends string>(state: State, ...actions: TransactionAction[]): Cell<State> => ({
  next: state,
  actions,
});

export const END: TransactionAction = { end: true };

/** A transaction begins: its machine's first state and what is to be done at once. */
export function begin<State extends string>(machine: Machine<State, string>): Step<State> {
  const { next, actions } = machine.start;
  return { transaction: { state: next, waitMs: machine.firstWaitMs }, actions };
}

/** One input: the next state and what is to be done. Inputs that a state does not ask about, late timers among them, are absorbed. */
export function advance<State extends string, Input extends string>(
  machine: Machine<State, Input>,
  transaction: Transaction<State>,
  input: Input,
): Step<State> {
  const { next, actions, again } = machine.table[transaction.state][input];
  if (again === undefined) {
    if (next === transaction.state) return { transaction, actions };
    return { transaction: { state: next, waitMs: transaction.waitMs }, actions };
  }
  const waitMs = Math.min(transaction.waitMs * 2, again.maxMs);
  return {
    transaction: { state: next, waitMs },
    actions: [...actions, { setTimer: again.timer, afterMs: waitMs }],
  };
}
