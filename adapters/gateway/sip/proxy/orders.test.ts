// What holds of a call whatever is sent in whatever order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DIALOG_LIVES_MS } from './proxy-port.ts';
import { Unsayable } from './testing/party.ts';
import { Stage } from './testing/stage.ts';

const HOPS = ['a', 'b'] as const;
const ANSWERS = HOPS.flatMap((hop) => [100, 180, 200, 404, 408, 503, 603].map((status) => `${hop} ${status}`));
const line = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ANSWERS) },
  { weight: 1, arbitrary: fc.constantFrom('caller CANCEL', 'caller CANCEL again', 'caller INVITE again') },
  { weight: 2, arbitrary: fc.constantFrom('caller ACK', 'caller BYE', 'a BYE', 'b BYE', 'caller BYE again') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'caller 200 BYE',
      'a 200 BYE',
      'b 200 BYE',
      'a 200 CANCEL',
      'a 487',
      'b 487',
      'a closed',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom('+1', '+200', '+500', '+5000', '+32000', '+181000') },
);
const setting = fc.record({
  transport: fc.constantFrom('udp' as const, 'tcp' as const),
  recordRoute: fc.boolean(),
  down: fc.constantFrom([], ['a'], ['b'], ['a', 'b']),
});

/** The line, and what went out for it; undefined where nobody could say it. */
function said(stage: Stage, text: string): string | undefined {
  try {
    return stage.line(text);
  } catch (error) {
    if (error instanceof Unsayable) return undefined;
    throw error;
  }
}

/** What the call's INVITE was answered, as far as the caller was told: each final response once, however often it came. */
function finals(stage: Stage): readonly number[] {
  const { took } = stage.party('caller');
  const answers = took.filter((text) => text.startsWith('SIP/2.0 ') && text.includes(' INVITE\r\n'));
  return [...new Set(answers)].map((text) => Number(text.slice(8, 11))).filter((status) => status >= 200);
}

const invited = (stage: Stage): readonly string[] =>
  HOPS.filter((hop) => stage.party(hop).took.some((text) => text.startsWith('INVITE ')));

/** Plays the lines and checks each as it comes. */
function play(
  stage: Stage,
  lines: readonly string[],
): { readonly isCancelled: boolean; readonly byes: ReadonlySet<string> } {
  let frozen: readonly string[] | undefined;
  let isCancelled = false;
  let isAcknowledged = false;
  const rang = new Set<string>();
  const byes = new Set<string>();
  stage.line('caller INVITE');
  for (const text of lines) {
    const [who = '', what = ''] = text.split(' ');
    const before = finals(stage).length;
    // By TCP nobody repeats an INVITE, nor after timer B or its ACK: it would be a call of its own.
    const isLate = stage.clock.nowMs >= 32_000 || isAcknowledged || stage.options.transport === 'tcp';
    if (text === 'caller INVITE again' && isLate) continue;
    const out = said(stage, text);
    if (out === undefined) continue;
    isAcknowledged ||= text === 'caller ACK';
    if (/^1/.test(what)) rang.add(who);
    // 9.1: a CANCEL only to who has answered provisionally.
    for (const hop of HOPS) if (out.includes(`${hop}<CANCEL`)) expect(rang).toContain(hop);
    if (frozen !== undefined) expect(invited(stage)).toEqual(frozen);
    if (what === 'CANCEL' && before === 0) isCancelled = true;
    // After a CANCEL, a refusal that is not about the next hop, or an answer, no other next hop is tried.
    if (what === 'CANCEL' || finals(stage).length > 0 || (what === '603' && out.includes('<ACK'))) {
      frozen ??= invited(stage);
    }
    if (what === 'BYE' && out.endsWith('<BYE')) byes.add(who === 'caller' ? 'caller' : 'callee');
    expect(stage.outcomes.length).toBeLessThanOrEqual(1);
  }
  return { isCancelled, byes };
}

test('one final refusal or only 2xx, one outcome that says the same, nothing new after a CANCEL, and nothing left over', () => {
  fc.assert(
    fc.property(setting, fc.array(line, { maxLength: 40 }), (options, lines) => {
      const stage = new Stage({ ...options, hops: HOPS, down: options.transport === 'tcp' ? options.down : [] });
      const { isCancelled, byes } = play(stage, lines);
      stage.clock.advance(2 * DIALOG_LIVES_MS);
      const answers = finals(stage);
      const refusals = answers.filter((status) => status >= 300);
      expect(refusals.length).toBeLessThanOrEqual(1);
      if (refusals.length === 1) expect(answers).toEqual(refusals);
      expect(answers.length).toBeGreaterThan(0);
      expect(stage.outcomes).toHaveLength(1);
      const outcome = stage.outcomes[0]!;
      expect(outcome.status).toBe(answers[0]);
      expect(outcome.answeredMs !== undefined).toBe(refusals.length === 0);
      if (refusals.length === 1) expect(outcome.endedBy).toBe(isCancelled ? 'caller' : 'network');
      else if (outcome.endedBy !== undefined) expect(byes).toContain(outcome.endedBy);
      if (refusals.length === 0 && !options.recordRoute) expect(outcome.endedBy).toBeUndefined();
      expect(outcome.endedMs === undefined).toBe(outcome.endedBy === undefined);
      expect(stage.admissions).toBe(1);
      expect(stage.proxy.figures()).toMatchObject({ transactions: 0, dialogs: 0, heldBytes: 0 });
      expect(stage.clock.pending).toBe(0);
    }),
    { numRuns: 250 },
  );
});

test('wherever it is closed: every call is told, nothing is left over', () => {
  fc.assert(
    fc.property(setting, fc.array(line, { maxLength: 20 }), (options, lines) => {
      const stage = new Stage({ ...options, hops: HOPS, down: [] });
      play(stage, lines);
      stage.line('close');
      expect(stage.outcomes).toHaveLength(1);
      expect(stage.proxy.figures()).toMatchObject({ transactions: 0, dialogs: 0, heldBytes: 0 });
      expect(stage.clock.pending).toBe(0);
    }),
    { numRuns: 100 },
  );
});
