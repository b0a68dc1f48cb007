// Whatever comes in whatever order: the machine does what the naive session does, and keeps its bounds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CMPP_RULES, Session, type SessionInput, type SessionRole, type SessionRules, SMPP_RULES } from '../mod.ts';
import { NaiveSession } from './testing/naive-session.ts';

const RESPONSE = 0x80000000;
const WINDOW = 2;
const SEQUENCES = 6;
/** Which plays are played: fixed, so that what they reach is, too. */
const SEED = 20_261_126;

/** A small window and few sequence numbers, so that everything meets everything. */
const small = (rules: SessionRules): SessionRules => ({ ...rules, windowMax: WINDOW, sequenceMax: SEQUENCES });

interface Play {
  readonly input: SessionInput;
  readonly gapMs: number;
}

function playOf(rules: SessionRules): fc.Arbitrary<Play> {
  const requests = [...rules.commands.keys()].filter((id) => id < RESPONSE);
  const carried = requests.filter((id) => rules.commands.get(id)?.kind === 'request');
  const responses = [...requests.map((id) => id + RESPONSE), RESPONSE];
  const sequence = fc.integer({ min: 1, max: SEQUENCES });
  const received = (ids: readonly number[]) =>
    fc.record({ received: fc.constantFrom(...ids), sequence, isOk: fc.boolean() });
  const word = (...words: readonly ('accept' | 'reject' | 'leave' | 'lost' | 'broken' | 'tick')[]) =>
    fc.record({ tell: fc.constantFrom(...words) });
  const input: fc.Arbitrary<SessionInput> = fc.oneof(
    { weight: 8, arbitrary: fc.record({ send: fc.constantFrom(...carried) }) },
    { weight: 6, arbitrary: received(carried) },
    { weight: 8, arbitrary: received(carried.map((id) => id + RESPONSE)) },
    { weight: 3, arbitrary: received([rules.probe + RESPONSE, rules.probe]) },
    { weight: 1, arbitrary: received([...requests, ...responses, 0x7777]) },
    { weight: 5, arbitrary: fc.record({ answer: sequence, commandId: fc.constantFrom(...carried) }) },
    { weight: 10, arbitrary: word('tick') },
    { weight: 1, arbitrary: word('accept', 'reject', 'leave', 'lost', 'broken') },
  );
  const gapMs = fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 5_000 }) },
    { weight: 2, arbitrary: fc.integer({ min: 5_000, max: 61_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(30_000, 60_000, 180_000) },
  );
  return fc.record({ input, gapMs });
}

/** Most sessions that are worth playing are open: how each role gets there. */
const opening = (role: SessionRole, open: number): readonly Play[] =>
  role === 'server'
    ? [
        { input: { received: open, sequence: 1, isOk: true }, gapMs: 0 },
        { input: { tell: 'accept' }, gapMs: 0 },
      ]
    : [{ input: { received: open + RESPONSE, sequence: 1, isOk: true }, gapMs: 0 }];

/** What every role in every protocol comes to say. */
const REACHED = [
  'decline wrong-open',
  'decline wrong-state',
  'end broken',
  'end left',
  'end lost',
  'end mute',
  'end peer-left',
  'end timeout',
  'pass response',
  'pass unanswered',
  'refuse not-allowed',
  'refuse not-connected',
  'refuse window-full',
  'reply close',
  'reply probe',
  'room true',
  'send close',
  'send probe',
  'send request',
];

const CASES = [
  ['CMPP', 'client', CMPP_RULES, 1],
  ['CMPP', 'server', CMPP_RULES, 1],
  ['SMPP', 'client', SMPP_RULES, 9],
  ['SMPP', 'server', SMPP_RULES, 9],
  ['SMPP transmitter', 'client', SMPP_RULES, 2],
  ['SMPP receiver', 'server', SMPP_RULES, 1],
] as const satisfies readonly (readonly [string, SessionRole, SessionRules, number])[];

describe.each(CASES)('%s, %s', (_name, role, wide, open) => {
  const rules = small(wide);
  test('does what the naive session does', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.boolean(), fc.array(playOf(rules), { maxLength: 80, size: 'max' }), (isOpened, plays) => {
        const session = new Session({ role, rules, open }, 0);
        const naive = new NaiveSession(role, rules, 0);
        expect(session.begin()).toEqual(naive.begin(open));
        let nowMs = 0;
        for (const { input, gapMs } of [...(isOpened ? opening(role, open) : []), ...plays]) {
          nowMs += gapMs;
          const actions = session.take(input, nowMs);
          expect(actions).toEqual(naive.take(input, nowMs));
          expect(session.inFlight).toBeLessThanOrEqual(WINDOW);
          expect(session.unanswered).toBe(naive.held.length);
          for (const action of actions) seen.add(Object.entries(action)[0]!.join(' '));
        }
      }),
      { numRuns: 400, seed: SEED },
    );
    expect(REACHED.filter((action) => !seen.has(action))).toEqual([]);
    expect(seen.has(role === 'client' ? 'pass opened' : 'pass open')).toBe(true);
    expect([...seen].some((action) => action.startsWith('resend'))).toBe(rules.resendsMax > 0);
  });

  test('every request is told once: a response, or that there will be none; wakeAtMs is when time next says something', () => {
    fc.assert(
      fc.property(fc.array(playOf(rules), { maxLength: 60, size: 'max' }), (plays) => {
        const session = new Session({ role, rules, open }, 0);
        session.begin();
        const under = new Set<number>();
        let nowMs = 0;
        const see = (input: SessionInput) => {
          for (const action of session.take(input, nowMs)) {
            if ('send' in action && action.send === 'request') {
              expect(under.has(action.sequence)).toBe(false);
              under.add(action.sequence);
            }
            const isTold = 'pass' in action && (action.pass === 'response' || action.pass === 'unanswered');
            if (isTold) expect(under.delete(action.sequence)).toBe(true);
          }
        };
        for (const { input } of [...opening(role, open), ...plays]) see(input);
        // Nobody says anything more: time alone ends every session.
        for (let ticks = 0; session.state !== 'closed'; ticks++) {
          expect(ticks).toBeLessThan(100);
          nowMs = session.wakeAtMs - 1;
          expect(session.take({ tell: 'tick' }, nowMs)).toEqual([]);
          nowMs++;
          see({ tell: 'tick' });
        }
        expect([...under]).toEqual([]);
      }),
    );
  });
});
