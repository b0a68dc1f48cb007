import { expect, it } from 'vitest';
import { askedMapping, guessMapping, type Mapping, missingFields, previewCell } from './mapping.ts';

it('titles in Chinese and English are understood', () => {
  expect(guessMapping(['姓名', '手机号', '同意时间', 'Words', 'SHA256'])).toEqual({
    subscriber: '手机号',
    from: '同意时间',
    words: 'Words',
    sha256: 'SHA256',
  });
});

it('a column goes before a constant, and what is empty is not sent', () => {
  const mapping: Mapping = {
    columns: { subscriber: '手机号', method: '' },
    constants: { subscriber: 'x', purposes: 'marketing', method: 'paper', matter: '' },
  };
  expect(missingFields(mapping)).toEqual(['categories', 'channels', 'from', 'evidence', 'words']);
  expect(askedMapping(mapping, 'bank')).toEqual({
    columns: { subscriber: '手机号' },
    constants: { purposes: 'marketing', method: 'paper', merchant: 'bank' },
  });
  const titles = ['姓名', '手机号'];
  const cells = (['subscriber', 'method', 'to'] as const).map((field) =>
    previewCell(mapping, titles, ['张三', '13800000001'], field),
  );
  expect(cells).toEqual(['13800000001', 'paper', '']);
});

it.each([
  ['a consent', {}, {}, true],
  ['a consent by name', {}, { kind: 'consent' }, true],
  ['a relation', {}, { kind: 'relation' }, false],
  ['whatever each row says', { kind: '依据' }, {}, false],
])('of %s the words are needed: %o %o %s', (_what, columns, constants, isNeeded) => {
  expect(missingFields({ columns, constants }).includes('words')).toBe(isNeeded);
});
