// States x events of a response context, as data: RFC 3261, 16.7 (responses), 16.8 (timer C), 16.9 (errors), 16.10 (CANCEL).

/**
 * Nothing final has gone upstream: `trying`, the branch is silent; `proceeding`, it sent a provisional response;
 * `cancel-due`, the caller cancelled, but a silent branch must not be sent a CANCEL (9.1); `cancelling`, the caller cancelled
 * and the branch was; `expiring`, the branch was cancelled by timer C.
 * A final answer has: `answered`, a 2xx; `answered-cancel-due`, a 2xx of an earlier branch while the present one is silent;
 * `refused`, another.
 */
export type ContextState =
  | 'trying'
  | 'proceeding'
  | 'cancel-due'
  | 'cancelling'
  | 'expiring'
  | 'answered'
  | 'answered-cancel-due'
  | 'refused';

/**
 * `2xx-earlier`: of a branch that was given up. `failed`: 408, 503, a timeout or an error, and there is a next target;
 * `failed-last`: there is none. Likewise `timer-C`, `timer-C-last`.
 */
export type ContextEvent =
  | '100'
  | '101-199'
  | '2xx'
  | '2xx-earlier'
  | '300-599'
  | '6xx'
  | 'failed'
  | 'failed-last'
  | 'timer-C'
  | 'timer-C-last'
  | 'timer-cancel'
  | 'cancel';

/** `keep`: the answer that came, or what stands for it, is weighed against the best so far. `refuse-best`: that one is sent. */
export type Task =
  | 'forward'
  | 'keep'
  | 'next'
  | 'refuse-best'
  | 'refuse-487'
  | 'restart-C'
  | 'clear-C'
  | 'clear-cancel'
  | 'cancel-branch'
  | 'abandon-branch'
  | 'answer-cancel';

export interface ContextCell {
  readonly next: ContextState;
  readonly tasks: readonly Task[];
}

type Row = Readonly<Record<ContextEvent, ContextCell>>;

const to = (next: ContextState, ...tasks: Task[]): ContextCell => ({ next, tasks });

/** Nothing is waited for. A CANCEL that comes too late is answered all the same (9.2). */
const ignoring = (state: ContextState): Row => ({
  '100': to(state),
  '101-199': to(state),
  '2xx': to(state),
  '2xx-earlier': to(state),
  '300-599': to(state),
  '6xx': to(state),
  failed: to(state),
  'failed-last': to(state),
  'timer-C': to(state),
  'timer-C-last': to(state),
  'timer-cancel': to(state),
  cancel: to(state, 'answer-cancel'),
});

const REFUSED = to('refused', 'clear-C', 'keep', 'refuse-best');
const REFUSED_AFTER_CANCEL = to('refused', 'clear-cancel', 'keep', 'refuse-best');
const TERMINATED_AFTER_CANCEL = to('refused', 'clear-cancel', 'refuse-487');
const NEXT = to('trying', 'clear-C', 'keep', 'next');
const GIVEN_UP = to('refused', 'abandon-branch', 'refuse-487');

export const RESPONSE_TABLE: Readonly<Record<ContextState, Row>> = {
  trying: {
    ...ignoring('trying'),
    '100': to('proceeding'),
    '101-199': to('proceeding', 'restart-C', 'forward'),
    '2xx': to('answered', 'clear-C', 'forward'),
    '2xx-earlier': to('answered-cancel-due', 'clear-C', 'forward'),
    '300-599': REFUSED,
    '6xx': REFUSED,
    failed: NEXT,
    'failed-last': REFUSED,
    // A silent branch is not cancelled: it counts as having answered 408 (16.8).
    'timer-C': to('trying', 'abandon-branch', 'keep', 'next'),
    'timer-C-last': to('refused', 'abandon-branch', 'keep', 'refuse-best'),
    cancel: to('cancel-due', 'answer-cancel'),
  },
  proceeding: {
    ...ignoring('proceeding'),
    '101-199': to('proceeding', 'restart-C', 'forward'),
    '2xx': to('answered', 'clear-C', 'forward'),
    '2xx-earlier': to('answered', 'clear-C', 'forward', 'cancel-branch'),
    '300-599': REFUSED,
    '6xx': REFUSED,
    failed: NEXT,
    'failed-last': REFUSED,
    // It may have rung for minutes: no other target is tried after it.
    'timer-C': to('expiring', 'cancel-branch'),
    'timer-C-last': to('expiring', 'cancel-branch'),
    cancel: to('cancelling', 'answer-cancel', 'clear-C', 'cancel-branch'),
  },
  'cancel-due': {
    ...ignoring('cancel-due'),
    '100': to('cancelling', 'clear-C', 'cancel-branch'),
    '101-199': to('cancelling', 'clear-C', 'forward', 'cancel-branch'),
    '2xx': to('answered', 'clear-C', 'forward'),
    '2xx-earlier': to('answered-cancel-due', 'clear-C', 'forward'),
    '300-599': REFUSED,
    '6xx': REFUSED,
    failed: to('refused', 'clear-C', 'refuse-487'),
    'failed-last': to('refused', 'clear-C', 'refuse-487'),
    'timer-C': GIVEN_UP,
    'timer-C-last': GIVEN_UP,
  },
  cancelling: {
    ...ignoring('cancelling'),
    '101-199': to('cancelling', 'forward'),
    '2xx': to('answered', 'clear-cancel', 'forward'),
    '2xx-earlier': to('answered', 'forward'),
    '300-599': REFUSED_AFTER_CANCEL,
    '6xx': REFUSED_AFTER_CANCEL,
    failed: TERMINATED_AFTER_CANCEL,
    'failed-last': TERMINATED_AFTER_CANCEL,
    'timer-cancel': GIVEN_UP,
  },
  expiring: {
    ...ignoring('expiring'),
    '101-199': to('expiring', 'forward'),
    '2xx': to('answered', 'clear-cancel', 'forward'),
    '2xx-earlier': to('answered', 'forward'),
    '300-599': REFUSED_AFTER_CANCEL,
    '6xx': REFUSED_AFTER_CANCEL,
    failed: REFUSED_AFTER_CANCEL,
    'failed-last': REFUSED_AFTER_CANCEL,
    'timer-cancel': to('refused', 'abandon-branch', 'keep', 'refuse-best'),
    cancel: to('cancelling', 'answer-cancel'),
  },
  // A branch that was cancelled because another answered may still answer; both calls are the caller's to end.
  answered: {
    ...ignoring('answered'),
    '2xx': to('answered', 'clear-cancel', 'forward'),
    '2xx-earlier': to('answered', 'forward'),
    '300-599': to('answered', 'clear-cancel'),
    '6xx': to('answered', 'clear-cancel'),
    failed: to('answered', 'clear-cancel'),
    'failed-last': to('answered', 'clear-cancel'),
    'timer-cancel': to('answered', 'abandon-branch'),
  },
  'answered-cancel-due': {
    ...ignoring('answered-cancel-due'),
    '100': to('answered', 'cancel-branch'),
    '101-199': to('answered', 'cancel-branch'),
    '2xx': to('answered', 'forward'),
    '2xx-earlier': to('answered-cancel-due', 'forward'),
    '300-599': to('answered'),
    '6xx': to('answered'),
    failed: to('answered'),
    'failed-last': to('answered'),
  },
  // A server transaction that sent its refusal discards whatever else is final (17.2.1), and nothing goes past it (RFC 6026, 8.3).
  refused: ignoring('refused'),
};
