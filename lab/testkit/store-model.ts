// A naive model of who may contact whom, and naive tables, beside which the store is run.
import { asId, asSequence, type ChangeBody, type MerchantId, type PairState, type PhoneNumber } from '@wurao/domain';
import type { Actor, Command, Outcome } from '@wurao/registry';
import type { Store } from '@wurao/store';
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  ADMIN,
  ANNA,
  BANK,
  BEN,
  type ConformanceGround,
  held,
  ofBasis,
  ofExpectation,
  ofPreference,
  ofRefusal,
  type Run,
  SHOP,
  subscriber,
} from './store-commands.ts';

/** What a gate's tables come to hold: each change is one put. */
export class NaiveTables {
  readonly rows = new Map<string, unknown>();

  put(body: ChangeBody): this {
    if (body.kind === 'pair') this.#set(`pair/${body.number}/${body.merchant}`, body.state);
    else if (body.kind === 'preference')
      this.#set(
        `preference/${body.number}`,
        body.profile && { profile: body.profile, lists: body.lists, fact: body.fact },
      );
    else if (body.kind === 'noun') this.#set(`${body.noun}/${body.id}`, body.body);
    else this.#set(body.kind === 'ownership' ? `ownership/${body.ownership.number}` : 'law', body);
    return this;
  }

  #set(key: string, value: unknown): void {
    if (value === undefined || value === null) this.rows.delete(key);
    else this.rows.set(key, JSON.parse(JSON.stringify(value)));
  }

  of(...prefixes: string[]): [string, unknown][] {
    return [...this.rows]
      .filter(([key]) => prefixes.some((prefix) => key.startsWith(prefix)))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** By the pair and the preference alone, as steps 8 to 10 ask for a marketing call. */
  mayContact(number: PhoneNumber, by: MerchantId, atMs: number): boolean {
    const pair = this.rows.get(`pair/${number}/${by}`) as PairState | undefined;
    const preference = this.rows.get(`preference/${number}`) as { profile: { on: boolean } } | undefined;
    const live = (pair?.entries ?? []).filter(
      (e) => !e.withdrawn && !e.former && e.confirmed && (e.toSec === 0 || e.toSec * 1_000 > atMs),
    );
    const refused = (pair?.refusals ?? []).some((no) => !live.some((e) => e.sequence > no.sequence));
    const barred = preference?.profile.on === true && pair?.kept !== true && !live.some((e) => e.lifts);
    return live.length > 0 && !refused && !barred;
  }
}

interface Step {
  readonly act:
    | 'grant'
    | 'assert'
    | 'withdraw'
    | 'refuse'
    | 'on'
    | 'off'
    | 'keep'
    | 'recycle'
    | 'expect'
    | 'expect nothing';
  readonly number: PhoneNumber;
  readonly merchant: MerchantId;
  readonly lastsS: number | undefined;
  readonly repeats: boolean;
}

export const anyStep: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(
    'grant',
    'grant',
    'assert',
    'withdraw',
    'refuse',
    'on',
    'off',
    'keep',
    'recycle',
    'expect',
    'expect nothing',
  ),
  number: fc.constantFrom(ANNA, BEN),
  merchant: fc.constantFrom(BANK, SHOP),
  lastsS: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  repeats: fc.boolean(),
});

/** What was done to one (number, merchant), in order; each entry at its sequence. */
interface Told {
  readonly act: Step['act'];
  readonly sequence: number;
  readonly untilMs: number;
  readonly id: string;
  isWithdrawn: boolean;
}

class NaiveModel {
  readonly #told = new Map<string, Told[]>();
  readonly #wish = new Map<PhoneNumber, { on: boolean; since: number; keep: Set<string> }>();

  of(step: Step): Told[] {
    const key = `${step.number}/${step.merchant}`;
    const told = this.#told.get(key) ?? [];
    this.#told.set(key, told);
    return told;
  }

  wish(number: PhoneNumber): { on: boolean; since: number; keep: Set<string> } {
    const wish = this.#wish.get(number) ?? { on: false, since: 0, keep: new Set() };
    this.#wish.set(number, wish);
    return wish;
  }

  recycle(number: PhoneNumber): void {
    this.#wish.delete(number);
    for (const by of [BANK, SHOP]) this.#told.delete(`${number}/${by}`);
  }

  mayContact(number: PhoneNumber, by: MerchantId, atMs: number): boolean {
    const told = this.#told.get(`${number}/${by}`) ?? [];
    const wish = this.wish(number);
    const live = told.filter((t) => t.act === 'grant' && !t.isWithdrawn && t.untilMs > atMs);
    const newest = Math.max(0, ...live.map((t) => t.sequence));
    const refused = told.some((t) => t.act === 'refuse' && t.sequence > newest);
    const barred = wish.on && !wish.keep.has(by) && newest <= wish.since;
    return live.length > 0 && !refused && !barred;
  }
}

const commandOf = (step: Step, model: NaiveModel, nowMs: number): Command => {
  const { number } = step;
  const keep = [...model.wish(number).keep] as MerchantId[];
  switch (step.act) {
    case 'grant':
    case 'assert':
      return ofBasis(number, {
        merchant: step.merchant,
        toMs: step.lastsS && Math.ceil(nowMs / 1_000) * 1_000 + step.lastsS * 2_000,
      });
    case 'withdraw':
      return { kind: 'withdrawBasis', id: asId(model.of(step).findLast((t) => t.act === 'grant')?.id ?? 'basis-none') };
    case 'refuse':
      return ofRefusal(number, step.merchant);
    case 'on':
    case 'off':
      return ofPreference(number, { on: step.act === 'on', keep });
    case 'keep':
      return ofPreference(number, { on: model.wish(number).on, keep: [...new Set([...keep, step.merchant])] });
    case 'recycle':
      return { kind: 'recycleNumber', number };
    case 'expect':
      return ofExpectation(number);
    case 'expect nothing':
      return { kind: 'endExpectation', subscriber: number };
  }
};

const note = (step: Step, model: NaiveModel, command: Command, outcome: Outcome): void => {
  const { act, number } = step;
  const wish = model.wish(number);
  if (act === 'expect' || act === 'expect nothing') return;
  if (act === 'recycle') model.recycle(number);
  else if (act === 'withdraw') {
    for (const told of model.of(step))
      if (command.kind === 'withdrawBasis' && told.id === command.id) told.isWithdrawn = true;
  } else if (act === 'keep') wish.keep.add(step.merchant);
  else if (act === 'on' || act === 'off') {
    if (wish.on !== (act === 'on')) wish.since = outcome.sequence;
    wish.on = act === 'on';
  } else {
    const untilMs =
      outcome.body['to'] === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(outcome.body['to']));
    model
      .of(step)
      .push({ act, sequence: outcome.sequence, untilMs, id: String(outcome.body['id']), isWithdrawn: false });
  }
};

const OF_NUMBERS = ['pair/', 'preference/', 'expectation/'];
const PAIRS = [ANNA, BEN].flatMap((number) => [BANK, SHOP].map((of) => ({ number, merchant: of })));

export const followSteps = async (
  store: Store,
  ground: ConformanceGround,
  steps: readonly Step[],
  run: Run,
  now: () => number,
): Promise<void> => {
  const model = new NaiveModel();
  const tables = new NaiveTables();
  const history: { sequence: number; rows: unknown }[] = [];
  store.onCommit((changes) => {
    for (const { body } of changes) tables.put(body);
  });
  for (const [i, step] of steps.entries()) {
    const command = commandOf(step, model, now());
    const actor =
      step.act === 'assert' || step.act === 'recycle'
        ? ADMIN
        : { ...subscriber(step.number), keyId: asId<NonNullable<Actor['keyId']>>('key-s') };
    const idempotency = { key: `step-${i}`, bodyHash: 'x' };
    const head = store.head();
    const done = await run(store, command, actor, idempotency);
    expect(store.head() - head, 'at most one sequence a command').toBeLessThanOrEqual(1);
    if (done.ok) note(step, model, command, done.value);
    else expect([step.act, done.code]).toEqual(['withdraw', 'not-found']);
    if (step.repeats && done.ok)
      expect(held(await run(store, command, actor, idempotency))).toMatchObject({
        repeated: true,
        sequence: done.value.sequence,
      });
    for (const { number, merchant: by } of PAIRS)
      expect(tables.mayContact(number, by, now()), `${number} ${by}`).toBe(model.mayContact(number, by, now()));
    history.push({ sequence: store.head(), rows: tables.of(...OF_NUMBERS) });
  }
  const again = await ground.reopen();
  expect(again.head()).toBe(history.at(-1)?.sequence);
  const loaded = new NaiveTables();
  for await (const piece of held(await again.loadTables()).pieces) for (const body of piece) loaded.put(body);
  expect(loaded.of(...OF_NUMBERS)).toEqual(tables.of(...OF_NUMBERS));
  for (const { sequence, rows } of history) {
    const asOf = new NaiveTables();
    for (const body of held(await again.factsAsOf(asSequence(sequence), { numbers: [ANNA, BEN], pairs: PAIRS })))
      asOf.put(body);
    expect(asOf.of(...OF_NUMBERS), `as of ${sequence}`).toEqual(rows);
  }
  const replayed = new NaiveTables();
  const rows = held(await again.changesSince(asSequence(0), 10_000));
  for (const [i, { sequence, body }] of rows.entries()) {
    expect(sequence - (rows[i - 1]?.sequence ?? 0), 'dense').toBeLessThanOrEqual(1);
    replayed.put(body);
  }
  expect(replayed.of(...OF_NUMBERS)).toEqual(loaded.of(...OF_NUMBERS));
};
