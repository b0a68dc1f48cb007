// A day on real input: real prefixes, the real service numbers filed to their organisations, reported numbers mixed in;
// the people, their wishes and the hours are made up from a seed. Nothing of the data is kept here.
import { CATEGORIES, type Change } from '@wurao/domain';
import type { AttemptBody, Given } from '@wurao/engine';
import { attemptOf, newRegister, toChanges } from '@wurao/engine';
import type { LawPack } from '@wurao/law';
import { type DayData, readDayData, type ServiceNumber } from './day-data.ts';
import { applyChange, newWorld, type World } from './plain-world.ts';
import { type Dice, diceOf } from './random.ts';
import { referenceDecide } from './reference.ts';
import { type SetUpStep, toCommands } from './to-commands.ts';

/** A Tuesday, in Shanghai; the set-up came in during the four weeks before. */
export const DAY_FROM_MS = Date.parse('2026-03-10T00:00:00+08:00');
const DAY_MS = 86_400_000;
const SET_UP_MS = 28 * DAY_MS;

/** Share of the day's attempts that fall into each hour, in thousandths: little at night, most in office hours. */
const HOURLY = [4, 2, 2, 2, 2, 4, 10, 25, 50, 85, 90, 85, 60, 60, 80, 85, 80, 70, 55, 50, 45, 30, 16, 8];

const ACCESS_LINES = ['line-east-1', 'line-east-2', 'line-west-1', 'line-trial'];
const FOREIGN_LINE = 'line-abroad';
const PERSONAL_LINE = 'line-persons';
const CARRIER = 'party-east';

export interface DayAttempt {
  readonly body: AttemptBody;
  readonly atMs: number;
}

export interface Day {
  /** The register before the day: commands for the doors, the same as changes. */
  readonly commands: readonly SetUpStep[];
  readonly changes: readonly Change[];
  readonly count: number;
  /** The same attempts each time it is asked, in order of time; `attemptId` is its place. */
  attempts(): Generator<DayAttempt>;
  /** A fresh world of the reference, set up. */
  world(): World;
}

const line = (id: string, name: string, rest: Omit<NonNullable<Given['line']>, 'id' | 'name'>): Given => ({
  line: { id, name, ...rest },
});

const LINES: readonly Given[] = [
  { party: { id: CARRIER, name: 'East', kind: 'carrier' } },
  { party: { id: 'party-west', name: 'West', kind: 'carrier' } },
  line('line-east-1', 'East 1', { class: 'access', chain: [CARRIER] }),
  line('line-east-2', 'East 2', { class: 'access', chain: [CARRIER] }),
  line('line-west-1', 'West 1', { class: 'access', chain: ['party-west'] }),
  line('line-trial', 'East, in trial', {
    class: 'access',
    chain: [CARRIER],
    enforcement: { mode: 'partial', percent: 50 },
  }),
  line(FOREIGN_LINE, 'Abroad', { class: 'international', chain: ['party-west'], unknownCallers: 'pass' }),
  line(PERSONAL_LINE, 'Persons', { class: 'personal', chain: [CARRIER], unknownCallers: 'refuse' }),
];

interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly numbers: readonly ServiceNumber[];
}

const organisationsOf = (data: DayData): Organisation[] => {
  const byName = Map.groupBy(data.services, ({ organisation }) => organisation);
  return [...byName].map(([name, numbers], i) => ({ id: `merchant-day-${i + 1}`, name, numbers }));
};

const filingsOf = (organisations: readonly Organisation[]): Given[] =>
  organisations.flatMap(({ id, name, numbers }) => [
    { merchant: { id, name, categories: CATEGORIES } },
    ...numbers.map(({ number, categories, purposes }) => ({
      filing: { id: `filing-${number.replace('+', '')}`, caller: number, merchant: id, categories, purposes },
    })),
  ]);

interface People {
  readonly numbers: readonly string[];
  /** Own numbers of East that call all day long. */
  readonly busy: readonly string[];
  /** Who gave what to whom: attempts follow it. */
  readonly given: { readonly subscriber: string; readonly organisation: Organisation }[];
}

const mobileOf = (dice: Dice, data: DayData): string =>
  `${dice.pick(data.prefixes)}${String(dice.int(0, 10_000)).padStart(4, '0')}`;

const preferenceOf = (dice: Dice, data: DayData, subscriber: string): Given => ({
  preference: {
    subscriber,
    on: !dice.once(4),
    ...(dice.once(3) ? { categories: dice.some(CATEGORIES) } : {}),
    ...(dice.once(6) ? { channels: ['voice'] as const } : {}),
    ...(dice.once(6) ? { hours: [{ days: [1, 2, 3, 4, 5], from: '10:00', to: '18:00' }] } : {}),
    deny: dice.once(8) ? [dice.pick(data.services).number] : [],
    allow: dice.once(8) ? [dice.pick(data.services).number] : [],
    prefixes: dice.once(6)
      ? [{ prefix: dice.pick(['400', '95', '1010', '+1']), scope: dice.pick(['commercial', 'all']) }]
      : [],
  },
});

/** What one person wrote before the day. A basis that is withdrawn or ends with its holder has its turn after it. */
const wishesOf = (
  dice: Dice,
  data: DayData,
  organisations: readonly Organisation[],
  subscriber: string,
  people: People,
): Given[] => {
  const wishes: Given[] = [];
  if (dice.int(0, 100) < 40) wishes.push(preferenceOf(dice, data, subscriber));
  const bases = dice.int(0, 4);
  for (let i = 0; i < bases; i++) {
    const organisation = dice.pick(organisations);
    const id = `basis-${subscriber}-${i}`;
    const scope = dice.once(5) ? { channels: ['sms'] as const } : {};
    const to = dice.once(8) ? { to: '2026-03-01T00:00:00+08:00' } : {};
    const fact = { id, subscriber, merchant: organisation.id, confirmed: !dice.once(5), ...scope };
    wishes.push(
      dice.once(4) ? { relation: { ...fact, ...to } } : { consent: { ...fact, migrated: dice.once(12), ...to } },
    );
    people.given.push({ subscriber, organisation });
    if (dice.once(12)) wishes.push({ withdrawal: { of: id } });
    if (dice.once(12)) wishes.push({ refusal: { subscriber, merchant: organisation.id } });
  }
  if (dice.once(80)) wishes.push({ recycling: { number: subscriber } });
  return wishes;
};

/** Everything stands in a rising order of receipt over the four weeks; what ended on 1 March was received before it ended. */
const received = (givens: readonly Given[]): { given: Given; atMs: number }[] =>
  givens.map((given, i) => ({
    given,
    atMs: Math.floor(DAY_FROM_MS - SET_UP_MS + (i * SET_UP_MS) / 2 / givens.length),
  }));

const attemptBody = (dice: Dice, data: DayData, people: People): AttemptBody => {
  const kind = dice.int(0, 1000);
  const someone = dice.once(2) ? dice.pick(people.numbers) : mobileOf(dice, data);
  if (kind < 60)
    return {
      channel: 'voice',
      caller: dice.pick(data.complainedAbout),
      callee: someone,
      line: dice.once(3) ? dice.pick(ACCESS_LINES) : FOREIGN_LINE,
    };
  if (kind < 110)
    return {
      channel: 'voice',
      caller: mobileOf(dice, data),
      callee: someone,
      line: dice.once(2) ? PERSONAL_LINE : dice.pick(ACCESS_LINES),
    };
  if (kind < 160)
    return {
      channel: dice.pick(['voice', 'sms']),
      caller: dice.pick(people.busy),
      callee: someone,
      line: PERSONAL_LINE,
    };
  if (kind < 163)
    return {
      channel: 'voice',
      caller: dice.pick(data.services).number,
      callee: dice.pick(['110', '120']),
      line: dice.pick(ACCESS_LINES),
    };
  const known = kind < 600 ? dice.pick(people.given) : undefined;
  const service = dice.pick(known?.organisation.numbers ?? data.services);
  const purpose = dice.once(3) && service.purposes.includes('marketing') ? 'marketing' : dice.pick(service.purposes);
  const text = dice.once(10) ? { text: dice.pick(TEXTS) } : {};
  return {
    channel: dice.once(3) ? 'voice' : 'sms',
    caller: service.number,
    callee: known?.subscriber ?? someone,
    line: dice.pick(ACCESS_LINES),
    ...(dice.once(8) ? {} : { purpose }),
    ...(dice.once(4) ? {} : { category: dice.pick(service.categories) }),
    ...text,
  };
};

const busyNumbers = (count: number): string[] =>
  Array.from({ length: Math.max(40, Math.floor(count / 700)) }, (_, i) => `1390000${String(i + 1).padStart(4, '0')}`);
const TEXTS = ['您的账单已出,请查收。', '您的快件已到驿站。', '账单已出,另有限时优惠等您。', '新品上市,回复R拒收'];

/** The instant of the i-th of `count` attempts, along the load of the hours. */
const instantOf = (i: number, count: number): number => {
  const total = HOURLY.reduce((sum, share) => sum + share, 0);
  let left = ((i + 0.5) / count) * total;
  const hour = HOURLY.findIndex((share) => {
    if (left < share) return true;
    left -= share;
    return false;
  });
  return DAY_FROM_MS + Math.floor((hour + left / (HOURLY[hour] ?? 1)) * 3_600_000);
};

/** `count` attempts of one day; a fiftieth as many people wrote their wishes down before, at most 20,000. */
export const dayOf = (seed: number, count: number, data: DayData = readDayData()): Day => {
  const dice = diceOf(seed);
  const organisations = organisationsOf(data);
  const size = Math.max(50, Math.min(20_000, Math.floor(count / 50)));
  const people: People = {
    numbers: [...new Set(Array.from({ length: size }, () => mobileOf(dice, data)))],
    busy: busyNumbers(count),
    given: [],
  };
  const facts = received([
    ...LINES,
    ...filingsOf(organisations),
    ...people.busy.map((number) => ({ ownership: { number, carrier: CARRIER } })),
    {
      sanction: {
        id: 'sanction-day',
        kind: 'cap',
        on: { kind: 'line', id: 'line-west-1' },
        perDay: Math.ceil(count / 25),
        purposes: ['marketing'],
      },
    },
    ...people.numbers.flatMap((subscriber) => wishesOf(dice, data, organisations, subscriber, people)),
  ]);
  const changes = toChanges(newRegister(), facts);
  return {
    commands: toCommands(facts),
    changes,
    count,
    *attempts() {
      const chance = diceOf(seed + 1);
      for (let i = 0; i < count; i++) yield { body: attemptBody(chance, data, people), atMs: instantOf(i, count) };
    },
    world() {
      const world = newWorld();
      for (const change of changes) applyChange(world, change.body);
      return world;
    },
  };
};

/** How often the reference gives each reason over the day, counting as it goes: highest first. */
export const referenceTotals = (day: Day, law: LawPack): ReadonlyMap<string, number> => {
  const world = day.world();
  const totals = new Map<string, number>();
  for (const { body, atMs } of day.attempts()) {
    const { reason } = referenceDecide(world, attemptOf(body), law, atMs);
    totals.set(reason, (totals.get(reason) ?? 0) + 1);
  }
  return new Map([...totals].sort((a, b) => b[1] - a[1]));
};
