import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bulletin } from './bulletin.ts';
import { bulletinCsv } from './bulletin-csv.ts';
import { bulletinHtml } from './bulletin-html.ts';
import { bulletinJson } from './bulletin-json.ts';
import { frozenText, readFrozen } from './freeze.ts';
import { COUNTRY } from './publish.ts';
import { frozenOf, type Rows, seededRows } from './testing/counts.ts';
import { readCsv, readMarkup } from './testing/read-back.ts';
import { bulletinIn, bulletinLikeQ2, Q2, rendered, seededBulletins } from './testing/seeded-bulletins.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const digests = (made: Bulletin): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(rendered(made)).map(([name, text]) => [name, sha256(text)]));

describe('renderings', () => {
  it('are the bytes that were committed', async () => {
    const expected: unknown = JSON.parse(readFileSync(new URL('./testing/golden.json', import.meta.url), 'utf8'));
    const made = Object.fromEntries((await seededBulletins(1)).map((one) => [one.scope, digests(one)]));
    expect({ q2: digests(await bulletinLikeQ2()), seeded: made }).toEqual(expected);
  });

  it('do not change by a byte with the order of rows, nor through the frozen file', async () => {
    const first = (await seededBulletins(1)).map(digests);
    for (const seed of [2, 3, 4]) expect((await seededBulletins(seed)).map(digests)).toEqual(first);
    const frozen = await frozenOf(Q2, seededRows(7));
    const again = readFrozen(frozenText(frozen));
    if (!again.ok) throw new Error(JSON.stringify(again.errors));
    expect(digests(bulletinIn(COUNTRY, again.value))).toEqual(digests(bulletinIn(COUNTRY, frozen)));
  });

  it('end their lines with LF alone, and hold well-formed text', async () => {
    for (const text of Object.values(rendered((await seededBulletins(1))[0] as Bulletin))) {
      expect(text.endsWith('\n')).toBe(true);
      expect(text).not.toContain('\r');
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it('read as Q2 2024 did', async () => {
    const made = await bulletinLikeQ2();
    const groups = (rows: readonly (readonly string[])[]): readonly unknown[] =>
      rows.filter((row) => row[2] === 'complaints-by-group').map((row) => [row[3], row[7]]);
    expect(groups(readCsv(bulletinCsv(made)))).toEqual([
      ['finance', '62.6'],
      ['retail', '6.4'],
      ['insurance', '2.6'],
      ['education', '2.1'],
      ['rest', '26.3'],
      ['total', '100.0'],
    ]);
    const json = JSON.parse(bulletinJson(made)) as { tables: { id: string; rows: { sharePercent: number }[] }[] };
    const table = json.tables.find(({ id }) => id === 'complaints-by-group');
    expect(table?.rows.map(({ sharePercent }) => sharePercent)).toEqual([62.6, 6.4, 2.6, 2.1, 26.3]);
    expect(bulletinHtml(made, 'zh')).toContain('<td>30,121</td><td>62.6</td>');
    expect(bulletinHtml(made, 'en')).toContain('38 exposed, 27 acted on.');
  });

  it('are one page without a script, whose tables have captions and whose drawings have words', async () => {
    for (const language of ['zh', 'en'] as const) {
      const { tags } = readMarkup(bulletinHtml((await seededBulletins(1))[0] as Bulletin, language));
      const count = (name: string): number => tags.filter((tag) => tag.name === name).length;
      expect(count('table')).toBeGreaterThan(10);
      expect(count('caption')).toBe(count('table'));
      expect(count('svg')).toBeGreaterThan(3);
      const ids = new Set(tags.map(({ attributes }) => attributes['id']));
      for (const { attributes } of tags.filter(({ name }) => name === 'svg')) {
        expect(attributes['role']).toBe('img');
        for (const id of attributes['aria-labelledby']?.split(' ') ?? ['']) expect(ids).toContain(id);
      }
      for (const { name, attributes } of tags) {
        expect(['script', 'img', 'link', 'iframe', 'a', 'object'].includes(name), name).toBe(false);
        expect(
          Object.keys(attributes).filter((one) => one.startsWith('on') || one === 'href' || one === 'src'),
        ).toEqual([]);
      }
    }
  });
});

/** What somebody might call a firm, to get out of a cell, an attribute or a page. */
const EVIL = fc.oneof(
  fc.constantFrom(
    '</title><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onload='x",
    '</td></tr></table>',
    '<!--',
    '&lt;b&gt;',
    ']]>',
    '=HYPERLINK("https://example.com")',
    '+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    'a,b',
    'a"b',
    'a\nb',
    'a\r\nb',
    '\u202e',
    '\0',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', ',', '=', '\n', '\r', '`', 'a', ' '),
    minLength: 1,
    maxLength: 12,
  }),
);

describe('no value', () => {
  const PLACE = { province: '110000', carrier: 'party-1' };
  const made = async (text: string): Promise<Bulletin> => {
    const rows: Partial<Rows> = {
      subscribers: [{ ...PLACE, subscribers: 1_000_000, protected: 5_000 }],
      complaints: [{ ...PLACE, channel: 'voice', category: 'loan', count: 500 }],
      lateness: [{ ...PLACE, party: 'party-2' as Rows['lateness'][number]['party'], due: 20, late: 2 }],
      exposed: [{ ...PLACE, name: text, creditCode: text, reason: text, onDay: '2024-05-01', acted: true }],
      names: [
        ['party-1', text],
        ['party-2', text],
      ],
    };
    return bulletinIn('carrier:party-1', await frozenOf(Q2, rows));
  };

  it('gets out of its place in the page', async () => {
    const plain = readMarkup(bulletinHtml(await made('NAME-OF-IT'), 'en'));
    await fc.assert(
      fc.asyncProperty(EVIL, async (text) => {
        const page = readMarkup(bulletinHtml(await made(text), 'en'));
        expect(page.tags).toEqual(plain.tags);
        expect(page.texts).toEqual(plain.texts.map((one) => one.replaceAll('NAME-OF-IT', () => text)));
      }),
    );
  });

  it('gets out of its cell, nor is one a formula', async () => {
    const plain = readCsv(bulletinCsv(await made('NAME-OF-IT')));
    await fc.assert(
      fc.asyncProperty(EVIL, async (text) => {
        const cells = readCsv(bulletinCsv(await made(text)));
        const told = /^(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/.test(text) ? `'${text}` : text;
        expect(cells).toEqual(plain.map((row) => row.map((cell) => (cell === 'NAME-OF-IT' ? told : cell))));
        for (const cell of cells.flat()) if (!/^-?\d+(?:\.\d+)?$/.test(cell)) expect(cell).not.toMatch(/^\s*[=+\-@]/);
      }),
    );
  });

  it('is lost from JSON', async () => {
    await fc.assert(
      fc.asyncProperty(EVIL, async (text) => {
        const { exposed } = JSON.parse(bulletinJson(await made(text))) as { exposed: { firms: { name: string }[] } };
        expect(exposed.firms[0]?.name).toBe(text);
      }),
    );
  });
});
