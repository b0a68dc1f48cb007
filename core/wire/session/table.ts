// The session as states x inputs -> next state and moves: the same table for both protocols; only the opening differs by role.
import type { DeclineReason, SessionRole } from './rules.ts';

/** `deciding`: a server that has passed the open on and waits for its user's word. */
export type SessionState = 'connecting' | 'deciding' | 'connected' | 'closing' | 'closed';

/**
 * Of the peer: `open`; `opened`, `refused` (its answer to ours); `request`, `repeat` (one that is not answered yet, again), `excess`
 * (beyond the window), `misplaced` (not its to send); `notice`; `response`; `stray` (a response to nothing); `probe`,
 * `probe-answer`, `close`, `close-answer`, `unknown`.
 * Of the user: `accept`, `reject`; `send`, `full` (the window is), `barred` (not ours to send); `answer`; `leave`.
 * Of time: `late` (no response, may be sent again), `unanswered` (may not), `mute` (no answer to the last probe), `idle`, `due` (opening or
 * closing takes too long). Of the connection: `lost`, `broken` (what comes cannot be read on).
 */
export const SESSION_INPUTS = [
  'open',
  'opened',
  'refused',
  'request',
  'repeat',
  'excess',
  'misplaced',
  'notice',
  'response',
  'stray',
  'probe',
  'probe-answer',
  'close',
  'close-answer',
  'unknown',
  'accept',
  'reject',
  'send',
  'full',
  'barred',
  'answer',
  'leave',
  'late',
  'unanswered',
  'mute',
  'idle',
  'due',
  'lost',
  'broken',
] as const;
export type TableInput = (typeof SESSION_INPUTS)[number];

/** Why a session ended. `left`: we closed it; `peer-left`: the other side did; `timeout`: opening or closing took too long. */
export type EndReason = 'left' | 'peer-left' | 'refused' | 'timeout' | 'mute' | 'lost' | 'broken';

export type RefuseReason = 'window-full' | 'not-connected' | 'not-allowed';

/**
 * What is to be done, each once, in order. `settle` forgets the request that the input is about, `expire` also tells that it was never
 * answered; `fail-all` tells so of all that are left. `room` tells a user who met a full window that it has room.
 */
export type Move =
  | 'pass-open'
  | 'pass-opened'
  | 'pass-refused'
  | 'pass-request'
  | 'pass-notice'
  | 'pass-response'
  | 'settle'
  | 'expire'
  | 'fail-all'
  | 'room'
  | 'resend'
  | 'reply-probe'
  | 'reply-close'
  | 'send-open-answer'
  | 'send-answer'
  | 'send-request'
  | 'send-probe'
  | 'send-close'
  | `decline-${DeclineReason}`
  | `refuse-${RefuseReason}`
  | `end-${EndReason}`;

export interface SessionCell {
  readonly next: SessionState;
  readonly moves: readonly Move[];
}

export type SessionRow = Readonly<Record<TableInput, SessionCell>>;
export type SessionTable = Readonly<Record<SessionState, SessionRow>>;

const go = (next: SessionState, ...moves: readonly Move[]): SessionCell => ({ next, moves });

const absorbing = (state: SessionState): SessionRow =>
  Object.fromEntries(SESSION_INPUTS.map((input) => [input, go(state)])) as SessionRow;

/** Before the session is open: nothing is carried, and the connection may go without ceremony. */
const unopened = (state: 'connecting' | 'deciding'): SessionRow => ({
  ...absorbing(state),
  open: go(state, 'decline-wrong-open'),
  request: go(state, 'decline-wrong-state'),
  excess: go(state, 'decline-wrong-state'),
  misplaced: go(state, 'decline-wrong-state'),
  notice: go(state, 'pass-notice'),
  probe: go(state, 'reply-probe'),
  close: go('closed', 'reply-close', 'end-peer-left'),
  send: go(state, 'refuse-not-connected'),
  full: go(state, 'refuse-not-connected'),
  barred: go(state, 'refuse-not-connected'),
  leave: go('closed', 'end-left'),
  due: go('closed', 'end-timeout'),
  lost: go('closed', 'end-lost'),
  broken: go('closed', 'end-broken'),
});

const CONNECTED: SessionRow = {
  ...absorbing('connected'),
  open: go('connected', 'decline-wrong-open'),
  request: go('connected', 'pass-request'),
  excess: go('connected', 'decline-throttled'),
  misplaced: go('connected', 'decline-wrong-state'),
  notice: go('connected', 'pass-notice'),
  response: go('connected', 'settle', 'pass-response', 'room'),
  probe: go('connected', 'reply-probe'),
  'probe-answer': go('connected', 'settle'),
  close: go('closed', 'reply-close', 'fail-all', 'end-peer-left'),
  send: go('connected', 'send-request'),
  full: go('connected', 'refuse-window-full'),
  barred: go('connected', 'refuse-not-allowed'),
  answer: go('connected', 'send-answer'),
  leave: go('closing', 'send-close'),
  late: go('connected', 'resend'),
  unanswered: go('connected', 'expire', 'room'),
  mute: go('closed', 'fail-all', 'end-mute'),
  idle: go('connected', 'send-probe'),
  lost: go('closed', 'fail-all', 'end-lost'),
  broken: go('closed', 'fail-all', 'end-broken'),
};

/** What was begun may still be answered, in both directions; nothing new begins, and nothing is sent again. */
const CLOSING: SessionRow = {
  ...absorbing('closing'),
  open: go('closing', 'decline-wrong-open'),
  request: go('closing', 'decline-closing'),
  excess: go('closing', 'decline-closing'),
  misplaced: go('closing', 'decline-wrong-state'),
  notice: go('closing', 'pass-notice'),
  response: go('closing', 'settle', 'pass-response'),
  probe: go('closing', 'reply-probe'),
  'probe-answer': go('closing', 'settle'),
  close: go('closed', 'reply-close', 'fail-all', 'end-left'),
  'close-answer': go('closed', 'fail-all', 'end-left'),
  send: go('closing', 'refuse-not-connected'),
  full: go('closing', 'refuse-not-connected'),
  barred: go('closing', 'refuse-not-connected'),
  answer: go('closing', 'send-answer'),
  late: go('closing', 'expire'),
  unanswered: go('closing', 'expire'),
  mute: go('closed', 'fail-all', 'end-mute'),
  due: go('closed', 'fail-all', 'end-timeout'),
  lost: go('closed', 'fail-all', 'end-lost'),
  broken: go('closed', 'fail-all', 'end-broken'),
};

/** A request handed in too late is refused, not swallowed. */
const CLOSED: SessionRow = {
  ...absorbing('closed'),
  send: go('closed', 'refuse-not-connected'),
  full: go('closed', 'refuse-not-connected'),
  barred: go('closed', 'refuse-not-connected'),
};

const OPENED = { deciding: unopened('deciding'), connected: CONNECTED, closing: CLOSING, closed: CLOSED };

export const SESSION_TABLES: Readonly<Record<SessionRole, SessionTable>> = {
  client: {
    ...OPENED,
    connecting: {
      ...unopened('connecting'),
      opened: go('connected', 'pass-opened'),
      refused: go('closed', 'pass-refused', 'end-refused'),
    },
  },
  server: {
    ...OPENED,
    connecting: { ...unopened('connecting'), open: go('deciding', 'pass-open') },
    deciding: {
      ...unopened('deciding'),
      accept: go('connected', 'send-open-answer'),
      reject: go('closed', 'send-open-answer', 'end-refused'),
    },
  },
};
