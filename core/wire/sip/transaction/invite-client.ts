// The INVITE client transaction: RFC 3261, 17.1.1.2, with the state Accepted and timer M of RFC 6026, 7.2 and 8.4.
import {
  type Cell,
  END,
  type Machine,
  PATIENCE_T1,
  stay,
  type Table,
  TIMER_D_LEAST_MS,
  type Timing,
  type TransactionAction,
} from './machine.ts';

export type InviteClientState = 'calling' | 'proceeding' | 'completed' | 'accepted' | 'terminated';

/** `abandon`: the transaction user waits no longer (9.1 after a CANCEL, 16.8). `error`: the transport could not send. */
export type InviteClientInput =
  | '1xx'
  | '2xx'
  | '300-699'
  | 'timer-A'
  | 'timer-B'
  | 'timer-D'
  | 'timer-M'
  | 'error'
  | 'abandon';

type Row = Readonly<Record<InviteClientInput, Cell<InviteClientState>>>;

const PASS: TransactionAction = { pass: 'response' };
const FAILED: Cell<InviteClientState> = { next: 'terminated', actions: [{ pass: 'error' }, END] };
const ABANDONED: Cell<InviteClientState> = { next: 'terminated', actions: [END] };

const absorbing = (state: InviteClientState): Row => ({
  '1xx': stay(state),
  '2xx': stay(state),
  '300-699': stay(state),
  'timer-A': stay(state),
  'timer-B': stay(state),
  'timer-D': stay(state),
  'timer-M': stay(state),
  error: stay(state),
  abandon: state === 'terminated' ? stay(state) : ABANDONED,
});

/** The machine for a transport; `begin` sends the request. */
export function inviteClient(timing: Timing): Machine<InviteClientState, InviteClientInput> {
  const { t1Ms, isReliable } = timing;
  const patienceMs = PATIENCE_T1 * t1Ms;
  const timerDMs = Math.max(TIMER_D_LEAST_MS, patienceMs);
  const answered: readonly TransactionAction[] = [{ clearTimer: 'A' }, { clearTimer: 'B' }];
  const accept: readonly TransactionAction[] = [PASS, { setTimer: 'M', afterMs: patienceMs }];
  const complete: readonly TransactionAction[] = [{ send: 'ack' }, PASS];
  // Timer D is zero where nothing is repeated.
  const completed = (before: readonly TransactionAction[]): Cell<InviteClientState> =>
    isReliable
      ? { next: 'terminated', actions: [...complete, END] }
      : { next: 'completed', actions: [...before, ...complete, { setTimer: 'D', afterMs: timerDMs }] };
  const repeat: TransactionAction = { setTimer: 'A', afterMs: t1Ms };
  const table: Table<InviteClientState, InviteClientInput> = {
    calling: {
      ...absorbing('calling'),
      '1xx': { next: 'proceeding', actions: [...answered, PASS] },
      '2xx': { next: 'accepted', actions: [...answered, ...accept] },
      '300-699': completed(answered),
      // Doubled without bound (17.1.1.2): timer B ends it.
      'timer-A': { next: 'calling', actions: [{ send: 'request' }], again: { timer: 'A', maxMs: patienceMs } },
      'timer-B': { next: 'terminated', actions: [{ pass: 'timeout' }, END] },
      error: FAILED,
    },
    // Nothing is sent here, so an error of the transport is a late one of the request, which has come through.
    proceeding: {
      ...absorbing('proceeding'),
      '1xx': stay('proceeding', PASS),
      '2xx': { next: 'accepted', actions: accept },
      '300-699': completed([]),
    },
    completed: {
      ...absorbing('completed'),
      // A fork further on: whoever answers must get its ACK, so it goes up although another answer did (13.2.2.4; 16.7, 5).
      '2xx': stay('completed', PASS),
      '300-699': stay('completed', { send: 'ack' }),
      'timer-D': { next: 'terminated', actions: [END] },
      error: FAILED,
    },
    accepted: {
      ...absorbing('accepted'),
      '2xx': stay('accepted', PASS),
      'timer-M': { next: 'terminated', actions: [END] },
    },
    terminated: absorbing('terminated'),
  };
  const start: readonly TransactionAction[] = [{ send: 'request' }, ...(isReliable ? [] : [repeat])];
  return {
    start: { next: 'calling', actions: [...start, { setTimer: 'B', afterMs: patienceMs }] },
    table: isReliable ? { ...table, calling: { ...table.calling, 'timer-A': stay('calling') } } : table,
    firstWaitMs: t1Ms,
  };
}
