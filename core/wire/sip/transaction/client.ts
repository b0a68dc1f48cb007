// The client transaction of every method but INVITE and ACK: RFC 3261, 17.1.2.2.
import { type Cell, END, type Machine, PATIENCE_T1, stay, type Timing, type TransactionAction } from './machine.ts';

export type ClientState = 'trying' | 'proceeding' | 'completed' | 'terminated';

/** `abandon`: the transaction user waits no longer. `error`: the transport could not send. */
export type ClientInput = '1xx' | '200-699' | 'timer-E' | 'timer-F' | 'timer-K' | 'error' | 'abandon';

type Row = Readonly<Record<ClientInput, Cell<ClientState>>>;

const ENDED: Cell<ClientState> = { next: 'terminated', actions: [END] };

const absorbing = (state: ClientState): Row => ({
  '1xx': stay(state),
  '200-699': stay(state),
  'timer-E': stay(state),
  'timer-F': stay(state),
  'timer-K': stay(state),
  error: stay(state),
  abandon: state === 'terminated' ? stay(state) : ENDED,
});

/** The machine for a transport; `begin` sends the request. */
export function client(timing: Timing): Machine<ClientState, ClientInput> {
  const { t1Ms, t2Ms, t4Ms, isReliable } = timing;
  const answer: Cell<ClientState> = isReliable
    ? { next: 'terminated', actions: [{ pass: 'response' }, END] }
    : {
        next: 'completed',
        actions: [{ clearTimer: 'E' }, { clearTimer: 'F' }, { pass: 'response' }, { setTimer: 'K', afterMs: t4Ms }],
      };
  const waiting = (state: ClientState, repeat: Cell<ClientState>): Row => ({
    ...absorbing(state),
    '1xx': { next: 'proceeding', actions: [{ pass: 'response' }] },
    '200-699': answer,
    'timer-E': isReliable ? stay(state) : repeat,
    'timer-F': { next: 'terminated', actions: [{ pass: 'timeout' }, END] },
    error: { next: 'terminated', actions: [{ pass: 'error' }, END] },
  });
  const resend: TransactionAction = { send: 'request' };
  const first: readonly TransactionAction[] = isReliable ? [] : [{ setTimer: 'E', afterMs: t1Ms }];
  return {
    start: { next: 'trying', actions: [resend, ...first, { setTimer: 'F', afterMs: PATIENCE_T1 * t1Ms }] },
    table: {
      trying: waiting('trying', { next: 'trying', actions: [resend], again: { timer: 'E', maxMs: t2Ms } }),
      proceeding: waiting('proceeding', stay('proceeding', resend, { setTimer: 'E', afterMs: t2Ms })),
      completed: { ...absorbing('completed'), 'timer-K': ENDED },
      terminated: absorbing('terminated'),
    },
    firstWaitMs: t1Ms,
  };
}
