// A seeded journal beside the store that its decisions were made over: what replay is held against the reference with.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asSequence, type Change, type Decision, type Result } from '@wurao/domain';
import { countAllowed, decide, GateCounters, TableWriter } from '@wurao/engine';
import { JournalReader, type JournalRecord, JournalWriter, recordsIn, seal } from '@wurao/journal';
import type { LawPack } from '@wurao/law';
import { openStore, type Store } from '@wurao/store';
import {
  type AttemptBody,
  attemptOf,
  makeAttempts,
  makeWorld,
  type RandomWorld,
  type SetUpStep,
  toCommands,
} from '@wurao/vectors';

export interface ReplayGround {
  readonly dataDir: string;
  readonly journalDir: string;
  /** Every change of the store, in order. */
  readonly changes: readonly Change[];
  /** What was decided, in order, as the journal keeps it. */
  readonly records: readonly JournalRecord[];
  dispose(): void;
}

/** Facts that go on coming in while attempts are made. */
const LATE_SHARE = 0.5;

const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.code}: ${result.errors.map((e) => `${e.field} ${e.message}`).join('; ')}`);
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

/** As the register calls what the world named. */
const renamed = (body: AttemptBody, ids: ReadonlyMap<string, string>): AttemptBody => ({
  ...body,
  ...(body.content === undefined ? {} : { content: ids.get(body.content) ?? body.content }),
  ...(body.permit?.filing === undefined
    ? {}
    : { permit: { filing: ids.get(body.permit.filing) ?? body.permit.filing } }),
});

class Making {
  readonly #store: Store;
  readonly #journal: JournalWriter;
  readonly #writer: TableWriter;
  readonly #counters: GateCounters;
  readonly #law: LawPack;
  readonly #clock: { nowMs: number };
  readonly #ids = new Map<string, string>();

  constructor(store: Store, journal: JournalWriter, law: LawPack, clock: { nowMs: number }) {
    this.#store = store;
    this.#journal = journal;
    this.#law = law;
    this.#clock = clock;
    this.#writer = new TableWriter({ seed: 7, reservedBytes: 2 ** 24 });
    this.#counters = new GateCounters({ slots: 8_192, windowDays: 30, zoneMinutes: law.zoneMinutes });
    store.onCommit((changes) => this.#writer.apply(changes));
  }

  /** A fact that the register does not take is left out: the feed alone says what there is. */
  async write({ command, actor, as }: SetUpStep, atMs: number): Promise<void> {
    this.#clock.nowMs = atMs;
    const outcome = await this.#store.execute({ command: command(this.#ids), actor, idempotency: undefined });
    if (as !== undefined && outcome.ok) this.#ids.set(as, String(outcome.value.body['id'] ?? as));
  }

  decide(body: AttemptBody, atMs: number): Decision {
    this.#clock.nowMs = Math.max(this.#clock.nowMs, atMs);
    const attempt = attemptOf(renamed(body, this.#ids));
    const { facts } = this.#writer;
    const decision = facts.consistently(() => decide(attempt, facts, this.#counters, this.#law, atMs));
    if (decision.counted) countAllowed(attempt, decision, facts, this.#counters, this.#law, atMs);
    this.#journal.append({ atMs, attempt, decision, asker: undefined, latencyUs: 1 });
    return decision;
  }
}

const makeAll = async (making: Making, world: RandomWorld, seed: number, attempts: number, flush: () => void) => {
  const steps = toCommands(world.facts.filter(({ given }) => given.merchantClosed === undefined));
  const early = Math.floor(steps.length * (1 - LATE_SHARE));
  for (const step of steps.slice(0, early)) await making.write(step, step.atMs);
  const late = steps.slice(early);
  const every = Math.max(1, Math.floor(attempts / (late.length + 1)));
  for (const [i, { body, atMs }] of makeAttempts(seed, attempts, world).entries()) {
    const step = i % every === every - 1 ? late.shift() : undefined;
    if (step !== undefined) await making.write(step, atMs);
    making.decide(body, atMs);
    if (i % 50 === 49) flush();
  }
};

/** Attempts of a random world under `law`, its second half of facts arriving between them; the older days sealed. */
export const makeReplayGround = async (seed: number, attempts: number, law: LawPack): Promise<ReplayGround> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'wurao-replay-'));
  const journalDir = join(dataDir, 'journal');
  const clock = { nowMs: 0 };
  const store = held(await openStore({ directory: dataDir, clock: () => clock.nowMs }));
  const journal = held(JournalWriter.open({ directory: journalDir, now: () => clock.nowMs, segmentBytes: 65_536 }));
  const flush = (): void => void held(journal.flush());
  await makeAll(new Making(store, journal, law, clock), makeWorld(seed), seed, attempts, flush);
  flush();
  const changes = await allChanges(store);
  const records = [...new JournalReader(journalDir).batchesFrom(1)].flatMap((batch) => [...recordsIn(batch)]);
  await journal.close();
  // What is of the last day stays in segments: a replay reads both.
  held(await seal({ directory: journalDir, nowMs: clock.nowMs }));
  await store.close();
  return { dataDir, journalDir, changes, records, dispose: () => rmSync(dataDir, { recursive: true, force: true }) };
};
