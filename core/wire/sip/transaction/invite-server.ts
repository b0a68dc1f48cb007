// The INVITE server transaction: RFC 3261, 17.2.1, with the state Accepted and timer L of RFC 6026, 7.1 and 8.7.
import {
  type Cell,
  END,
  type Machine,
  PATIENCE_T1,
  stay,
  type Timing,
  TRYING_AFTER_MS,
  type TransactionAction,
} from './machine.ts';

export type InviteServerState = 'proceeding' | 'completed' | 'confirmed' | 'accepted' | 'terminated';

/**
 * `invite`, `ack`: from the network, matched by `keys.ts`. `send-…`: a response of the transaction user. `error`: the
 * transport could not send. `abandon`: the transaction user will not answer.
 */
export type InviteServerInput =
  | 'invite'
  | 'ack'
  | 'send-1xx'
  | 'send-2xx'
  | 'send-300-699'
  | 'timer-100'
  | 'timer-G'
  | 'timer-H'
  | 'timer-I'
  | 'timer-L'
  | 'error'
  | 'abandon';

type Row = Readonly<Record<InviteServerInput, Cell<InviteServerState>>>;

const SEND: TransactionAction = { send: 'response' };
const REPEAT: TransactionAction = { send: 'last-response' };
const ENDED: Cell<InviteServerState> = { next: 'terminated', actions: [END] };

const absorbing = (state: InviteServerState): Row => ({
  invite: stay(state),
  ack: stay(state),
  'send-1xx': stay(state),
  'send-2xx': stay(state),
  'send-300-699': stay(state),
  'timer-100': stay(state),
  'timer-G': stay(state),
  'timer-H': stay(state),
  'timer-I': stay(state),
  'timer-L': stay(state),
  error: stay(state),
  abandon: state === 'terminated' ? stay(state) : ENDED,
});

/** A failed send is told and changes nothing: the next repeat may come through (RFC 6026, 8.8). */
const sending = (state: InviteServerState): Row => ({ ...absorbing(state), error: stay(state, { pass: 'error' }) });

/** The machine for a transport; `begin` passes the request up. */
export function inviteServer(timing: Timing): Machine<InviteServerState, InviteServerInput> {
  const { t1Ms, t2Ms, t4Ms, isReliable } = timing;
  const patienceMs = PATIENCE_T1 * t1Ms;
  const answered: TransactionAction = { clearTimer: '100' };
  const repeats: readonly TransactionAction[] = isReliable ? [] : [{ setTimer: 'G', afterMs: t1Ms }];
  const acknowledged: Cell<InviteServerState> = isReliable
    ? ENDED
    : { next: 'confirmed', actions: [{ clearTimer: 'G' }, { clearTimer: 'H' }, { setTimer: 'I', afterMs: t4Ms }] };
  const resend: Cell<InviteServerState> = {
    next: 'completed',
    actions: [REPEAT],
    again: { timer: 'G', maxMs: t2Ms },
  };
  return {
    start: { next: 'proceeding', actions: [{ pass: 'request' }, { setTimer: '100', afterMs: TRYING_AFTER_MS }] },
    table: {
      proceeding: {
        ...sending('proceeding'),
        invite: stay('proceeding', REPEAT),
        'send-1xx': stay('proceeding', answered, SEND),
        'send-2xx': { next: 'accepted', actions: [answered, SEND, { setTimer: 'L', afterMs: patienceMs }] },
        'send-300-699': {
          next: 'completed',
          actions: [answered, SEND, ...repeats, { setTimer: 'H', afterMs: patienceMs }],
        },
        'timer-100': stay('proceeding', { send: '100' }),
      },
      completed: {
        ...sending('completed'),
        invite: stay('completed', REPEAT),
        ack: acknowledged,
        'timer-G': isReliable ? stay('completed') : resend,
        'timer-H': { next: 'terminated', actions: [{ pass: 'timeout' }, END] },
      },
      confirmed: { ...absorbing('confirmed'), 'timer-I': ENDED },
      // Repeats of a 2xx are the transaction user's alone; its ACK is a request of its own and goes up.
      accepted: {
        ...sending('accepted'),
        ack: stay('accepted', { pass: 'ack' }),
        'send-2xx': stay('accepted', SEND),
        'timer-L': ENDED,
      },
      terminated: absorbing('terminated'),
    },
    firstWaitMs: t1Ms,
  };
}
