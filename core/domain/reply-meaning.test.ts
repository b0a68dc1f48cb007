import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readMenu } from './offered-menu.ts';
import {
  checkLineWords,
  foldReply,
  MAX_LINE_WORD_CHARS,
  MAX_LINE_WORDS,
  type ReplySetting,
  readReply,
} from './reply-meaning.ts';
import { POLITE_BEFORE, REPLY_LANGUAGES, REPLY_WORDS } from './reply-words.ts';

interface ReplyCase extends ReplySetting {
  readonly text: string;
  readonly means: string;
  readonly word?: string;
  readonly key?: string;
  readonly language?: string;
  readonly why?: string;
}

const file = join(import.meta.dirname, '..', '..', 'lab', 'vectors', 'replies.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly ReplyCase[] };
const read = (vector: ReplyCase) => readReply(vector.text, vector);

describe('replies', () => {
  test.each(cases.map((vector) => [vector.text, vector.lastText ?? '', vector] as const))(
    '%s (after "%s")',
    (_text, _last, vector) => {
      const { means, word, key, language } = vector;
      const named = means === 'agrees' ? { code: key } : key === undefined ? {} : { key };
      expect(read(vector)).toMatchObject({
        means,
        ...named,
        ...(word === undefined ? {} : { word }),
        ...(language === undefined ? {} : { language }),
      });
    },
  );

  it('name the word of every refusal, and every word of the list is in some case', () => {
    const refusing = cases.filter(({ means }) => means === 'refuses');
    expect(refusing.every(({ word }) => word !== undefined)).toBe(true);
    const shown = new Set(refusing.map(({ word }) => word));
    for (const language of REPLY_LANGUAGES) {
      const { always, keys, soft, phrases } = REPLY_WORDS[language];
      for (const word of [...always, ...keys, ...soft, ...phrases])
        expect([word, shown.has(word)]).toEqual([word, true]);
    }
  });

  it('are listed as they are folded', () => {
    for (const language of REPLY_LANGUAGES) {
      const { always, keys, soft, phrases } = REPLY_WORDS[language];
      for (const word of [...always, ...keys, ...soft]) expect(foldReply(word).join('')).toBe(word);
      for (const phrase of phrases) expect(foldReply(phrase).join(' ')).toBe(phrase);
    }
  });

  it('of a word of the list refuse in any width and case, with anything but letters and digits in between', () => {
    const { always, keys, soft } = REPLY_WORDS.zh;
    const symbol = fc.constantFrom(' ', '.', '-', '!', '。', '　', '\u200b', '☆', '');
    fc.assert(
      fc.property(
        fc.constantFrom(...always, ...keys, ...soft),
        fc.array(symbol, { minLength: 9, maxLength: 9 }),
        (word, marks) => {
          const wide = Array.from(word, (c) =>
            c < '\u007f' ? String.fromCharCode(c.toUpperCase().charCodeAt(0) + 0xfee0) : c,
          );
          const bent = wide.map((letter, i) => `${letter}${marks[i] ?? ''}`).join('');
          expect(readReply(bent)).toMatchObject({ means: 'refuses', word: word });
        },
      ),
    );
  });

  it('never throw and always mean something, whatever they and the message before hold', () => {
    const scrap = fc.constantFrom(
      '回复',
      '退订',
      '不',
      'T',
      'TD',
      '1',
      '取消',
      ',',
      ' ',
      'reply',
      'stop',
      'to',
      '没',
      '怎么',
      '吗',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(scrap, { maxLength: 300 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, text, fc.boolean(), (reply, lastText, awaitsCode) => {
        expect(['refuses', 'menu', 'agrees', 'other']).toContain(readReply(reply, { lastText, awaitsCode }).means);
      }),
    );
  });

  it('TD, 退订 and 拒收 refuse whatever was offered', () => {
    const offers = fc.constantFrom(
      '回复TD续费',
      '回复 TD 查询 T 续费',
      '回复退订查询',
      'Reply TD to confirm',
      '回复1续费,2查询',
    );
    const ways = fc.constantFrom('TD', '退订', '拒收', ...POLITE_BEFORE.map((word) => `${word}退订`));
    fc.assert(
      fc.property(offers, ways, (lastText, text) => {
        expect(readReply(text, { lastText }).means).toBe('refuses');
      }),
    );
  });
});

it('what refuses for certain refuses whatever was offered, and only that is said to', () => {
  const refusing = cases.filter(({ means, lastText }) => means === 'refuses' && lastText === undefined);
  const offers = (text: string) => `回复 ${text} 续费 1 查询`;
  for (const vector of refusing) {
    const alone = read(vector);
    const offered = readReply(vector.text, { ...vector, lastText: offers(vector.text) });
    expect([vector.text, offered.means === 'refuses']).toEqual([vector.text, 'isCertain' in alone && alone.isCertain]);
  }
});

describe('menus', () => {
  it.each([
    ['nothing', '您的快递已到,请凭码取件。', [], false],
    ['one way out', '满100减20。回T退订', [['T', 'refuses']], false],
    ['a way out in the sender’s own words', '拒收请回复R', [['R', 'refuses']], false],
    [
      'choices in a row',
      '回复 1 续费 2 查询',
      [
        ['1', 'answers'],
        ['2', 'answers'],
      ],
      true,
    ],
    [
      'quoted and full-width keys',
      '回复“1”续费、“2”查询',
      [
        ['1', 'answers'],
        ['2', 'answers'],
      ],
      true,
    ],
    [
      'two ways to answer',
      'Reply Y or N',
      [
        ['Y', 'answers'],
        ['N', 'answers'],
      ],
      true,
    ],
    ['a key and not a word what for: its known meaning', '满100减20,回复T', [['T', 'refuses']], false],
    ['the same, where the sentence ends and another follows', '满100减20,回复T!详询门店', [['T', 'refuses']], false],
    ["the trade's way out, though no word of a reply", '满100减20,发送0000', [['0000', 'refuses']], false],
    ['a key and not a word what for: nothing that is known', '满100减20,回复K', [['K', 'answers']], true],
    ['a known key for something else', '续费请回复T', [['T', 'answers']], true],
    ['a known key first of several', '回复N!续费 1 查询', [['N', 'answers']], true],
    [
      'a known key beside another',
      '回复Y/N',
      [
        ['Y', 'answers'],
        ['N', 'answers'],
      ],
      true,
    ],
    ['words of English for no keys', 'Reply to us, or text by noon', [], false],
    ['prices, days and quotas for no keys', '回复1充值 30 元 7 天 5 GB', [['1', 'answers']], true],
  ] as const)('offer %s', (_what, text, keys, isOpen) => {
    expect(readMenu(text)).toEqual({ keys: new Map(keys), isOpen });
  });
});

describe('of a long reply the beginning is read', () => {
  const quoted = '\n> 【样例小店】新品上市,满100减20,凭此短信到店领取精美礼品一份。'.repeat(200);
  const told =
    '我在你们店里买过一次东西,从那以后每个星期都收到好几条,已经说过很多次了,请你们认真处理一下这个问题。'.repeat(9);

  it.each([
    ['TD', quoted, 'refuses'],
    ['“退订”', quoted, 'refuses'],
    ['不要再发了!', told, 'refuses'],
    ['!!!别再发了。', told, 'refuses'],
    // Full width, as Chinese keyboards write them.
    ['TD\uff01', told, 'refuses'],
    ['不要再发了\uff01', told, 'refuses'],
    ['可以退订吗\uff1f', told, 'refuses'],
    ['Please stop texting me.\n', 'As I wrote before, I never gave you this number. '.repeat(20), 'refuses'],
    ['TD '.repeat(300), '', 'refuses'],
    [' TD'.padStart(399, '!'), '.'.repeat(99), 'refuses'],
    ['好的', quoted, 'other'],
    ['', told, 'other'],
    ['我没有退订。', told, 'other'],
  ])('"%s" and more', (beginning, more, means) => {
    const text = `${beginning}${more}`;
    expect(text.length).toBeGreaterThan(300);
    expect(readReply(text).means).toBe(means);
  });

  it('answers a menu, too', () => {
    expect(readReply(`1${quoted}`, { lastText: '回复1续费,回T退订' })).toEqual({ means: 'menu', key: '1' });
  });
});

it.each([
  ['R', '满100减20,回复R', 'zh'],
  ['R', 'New shoes. Reply R to unsubscribe', 'en'],
  ['0000', '满100减20,发送0000', 'zh'],
  ['TT', '满100减20,回复TT', 'zh'],
])('%s refuses after "%s", in its language', (text, lastText, language) => {
  expect(readReply(text, { lastText })).toMatchObject({ means: 'refuses', word: text, language });
});

describe('words of a line', () => {
  it('are few, short and can be written', () => {
    expect(checkLineWords(['00000', '000000', '勿发'], 'lineWords')).toBeUndefined();
    const many = Array.from({ length: MAX_LINE_WORDS + 1 }, (_, i) => `w${i}`);
    expect(checkLineWords(many, 'lineWords')).toMatchObject({
      errors: [{ field: 'lineWords', position: MAX_LINE_WORDS }],
    });
    expect(checkLineWords(['a', 'x'.repeat(MAX_LINE_WORD_CHARS + 1)], 'lineWords')).toMatchObject({
      errors: [{ field: 'lineWords[1]' }],
    });
    for (const word of ['!!', '', '482913', '482 913'])
      expect(checkLineWords([word], 'lineWords')).toMatchObject({
        errors: [{ field: 'lineWords[0]', remedy: expect.stringContaining('six digits but 000000') }],
      });
    // Beyond the bound nothing is read, whoever made the list.
    expect(readReply('w32', { lineWords: many })).toEqual({ means: 'other' });
    expect(readReply('w31', { lineWords: many })).toMatchObject({ means: 'refuses' });
  });
});
