// A seeded random world, small and crowded on purpose: few people, merchants and numbers, so that everything meets.
import {
  BASIS_KINDS,
  CATEGORIES,
  CHANNELS,
  type Change,
  type Content,
  LINE_CLASSES,
  PURPOSES,
  SANCTION_KINDS,
} from '@wurao/domain';
import type { BasisFact, FilingFact, Given, PreferenceFact, ScopeWords } from '@wurao/engine';
import { newRegister, toChanges } from '@wurao/engine';
import { type Dice, diceOf } from './random.ts';

export interface WorldSizes {
  readonly subscribers: number;
  readonly merchants: number;
  readonly lines: number;
  readonly filings: number;
  readonly contents: number;
  readonly sanctions: number;
  /** Preferences, bases, refusals, withdrawals, recyclings. */
  readonly wishes: number;
}

export const SMALL_WORLD_SIZES: WorldSizes = {
  subscribers: 12,
  merchants: 6,
  lines: 12,
  filings: 24,
  contents: 16,
  sanctions: 5,
  wishes: 160,
};

const DAY_MS = 86_400_000;
/** Attempts begin here, a Thursday; the facts came in during the hundred days before. */
export const ATTEMPTS_FROM_MS = Date.parse('2026-03-12T00:00:00+08:00');
const FACTS_DAYS = 100;

const CARRIERS = ['party-carrier-1', 'party-carrier-2', 'party-carrier-3'];
const OTHER_PARTIES = ['party-provider', 'party-callhall'];

/** Callers of every kind; each may be filed, owned, listed, or nothing. */
export const CALLERS: readonly string[] = [
  '95566',
  '95577',
  '9501144',
  '4001112222',
  '4009990000',
  '106900010001',
  '1069000100017',
  '106911123',
  '106911124',
  '12345',
  '13900000001',
  '13900000002',
  '17000000001',
  '17000000002',
  '0571-87654321',
  '010-62345678',
  '057196345',
  '+85221234567',
  '+14155550100',
  '1064812345678',
];
const PREFIXES = ['1069', '106911', '10690001', '9501', '+85', '+861390', '+86571', '400'];
const DIALLED_PREFIXES = ['95', '955', '106', '106911', '400', '139', '0571', '05', '+1', '+852', '1', '12345'].filter(
  (p) => p.length > 1,
);

export const subscriberNumber = (index: number): string => `1380000${String(index + 1).padStart(4, '0')}`;
const merchantId = (index: number): string => `merchant-${index + 1}`;
const contentId = (index: number): string => `content-${String(index + 1).padStart(2, '0')}`;
const isoOf = (atMs: number): string => new Date(atMs).toISOString();

const scope = (dice: Dice): ScopeWords => ({
  ...(dice.once(3) ? { purposes: dice.some(PURPOSES) } : {}),
  ...(dice.once(3) ? { categories: dice.some(CATEGORIES) } : {}),
  ...(dice.once(3) ? { channels: dice.some(CHANNELS) } : {}),
});

const linesOf = (dice: Dice, sizes: WorldSizes): Given[] =>
  Array.from({ length: sizes.lines }, (_, i) => ({
    line: {
      id: `line-${i + 1}`,
      class: LINE_CLASSES[i % LINE_CLASSES.length] ?? 'access',
      chain: [
        dice.pick(CARRIERS),
        ...(dice.once(2) ? [dice.pick(OTHER_PARTIES)] : []),
        ...(dice.once(4) ? [merchantId(0)] : []),
      ],
      enforcement: dice.once(6)
        ? ({ mode: 'observe' } as const)
        : dice.once(5)
          ? ({ mode: 'partial', percent: dice.int(0, 101) } as const)
          : ({ mode: 'enforce' } as const),
      trusted: dice.once(2),
      unknownCallers: dice.once(2) ? ('pass' as const) : ('refuse' as const),
      status: dice.once(14) ? dice.pick(['suspended', 'closed'] as const) : ('active' as const),
    },
  }));

/** Templates and how their variables are filled; the words overlap, so that one text may fit several. */
export const TEMPLATES: readonly Pick<Content, 'text' | 'variables'>[] = [
  { text: '【商家】验证码{code},5分钟内有效', variables: [{ name: 'code', type: 'number', maxLength: 6 }] },
  { text: '【商家】{body}', variables: [{ name: 'body', type: 'text', maxLength: 20 }] },
  {
    text: '您的账单{amount}元,{day}到期',
    variables: [
      { name: 'amount', type: 'amount', maxLength: 8 },
      { name: 'day', type: 'date', maxLength: 10 },
    ],
  },
  {
    text: '{name}{name2},生日快乐',
    variables: [
      { name: 'name', type: 'name', maxLength: 3 },
      { name: 'name2', type: 'name', maxLength: 3 },
    ],
  },
  { text: '新品优惠,详见{link}', variables: [{ name: 'link', type: 'url', maxLength: 16 }] },
  { text: 'Special Offer for you', variables: [] },
];

/** Mostly at home on purpose: random contents seldom fit random attempts otherwise. */
const contentsOf = (dice: Dice, sizes: WorldSizes): Given[] =>
  Array.from({ length: sizes.contents }, (_, i): Given => {
    const template = dice.pick(TEMPLATES);
    return {
      content: {
        id: contentId(i),
        merchant: merchantId(dice.int(0, sizes.merchants)),
        channel: dice.pick(CHANNELS),
        purpose: dice.pick(PURPOSES),
        category: dice.pick(CATEGORIES),
        text: template.text,
        variables: template.variables,
        status: dice.once(4) ? dice.pick(['draft', 'submitted', 'rejected'] as const) : ('approved' as const),
      },
    };
  });

/** A filing lists contents of its own merchant only, as the register demands. */
const filingFact = (dice: Dice, sizes: WorldSizes, contents: readonly Given[], i: number): FilingFact => {
  const merchant = merchantId(dice.int(0, sizes.merchants));
  const own = contents.flatMap(({ content }) => (content?.merchant === merchant ? [content.id] : []));
  const prefix = dice.once(4);
  const caller = prefix ? dice.pick(PREFIXES) : dice.pick(CALLERS);
  return {
    id: `filing-${String(i + 1).padStart(2, '0')}`,
    caller,
    prefix,
    merchant,
    ...(dice.once(4) ? { line: `line-${dice.int(1, sizes.lines + 1)}` } : {}),
    kind: caller.startsWith('17') ? 'privacy-number' : 'service-number',
    purposes: dice.some(PURPOSES),
    categories: dice.some(CATEGORIES),
    ...(dice.once(3) ? { channels: dice.some(CHANNELS) } : {}),
    contents: dice.once(5) && own.length > 0 ? dice.some(own) : [],
    ...(dice.once(8) ? { from: isoOf(ATTEMPTS_FROM_MS + dice.int(-2, 6) * DAY_MS) } : {}),
    ...(dice.once(8) ? { to: isoOf(ATTEMPTS_FROM_MS + dice.int(0, 12) * DAY_MS) } : {}),
  };
};

const sanctionsOf = (dice: Dice, sizes: WorldSizes): Given[] =>
  Array.from({ length: sizes.sanctions }, (_, i) => {
    const on = dice.pick([
      { kind: 'number', id: dice.pick(CALLERS) },
      { kind: 'line', id: `line-${dice.int(1, sizes.lines + 1)}` },
      { kind: 'merchant', id: merchantId(dice.int(0, sizes.merchants)) },
      { kind: 'party', id: dice.pick([...OTHER_PARTIES, merchantId(0), merchantId(1)]) },
    ] as const);
    const kind = dice.once(2) ? 'cap' : dice.pick(SANCTION_KINDS);
    return {
      sanction: {
        id: `sanction-${i + 1}`,
        kind,
        on,
        perDay: dice.int(0, 40),
        ...scope(dice),
        ...(dice.once(3) ? { from: isoOf(ATTEMPTS_FROM_MS + dice.int(0, 5) * DAY_MS) } : {}),
        ...(dice.once(3) ? { to: isoOf(ATTEMPTS_FROM_MS + dice.int(1, 9) * DAY_MS) } : {}),
      },
    };
  });

const bindingsOf = (dice: Dice, sizes: WorldSizes, filings: readonly FilingFact[]): Given[] =>
  filings
    .filter((filing) => filing.kind === 'privacy-number' && !filing.prefix)
    .flatMap((filing, i) =>
      [0, 1, 2].map((n) => ({
        binding: {
          id: `binding-${i}-${n}`,
          filing: filing.id,
          a: subscriberNumber(dice.int(0, sizes.subscribers)),
          b: subscriberNumber(dice.int(0, sizes.subscribers)),
          x: dice.once(5) ? '17000000001' : filing.caller,
          order: `order-${n}`,
          expires: isoOf(ATTEMPTS_FROM_MS + dice.int(0, 12) * DAY_MS),
        },
      })),
    );

const clock = (dice: Dice): string => `${String(dice.int(0, 24)).padStart(2, '0')}:${dice.pick(['00', '30', '59'])}`;

const preferenceFact = (dice: Dice, sizes: WorldSizes, subscriber: string): PreferenceFact => {
  const hours = Array.from({ length: dice.int(0, 3) }, () => ({
    days: dice.some([1, 2, 3, 4, 5, 6, 7]),
    from: clock(dice),
    to: clock(dice),
  }));
  const numbers = (): string[] => (dice.once(4) ? [dice.pick(CALLERS)] : []);
  return {
    subscriber,
    on: dice.once(2),
    ...scope(dice),
    ...(dice.once(3) ? { hours } : {}),
    allow: numbers(),
    deny: numbers(),
    prefixes: dice.once(4) ? [{ prefix: dice.pick(DIALLED_PREFIXES), scope: dice.pick(['commercial', 'all']) }] : [],
    keep: dice.once(4) ? [merchantId(dice.int(0, sizes.merchants))] : [],
  };
};

const basisFact = (dice: Dice, sizes: WorldSizes, subscriber: string, id: string): BasisFact => ({
  id,
  subscriber,
  merchant: merchantId(dice.int(0, sizes.merchants)),
  confirmed: !dice.once(4),
  migrated: dice.once(6),
  ...(dice.once(2) ? scope(dice) : {}),
  ...(dice.once(6) ? { from: isoOf(ATTEMPTS_FROM_MS + dice.int(-5000, 20_000) * 60_000) } : {}),
  ...(dice.once(5) ? { to: isoOf(ATTEMPTS_FROM_MS + dice.int(-500, 20_000) * 60_000 + dice.int(0, 1000)) } : {}),
});

const expectationOf = (dice: Dice, subscriber: string): Given =>
  dice.once(6)
    ? { expectationEnded: { subscriber } }
    : {
        expectation: {
          subscriber,
          hours: dice.int(1, 25),
          ...(dice.once(2) ? { categories: dice.some(CATEGORIES) } : {}),
          ...(dice.once(3) ? { channels: dice.some(CHANNELS) } : {}),
        },
      };

const wishOf = (dice: Dice, sizes: WorldSizes, i: number, given: string[]): Given => {
  const subscriber = subscriberNumber(dice.int(0, sizes.subscribers));
  const what = dice.int(0, 100);
  if (what < 20) return { preference: preferenceFact(dice, sizes, subscriber) };
  if (what < 28) return expectationOf(dice, subscriber);
  if (what < 80) {
    const kind = dice.pick(BASIS_KINDS);
    const fact = basisFact(dice, sizes, subscriber, `basis-${i}`);
    given.push(`basis-${i}`);
    const matter = kind === 'request' && dice.once(2) ? { matter: contentId(dice.int(0, sizes.contents)) } : {};
    return { [kind]: { ...fact, ...matter } };
  }
  if (what < 86 && given.length > 0) {
    const of = given.splice(dice.int(0, given.length), 1)[0] ?? '';
    return { withdrawal: { of, by: dice.once(4) ? 'merchant' : 'subscriber' } };
  }
  if (what < 93)
    return {
      refusal: { subscriber, merchant: merchantId(dice.int(0, sizes.merchants)), ...scope(dice), ...scope(dice) },
    };
  return what < 97 ? { preference: { subscriber, on: false } } : { recycling: { number: subscriber } };
};

export interface RandomWorld {
  readonly sizes: WorldSizes;
  readonly facts: readonly { readonly given: Given; readonly atMs: number }[];
  readonly changes: readonly Change[];
}

const party = (id: string): Given => ({ party: { id, name: id, kind: 'carrier' } });

export const makeWorld = (seed: number, sizes: WorldSizes = SMALL_WORLD_SIZES): RandomWorld => {
  const dice = diceOf(seed);
  const contents = contentsOf(dice, sizes);
  const filings = Array.from({ length: sizes.filings }, (_, i) => filingFact(dice, sizes, contents, i));
  const given: string[] = [];
  const givens: Given[] = [
    ...[...CARRIERS, ...OTHER_PARTIES].map(party),
    ...Array.from({ length: sizes.merchants }, (_, i) => ({
      merchant: {
        id: merchantId(i),
        name: merchantId(i),
        categories: CATEGORIES,
        ...(i % 2 === 0 ? { signatures: ['商家'] } : {}),
        ...(i % 3 === 0 ? { domains: ['t.cn'] } : i % 3 === 1 ? { domains: ['example.org'] } : {}),
      },
    })),
    ...linesOf(dice, sizes),
    ...contents,
    ...filings.map((filing) => ({ filing })),
    ...bindingsOf(dice, sizes, filings),
    ...CALLERS.flatMap((number) => (dice.once(2) ? [{ ownership: { number, carrier: dice.pick(CARRIERS) } }] : [])),
    ...Array.from({ length: sizes.wishes }, (_, i) => wishOf(dice, sizes, i, given)),
    ...sanctionsOf(dice, sizes),
    ...(dice.once(3) ? [{ filingRevoked: { id: 'filing-01' } }] : []),
    ...(dice.once(3) ? [{ sanctionLifted: { id: 'sanction-1' } }] : []),
    // The last of all, so that they reach into the attempts.
    ...Array.from({ length: sizes.subscribers }, (_, i) => expectationOf(dice, subscriberNumber(i))),
    ...(dice.once(6) ? [{ merchantClosed: { id: merchantId(sizes.merchants - 1) } }] : []),
  ];
  // Ever closer together: most wishes are fresh, as requests live three days only.
  const ageMs = (i: number): number => FACTS_DAYS * DAY_MS * (1 - i / givens.length) ** 2;
  const facts = givens.map((fact, i) => ({ given: fact, atMs: Math.floor(ATTEMPTS_FROM_MS - ageMs(i)) }));
  return { sizes, facts, changes: toChanges(newRegister(), facts) };
};
