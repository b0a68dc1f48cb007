import { describe, expect, test } from 'vitest';
import { ATTACHMENTS_MAX, faultOf, typeOf } from './attachments.ts';

const MB = 1_048_576;

test('types are read from the ending, in small and capital letters', () => {
  expect(['a.MP3', 'b.heic', 'c.jpeg', 'd.exe', 'e'].map(typeOf)).toEqual([
    'audio/mpeg',
    'image/heic',
    'image/jpeg',
    undefined,
    undefined,
  ]);
});

describe('what would be refused is said beforehand', () => {
  const cases = [
    ['nothing', [], undefined],
    ['a recording of 20 MB', [{ name: 'a.amr', size: 20 * MB }], undefined],
    ['a larger recording', [{ name: 'a.amr', size: 20 * MB + 1 }], 'attachBig'],
    ['a picture larger than 10 MB', [{ name: 'a.png', size: 10 * MB + 1 }], 'attachBig'],
    ['another kind', [{ name: 'a.pdf', size: 1 }], 'attachWrong'],
    ['too many', Array.from({ length: ATTACHMENTS_MAX + 1 }, () => ({ name: 'a.png', size: 1 })), 'attachMany'],
  ] as const;
  for (const [name, files, key] of cases) test(name, () => expect(faultOf(files)?.key).toBe(key));
});
