// Show 5: the same complaints and cases, told to the embedded store and to PostgreSQL, are the same bulletins to the byte.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BULLETIN_FORMATS, readFrozen, recompute, scopesOf } from '@wurao/casework';
import { openStore, type Store } from '@wurao/store';
import { afterAll, expect } from 'vitest';
import { countStore, FROZEN_AT_MS, freezeInto, spanNamed, tellWorld } from './bulletin-world.ts';
import { PostgresGround } from './postgres-ground.ts';
import { postgresPrograms } from './postgres-server.ts';
import { skipUnless } from './skip-unless.ts';
import { held } from './store-commands.ts';

const SEED = 62_626;
const HOUR_MS = 3_600_000;
const SLOW_MS = 240_000;
/** Months first: the quarter hides for their sake. */
const PERIODS = ['2026-02', '2026-03', '2026Q1'];

const ground = new PostgresGround();
const directory = mkdtempSync(join(tmpdir(), 'wurao-bulletins-'));
afterAll(async () => {
  await ground.clear();
  await ground.stop();
  rmSync(directory, { recursive: true, force: true });
}, SLOW_MS);

interface Told {
  readonly frozen: readonly string[];
  readonly counts: string;
}

const tellAndFreeze = async (open: (clock: () => number) => Promise<Store>): Promise<Told> => {
  const clock = { nowMs: 0 };
  const store = await open(() => clock.nowMs);
  await tellWorld(store, SEED, clock);
  const frozen: string[] = [];
  for (const [at, period] of PERIODS.entries()) {
    clock.nowMs = FROZEN_AT_MS + at * HOUR_MS;
    frozen.push(await freezeInto(store, period, clock));
  }
  const counts = JSON.stringify(
    (await countStore(store, spanNamed('2026Q1'))).lateness.map(({ due, late }) => [due, late]),
  );
  await store.close();
  return { frozen, counts };
};

const rendered = (texts: readonly string[], period: string): Readonly<Record<string, string>> => {
  const own = held(readFrozen(texts.find((text) => text.includes(`"period":"${period}"`)) ?? ''));
  const made = scopesOf(own).flatMap((scope) =>
    BULLETIN_FORMATS.flatMap((format) =>
      (['zh', 'en'] as const).map((language) => [
        `${scope} ${format} ${language}`,
        held(recompute(texts, { period, scope, format, language })),
      ]),
    ),
  );
  return Object.fromEntries(made);
};

skipUnless('PostgreSQL 15 or later', postgresPrograms())(
  'CSV, JSON and HTML of both engines are the same to the byte, whatever order the frozen texts come in',
  async () => {
    await ground.prepare();
    const embedded = await tellAndFreeze(async (clock) => held(await openStore({ directory, clock })));
    const served = await tellAndFreeze((clock) => ground.open(ground.url, clock));
    expect(served.counts).toBe(embedded.counts);
    expect(served.frozen).toEqual(embedded.frozen);
    for (const period of PERIODS) {
      const one = rendered(embedded.frozen, period);
      expect(rendered([...served.frozen].reverse(), period)).toEqual(one);
      expect(Object.keys(one).length).toBeGreaterThan(12);
    }
    // The quarter as somebody recomputes it who has not got what was out before: that other bytes come is known.
    const alone = embedded.frozen.slice(2);
    expect(rendered(alone, '2026Q1')).not.toEqual(rendered(embedded.frozen, '2026Q1'));
  },
  SLOW_MS,
);
