// Sessions as they go, in both protocols and roles.
import { expect, test } from 'vitest';
import { CMPP_RULES, Session, type SessionInput, type SessionRules, SMPP_RULES } from '../mod.ts';

const CONNECT = 1;
const SUBMIT = 4;
const DELIVER = 5;
const RESPONSE = 0x80000000;
const S = 1_000;

const got = (commandId: number, sequence: number, isOk = true): SessionInput => ({
  received: commandId,
  sequence,
  isOk,
});
const tell = (word: 'accept' | 'reject' | 'leave' | 'tick' | 'lost' | 'broken'): SessionInput => ({ tell: word });

function clientOf(rules: SessionRules, open = CONNECT): Session {
  const session = new Session({ role: 'client', rules, open }, 0);
  expect(session.begin()).toEqual([{ send: 'open', commandId: open, sequence: 1 }]);
  expect(session.take(got((RESPONSE | open) >>> 0, 1), 0)).toEqual([
    { pass: 'opened', commandId: (RESPONSE | open) >>> 0, sequence: 1 },
  ]);
  return session;
}

function serverOf(rules: SessionRules, open = CONNECT): Session {
  const session = new Session({ role: 'server', rules }, 0);
  expect(session.begin()).toEqual([]);
  expect(session.take(got(open, 9), 0)).toEqual([{ pass: 'open', commandId: open, sequence: 9 }]);
  expect(session.take(tell('accept'), 0)).toEqual([{ send: 'answer', commandId: open, sequence: 9 }]);
  return session;
}

test('a request of CMPP is sent again after 60 s, three times, then given up; the connection stays', () => {
  const session = clientOf(CMPP_RULES);
  expect(session.take({ send: SUBMIT }, 10 * S)).toEqual([{ send: 'request', commandId: SUBMIT, sequence: 2 }]);
  expect(session.wakeAtMs).toBe(70 * S);
  expect(session.take(tell('tick'), 70 * S - 1)).toEqual([]);
  for (const at of [70, 130]) expect(session.take(tell('tick'), at * S)).toEqual([{ resend: 2 }]);
  // Nothing was heard for 180 s: a probe between the second and the third resend.
  expect(session.wakeAtMs).toBe(180 * S);
  expect(session.take(tell('tick'), 180 * S)).toEqual([{ send: 'probe', commandId: 8, sequence: 3 }]);
  expect(session.take(got(0x80000008, 3), 181 * S)).toEqual([]);
  expect(session.take(tell('tick'), 190 * S)).toEqual([{ resend: 2 }]);
  expect(session.take(tell('tick'), 250 * S)).toEqual([{ pass: 'unanswered', commandId: SUBMIT, sequence: 2 }]);
  expect(session.state).toBe('connected');
  expect(session.take(got(0x80000004, 2), 251 * S)).toEqual([]);
});

test('a request of SMPP is never sent again', () => {
  const session = clientOf(SMPP_RULES, 9);
  session.take({ send: 4 }, 0);
  expect(session.take(got(0x80000005, 77), 30 * S)).toEqual([]);
  expect(session.take(tell('tick'), 60 * S)).toEqual([{ pass: 'unanswered', commandId: 4, sequence: 2 }]);
});

test('a probe after 180 s of silence, three times again, then the end, with what was under way told', () => {
  const session = clientOf(CMPP_RULES);
  const said: unknown[] = [];
  for (const at of [180, 240, 300, 360, 419]) said.push(session.take(tell('tick'), at * S));
  expect(said).toEqual([
    [{ send: 'probe', commandId: 8, sequence: 2 }],
    [{ resend: 2 }],
    [{ resend: 2 }],
    [{ resend: 2 }],
    [],
  ]);
  session.take({ send: SUBMIT }, 419 * S);
  expect(session.take(tell('tick'), 420 * S)).toEqual([
    { pass: 'unanswered', commandId: SUBMIT, sequence: 3 },
    { end: 'mute' },
  ]);
  expect([session.state, session.wakeAtMs]).toEqual(['closed', Number.POSITIVE_INFINITY]);
});

test('whatever is heard puts the probe off', () => {
  const session = serverOf(CMPP_RULES);
  session.take(got(8, 3), 179 * S);
  expect(session.wakeAtMs).toBe(359 * S);
  expect(session.take(tell('tick'), 180 * S)).toEqual([]);
});

test('a window of 16: the next request is refused, and the user is told once there is room', () => {
  const session = clientOf(CMPP_RULES);
  for (let i = 0; i < 16; i++) expect(session.take({ send: SUBMIT }, 0)).toHaveLength(1);
  expect(session.inFlight).toBe(16);
  expect(session.take({ send: SUBMIT }, 0)).toEqual([{ refuse: 'window-full' }]);
  const response = { pass: 'response', commandId: 0x80000004 };
  expect(session.take(got(0x80000004, 5), 0)).toEqual([{ ...response, sequence: 5 }, { room: true }]);
  expect(session.take(got(0x80000004, 6), 0)).toEqual([{ ...response, sequence: 6 }]);
  expect(session.inFlight).toBe(14);
});

test('a peer beyond the window is declined with flow control, until something is answered', () => {
  const session = serverOf({ ...CMPP_RULES, windowMax: 2 });
  session.take(got(SUBMIT, 10), 0);
  session.take(got(SUBMIT, 11), 0);
  expect(session.take(got(SUBMIT, 12), 0)).toEqual([
    { decline: 'throttled', outcome: 8, commandId: SUBMIT, sequence: 12 },
  ]);
  expect(session.take({ answer: 10, commandId: SUBMIT }, 0)).toEqual([
    { send: 'answer', commandId: SUBMIT, sequence: 10 },
  ]);
  expect(session.take({ answer: 10, commandId: SUBMIT }, 0)).toEqual([]);
  expect(session.take(got(SUBMIT, 12), 0)).toEqual([{ pass: 'request', commandId: SUBMIT, sequence: 12 }]);
});

test('CMPP: the same Sequence_Id before the answer is the same request; SMPP: another one', () => {
  const cmpp = serverOf(CMPP_RULES);
  cmpp.take(got(SUBMIT, 10), 0);
  expect(cmpp.take(got(SUBMIT, 10), 60 * S)).toEqual([]);
  const smpp = serverOf(SMPP_RULES, 9);
  smpp.take(got(4, 10), 0);
  expect(smpp.take(got(4, 10), 0)).toEqual([{ pass: 'request', commandId: 4, sequence: 10 }]);
  // Numbers that are used twice are told apart by command.
  expect(smpp.take(got(3, 10), 0)).toEqual([{ pass: 'request', commandId: 3, sequence: 10 }]);
  expect(smpp.take({ answer: 10, commandId: 3 }, 0)).toEqual([{ send: 'answer', commandId: 3, sequence: 10 }]);
  for (const answers of [1, 1, 0]) expect(smpp.take({ answer: 10, commandId: SUBMIT }, 0)).toHaveLength(answers);
});

test('each side sends only what is its to send, in the directions that were opened', () => {
  const server = serverOf(CMPP_RULES);
  expect(server.take({ send: SUBMIT }, 0)).toEqual([{ refuse: 'not-allowed' }]);
  expect(server.take(got(DELIVER, 3), 0)).toEqual([
    { decline: 'wrong-state', outcome: 2, commandId: DELIVER, sequence: 3 },
  ]);
  const transmitter = serverOf(SMPP_RULES, 2);
  expect(transmitter.take({ send: 5 }, 0)).toEqual([{ refuse: 'not-allowed' }]);
  expect(transmitter.take(got(0x103, 3), 0)).toEqual([{ pass: 'request', commandId: 0x103, sequence: 3 }]);
  const receiver = serverOf(SMPP_RULES, 1);
  expect(receiver.take(got(4, 3), 0)).toEqual([{ decline: 'wrong-state', outcome: 4, commandId: 4, sequence: 3 }]);
  expect(receiver.take({ send: 5 }, 0)).toEqual([{ send: 'request', commandId: 5, sequence: 1 }]);
});

test('a response of another command, or to nothing, changes nothing; a generic_nack answers any request', () => {
  const session = clientOf(SMPP_RULES, 9);
  session.take({ send: 4 }, 0);
  expect(session.take(got(0x80000103, 2), 0)).toEqual([]);
  expect(session.take(got(0x80000004, 3), 0)).toEqual([]);
  expect(session.take(got(0x80000000, 2, false), 0)).toEqual([
    { pass: 'response', commandId: 0x80000000, sequence: 2 },
  ]);
  expect(session.inFlight).toBe(0);
});

test('an open that is refused, rejected, or takes too long ends the session', () => {
  const refused = new Session({ role: 'client', rules: CMPP_RULES, open: CONNECT }, 0);
  refused.begin();
  expect(refused.take(got(0x80000001, 1, false), 0)).toEqual([
    { pass: 'refused', commandId: 0x80000001, sequence: 1 },
    { end: 'refused' },
  ]);
  const rejected = new Session({ role: 'server', rules: CMPP_RULES }, 0);
  rejected.take(got(CONNECT, 1), 0);
  expect(rejected.take(tell('reject'), 0)).toEqual([
    { send: 'answer', commandId: CONNECT, sequence: 1 },
    { end: 'refused' },
  ]);
  const silent = new Session({ role: 'server', rules: SMPP_RULES }, 5);
  expect(silent.wakeAtMs).toBe(30 * S + 5);
  expect(silent.take(tell('tick'), 30 * S + 4)).toEqual([]);
  expect(silent.take(tell('tick'), 30 * S + 5)).toEqual([{ end: 'timeout' }]);
});

test('nothing is carried before the open is accepted, though it came', () => {
  const session = new Session({ role: 'server', rules: CMPP_RULES }, 0);
  const declined = [{ decline: 'wrong-state', outcome: 2, commandId: SUBMIT, sequence: 2 }];
  expect(session.take(got(SUBMIT, 2), 0)).toEqual(declined);
  session.take(got(CONNECT, 1), 0);
  expect(session.take(got(SUBMIT, 2), 0)).toEqual(declined);
  expect(session.take(got(CONNECT, 3), 0)).toEqual([
    { decline: 'wrong-open', outcome: 5, commandId: CONNECT, sequence: 3 },
  ]);
  expect(session.take(tell('accept'), 0)).toEqual([{ send: 'answer', commandId: CONNECT, sequence: 1 }]);
});

test('leaving: what is under way may still be answered, nothing new begins, and the close has its time', () => {
  const session = serverOf(CMPP_RULES);
  session.take({ send: DELIVER }, 0);
  session.take({ send: DELIVER }, 0);
  session.take(got(SUBMIT, 50), 0);
  expect(session.take(tell('leave'), 0)).toEqual([{ send: 'close', commandId: 2, sequence: 3 }]);
  expect(session.take(got(SUBMIT, 51), 0)).toEqual([
    { decline: 'closing', outcome: 8, commandId: SUBMIT, sequence: 51 },
  ]);
  expect(session.take({ answer: 50, commandId: SUBMIT }, 0)).toHaveLength(1);
  expect(session.take({ send: DELIVER }, 0)).toEqual([{ refuse: 'not-connected' }]);
  expect(session.take(got(0x80000005, 1), 0)).toEqual([{ pass: 'response', commandId: 0x80000005, sequence: 1 }]);
  expect(session.take(got(0x80000002, 3), 0)).toEqual([
    { pass: 'unanswered', commandId: DELIVER, sequence: 2 },
    { end: 'left' },
  ]);
  const unheard = clientOf(CMPP_RULES);
  unheard.take(tell('leave'), 10 * S);
  expect(unheard.take(tell('tick'), 70 * S)).toEqual([{ end: 'timeout' }]);
});

test.each([
  ['the peer leaves', got(2, 40), [{ reply: 'close', sequence: 40 }], 'peer-left'],
  ['the connection is lost', tell('lost'), [], 'lost'],
  ['the stream breaks', tell('broken'), [], 'broken'],
])('%s: every request under way is told', (_, input, first, end) => {
  const session = clientOf(CMPP_RULES);
  session.take({ send: SUBMIT }, 0);
  expect(session.take(input, 0)).toEqual([...first, { pass: 'unanswered', commandId: SUBMIT, sequence: 2 }, { end }]);
  for (const late of [got(0x80000004, 2), { answer: 1, commandId: SUBMIT }, tell('tick'), tell('leave')] as const) {
    expect(session.take(late, 999 * S)).toEqual([]);
  }
  expect(session.take({ send: SUBMIT }, 999 * S)).toEqual([{ refuse: 'not-connected' }]);
});

test('sequence numbers begin again after the last, and pass over those that are under way', () => {
  const session = clientOf({ ...CMPP_RULES, sequenceMax: 5 });
  const sent = () => (session.take({ send: SUBMIT }, 0)[0] as { sequence: number }).sequence;
  expect([sent(), sent(), sent(), sent()]).toEqual([2, 3, 4, 5]);
  for (const sequence of [2, 4, 5]) session.take(got(0x80000004, sequence), 0);
  expect([sent(), sent(), sent()]).toEqual([1, 2, 4]);
});

test('the window is what somebody who knows better says, in both directions', () => {
  const session = serverOf(SMPP_RULES, 9);
  session.windowMax = 1;
  expect(session.take({ send: DELIVER }, 0)).toEqual([{ send: 'request', commandId: DELIVER, sequence: 1 }]);
  expect(session.take({ send: DELIVER }, 0)).toEqual([{ refuse: 'window-full' }]);
  expect(session.take(got(SUBMIT, 20), 0)).toEqual([{ pass: 'request', commandId: SUBMIT, sequence: 20 }]);
  expect(session.take(got(SUBMIT, 21), 0)).toEqual([
    { decline: 'throttled', outcome: 0x58, commandId: SUBMIT, sequence: 21 },
  ]);
  expect([session.inFlight, session.unanswered]).toEqual([1, 1]);
});
