// The engine's matching of texts, which goes over the text once a part, against the reference's, which tries everything.
import { asId, type Content, linksIn, signaturesIn, type VariableSlot } from '@wurao/domain';
import { matchContent } from '@wurao/engine';
import { expect, test } from 'vitest';
import { hostsIn } from './plain-links.ts';
import { fill, signedBy } from './plain-words.ts';
import { type Dice, diceOf } from './random.ts';

const FIRST_SEED = Number(process.env['WURAO_SEED'] ?? 20_260_312);
const ROUNDS = process.env['WURAO_TIER'] === 'soak' ? 1_000_000 : 20_000;

/** Few characters, so that much of it meets: words, figures, marks that join or not, white space. */
const CHARS = ['元', '您', 'a', 'b', '1', '2', '.', ',', '。', '!', '：', '-', '/', ' ', '日'];
const TYPES = ['number', 'amount', 'date', 'url', 'name', 'text'] as const;

const contentOf = (text: string, variables: readonly VariableSlot[]): Content => ({
  id: asId('content-1'),
  merchant: asId('merchant-a'),
  version: 1,
  channel: 'sms',
  purpose: 'service',
  category: 'other',
  text,
  variables,
  status: 'approved',
  reviewNote: undefined,
});

const wordsOf = (dice: Dice, most: number): string =>
  Array.from({ length: dice.int(0, most + 1) }, () => dice.pick(CHARS)).join('');

const templateOf = (dice: Dice): Content => {
  const variables: VariableSlot[] = Array.from({ length: dice.int(0, 4) }, (_, i) => ({
    name: `v${i}`,
    type: dice.pick(TYPES),
    maxLength: dice.int(1, 5),
  }));
  return contentOf(variables.map(({ name }) => `${wordsOf(dice, 3)}{${name}}`).join('') + wordsOf(dice, 3), variables);
};

const VALUES: Readonly<Record<VariableSlot['type'], readonly string[]>> = {
  number: ['1', '21'],
  amount: ['1', '1,2', '2.1'],
  date: ['1日', '2.1', '2-1'],
  url: ['a', 'a.b', 'b/1'],
  name: ['您', 'a.b', '元,您'],
  text: ['元。您', '1', 'b a'],
};

/** As a merchant would send it, then perhaps bent a little. */
const textOf = (dice: Dice, content: Content): string => {
  const filled = content.text.replaceAll(/\{(\w+)\}/g, (_, name) =>
    dice.pick(VALUES[content.variables.find((slot) => slot.name === name)?.type ?? 'text']),
  );
  if (dice.once(3)) return filled;
  const at = dice.int(0, filled.length + 1);
  return filled.slice(0, at) + dice.pick(CHARS) + filled.slice(at + dice.int(0, 2));
};

test(`engine and reference read the same values, or none, of ${ROUNDS} texts (seed ${FIRST_SEED})`, () => {
  const dice = diceOf(FIRST_SEED);
  let matched = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const content = templateOf(dice);
    const text = dice.once(4) ? wordsOf(dice, 6) : textOf(dice, content);
    const values = matchContent(content, text);
    expect(values, `round ${round}: ${JSON.stringify([content.text, content.variables, text])}`).toEqual(
      fill(content, text),
    );
    if (values) matched++;
  }
  expect(matched).toBeGreaterThan(ROUNDS / 10);
  expect(matched).toBeLessThan((ROUNDS * 9) / 10);
});

test(`a text without loose marks, or with others, is of the same template (seed ${FIRST_SEED})`, () => {
  const dice = diceOf(FIRST_SEED + 1);
  const content = contentOf('您,{name}!a。元{sum}元:1。日', [
    { name: 'name', type: 'name', maxLength: 4 },
    { name: 'sum', type: 'amount', maxLength: 7 },
  ]);
  for (let round = 0; round < 1_000; round++) {
    const marks = (): string => dice.pick(['', '。', '!!', ',', ' ', '、']);
    const text = `${marks()}您${marks()}王${marks()}a${marks()}元${marks()}1,200.5${marks()}元${marks()}1${marks()}日${marks()}`;
    expect(matchContent(content, text), text).toEqual(['王', '1,200.5']);
  }
});

const LINK_PIECES = [
  'http://',
  'a',
  't.cn',
  '.',
  '/',
  '?',
  '商城',
  '.中国',
  ' ',
  '详见',
  '@',
  ':8',
  'x.top',
  '-',
  ',',
  'xn--a',
  '.ab',
];
const SIGNED_PIECES = ['【', '】', '商家', 'a', '!', '★', ' ', '【商家】', '您'];

test(`engine and reference find the same links and signatures (seed ${FIRST_SEED})`, () => {
  const dice = diceOf(FIRST_SEED + 2);
  const made = (pieces: readonly string[]): string =>
    Array.from({ length: dice.int(0, 8) }, () => dice.pick(pieces)).join('');
  for (let round = 0; round < ROUNDS; round++) {
    const [linked, signed] = [made(LINK_PIECES), made(SIGNED_PIECES)];
    expect(new Set(linksIn(linked)), `round ${round}: ${linked}`).toEqual(new Set(hostsIn(linked)));
    expect(signaturesIn(signed), `round ${round}: ${signed}`).toEqual([...new Set(signedBy(signed))]);
  }
});
