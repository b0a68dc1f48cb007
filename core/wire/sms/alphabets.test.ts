// Alphabets, data coding, user data headers and splitting: vectors by hand, and what is written is read as it was.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText, encodeText, missingAt, type WritableAlphabet } from './alphabets.ts';
import { codingOfDataCoding, codingOfMsgFmt, codingOfScheme, dataCodingFor, msgFmtFor } from './coding.ts';
import { fillBitsAfter, packSeptets, unpackSeptets } from './gsm7.ts';

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const WRITABLE: readonly WritableAlphabet[] = ['gsm7', 'ascii', 'latin1', 'ucs2', 'gb18030'];
const written = (alphabet: WritableAlphabet, text: string) => encodeText(text, [alphabet])?.bytes;

describe('alphabets', () => {
  test.each([
    ['gsm7', '@£$ Δ_Φ ¡¿§à', '00010220101112204060 5f7f'],
    ['gsm7', '€[]{}|^~\\\f', '1b651b3c1b3e1b281b291b401b141b3d1b2f1b0a'],
    ['ascii', '@[a]', '405b615d'],
    ['latin1', 'été', 'e974e9'],
    ['ucs2', '勿扰😀', '52ff6270d83dde00'],
    ['gb18030', '勿扰', 'cef0c8c5'],
    ['gb18030', '€ 㐀 😀', 'a2e32081 39ee39209439fc36'],
  ] as const)('%s writes and reads %j', (alphabet, text, wanted) => {
    const bytes = written(alphabet, text);
    expect(hex(bytes)).toBe(wanted.replaceAll(' ', ''));
    expect(decodeText(alphabet, bytes!)).toBe(text);
  });

  test.each([
    ['gsm7', '418041', 'A\ufffdA'],
    ['gsm7', '1b', ' '],
    ['gsm7', '1b1b41', ' A'],
    ['gsm7', '1b41', 'A'],
    ['gsm7', '1b80', '\ufffd'],
    ['ascii', '41c3a9', 'A\ufffd\ufffd'],
    ['ucs2', '0041d83d', 'A\ud83d'],
    ['ucs2', '004100', 'A\ufffd'],
    ['gb18030', '41ff', 'A\ufffd'],
    ['cyrillic', 'bfe0', 'Пр'],
    ['hebrew', 'e9', 'י'],
    ['korean', 'b0a1', '가'],
  ] as const)('%s reads %s', (alphabet, given, wanted) => {
    expect(decodeText(alphabet, bytesOf(given))).toBe(wanted);
  });

  test('what holds no text, or none that is read here, is undefined', () => {
    expect(decodeText('binary', bytesOf('41'))).toBeUndefined();
    expect(decodeText('other', bytesOf('41'))).toBeUndefined();
  });

  test.each([
    ['gsm7', 'tête'],
    ['gsm7', '\u001b'],
    ['ascii', 'é'],
    ['latin1', '€'],
    ['gb18030', '\ud83d'],
    ['gb18030', '\ue5e5'],
  ] as const)('%s lacks something of %j', (alphabet, text) => {
    expect(written(alphabet, text)).toBeUndefined();
    expect(missingAt(alphabet, `ab${text}`)).toBe(
      2 + [...text].findIndex((one) => written(alphabet, one) === undefined),
    );
  });

  test('all of Unicode in GB 18030, but 19 private characters, reads back', () => {
    let lacking = 0;
    for (let codePoint = 0; codePoint < 0x11_0000; codePoint++) {
      if (codePoint >= 0xd800 && codePoint < 0xe000) continue;
      const text = String.fromCodePoint(codePoint);
      const bytes = written('gb18030', text);
      if (bytes === undefined) lacking++;
      else if (decodeText('gb18030', bytes) !== text) throw new Error(`U+${codePoint.toString(16)}`);
    }
    expect(lacking).toBe(19);
  });

  const anyText = fc.string({ unit: 'binary', maxLength: 60 });
  const gsmText = fc.string({ unit: fc.constantFrom(...'aZ09 @£Δ€[]{}|^~\\\f\n\réà¿'), maxLength: 60 });

  test.each(WRITABLE)('%s: what is written reads as it was, and what is not written lacks a character', (alphabet) => {
    fc.assert(
      fc.property(fc.oneof(anyText, gsmText, fc.string({ unit: 'grapheme-ascii' })), (text) => {
        const bytes = written(alphabet, text);
        if (bytes === undefined) expect(missingAt(alphabet, text)).toBeGreaterThanOrEqual(0);
        else expect(decodeText(alphabet, bytes)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['hello €', undefined, 'gsm7'],
    ['勿扰', undefined, 'ucs2'],
    ['勿扰 hello', ['ascii', 'gb18030', 'ucs2'], 'gb18030'],
    ['hello', ['ascii', 'gb18030', 'ucs2'], 'ascii'],
    ['ç', ['gsm7', 'latin1', 'ucs2'], 'latin1'],
    ['', undefined, 'gsm7'],
  ] as const)('%j in the smallest of %j: %s', (text, among, wanted) => {
    expect(encodeText(text, among)?.alphabet).toBe(wanted);
  });

  test('none of the alphabets holds it: nothing', () => {
    expect(encodeText('勿', ['gsm7', 'ascii', 'latin1'])).toBeUndefined();
  });
});

describe('packed septets', () => {
  test('the example of every textbook', () => {
    const packed = packSeptets(written('gsm7', 'hellohello')!);
    expect(hex(packed)).toBe('e8329bfd4697d9ec37');
    expect(decodeText('gsm7', unpackSeptets(packed, 10))).toBe('hellohello');
  });

  test.each([
    [6, 1],
    [7, 0],
    [5, 2],
    [8, 6],
  ])('behind a header of %i octets: %i fill bits', (headerBytes, wanted) => {
    expect(fillBitsAfter(headerBytes)).toBe(wanted);
  });

  test('packed and unpacked behind any fill bits', () => {
    const septets = fc.uint8Array({ max: 127, maxLength: 170 });
    fc.assert(
      fc.property(septets, fc.nat(6), (given, fillBits) => {
        const packed = packSeptets(given, fillBits);
        expect(packed.length).toBe(Math.ceil((given.length * 7 + fillBits) / 8));
        expect(unpackSeptets(packed, given.length, fillBits)).toEqual(given);
      }),
    );
  });

  test('no more than there are', () => {
    expect(unpackSeptets(bytesOf('e832'), 99)).toHaveLength(2);
    expect(unpackSeptets(new Uint8Array(0), 9, 6)).toHaveLength(0);
  });
});

describe('data coding', () => {
  test.each([
    [0x00, 'gsm7', undefined],
    [0x01, 'ascii', undefined],
    [0x02, 'binary', undefined],
    [0x03, 'latin1', undefined],
    [0x04, 'binary', undefined],
    [0x05, 'other', undefined],
    [0x06, 'cyrillic', undefined],
    [0x07, 'hebrew', undefined],
    [0x08, 'ucs2', undefined],
    [0x0e, 'korean', undefined],
    [0x0f, 'gb18030', undefined],
    [0x10, 'gsm7', 0],
    [0x13, 'gsm7', 3],
    [0x14, 'binary', 0],
    [0x18, 'ucs2', 0],
    [0x1c, 'gsm7', 0],
    [0x28, 'binary', undefined],
    [0x48, 'ucs2', undefined],
    [0x58, 'ucs2', 0],
    [0x80, 'gsm7', undefined],
    [0xc8, 'gsm7', undefined],
    [0xd0, 'gsm7', undefined],
    [0xe0, 'ucs2', undefined],
    [0xf0, 'gsm7', 0],
    [0xf1, 'gsm7', 1],
    [0xf4, 'binary', 0],
    [0xf6, 'binary', 2],
  ] as const)('SMPP %i: %s, class %s', (value, alphabet, messageClass) => {
    expect(codingOfDataCoding(value)).toEqual({ alphabet, messageClass, isCompressed: value === 0x28 });
  });

  test.each([
    [0, 'ascii', undefined],
    [3, 'binary', undefined],
    [4, 'binary', undefined],
    [8, 'ucs2', undefined],
    [15, 'gb18030', undefined],
    [0x10, 'ascii', 0],
    [0x18, 'ucs2', 0],
    [0x1f, 'gb18030', 0],
    [0xf0, 'ascii', 0],
  ] as const)('CMPP %i: %s, class %s', (value, alphabet, messageClass) => {
    expect(codingOfMsgFmt(value)).toEqual({ alphabet, messageClass, isCompressed: false });
  });

  test('from 16 on SMPP says what the air says; every octet says something', () => {
    for (let value = 0; value < 256; value++) {
      expect(codingOfDataCoding(value).alphabet).toBeDefined();
      expect(codingOfMsgFmt(value).alphabet).toBeDefined();
      if (value >= 16) expect(codingOfDataCoding(value)).toEqual(codingOfScheme(value));
    }
  });

  test('what an alphabet and a class are written as says the same', () => {
    for (const alphabet of [...WRITABLE, 'binary'] as const) {
      for (const messageClass of [undefined, 0, 1, 2, 3] as const) {
        const dataCoding = dataCodingFor(alphabet, messageClass);
        if (dataCoding !== undefined) expect(codingOfDataCoding(dataCoding)).toMatchObject({ alphabet, messageClass });
        const msgFmt = msgFmtFor(alphabet, messageClass);
        if (msgFmt !== undefined) expect(codingOfMsgFmt(msgFmt)).toMatchObject({ alphabet, messageClass });
      }
    }
    expect([dataCodingFor('gsm7'), dataCodingFor('ucs2'), dataCodingFor('ucs2', 0), dataCodingFor('binary')]).toEqual([
      0, 8, 0x18, 4,
    ]);
    expect([msgFmtFor('ascii'), msgFmtFor('gb18030'), msgFmtFor('ucs2', 0)]).toEqual([0, 15, 0x18]);
    expect([dataCodingFor('latin1', 0), msgFmtFor('gsm7')]).toEqual([undefined, undefined]);
  });
});
