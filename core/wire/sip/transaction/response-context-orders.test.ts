// What holds of a response context whatever comes in whatever order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  advanceContext,
  type ContextAction,
  type ContextInput,
  FAILS_OVER,
  openContext,
  type ResponseContext,
} from './response-context.ts';

const STATUSES = [100, 180, 183, 200, 202, 302, 401, 404, 408, 486, 487, 500, 503, 600, 603, 607, 608];

const branch = fc.integer({ min: 0, max: 3 });
const input: fc.Arbitrary<ContextInput> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ response: fc.constantFrom(...STATUSES), branch }) },
  { weight: 2, arbitrary: fc.record({ timeout: fc.constant(true as const), branch }) },
  { weight: 2, arbitrary: fc.record({ error: fc.constant(true as const), branch }) },
  { weight: 2, arbitrary: fc.record({ timer: fc.constantFrom('C' as const, 'cancel' as const), branch }) },
  { weight: 1, arbitrary: fc.constant<ContextInput>({ cancel: true }) },
);

interface Played {
  readonly input: ContextInput | undefined;
  readonly actions: readonly ContextAction[];
}

/** Plays what a real world could send: only branches that were begun and not ended speak, only running timers fire. */
function playReal(targets: number, inputs: readonly ContextInput[]): readonly Played[] {
  const opened = openContext({ targets, isInvite: true, timerCMs: 181_000, cancelWaitMs: 32_000 });
  let context: ResponseContext = opened.context;
  const played: Played[] = [{ input: undefined, actions: opened.actions }];
  const world = new World();
  world.see(opened.actions);
  for (const next of inputs) {
    if (!world.allows(next)) continue;
    const step = advanceContext(context, next);
    context = step.context;
    world.see(step.actions);
    played.push({ input: next, actions: step.actions });
  }
  return played;
}

/** Client transactions as they look from above: begun, rung, over; and the context's timers. */
class World {
  readonly #begun = new Set<number>();
  readonly #silent = new Set<number>();
  readonly #over = new Map<number, 'refused' | 'accepted' | 'gone'>();
  readonly #timers = new Map<string, number>();

  allows(input: ContextInput): boolean {
    if ('cancel' in input) return true;
    if ('timer' in input) {
      if (this.#timers.get(input.timer) !== input.branch) return false;
      this.#timers.delete(input.timer);
      return true;
    }
    if (!this.#begun.has(input.branch)) return false;
    const over = this.#over.get(input.branch);
    if ('response' in input) return this.#hears(input.branch, input.response, over);
    if (over !== undefined || ('timeout' in input && !this.#silent.has(input.branch))) return false;
    this.#over.set(input.branch, 'gone');
    return true;
  }

  #hears(from: number, status: number, over: string | undefined): boolean {
    const isSuccess = status >= 200 && status < 300;
    if (over === 'gone' || (over !== undefined && !isSuccess)) return false;
    this.#silent.delete(from);
    if (status >= 200 && over === undefined) this.#over.set(from, isSuccess ? 'accepted' : 'refused');
    return true;
  }

  see(actions: readonly ContextAction[]): void {
    for (const action of actions) {
      if ('try' in action) {
        expect(this.#begun.has(action.try)).toBe(false);
        this.#begun.add(action.try);
        this.#silent.add(action.try);
      }
      // 9.1: only what has answered provisionally, and nothing final, is cancelled.
      if ('cancelBranch' in action) {
        expect(this.#silent.has(action.cancelBranch)).toBe(false);
        expect(this.#over.has(action.cancelBranch)).toBe(false);
      }
      if ('abandonBranch' in action) {
        expect(this.#over.has(action.abandonBranch)).toBe(false);
        this.#over.set(action.abandonBranch, 'gone');
      }
      if ('setTimer' in action) this.#timers.set(action.setTimer, action.branch);
      if ('clearTimer' in action) this.#timers.delete(action.clearTimer);
    }
  }
}

const isSuccess = (next: ContextInput) => 'response' in next && next.response >= 200 && next.response < 300;
const isRefusal = (action: ContextAction) => 'forwardStored' in action || 'answer' in action || 'stayMute' in action;

test('in any order: one final refusal at most, every 2xx before it forwarded, nothing tried after the end, 6xx never retried', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(input, { maxLength: 60 }), (targets, inputs) => {
      const stored = new Map<number, number>();
      const tried: number[] = [];
      let isOver = false;
      let isRefused = false;
      let isCancelled = false;
      for (const { input: next, actions } of playReal(targets, inputs)) {
        const status = next !== undefined && 'response' in next ? next.response : 0;
        const isAnswer = next !== undefined && isSuccess(next);
        const forwards = actions.filter((action) => 'forward' in action).length;
        // A 2xx goes up, unless a refusal went before it.
        if (isAnswer) expect(forwards).toBe(isRefused ? 0 : 1);
        if (status === 100 || status >= 300) expect(forwards).toBe(0);
        if (isOver && !isAnswer) expect(forwards).toBe(0);
        isRefused ||= actions.some(isRefusal);
        if (isCancelled || isOver) expect(actions.some((action) => 'try' in action)).toBe(false);
        for (const action of actions) {
          if ('store' in action) stored.set(action.store, status);
          if ('forwardStored' in action) expect(stored.get(action.forwardStored)).not.toBe(503);
          if ('forwardStored' in action) expect(stored.has(action.forwardStored)).toBe(true);
          if ('try' in action) tried.push(action.try);
        }
        if (actions.some((action) => 'try' in action) && status !== 0) expect(FAILS_OVER).toContain(status);
        const refusals = actions.filter(isRefusal).length;
        expect(refusals).toBeLessThanOrEqual(isOver ? 0 : 1);
        isOver ||= isAnswer || refusals > 0;
        isCancelled ||= next !== undefined && 'cancel' in next;
        if (next !== undefined && 'cancel' in next) expect(actions).toContainEqual({ answerCancel: 200 });
        // The present branch's refusal, other than one that fails over, is the last word.
        const isTheirs = next !== undefined && 'branch' in next && next.branch === tried.at(-1);
        if (isTheirs && status >= 300 && !FAILS_OVER.includes(status)) expect(isOver).toBe(true);
      }
      expect(tried).toEqual(tried.map((_target, index) => index));
      expect(tried.length).toBeLessThanOrEqual(targets);
    }),
    { numRuns: 5_000 },
  );
});

test('whatever came before, timeouts and timers alone bring it to an end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(input, { maxLength: 20 }), (targets, inputs) => {
      const rounds = Array.from({ length: targets * 3 + 3 }, () => [0, 1, 2, 3]).flat();
      const quiet = rounds.flatMap((from): readonly ContextInput[] => [
        { timeout: true, branch: from },
        { timer: 'C', branch: from },
        { timer: 'cancel', branch: from },
      ]);
      const ends = playReal(targets, [...inputs, ...quiet]).filter(
        ({ input: next, actions }) => actions.some(isRefusal) || (next !== undefined && isSuccess(next)),
      );
      expect(ends.length).toBeGreaterThan(0);
    }),
    { numRuns: 1_000 },
  );
});
