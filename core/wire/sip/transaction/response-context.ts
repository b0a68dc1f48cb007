// The response context of a stateful proxy (RFC 3261, 16.7 to 16.10) that tries its targets one after the other: one server
// transaction, at most one client transaction that is waited for. What to do in which state is the table in `response-table.ts`.
import { better, type Candidate } from './best-response.ts';
import { type ContextEvent, type ContextState, RESPONSE_TABLE, type Task } from './response-table.ts';

/** More than three minutes (16.6, step 11). */
export const TIMER_C_MS = 181_000;

/** Statuses after which the next target is tried; every other final answer is the callee's, and ends the search. */
export const FAILS_OVER: readonly number[] = [408, 503];

export interface ContextOptions {
  /** How many next hops there are, at least one. */
  readonly targets: number;
  readonly isInvite: boolean;
  readonly timerCMs: number;
  /** 64*T1: how long a cancelled branch is waited for (9.1). */
  readonly cancelWaitMs: number;
}

/** What is remembered of one request that is being forwarded. Values, never changed. */
export interface ResponseContext {
  readonly options: ContextOptions;
  readonly state: ContextState;
  /** The target that is being tried, from 0. */
  readonly branch: number;
  readonly best: Candidate | undefined;
}

/**
 * `response`: what a client transaction passed up. `timeout`, `error`: that it did so. `timer`: of this context, for that
 * branch. `cancel`: a CANCEL that matches the server transaction.
 */
export type ContextInput =
  | { readonly response: number; readonly branch: number }
  | { readonly timeout: true; readonly branch: number }
  | { readonly error: true; readonly branch: number }
  | { readonly timer: ContextTimer; readonly branch: number }
  | { readonly cancel: true };

/** `C` as RFC 3261 has it; `cancel`: how long a final answer to a cancelled branch is waited for. */
export type ContextTimer = 'C' | 'cancel';

/**
 * What the proxy does, in order. `try`: begin a client transaction to that target, on a new branch. `forward`: the response
 * that just came goes to the server transaction (16.7, step 9, as RFC 6026, 8.3, has it: to nothing else).
 * `store`: keep the response that just came, the last one stored takes its place. `forwardStored`: send that of this branch.
 * `answer`: a response of our own. `stayMute`: abandon the server transaction without an answer. `cancelBranch`: begin a
 * CANCEL transaction. `abandonBranch`: end that client transaction. `answerCancel`: answer the CANCEL itself.
 */
export type ContextAction =
  | { readonly try: number }
  | { readonly forward: 'server-transaction' }
  | { readonly store: number }
  | { readonly forwardStored: number }
  | { readonly answer: 408 | 487 | 500 }
  | { readonly stayMute: true }
  | { readonly cancelBranch: number }
  | { readonly abandonBranch: number }
  | { readonly answerCancel: 200 }
  | { readonly setTimer: ContextTimer; readonly branch: number; readonly afterMs: number }
  | { readonly clearTimer: ContextTimer };

export interface ContextStep {
  readonly context: ResponseContext;
  readonly actions: readonly ContextAction[];
}

/** A request is to be forwarded: the first target is tried. */
export function openContext(options: ContextOptions): ContextStep {
  const context: ResponseContext = { options, state: 'trying', branch: 0, best: undefined };
  return { context, actions: tryTarget(context) };
}

/** One input: the context after it and what is to be done. The context may go when all of its transactions have ended. */
export function advanceContext(context: ResponseContext, input: ContextInput): ContextStep {
  const event = eventOf(context, input);
  if (event === undefined) return { context, actions: [] };
  const cell = RESPONSE_TABLE[context.state][event];
  let now: ResponseContext = cell.next === context.state ? context : { ...context, state: cell.next };
  const actions: ContextAction[] = [];
  for (const task of cell.tasks) {
    if (task === 'keep') now = keep(now, candidateOf(now, input), actions);
    else if (task === 'next') now = { ...now, branch: now.branch + 1 };
    actions.push(...ACTIONS_OF[task](now));
  }
  return { context: now, actions };
}

/** What an input is to the table; undefined where nobody waits for it. */
function eventOf(context: ResponseContext, input: ContextInput): ContextEvent | undefined {
  const { options, branch } = context;
  if ('cancel' in input) return options.isInvite ? 'cancel' : undefined;
  const isCurrent = input.branch === branch;
  const hasNext = branch + 1 < options.targets;
  if ('timer' in input) {
    if (!isCurrent) return undefined;
    if (input.timer === 'cancel') return 'timer-cancel';
    return hasNext ? 'timer-C' : 'timer-C-last';
  }
  const status = 'response' in input ? input.response : undefined;
  const isSuccess = status !== undefined && status >= 200 && status < 300;
  // Only an INVITE may be answered 2xx more than once, and by one that was given up.
  if (isSuccess && !options.isInvite && isOver(context)) return undefined;
  if (!isCurrent) return isSuccess && options.isInvite ? '2xx-earlier' : undefined;
  if (status === undefined || FAILS_OVER.includes(status)) return hasNext ? 'failed' : 'failed-last';
  if (isSuccess) return '2xx';
  // Of a request that is no INVITE, nothing provisional but 100 may be sent (RFC 4320, 4.1).
  if (status === 100 || (status < 200 && !options.isInvite)) return '100';
  if (status < 200) return '101-199';
  return status < 600 ? '300-599' : '6xx';
}

const isOver = ({ state }: ResponseContext): boolean =>
  state === 'answered' || state === 'answered-cancel-due' || state === 'refused';

/** A timeout counts as a 408 (16.8), an error of the transport as a 503 (16.9). */
function candidateOf({ branch }: ResponseContext, input: ContextInput): Candidate {
  if ('response' in input) return { status: input.response, branch, isOwn: false };
  return { status: 'error' in input ? 503 : 408, branch, isOwn: true };
}

function keep(context: ResponseContext, candidate: Candidate, actions: ContextAction[]): ResponseContext {
  const best = better(context.best, candidate);
  if (best === candidate && !best.isOwn && best.status !== 503) actions.push({ store: best.branch });
  return best === context.best ? context : { ...context, best };
}

function tryTarget({ options, branch }: ResponseContext): readonly ContextAction[] {
  const timerC: ContextAction = { setTimer: 'C', branch, afterMs: options.timerCMs };
  return options.isInvite ? [{ try: branch }, timerC] : [{ try: branch }];
}

/** A 503 is about one next hop, so it goes no further (16.7, step 6); a 408 nobody waits for any more (RFC 4320, 4.2). */
function refuseWithBest({ best, options }: ResponseContext): readonly ContextAction[] {
  if (best === undefined || best.status === 503) return [{ answer: 500 }];
  if (best.status === 408 && !options.isInvite) return [{ stayMute: true }];
  return [best.isOwn ? { answer: 408 } : { forwardStored: best.branch }];
}

const ACTIONS_OF: Readonly<Record<Task, (context: ResponseContext) => readonly ContextAction[]>> = {
  forward: () => [{ forward: 'server-transaction' }],
  keep: () => [],
  next: tryTarget,
  'refuse-best': refuseWithBest,
  'refuse-487': () => [{ answer: 487 }],
  'restart-C': ({ branch, options }) =>
    options.isInvite ? [{ setTimer: 'C', branch, afterMs: options.timerCMs }] : [],
  'clear-C': ({ options }) => (options.isInvite ? [{ clearTimer: 'C' }] : []),
  'clear-cancel': () => [{ clearTimer: 'cancel' }],
  'cancel-branch': ({ branch, options }) => [
    { cancelBranch: branch },
    { setTimer: 'cancel', branch, afterMs: options.cancelWaitMs },
  ],
  'abandon-branch': ({ branch }) => [{ abandonBranch: branch }],
  'answer-cancel': () => [{ answerCancel: 200 }],
};
