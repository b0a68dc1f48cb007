// The server transaction of every method but INVITE and ACK: RFC 3261, 17.2.2, with the 100 that RFC 4320, 4.1, asks for.
import { type Cell, END, type Machine, PATIENCE_T1, stay, type Timing, type TransactionAction } from './machine.ts';

export type ServerState = 'trying' | 'proceeding' | 'completed' | 'terminated';

/**
 * `request`: it came again. `send-…`: a response of the transaction user. `error`: the transport could not send.
 * `abandon`: the transaction user will not answer (RFC 4320, 4.2, instead of a 408).
 */
export type ServerInput = 'request' | 'send-1xx' | 'send-200-699' | 'timer-100' | 'timer-J' | 'error' | 'abandon';

type Row = Readonly<Record<ServerInput, Cell<ServerState>>>;

const SEND: TransactionAction = { send: 'response' };
const REPEAT: TransactionAction = { send: 'last-response' };
const ENDED: Cell<ServerState> = { next: 'terminated', actions: [END] };

const absorbing = (state: ServerState): Row => ({
  request: stay(state),
  'send-1xx': stay(state),
  'send-200-699': stay(state),
  'timer-100': stay(state),
  'timer-J': stay(state),
  error: stay(state),
  abandon: state === 'terminated' ? stay(state) : ENDED,
});

/** A failed send is told and changes nothing (17.2.4 as RFC 6026, 8.8, has it). */
const sending = (state: ServerState): Row => ({ ...absorbing(state), error: stay(state, { pass: 'error' }) });

/** How long a client's timer E takes until it is set to T2: before that no 100 may be sent, after it one must be (RFC 4320, 4.1). */
function tryingAfterMs({ t1Ms, t2Ms }: Timing): number {
  let afterMs = 0;
  for (let waitMs = t1Ms; waitMs < t2Ms; waitMs *= 2) afterMs += waitMs;
  return afterMs;
}

/** The machine for a transport; `begin` passes the request up. */
export function server(timing: Timing): Machine<ServerState, ServerInput> {
  const answered: TransactionAction = { clearTimer: '100' };
  // Timer J is zero where nothing is repeated.
  const answer: Cell<ServerState> = timing.isReliable
    ? { next: 'terminated', actions: [SEND, END] }
    : { next: 'completed', actions: [answered, SEND, { setTimer: 'J', afterMs: PATIENCE_T1 * timing.t1Ms }] };
  return {
    start: { next: 'trying', actions: [{ pass: 'request' }, { setTimer: '100', afterMs: tryingAfterMs(timing) }] },
    table: {
      trying: {
        ...absorbing('trying'),
        'send-1xx': { next: 'proceeding', actions: [answered, SEND] },
        'send-200-699': answer,
        'timer-100': { next: 'proceeding', actions: [{ send: '100' }] },
      },
      proceeding: {
        ...sending('proceeding'),
        request: stay('proceeding', REPEAT),
        'send-1xx': stay('proceeding', SEND),
        'send-200-699': answer,
      },
      completed: { ...sending('completed'), request: stay('completed', REPEAT), 'timer-J': ENDED },
      terminated: absorbing('terminated'),
    },
    firstWaitMs: timing.t1Ms,
  };
}
