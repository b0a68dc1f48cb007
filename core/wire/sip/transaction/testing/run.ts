// One transaction on a clock of its own: inputs at instants, timers that fire between them.
import { advance, begin, type Machine, type Transaction, type TransactionAction } from '../machine.ts';

export interface Happening<Input extends string> {
  readonly atMs: number;
  readonly input: Input | 'begin';
  readonly before: string;
  readonly after: string;
  readonly actions: readonly TransactionAction[];
}

/** What comes from outside, `gapMs` after what came before. */
export interface Arrival<Input extends string> {
  readonly gapMs: number;
  readonly input: Input;
}

/** More steps than any transaction takes: one that goes on is a failure. */
const STEPS_MAX = 2_000;

/** Runs until the transaction has ended, or until nothing arrives and no timer runs. */
export function run<State extends string, Input extends string>(
  machine: Machine<State, Input>,
  arrivals: readonly Arrival<Input>[],
): readonly Happening<Input>[] {
  const timers = new Map<string, number>();
  const first = begin(machine);
  let transaction: Transaction<State> = first.transaction;
  let nowMs = 0;
  const happenings: Happening<Input>[] = [
    { atMs: 0, input: 'begin', before: transaction.state, after: transaction.state, actions: first.actions },
  ];
  keepTimers(timers, first.actions, nowMs);
  let next = 0;
  let arrivesAtMs = arrivals[0]?.gapMs ?? Number.POSITIVE_INFINITY;
  while (happenings.length < STEPS_MAX) {
    const [timer, firesAtMs] = earliest(timers);
    if (timer === undefined && next >= arrivals.length) return happenings;
    let input: Input;
    if (timer !== undefined && firesAtMs <= arrivesAtMs) {
      nowMs = firesAtMs;
      timers.delete(timer);
      input = `timer-${timer}` as Input;
    } else {
      nowMs = arrivesAtMs;
      input = arrivals[next]!.input;
      next++;
      arrivesAtMs = next < arrivals.length ? nowMs + arrivals[next]!.gapMs : Number.POSITIVE_INFINITY;
    }
    const before = transaction.state;
    const step = advance(machine, transaction, input);
    transaction = step.transaction;
    keepTimers(timers, step.actions, nowMs);
    happenings.push({ atMs: nowMs, input, before, after: transaction.state, actions: step.actions });
    if (step.actions.some((action) => 'end' in action)) return happenings;
  }
  throw new Error(`no end after ${STEPS_MAX} steps, in state ${transaction.state}`);
}

function keepTimers(timers: Map<string, number>, actions: readonly TransactionAction[], nowMs: number): void {
  for (const action of actions) {
    if ('setTimer' in action) timers.set(action.setTimer, nowMs + action.afterMs);
    if ('clearTimer' in action) timers.delete(action.clearTimer);
    if ('end' in action) timers.clear();
  }
}

function earliest(timers: ReadonlyMap<string, number>): readonly [string | undefined, number] {
  let found: string | undefined;
  let atMs = Number.POSITIVE_INFINITY;
  for (const [timer, firesAtMs] of timers) {
    if (firesAtMs >= atMs) continue;
    found = timer;
    atMs = firesAtMs;
  }
  return [found, atMs];
}

/** How often an action of this spelling was asked for, among all that happened. */
export const countOf = (happenings: readonly Happening<string>[], sends: string): number =>
  happenings.flatMap(({ actions }) => actions).filter((action) => 'send' in action && action.send === sends).length;

export const passed = (happenings: readonly Happening<string>[], what: string): number =>
  happenings.flatMap(({ actions }) => actions).filter((action) => 'pass' in action && action.pass === what).length;
