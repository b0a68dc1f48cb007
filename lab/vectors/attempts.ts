// Random attempts against a random world: every class, purpose, channel and edge, at instants that like edges too.
import { CATEGORIES, CHANNELS, PURPOSES, type StirEvidence } from '@wurao/domain';
import type { AttemptBody } from '@wurao/engine';
import { numberOf } from '@wurao/engine';
import { type Dice, diceOf } from './random.ts';
import { ATTEMPTS_FROM_MS, CALLERS, type RandomWorld, subscriberNumber, TEMPLATES } from './world.ts';

/** Nobody's: not filed, its owner unknown. */
const BUSY_CALLER = '13500000001';
const DAY_MS = 86_400_000;
const EMERGENCIES = ['110', '120', '12110'];
const VALUES = ['1', '123456', '1,200.5', '3月1日', '王', '王先生', 'http://t.cn/a', '限时优惠', '明天', '2026-03-10'];
const FREE_TEXTS = [
  '您好',
  '账单已出,限时 优惠',
  '【商家】',
  '新品优惠,详见',
  'SPECIAL OFFER for you',
  '',
  '恭喜 中奖',
  '新品上市,见www.t.cn',
];

const textOf = (dice: Dice): string => {
  if (dice.once(4)) return dice.pick(FREE_TEXTS);
  const filled = dice.pick(TEMPLATES).text.replaceAll(/\{\w+\}/g, () => dice.pick(VALUES));
  return dice.once(6) ? `${filled}${dice.pick(['', ' ', '!', '。', '红包'])}` : filled;
};

/** Says most things seldom: an attempt that says everything seldom fits. */
const narrowing = (dice: Dice, world: RandomWorld): Partial<AttemptBody> => {
  const { merchants, contents, filings } = world.sizes;
  const content = `content-${String(dice.int(1, contents + 1)).padStart(2, '0')}`;
  const text = dice.once(4) ? textOf(dice) : undefined;
  const filing = `filing-${String(dice.int(1, filings + 1)).padStart(2, '0')}`;
  return {
    ...(dice.once(6) ? { merchant: `merchant-${dice.int(1, merchants + 1)}` } : {}),
    ...(dice.once(2) ? { purpose: dice.pick(PURPOSES) } : {}),
    ...(dice.once(4) ? { category: dice.pick(CATEGORIES) } : {}),
    ...(dice.once(8) ? { content: dice.once(8) ? 'content-nowhere' : content } : {}),
    ...(text === undefined ? {} : { text }),
    ...(text !== undefined && dice.once(4) ? { classified: dice.pick(['marketing', 'service'] as const) } : {}),
    ...(dice.once(12) ? { permit: dice.once(2) ? {} : { filing } } : {}),
  };
};

const person = (dice: Dice, world: RandomWorld): string => subscriberNumber(dice.int(0, world.sizes.subscribers));
const anyLine = (dice: Dice, world: RandomWorld): string =>
  `line-${dice.int(1, world.sizes.lines + (dice.once(40) ? 3 : 1))}`;

/** Anything at all: mostly refused for its caller. */
const strayBody = (dice: Dice, world: RandomWorld): AttemptBody => {
  const caller = dice.once(10) ? null : dice.once(5) ? subscriberNumber(dice.int(500, 560)) : dice.pick(CALLERS);
  const nobody = subscriberNumber(dice.int(100, 160));
  return {
    channel: dice.pick(CHANNELS),
    caller,
    callee: dice.once(20) ? dice.pick(EMERGENCIES) : dice.once(4) ? nobody : person(dice, world),
    ...(dice.once(40) ? {} : { line: anyLine(dice, world) }),
    ...narrowing(dice, world),
    ...(dice.once(3) ? { assertedCaller: dice.pick(CALLERS) } : {}),
    ...(dice.once(5) ? { firstCalled: person(dice, world) } : {}),
    ...(dice.once(2) ? { roaming: true } : {}),
  };
};

/** As its merchant would make it: a filed number, on a line that may carry it, for something filed. */
const filedBody = (dice: Dice, world: RandomWorld): AttemptBody => {
  const filing = dice.pick(world.facts.flatMap(({ given }) => (given.filing ? [given.filing] : [])));
  const caller = CALLERS.find((number) => filing.prefix && numberOf(number).startsWith(filing.caller)) ?? filing.caller;
  const sayable = filing.prefix && !CALLERS.includes(caller) ? dice.pick(CALLERS) : caller;
  const classes = dice.once(3) ? ['interconnect', 'personal', 'international'] : ['access'];
  const lines = world.facts.flatMap(({ given }) =>
    given.line && classes.includes(given.line.class ?? '') ? [given.line.id] : [],
  );
  const said = narrowing(dice, world);
  const own = world.facts.flatMap(({ given }) =>
    given.content?.merchant === filing.merchant ? [given.content.id] : [],
  );
  return {
    channel: dice.pick(filing.channels ?? CHANNELS),
    caller: sayable,
    callee: person(dice, world),
    line: filing.line && !dice.once(4) ? filing.line : dice.pick(lines),
    ...(dice.once(6) ? said : { ...(said.text === undefined ? {} : { text: said.text }) }),
    ...(dice.once(2) ? { purpose: dice.pick(filing.purposes ?? PURPOSES) } : {}),
    ...(dice.once(2) ? { category: dice.pick(filing.categories ?? CATEGORIES) } : {}),
    ...(own.length > 0 && dice.once(4) ? { content: dice.pick(own) } : {}),
    ...(dice.once(10) ? { assertedCaller: dice.pick(CALLERS) } : {}),
    ...(dice.once(6) ? { firstCalled: person(dice, world) } : {}),
    ...(dice.once(2) ? { roaming: true } : {}),
  };
};

const STIR_REASONS = ['signature-wrong', 'orig-mismatch', 'dest-mismatch', 'div-chain-broken', 'stale', 'no-identity'];
const stirOf = (dice: Dice): StirEvidence => {
  const status = dice.pick(['verified', 'failed', 'absent', 'not-checked'] as const);
  return status === 'verified'
    ? { status, attest: dice.pick(['A', 'B', 'C']) }
    : { status, reason: dice.pick(STIR_REASONS) };
};

const bodyOf = (dice: Dice, world: RandomWorld): AttemptBody => ({
  ...(dice.once(5) ? strayBody(dice, world) : filedBody(dice, world)),
  ...(dice.once(8) ? { mode: 'screen' as const } : {}),
});

/** Mostly in the day, often on an edge of it: the law's hours, midnight, whole minutes and the millisecond before. */
const instantAfter = (dice: Dice, atMs: number): number => {
  if (!dice.once(60)) return atMs + dice.int(0, 240_000);
  const dayMs = Math.floor((atMs + DAY_MS / 3) / DAY_MS) * DAY_MS - DAY_MS / 3;
  const edgeMs = dayMs + dice.pick([8, 9, 20, 21, 22, 24, 32, 33]) * 3_600_000 - dice.int(0, 2);
  return Math.max(atMs, edgeMs);
};

export interface TimedAttempt {
  readonly body: AttemptBody;
  readonly atMs: number;
}

/** One person who calls many others within minutes. */
const burst = (dice: Dice, world: RandomWorld, atMs: number): TimedAttempt[] => {
  const lines = world.facts.flatMap(({ given }) => (given.line?.class === 'personal' ? [given.line.id] : []));
  const line = dice.pick(lines);
  const first = dice.int(100, 110);
  return Array.from({ length: 45 }, (_, i) => ({
    body: {
      channel: dice.pick(CHANNELS),
      caller: BUSY_CALLER,
      callee: subscriberNumber(first + (dice.once(4) ? dice.int(0, i + 1) : i)),
      line,
    },
    atMs: atMs + i * 1_000,
  }));
};

/** In order of time. */
export const makeAttempts = (seed: number, count: number, world: RandomWorld): readonly TimedAttempt[] => {
  const dice = diceOf(seed);
  // Dice of their own: what STIR says is no reason for the rest to come out otherwise.
  const signing = diceOf(seed + 1_000_003);
  const signed = (body: AttemptBody): AttemptBody => (signing.once(9) ? { ...body, stir: stirOf(signing) } : body);
  const made: TimedAttempt[] = [];
  let atMs = ATTEMPTS_FROM_MS;
  while (made.length < count) {
    atMs = instantAfter(dice, atMs);
    if (dice.once(250)) {
      made.push(...burst(dice, world, atMs));
      atMs += 60_000;
    }
    // Now and then the same again: that is what the caps are for.
    const again = dice.once(3) ? made.at(-dice.int(1, 20)) : undefined;
    made.push({ body: again?.body ?? signed(bodyOf(dice, world)), atMs });
  }
  return made.slice(0, count);
};
