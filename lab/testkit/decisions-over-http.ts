import type { RunningServer } from '@wurao/server';
import { type AttemptBody, type DecisionCase, historyOf, instantOf, overHttp, type Theme } from '@wurao/vectors';
import { afterAll, describe, expect, test } from 'vitest';
import { ADMIN_KEY, CastDirectory, type VectorServer } from './vector-server.ts';

export const askOverHttp = async (
  server: RunningServer,
  key: string,
  body: AttemptBody,
  ids: ReadonlyMap<string, string>,
) => {
  const { caller, content, ...rest } = body;
  const payload = {
    ...rest,
    ...(caller === null ? {} : { caller }),
    ...(content === undefined ? {} : { content: ids.get(content) ?? content }),
  };
  const answer = await server.inject({
    method: 'POST',
    url: '/v1/decisions',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    payload: JSON.stringify(payload),
  });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json() as Record<string, unknown>;
};

const live = async (on: VectorServer, vector: DecisionCase, ids: ReadonlyMap<string, string>): Promise<void> => {
  for (const [i, { body, atMs }] of historyOf(vector).entries()) {
    on.setNow(atMs);
    const answer = await askOverHttp(on.server, ADMIN_KEY, body, ids);
    expect(answer['decision'], `${vector.name}: earlier attempt ${i}`).toBe('allow');
  }
  on.setNow(instantOf(vector.at));
};

const sameInstant = (answer: unknown, expected: string | undefined): void => {
  expect(answer === undefined ? undefined : instantOf(String(answer))).toBe(
    expected === undefined ? undefined : instantOf(expected),
  );
};

const casts = new Map<string, CastDirectory>();

/** Of one law, for all its cases here. */
const castOf = (law: string): CastDirectory => {
  const held = casts.get(law) ?? new CastDirectory(law);
  casts.set(law, held);
  return held;
};

/**
 * Every case of lab/vectors that HTTP can carry, written by commands into a real store and asked over the API, at its instant.
 * A process sets aside some hundred gigabytes of addresses a server: it has room for about five hundred.
 */
export const testOverHttp = (themes: readonly Theme[]): void => {
  afterAll(() => {
    for (const cast of casts.values()) cast.remove();
  });
  for (const { title, cases } of themes) {
    const sayable = cases.filter(overHttp);
    // A group without a test fails.
    if (sayable.length === 0) continue;
    describe(title, () => {
      for (const vector of sayable) {
        test(vector.name, async () => {
          await castOf(vector.law).serve(vector, async (door, ids) => {
            await live(door, vector, ids);
            const answer = await askOverHttp(door.server, ADMIN_KEY, vector.attempt, ids);
            const { decision, reason, wouldBe } = vector.expect;
            expect({ decision: answer['decision'], reason: answer['reason'], wouldBe: answer['wouldBe'] }).toEqual({
              decision,
              reason,
              wouldBe,
            });
            sameInstant(answer['retryAt'], vector.expect.retryAt);
          });
        });

        const { merchantView: view } = vector;
        if (view === undefined) continue;
        test(`${vector.name} — as the merchant sees it`, async () => {
          await castOf(vector.law).serve(vector, async (door, ids) => {
            await live(door, vector, ids);
            const key = await merchantKeyFor(door.server, vector);
            const answer = await askOverHttp(door.server, key, vector.attempt, ids);
            expect({ decision: answer['decision'], reason: answer['reason'] }).toEqual({
              decision: view.decision,
              reason: view.reason,
            });
            sameInstant(answer['retryAt'], view.retryAt);
          });
        });
      }
    });
  }
};

/** A key of the merchant whose caller it is, on the line of the attempt. */
const merchantKeyFor = async (server: RunningServer, vector: DecisionCase): Promise<string> => {
  const actor = { role: 'admin', keyId: undefined, party: undefined, subscriber: undefined } as const;
  const asked = await server.inject({
    method: 'POST',
    url: '/v1/decisions',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    payload: JSON.stringify({ ...vector.attempt, mode: 'screen' }),
  });
  const { id } = asked.json() as { id: string };
  const explained = await server.inject({
    method: 'GET',
    url: `/v1/decisions/${id}/explanation`,
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
  });
  const { resolved } = explained.json() as { resolved: { merchant?: string } };
  const party = (vector.attempt.merchant ?? resolved.merchant ?? 'merchant-bank') as never;
  const made = await server.execute({
    command: {
      kind: 'createKey',
      role: 'merchant',
      party,
      lines: vector.attempt.line === undefined ? [] : [vector.attempt.line as never],
    },
    actor,
    idempotency: undefined,
  });
  if (!made.ok) throw new Error(JSON.stringify(made));
  return String(made.value.body['key']);
};
