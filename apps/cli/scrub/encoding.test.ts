import { describe, expect, it } from 'vitest';
import { EncodingGuess, encoded } from './encoding.ts';

const guessed = (chunks: readonly Uint8Array[]): string => {
  const guess = new EncodingGuess();
  for (const chunk of chunks) {
    if (guess.settled) break;
    guess.feed(chunk);
  }
  return guess.end();
};
const LONG = '您好，'.repeat(30_000);

describe('the guess of an encoding', () => {
  it.each([
    ['that ends with a whole character', '号码\n好'],
    ['that ends with two bytes', 'café'],
    ['that ends with four bytes', '好💰'],
    ['that ends with a line', '好\n'],
    ['without any', ''],
  ])('takes UTF-8 %s for UTF-8', (_what, text) => {
    expect(guessed([Buffer.from(text)])).toBe('utf-8');
  });

  it('takes a long list for UTF-8 wherever its first piece ends', () => {
    const bytes = Buffer.from(LONG);
    for (const end of [100_000, 100_001, 100_002]) {
      expect(guessed([bytes.subarray(0, end), bytes.subarray(end)])).toBe('utf-8');
    }
  });

  it('puts characters together that lie in two pieces', () => {
    const bytes = Buffer.from('好💰好');
    for (let end = 1; end < bytes.length; end++) {
      expect(guessed([bytes.subarray(0, end), bytes.subarray(end)]), String(end)).toBe('utf-8');
    }
  });

  it('takes GB18030 for GB18030, and half a character at the end for no UTF-8', () => {
    expect(guessed([encoded('姓名,号码\n张三,13800000001\n', 'gb18030')])).toBe('gb18030');
    expect(guessed([encoded(LONG, 'gb18030')])).toBe('gb18030');
    expect(guessed([Buffer.from('好').subarray(0, 2)])).toBe('gb18030');
  });
});
