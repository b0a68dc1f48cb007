// Every state x input of both roles. What is not listed is absorbed: the state stays, nothing is done.
import { expect, test } from 'vitest';
import type { SessionRole } from './rules.ts';
import { SESSION_INPUTS, SESSION_TABLES, type SessionState } from './table.ts';

type Cases = Readonly<Record<string, string>>;

const UNOPENED: Cases = {
  open: 'decline-wrong-open',
  request: 'decline-wrong-state',
  excess: 'decline-wrong-state',
  misplaced: 'decline-wrong-state',
  notice: 'pass-notice',
  probe: 'reply-probe',
  close: 'reply-close end-peer-left > closed',
  send: 'refuse-not-connected',
  full: 'refuse-not-connected',
  barred: 'refuse-not-connected',
  leave: 'end-left > closed',
  due: 'end-timeout > closed',
  lost: 'end-lost > closed',
  broken: 'end-broken > closed',
};

const CONNECTED: Cases = {
  open: 'decline-wrong-open',
  request: 'pass-request',
  excess: 'decline-throttled',
  misplaced: 'decline-wrong-state',
  notice: 'pass-notice',
  response: 'settle pass-response room',
  probe: 'reply-probe',
  'probe-answer': 'settle',
  close: 'reply-close fail-all end-peer-left > closed',
  send: 'send-request',
  full: 'refuse-window-full',
  barred: 'refuse-not-allowed',
  answer: 'send-answer',
  leave: 'send-close > closing',
  late: 'resend',
  unanswered: 'expire room',
  mute: 'fail-all end-mute > closed',
  idle: 'send-probe',
  lost: 'fail-all end-lost > closed',
  broken: 'fail-all end-broken > closed',
};

const CLOSING: Cases = {
  open: 'decline-wrong-open',
  request: 'decline-closing',
  excess: 'decline-closing',
  misplaced: 'decline-wrong-state',
  notice: 'pass-notice',
  response: 'settle pass-response',
  probe: 'reply-probe',
  'probe-answer': 'settle',
  close: 'reply-close fail-all end-left > closed',
  'close-answer': 'fail-all end-left > closed',
  send: 'refuse-not-connected',
  full: 'refuse-not-connected',
  barred: 'refuse-not-connected',
  answer: 'send-answer',
  late: 'expire',
  unanswered: 'expire',
  mute: 'fail-all end-mute > closed',
  due: 'fail-all end-timeout > closed',
  lost: 'fail-all end-lost > closed',
  broken: 'fail-all end-broken > closed',
};

const CLOSED: Cases = {
  send: 'refuse-not-connected',
  full: 'refuse-not-connected',
  barred: 'refuse-not-connected',
};

const WANTED: Readonly<Record<SessionRole, Readonly<Record<SessionState, Cases>>>> = {
  client: {
    connecting: { ...UNOPENED, opened: 'pass-opened > connected', refused: 'pass-refused end-refused > closed' },
    deciding: UNOPENED,
    connected: CONNECTED,
    closing: CLOSING,
    closed: CLOSED,
  },
  server: {
    connecting: { ...UNOPENED, open: 'pass-open > deciding' },
    deciding: {
      ...UNOPENED,
      accept: 'send-open-answer > connected',
      reject: 'send-open-answer end-refused > closed',
    },
    connected: CONNECTED,
    closing: CLOSING,
    closed: CLOSED,
  },
};

for (const role of ['client', 'server'] as const) {
  test.each(Object.keys(WANTED[role]) as SessionState[])(`${role}, %s: every input`, (state) => {
    const row = SESSION_TABLES[role][state];
    expect(Object.keys(row).sort()).toEqual([...SESSION_INPUTS].sort());
    const spelled = Object.entries(row)
      .filter(([, { next, moves }]) => next !== state || moves.length > 0)
      .map(([input, { next, moves }]) => [input, `${moves.join(' ')}${next === state ? '' : ` > ${next}`}`]);
    expect(Object.fromEntries(spelled)).toEqual(WANTED[role][state]);
  });
}
