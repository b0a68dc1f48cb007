import { asId, CHANNELS, DELIVERY_REACH_MS, type DecisionId, dialledDigits, type PhoneNumber } from '@wurao/domain';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  ATTEMPT_NEAR_MS,
  ATTEMPTS_LOOKED_AT_MAX,
  type AttemptMatch,
  type AttemptSeen,
  attemptSpan,
  CALL_APART_MAX_MS,
  DURATION_APART_MS,
  MATCHES_MAX,
  matchAttempt,
} from './match-attempt.ts';
import { readReported } from './reported-number.ts';

const AT = Date.parse('2026-03-09T12:00:00+08:00');
const ANNA = asId<PhoneNumber>('+8613800000001');
const BEN = asId<PhoneNumber>('+8613800000002');
const MOBILE = asId<PhoneNumber>('+8613912341234');
const PORT = asId<PhoneNumber>('1069000112');

const attemptOf = (over: Partial<AttemptSeen> = {}): AttemptSeen => ({
  decision: asId<DecisionId>('a'),
  atMs: AT,
  channel: 'voice',
  caller: MOBILE,
  callee: ANNA,
  firstCalled: undefined,
  allowed: true,
  durationMs: undefined,
  ...over,
});
const CALL = {
  complainant: ANNA,
  reported: readReported('139 1234 1234'),
  channel: 'voice',
  atMs: AT,
  durationMs: 0,
} as const;
type Asked = Parameters<typeof matchAttempt>[0];
const about = (written: string, over: Partial<Asked> = {}): Asked => ({
  ...CALL,
  reported: readReported(written),
  ...over,
});
const find = (complaint: Asked, ...attempts: AttemptSeen[]) => {
  const answer = matchAttempt(complaint, attempts);
  if (!answer.ok) throw new Error(answer.title);
  return answer.value;
};
const first = (complaint: Asked, ...attempts: AttemptSeen[]) => find(complaint, ...attempts).matches[0];
const confidence = (complaint: Asked, ...attempts: AttemptSeen[]) => first(complaint, ...attempts)?.confidence;

describe('the attempt of a complaint', () => {
  it('says how it was found', () => {
    expect(first(CALL, attemptOf({ atMs: AT - 60_000, durationMs: 30_000 }))).toEqual({
      decision: 'a',
      confidence: 'certain',
      how: {
        number: 'exact',
        time: 'minutes',
        apartMs: 60_000,
        callee: 'callee',
        sameChannel: true,
        durationAgrees: true,
      },
    });
  });

  test.each([
    ['139 1234 1234', MOBILE, 'certain'],
    ['+86 139-1234-1234', MOBILE, 'certain'],
    ['139****1234', MOBILE, 'likely'],
    ['139****', MOBILE, 'possible'],
    ['139********', MOBILE, 'possible'],
    ['139****1235', MOBILE, undefined],
    ['1069000112', PORT, 'certain'],
    ['10690001', PORT, 'likely'],
    ['106900011299', PORT, 'likely'],
    ['1069****', PORT, 'possible'],
    ['1069000***', PORT, 'likely'],
    ['not shown', PORT, 'possible'],
    ['not shown', undefined, 'possible'],
    ['1069000112', undefined, undefined],
    ['95588', PORT, undefined],
  ])('of %s from %s is %s', (written, caller, expected) => {
    expect(confidence(about(written), attemptOf({ caller }))).toBe(expected);
  });

  test.each([
    [0, 'certain'],
    [ATTEMPT_NEAR_MS, 'certain'],
    [ATTEMPT_NEAR_MS + 1, 'likely'],
    [CALL_APART_MAX_MS, 'likely'],
    [CALL_APART_MAX_MS + 1, undefined],
  ])('of a call %d ms away is %s, before and after', (apartMs, expected) => {
    for (const sign of [-1, 1]) expect(confidence(CALL, attemptOf({ atMs: AT + sign * apartMs }))).toBe(expected);
  });

  test.each([
    [ATTEMPT_NEAR_MS + 1, undefined],
    [ATTEMPT_NEAR_MS, 'minutes'],
    [-ATTEMPT_NEAR_MS, 'minutes'],
    [-ATTEMPT_NEAR_MS - 1, 'late'],
    [-DELIVERY_REACH_MS, 'late'],
    [-DELIVERY_REACH_MS - 1, undefined],
  ])('of a message that was sent %d ms after is found as %s', (afterMs, time) => {
    const message = about('1069000112', { channel: 'sms', durationMs: undefined });
    expect(first(message, attemptOf({ channel: 'sms', caller: PORT, atMs: AT + afterMs }))?.how.time).toBe(time);
  });

  it('is one with the complainant, or forwarded from there', () => {
    expect(first(CALL, attemptOf({ callee: BEN }))).toBeUndefined();
    expect(first(CALL, attemptOf({ callee: BEN, firstCalled: ANNA }))?.how.callee).toBe('first-called');
  });

  it('is a call for a call; messages are taken for one another', () => {
    const message = about('139 1234 1234', { channel: 'sms' });
    expect(first(message, attemptOf())).toBeUndefined();
    expect(first(CALL, attemptOf({ channel: 'flash' }))).toBeUndefined();
    expect(first(message, attemptOf({ channel: 'flash' }))).toMatchObject({
      confidence: 'likely',
      how: { sameChannel: false },
    });
  });

  it('loses all trust where it lasted much longer, or shorter', () => {
    const call = about('139 1234 1234', { durationMs: 120_000 });
    const lasted = (durationMs: number) => confidence(call, attemptOf({ durationMs }));
    expect([120_000 - DURATION_APART_MS, 120_000 + DURATION_APART_MS].map(lasted)).toEqual(['certain', 'certain']);
    expect([119_999 - DURATION_APART_MS, 120_001 + DURATION_APART_MS].map(lasted)).toEqual(['possible', 'possible']);
  });

  it('of a masked number is no more than possible where two callers fit', () => {
    const other = attemptOf({ decision: asId('b'), caller: asId<PhoneNumber>('+8613999991234') });
    expect(confidence(about('139****1234'), attemptOf(), other)).toBe('possible');
    expect(confidence(about('139****1234'), attemptOf(), attemptOf({ decision: asId('b') }))).toBe('likely');
  });

  it('that was refused is told apart', () => {
    const refused = attemptOf({ allowed: false });
    expect(find(CALL, refused)).toMatchObject({ matches: [], refused: [{ decision: 'a', confidence: 'certain' }] });
  });

  it('is the nearest of equals; no more than so many are named', () => {
    const many = Array.from({ length: 30 }, (_, i) =>
      attemptOf({ decision: asId(`${100 + i}`), atMs: AT + (15 - i) * 1_000 }),
    );
    const { matches } = find(CALL, ...many);
    expect(matches).toHaveLength(MATCHES_MAX);
    expect(matches.slice(0, 3).map(({ how }) => how.apartMs)).toEqual([0, 1_000, -1_000]);
  });
});

it('refuses to look at a part', () => {
  const many = Array(ATTEMPTS_LOOKED_AT_MAX + 1).fill(attemptOf({ callee: BEN }));
  expect(matchAttempt(CALL, many)).toMatchObject({ ok: false, code: 'too-large' });
  expect(matchAttempt(CALL, many.slice(1))).toMatchObject({ ok: true, value: { matches: [] } });
});

/** The same words told the slow way: every attempt by itself, the number filled in by a regular expression, points added up. */
const naive = (complaint: Asked, attempts: readonly AttemptSeen[]): readonly string[] => {
  const { reported, channel, atMs } = complaint;
  const digitsFit = (caller: PhoneNumber | undefined): number => {
    if (reported.kind === 'unreadable') return 3;
    if (caller === undefined) return -1;
    if (reported.kind === 'masked') {
      const source = reported.pattern.replace('+', '\\+').replaceAll('?', '\\d').replaceAll('*', '\\d+');
      return new RegExp(`^${source}$`).test(dialledDigits(caller)) ? 2 : -1;
    }
    if (caller === reported.number) return 0;
    const [a, b] = [caller, reported.number].map(String).sort((x, y) => x.length - y.length) as [string, string];
    return !b.startsWith('+') && a.length >= 8 && b.startsWith(a) ? 1 : -1;
  };
  const rows = attempts.flatMap((attempt) => {
    const number = digitsFit(attempt.caller);
    const apart = atMs - attempt.atMs;
    const isCall = channel === 'voice';
    const inTime = isCall ? Math.abs(apart) <= 3_600_000 : apart <= 120 * 3_600_000 && apart >= -600_000;
    const isTheirs = attempt.callee === complaint.complainant || attempt.firstCalled === complaint.complainant;
    if (!attempt.allowed || number < 0 || !inTime || !isTheirs || isCall !== (attempt.channel === 'voice')) return [];
    return [{ attempt, number, apart, isNear: Math.abs(apart) <= 600_000, isSame: attempt.channel === channel }];
  });
  const callers = new Set(rows.map(({ attempt }) => attempt.caller)).size;
  const digits = reported.kind === 'masked' ? [...reported.pattern].filter((c) => c >= '0' && c <= '9').length : 0;
  const points = rows.map((row) => {
    const [told, seen] = [complaint.durationMs, row.attempt.durationMs];
    const isOff = told !== undefined && seen !== undefined && Math.abs(told - seen) > 60_000;
    let level = 2;
    if (!isOff && row.number === 0) level = row.isNear && row.isSame ? 0 : 1;
    if (!isOff && row.number === 1 && row.isNear) level = 1;
    if (!isOff && row.number === 2 && row.isNear && callers === 1 && digits >= 7) level = 1;
    const time = row.isNear ? 0 : 1;
    const key = [level, row.number, time, row.isSame ? 0 : 1, Math.abs(row.apart), row.apart < 0 ? 1 : 0];
    return {
      id: row.attempt.decision,
      text: `${key.map((n) => String(n).padStart(12, '0')).join('/')}/${row.attempt.decision}`,
      level,
    };
  });
  const sorted = points.sort((a, b) => (a.text < b.text ? -1 : 1));
  return sorted.slice(0, 10).map(({ id, level }) => `${id} ${['certain', 'likely', 'possible'][level]}`);
};

describe('against a naive reference', () => {
  const anyMs = fc.oneof(
    fc.integer({ min: -CALL_APART_MAX_MS - 10, max: CALL_APART_MAX_MS + 10 }),
    fc.integer({ min: -DELIVERY_REACH_MS - 10, max: ATTEMPT_NEAR_MS + 10 }),
    fc.constantFrom(0, ATTEMPT_NEAR_MS, -ATTEMPT_NEAR_MS, CALL_APART_MAX_MS, -CALL_APART_MAX_MS, -DELIVERY_REACH_MS),
  );
  const callers = [
    '+8613912341234',
    '+8613999991234',
    '1069000112',
    '10690001',
    '106900011299',
    '95588',
    '+861062345678',
  ];
  const anAttempt = fc.record({
    atMs: anyMs.map((ms) => AT + ms),
    channel: fc.constantFrom(...CHANNELS),
    caller: fc.constantFrom(undefined, ...callers.map((text) => asId<PhoneNumber>(text))),
    callee: fc.constantFrom(ANNA, ANNA, ANNA, BEN),
    firstCalled: fc.constantFrom(undefined, ANNA, BEN),
    allowed: fc.constantFrom(true, true, true, false),
    durationMs: fc.constantFrom(undefined, 0, 60_000, 60_001),
  });
  const written = [
    '139****1234',
    '139 1234 1234',
    '1069****',
    '1069000***',
    '10690001',
    '1069000112',
    '955**',
    'hidden',
    '010 6234 ****',
  ];
  const aComplaint = fc.record({
    complainant: fc.constant(ANNA),
    reported: fc.constantFrom(...written).map((text) => readReported(text)),
    channel: fc.constantFrom(...CHANNELS),
    atMs: fc.constant(AT),
    durationMs: fc.constantFrom(undefined, 0, 30_000),
  });

  it('finds the same, in the same order, with the same confidence', () => {
    fc.assert(
      fc.property(aComplaint, fc.array(anAttempt, { maxLength: 16 }), (complaint, some) => {
        const attempts = some.map((attempt, i) => ({ ...attempt, decision: asId<DecisionId>(`d-${10 + i}`) }));
        const told = ({ decision, confidence: level }: AttemptMatch) => `${decision} ${level}`;
        expect(find(complaint, ...attempts).matches.map(told)).toEqual(naive(complaint, attempts));
        expect(find(complaint, ...attempts.toReversed())).toEqual(find(complaint, ...attempts));
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds none outside of the span that it asks for', () => {
    fc.assert(
      fc.property(aComplaint, anAttempt, (complaint, attempt) => {
        const [fromMs, toMs] = attemptSpan(complaint);
        const { matches, refused } = find(complaint, { ...attempt, decision: asId<DecisionId>('d') });
        if (attempt.atMs < fromMs || attempt.atMs > toMs) expect([...matches, ...refused]).toEqual([]);
      }),
    );
  });
});
