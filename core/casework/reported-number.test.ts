import { asId, dialledDigits, type PhoneNumber } from '@wurao/domain';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fitsPattern, numberFit, REPORTED_CHARS_MAX, readReported } from './reported-number.ts';

const numberOf = (text: string): PhoneNumber => asId<PhoneNumber>(text);

describe('a reported number that is whole', () => {
  test.each([
    ['+8613800000001', '+8613800000001'],
    ['138 0000 0001', '+8613800000001'],
    ['138-0000-0001', '+8613800000001'],
    ['(+86) 138 0000 0001', '+8613800000001'],
    ['0086 13800000001', '+8613800000001'],
    ['(010) 6234-5678', '+861062345678'],
    ['95588', '95588'],
    ['10086', '10086'],
    ['1069 0001 2345', '106900012345'],
  ])('%s', (written, number) => {
    expect(readReported(written)).toEqual({ kind: 'known', written, number });
  });

  it('takes a local number with the area it is told', () => {
    expect(readReported('6234 5678').kind).toBe('unreadable');
    expect(readReported('6234 5678', { areaCode: '010' })).toMatchObject({ kind: 'known', number: '+861062345678' });
  });
});

describe('a masked one', () => {
  test.each([
    ['138****1234', '138????1234'],
    ['+86 138 **** 1234', '138????1234'],
    ['0086-138xxxx1234', '138????1234'],
    ['86138****1234', '138????1234'],
    ['138＊＊＊＊1234', '138????1234'],
    ['138**1234', '138*1234'],
    ['***1234', '*1234'],
    ['1069****', '1069*'],
    ['1069****88', '1069*88'],
    ['400***1234', '400???1234'],
    ['010-6234****', '0106234????'],
    ['+86 10 6234 ****', '0106234????'],
    ['+86 571 8765 ****', '05718765????'],
    ['95***', undefined],
    ['955**', '955*'],
    ['+1 415 *** 1234', '+1415*1234'],
    ['0014155****', '+14155*'],
    ['1*3*5*7*', undefined],
    ['********', undefined],
  ])('%s', (written, pattern) => {
    expect(readReported(written)).toEqual(
      pattern === undefined ? { kind: 'unreadable', written } : { kind: 'masked', written, pattern },
    );
  });

  it('fits the very number that was masked, however it is written', () => {
    const mobile = fc.stringMatching(/^1[3-9]\d{9}$/);
    const port = fc.stringMatching(/^106[5-9]\d{4,14}$/);
    const fixed = fc.stringMatching(/^0571[2-8]\d{7}$/);
    const written = fc.tuple(
      fc.oneof(mobile, port, fixed),
      fc.integer({ min: 3, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom('*', 'x', '×', '•'),
      fc.constantFrom('', '+86', '0086', '+86 '),
    );
    fc.assert(
      fc.property(written, ([digits, at, count, sign, prefix]) => {
        const masked = [...digits].map((char, i) => (i >= at && i < at + count ? sign : char)).join('');
        const canonical = digits.startsWith('106') ? digits : `+86${digits.replace(/^0/, '')}`;
        const before = digits.startsWith('106') ? '' : prefix;
        const text = before === '' ? masked : before + masked.replace(/^0/, '');
        expect(numberFit(readReported(text), numberOf(canonical))).toBe('masked');
      }),
    );
  });
});

describe('what is no number', () => {
  test.each(['', '未知号码', 'private', '12', 'Bank of x'])('"%s" is kept as written', (written) => {
    expect(readReported(written)).toEqual({ kind: 'unreadable', written });
    expect(numberFit(readReported(written), numberOf('95588'))).toBeUndefined();
  });

  it('is not looked at beyond its bound', () => {
    expect(readReported(`138****1234${' '.repeat(REPORTED_CHARS_MAX)}`).kind).toBe('unreadable');
  });
});

describe('the fit', () => {
  test.each([
    ['10690001', '1069000112', 'extension'],
    ['1069000112', '10690001', 'extension'],
    ['1069000', '1069000112', undefined],
    ['95588', '95588', 'exact'],
    ['955', '95588', undefined],
    ['010-6234567', '+861062345678', undefined],
    ['0571-8765432', '+8657187654321', undefined],
    ['138****0001', '+8613800000001', 'masked'],
    ['138****0002', '+8613800000001', undefined],
    ['138****0001', '106900010001', undefined],
    ['1069****', '1069', undefined],
  ])('of %s and %s is %s', (written, number, fit) => {
    expect(numberFit(readReported(written), numberOf(number))).toBe(fit);
  });

  it('of a pattern is that of every way to fill it in', () => {
    const naive = (pattern: string, digits: string): boolean => {
      if (pattern === '') return digits === '';
      const [sign, rest] = [pattern.charAt(0), pattern.slice(1)];
      if (digits === '') return false;
      const isDigit = /^\d/.test(digits);
      if (sign === '?') return isDigit && naive(rest, digits.slice(1));
      if (sign !== '*') return digits.startsWith(sign) && naive(rest, digits.slice(1));
      return isDigit && (naive(rest, digits.slice(1)) || naive(pattern, digits.slice(1)));
    };
    const pattern = fc.stringMatching(/^\+?[12?*]{0,8}$/);
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^\+?[12]{0,9}$/), (p, digits) => {
        expect(fitsPattern(p, digits)).toBe(naive(p, digits));
      }),
      { numRuns: 2_000 },
    );
    expect(fitsPattern('0571*', dialledDigits(numberOf('+8657187654321')))).toBe(true);
  });
});
