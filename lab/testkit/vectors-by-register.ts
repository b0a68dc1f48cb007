// The decision cases by way of the register: facts written by commands into a store, its changes read back, then decided.
import type { Change, Result } from '@wurao/domain';
import { asSequence } from '@wurao/domain';
import { countAllowed, decide } from '@wurao/engine';
import { LAW_PACKS, type LawPack } from '@wurao/law';
import type { Store } from '@wurao/store';
import {
  type AttemptBody,
  attemptOf,
  commandsOfCase,
  type DecisionCase,
  historyOf,
  instantOf,
  readCases,
  type SetUpStep,
} from '@wurao/vectors';
import { beforeAll, describe, expect, test } from 'vitest';
import { naiveCounters, naiveFacts } from './naive-facts.ts';

const CAST_ONLY = commandsOfCase({ given: [] });
/** Where the cases of one engine are written. */
export interface VectorGround {
  /** Opens an empty store, in which the cast is written, and that each case then gets a copy of. */
  openCast(clock: () => number): Promise<Store>;
  /** Called when the cast is written and its store closed. */
  openCopy(clock: () => number): Promise<Store>;
}

const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.code}: ${result.errors.map((e) => `${e.field} ${e.message}`).join('; ')}`);
};

type Clock = { nowMs: number };

/** Writes the steps, each at its instant; remembers what the register called the things it was given. */
const write = async (
  store: Store,
  clock: Clock,
  steps: readonly SetUpStep[],
  ids: Map<string, string>,
): Promise<void> => {
  for (const { atMs, actor, command, as } of steps) {
    clock.nowMs = atMs;
    const outcome = held(await store.execute({ command: command(ids), actor, idempotency: undefined }));
    if (as !== undefined) ids.set(as, String(outcome.body['id'] ?? as));
  }
};

const allChanges = async (store: Store): Promise<Change[]> => {
  const changes: Change[] = [];
  for (let from = asSequence(0); ; ) {
    const more = held(await store.changesSince(from));
    if (more.length === 0) return changes;
    changes.push(...more);
    from = more.at(-1)?.sequence ?? from;
  }
};

const renamed = (body: AttemptBody, ids: ReadonlyMap<string, string>): AttemptBody => ({
  ...body,
  ...(body.content === undefined ? {} : { content: ids.get(body.content) ?? body.content }),
  ...(body.permit?.filing === undefined
    ? {}
    : { permit: { filing: ids.get(body.permit.filing) ?? body.permit.filing } }),
});

const decideCase = (vector: DecisionCase, changes: readonly Change[], ids: ReadonlyMap<string, string>) => {
  const law = LAW_PACKS.get(vector.law) as LawPack;
  const facts = naiveFacts(changes);
  const counters = naiveCounters(law);
  const decideOne = (body: AttemptBody, atMs: number) => {
    const attempt = attemptOf(renamed(body, ids));
    const decision = decide(attempt, facts, counters, law, atMs);
    countAllowed(attempt, decision, facts, counters, law, atMs);
    return decision;
  };
  for (const { body, atMs } of historyOf(vector)) expect(decideOne(body, atMs).decision).toBe('allow');
  return decideOne(vector.attempt, instantOf(vector.at));
};

const WRITE_CAST_MS = 120_000;

export const vectorsByRegister = (engine: string, ground: VectorGround): void => {
  describe(`by the register on ${engine} and the engine`, () => {
    const castIds = new Map<string, string>();

    beforeAll(async () => {
      const clock = { nowMs: 0 };
      const store = await ground.openCast(() => clock.nowMs);
      await write(store, clock, CAST_ONLY, castIds);
      await store.close();
    }, WRITE_CAST_MS);

    const cases = readCases().filter((vector) => !vector.given.some((fact) => fact.merchantClosed));
    test.each(cases.map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
      const clock = { nowMs: 0 };
      const store = await ground.openCopy(() => clock.nowMs);
      try {
        const ids = new Map(castIds);
        await write(store, clock, commandsOfCase(vector).slice(CAST_ONLY.length), ids);
        const { decision, reason, step } = decideCase(vector, await allChanges(store), ids);
        const { expect: wanted } = vector;
        expect({ decision, reason, step }).toEqual({
          decision: wanted.decision,
          reason: wanted.reason,
          step: wanted.step,
        });
      } finally {
        await store.close();
      }
    });
  });
};
