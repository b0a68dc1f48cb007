// Every state x event of the response context, then whole calls.
import { expect, test } from 'vitest';
import { PATIENCE_T1, T1_MS } from './machine.ts';
import {
  advanceContext,
  type ContextInput,
  type ContextOptions,
  openContext,
  type ResponseContext,
  TIMER_C_MS,
} from './response-context.ts';
import { type ContextEvent, type ContextState, RESPONSE_TABLE } from './response-table.ts';
import { spellContext } from './testing/context-notation.ts';

const OPTIONS: ContextOptions = {
  targets: 3,
  isInvite: true,
  timerCMs: TIMER_C_MS,
  cancelWaitMs: PATIENCE_T1 * T1_MS,
};

/** The input behind an event, while target 1 of 0 to 2 is tried, or 2 where the event says that it is the last. */
const INPUTS: Readonly<Record<ContextEvent, ContextInput>> = {
  '100': { response: 100, branch: 1 },
  '101-199': { response: 180, branch: 1 },
  '2xx': { response: 200, branch: 1 },
  '2xx-earlier': { response: 200, branch: 0 },
  '300-599': { response: 486, branch: 1 },
  '6xx': { response: 603, branch: 1 },
  failed: { response: 503, branch: 1 },
  'failed-last': { timeout: true, branch: 2 },
  'timer-C': { timer: 'C', branch: 1 },
  'timer-C-last': { timer: 'C', branch: 2 },
  'timer-cancel': { timer: 'cancel', branch: 1 },
  cancel: { cancel: true },
};

type Case = readonly [ContextState, string, ContextState, string, string];

const REFUSE = 'store 1, forward stored 1';
const CANCELLED = 'cancel 1, cancel of 1 in 32000';
const RESTART = 'C of 1 in 181000';

const CASES: readonly Case[] = [
  ['trying', '100', 'proceeding', '', '16.7 step 5: 100 goes no further; step 2: and does not reset timer C'],
  ['trying', '101-199', 'proceeding', `${RESTART}, forward`, '16.7 steps 2, 5'],
  ['trying', '2xx', 'answered', 'clear C, forward', '16.7 step 5'],
  ['trying', '2xx-earlier', 'answered-cancel-due', 'clear C, forward', '16.7 steps 5, 10; 9.1'],
  ['trying', '300-599 6xx', 'refused', `clear C, ${REFUSE}`, '16.7 step 6'],
  ['trying', 'failed', 'trying', 'clear C, try 2, C of 2 in 181000', '16.5, 16.7 step 6'],
  ['trying', 'failed-last', 'refused', 'clear C, answer 408', '16.7 step 6, 16.8'],
  ['trying', 'timer-C', 'trying', 'abandon 1, try 2, C of 2 in 181000', '16.8'],
  ['trying', 'timer-C-last', 'refused', 'abandon 2, answer 408', '16.8'],
  ['trying', 'timer-cancel', 'trying', '', 'not running'],
  ['trying', 'cancel', 'cancel-due', '200 to CANCEL', '16.10, 9.1: not before a provisional response'],

  ['proceeding', '100', 'proceeding', '', '16.7 step 5'],
  ['proceeding', '101-199', 'proceeding', `${RESTART}, forward`, '16.7 steps 2, 5'],
  ['proceeding', '2xx', 'answered', 'clear C, forward', '16.7 step 5'],
  ['proceeding', '2xx-earlier', 'answered', `clear C, forward, ${CANCELLED}`, '16.7 steps 5, 10'],
  ['proceeding', '300-599 6xx', 'refused', `clear C, ${REFUSE}`, '16.7 step 6'],
  ['proceeding', 'failed', 'trying', 'clear C, try 2, C of 2 in 181000', '16.5, 16.7 step 6'],
  ['proceeding', 'failed-last', 'refused', 'clear C, answer 408', '16.7 step 6'],
  ['proceeding', 'timer-C', 'expiring', CANCELLED, '16.8'],
  ['proceeding', 'timer-C-last', 'expiring', 'cancel 2, cancel of 2 in 32000', '16.8'],
  ['proceeding', 'timer-cancel', 'proceeding', '', 'not running'],
  ['proceeding', 'cancel', 'cancelling', `200 to CANCEL, clear C, ${CANCELLED}`, '16.10'],

  ['cancel-due', '100', 'cancelling', `clear C, ${CANCELLED}`, '9.1'],
  ['cancel-due', '101-199', 'cancelling', `clear C, forward, ${CANCELLED}`, '9.1, 16.7 step 5'],
  ['cancel-due', '2xx', 'answered', 'clear C, forward', '9.1, 16.7 step 5'],
  ['cancel-due', '2xx-earlier', 'answered-cancel-due', 'clear C, forward', '16.7 step 5'],
  ['cancel-due', '300-599 6xx', 'refused', `clear C, ${REFUSE}`, '16.7 step 6'],
  ['cancel-due', 'failed failed-last', 'refused', 'clear C, answer 487', '9.2: no other target is tried'],
  ['cancel-due', 'timer-C', 'refused', 'abandon 1, answer 487', '16.8, 9.2'],
  ['cancel-due', 'timer-C-last', 'refused', 'abandon 2, answer 487', '16.8, 9.2'],
  ['cancel-due', 'timer-cancel', 'cancel-due', '', 'not running'],
  ['cancel-due', 'cancel', 'cancel-due', '200 to CANCEL', '9.2'],

  ['cancelling', '100 timer-C timer-C-last', 'cancelling', '', '9.1'],
  ['cancelling', '101-199', 'cancelling', 'forward', '16.7 step 5'],
  ['cancelling', '2xx', 'answered', 'clear cancel, forward', '9.1: it came too late'],
  ['cancelling', '2xx-earlier', 'answered', 'forward', '16.7 step 5'],
  ['cancelling', '300-599 6xx', 'refused', `clear cancel, ${REFUSE}`, '16.7 step 6'],
  ['cancelling', 'failed failed-last', 'refused', 'clear cancel, answer 487', '9.2'],
  ['cancelling', 'timer-cancel', 'refused', 'abandon 1, answer 487', '9.1: 64*T1'],
  ['cancelling', 'cancel', 'cancelling', '200 to CANCEL', '9.2'],

  ['expiring', '100 timer-C timer-C-last', 'expiring', '', '16.8'],
  ['expiring', '101-199', 'expiring', 'forward', '16.7 step 5'],
  ['expiring', '2xx', 'answered', 'clear cancel, forward', '16.7 step 5'],
  ['expiring', '2xx-earlier', 'answered', 'forward', '16.7 step 5'],
  ['expiring', '300-599 6xx', 'refused', `clear cancel, ${REFUSE}`, '16.7 step 6'],
  ['expiring', 'failed', 'refused', 'clear cancel, answer 500', '16.7 step 6: a 503 goes no further'],
  ['expiring', 'failed-last', 'refused', 'clear cancel, answer 408', '16.8'],
  ['expiring', 'timer-cancel', 'refused', 'abandon 1, answer 408', '16.8, 9.1'],
  ['expiring', 'cancel', 'cancelling', '200 to CANCEL', '16.10: cancelled already'],

  ['answered', '2xx', 'answered', 'clear cancel, forward', '16.7 step 5'],
  ['answered', '2xx-earlier', 'answered', 'forward', '16.7 step 5'],
  ['answered', '300-599 6xx failed failed-last', 'answered', 'clear cancel', '16.7 step 5: no second final answer'],
  ['answered', '100 101-199 timer-C timer-C-last', 'answered', '', '16.7 step 5'],
  ['answered', 'timer-cancel', 'answered', 'abandon 1', '9.1'],
  ['answered', 'cancel', 'answered', '200 to CANCEL', '9.2: no effect'],

  ['answered-cancel-due', '100 101-199', 'answered', CANCELLED, '16.7 step 10, 9.1'],
  ['answered-cancel-due', '2xx', 'answered', 'forward', '16.7 step 5'],
  ['answered-cancel-due', '2xx-earlier', 'answered-cancel-due', 'forward', '16.7 step 5'],
  ['answered-cancel-due', '300-599 6xx failed failed-last', 'answered', '', '16.7 step 5'],
  ['answered-cancel-due', 'timer-C timer-C-last timer-cancel', 'answered-cancel-due', '', 'not running'],
  ['answered-cancel-due', 'cancel', 'answered-cancel-due', '200 to CANCEL', '9.2'],

  ['refused', '2xx 2xx-earlier', 'refused', '', '17.2.1; RFC 6026 8.3'],
  ['refused', '100 101-199 300-599 6xx failed failed-last', 'refused', '', '16.7 step 5'],
  ['refused', 'timer-C timer-C-last timer-cancel', 'refused', '', 'not running'],
  ['refused', 'cancel', 'refused', '200 to CANCEL', '9.2'],
];

test('every state x event (16.7, 16.8, 16.10)', () => {
  const seen: string[] = [];
  for (const [state, events, next, actions, section] of CASES) {
    for (const event of events.split(' ') as ContextEvent[]) {
      const branch = event.endsWith('-last') ? 2 : 1;
      const best = { status: 503, branch: 0, isOwn: true };
      const step = advanceContext({ options: OPTIONS, state, branch, best }, INPUTS[event]);
      const result = `${step.context.state}: ${spellContext(step.actions)}`;
      expect(result, `${state} x ${event} (${section})`).toBe(`${next}: ${actions}`);
      seen.push(`${state} x ${event}`);
    }
  }
  const all = Object.entries(RESPONSE_TABLE).flatMap(([state, row]) =>
    Object.keys(row).map((event) => `${state} x ${event}`),
  );
  expect(seen.sort()).toEqual(all.sort());
});

/** Opens a context, gives it the inputs, and says what it did for each. */
function play(options: Partial<ContextOptions>, ...inputs: ContextInput[]): readonly string[] {
  const opened = openContext({ ...OPTIONS, ...options });
  let context: ResponseContext = opened.context;
  const said = [spellContext(opened.actions)];
  for (const input of inputs) {
    const step = advanceContext(context, input);
    context = step.context;
    said.push(spellContext(step.actions));
  }
  return said;
}

const heard = (response: number, branch = 0): ContextInput => ({ response, branch });

test('603, 607, 608 and every other refusal but 408 and 503 end the search, whatever targets are left', () => {
  for (const status of [300, 302, 401, 404, 480, 486, 487, 500, 502, 504, 600, 603, 604, 606, 607, 608]) {
    expect(play({}, heard(180), heard(status)).at(-1), String(status)).toBe('clear C, store 0, forward stored 0');
  }
});

test('408, 503, a timeout and an error of the transport go to the next target; the last of all is told as the best', () => {
  const fails: readonly ContextInput[] = [
    heard(503),
    heard(408),
    { timeout: true, branch: 0 },
    { error: true, branch: 0 },
  ];
  for (const fail of fails) {
    const said = play({ targets: 2 }, fail, heard(200, 1));
    expect(said[1]).toMatch(/^clear C, (store 0, )?try 1, C of 1 in 181000$/);
    expect(said[2]).toBe('clear C, forward');
  }
  expect(play({ targets: 1 }, heard(503)).at(-1)).toBe('clear C, answer 500');
  expect(play({ targets: 1 }, { error: true, branch: 0 }).at(-1)).toBe('clear C, answer 500');
  expect(play({ targets: 1 }, heard(408)).at(-1)).toBe('clear C, store 0, forward stored 0');
  expect(play({ targets: 2 }, heard(408), heard(503, 1)).at(-1)).toBe('clear C, forward stored 0');
  expect(play({ targets: 2 }, heard(408), heard(404, 1)).at(-1)).toBe('clear C, store 1, forward stored 1');
  expect(play({ targets: 2 }, { error: true, branch: 0 }, { timeout: true, branch: 1 }).at(-1)).toBe(
    'clear C, answer 408',
  );
});

test('what a branch says that was given up is not heard, but for its 2xx', () => {
  const late: readonly ContextInput[] = [
    heard(180),
    heard(486),
    heard(603),
    { error: true, branch: 0 },
    { timer: 'C', branch: 0 },
    { timer: 'cancel', branch: 0 },
  ];
  for (const input of late) expect(play({}, heard(503), input).at(-1)).toBe('');
  expect(play({}, heard(408), heard(180, 1), heard(200, 0)).at(-1)).toBe(
    'clear C, forward, cancel 1, cancel of 1 in 32000',
  );
});

test('a branch that another one outran, and that answered all the same, is not ended under its 2xx', () => {
  const said = play({}, heard(408), heard(180, 1), heard(200, 0), heard(200, 1), heard(200, 1));
  expect(said.slice(-2)).toEqual(['clear cancel, forward', 'clear cancel, forward']);
});

test('other requests than INVITE have no timer C, no CANCEL, no second 2xx, and no 408 (RFC 4320, 4.2)', () => {
  const options = { isInvite: false, targets: 2 };
  expect(play(options, heard(200), heard(200))).toEqual(['try 0', 'forward', '']);
  // RFC 4320, 4.1: a 180 to a BYE goes no further than a 100.
  expect(play(options, heard(100), heard(180), { cancel: true })).toEqual(['try 0', '', '', '']);
  expect(play(options, heard(503), heard(200, 0), heard(200, 1))).toEqual(['try 0', 'try 1', '', 'forward']);
  expect(play(options, { timeout: true, branch: 0 }, { timeout: true, branch: 1 }).at(-1)).toBe('stay mute');
  expect(play(options, heard(503), heard(503, 1)).at(-1)).toBe('answer 500');
  expect(play(options, heard(404), heard(200)).slice(1)).toEqual(['store 0, forward stored 0', '']);
});
