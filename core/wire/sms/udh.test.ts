import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WritableAlphabet } from './alphabets.ts';
import { textOfParts } from './gather.ts';
import { type SplitText, splitText } from './split.ts';
import { concatElement, readUdh, type Udh, UdhElementId, writeUdh } from './udh.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

describe('user data headers', () => {
  test.each([
    ['050003a70201', { length: 6, concat: { reference: 0xa7, width: 8, total: 2, number: 1 } }],
    ['06080412340302', { length: 7, concat: { reference: 0x1234, width: 16, total: 3, number: 2 } }],
    ['06050415810000', { length: 7, concat: undefined, ports: { destination: 0x1581, source: 0, width: 16 } }],
    ['04040201f0', { length: 5, ports: { destination: 1, source: 0xf0, width: 8 } }],
    ['0b0504158115810003070201', { length: 12, ports: { width: 16 }, concat: { reference: 7 } }],
    ['03240101', { length: 4, isShifted: true }],
    ['00', { length: 1, elements: [] }],
    ['0270004142', { length: 3, elements: [{ id: 0x70, data: new Uint8Array(0) }] }],
    // Numbers that mean nothing: the element is left out of account.
    ['050003a70200', { concat: undefined }],
    ['050003a70001', { concat: undefined }],
    ['050003a70203', { concat: undefined }],
    // The last of those that exclude each other.
    ['0b0003a70201080412340302', { concat: { reference: 0x1234, width: 16 } }],
    ['0b080412340302 0003a70201', { concat: { reference: 0xa7, width: 8 } }],
    ['0a0003a702010003a80301', { concat: { reference: 0xa8, total: 3 } }],
  ])('%s', (given, wanted) => {
    expect(readUdh(bytesOf(given.replaceAll(' ', '')))).toMatchObject(wanted);
  });

  test.each([
    ['', 'udh-missing', 0],
    ['05', 'udh-length', 0],
    ['050003a702', 'udh-length', 0],
    ['0100', 'element-length', 2],
    ['040003a702', 'element-length', 2],
    ['040002a702', 'element-length', 2],
    ['0570ff010203', 'element-length', 2],
    ['050500021581', 'element-length', 2],
  ])('%s is refused: %s', (given, code, at) => {
    expect(readUdh(bytesOf(given))).toMatchObject({ code, at, remedy: expect.any(String) });
  });

  test('any elements are read as they were written', () => {
    const element = fc.record({ id: fc.integer({ min: 0x80, max: 255 }), data: fc.uint8Array({ maxLength: 20 }) });
    fc.assert(
      fc.property(fc.array(element, { maxLength: 8 }), fc.uint8Array({ maxLength: 9 }), (elements, text) => {
        const header = writeUdh(elements)!;
        expect(readUdh(Uint8Array.of(...header, ...text))).toMatchObject({ length: header.length, elements });
      }),
    );
  });

  test('any bytes: an answer within them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const read = readUdh(bytes);
        if (!('code' in read)) expect(read.length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 2_000 },
    );
  });

  test('255 octets at most', () => {
    expect(writeUdh([{ id: 0x80, data: new Uint8Array(253) }])).toHaveLength(256);
    expect(writeUdh([{ id: 0x80, data: new Uint8Array(254) }])).toBeUndefined();
  });

  test.each([8, 16] as const)('a part of a long message, %i bits', (width) => {
    const concat = { reference: 201, width, total: 9, number: 4 };
    expect(readUdh(writeUdh([concatElement(concat)])!)).toMatchObject({ concat });
    expect(concatElement(concat).id).toBe(width === 8 ? UdhElementId.concat8 : UdhElementId.concat16);
  });
});

describe('splitting', () => {
  const split = (text: string, options = {}) => splitText(text, { reference: 7, ...options }) as SplitText;

  test.each([
    ['a'.repeat(160), {}, [160]],
    ['a'.repeat(161), {}, [153, 8]],
    ['a'.repeat(161), { width: 16 }, [152, 9]],
    [`${'a'.repeat(159)}€`, {}, [153, 7]],
    [`${'a'.repeat(152)}€${'b'.repeat(10)}`, {}, [152, 11]],
    ['字'.repeat(70), {}, [70]],
    ['字'.repeat(71), {}, [67, 4]],
    ['字'.repeat(71), { width: 16 }, [66, 5]],
    [`${'字'.repeat(66)}😀${'字'.repeat(5)}`, {}, [66, 7]],
    ['字'.repeat(71), { among: ['gb18030'] }, [67, 4]],
    [`a${'字'.repeat(71)}`, { among: ['gb18030'] }, [67, 5]],
    ['', {}, [0]],
  ] as const)('%#: parts of the right length', (text, options, wanted) => {
    expect(split(text, options).parts.map((part) => part.text.length)).toEqual(wanted);
  });

  test('headers tell reference, total and number; one part has none', () => {
    const { parts } = split('字'.repeat(140));
    expect(parts.map(({ header }) => (readUdh(header) as Udh).concat)).toEqual([
      { reference: 7, width: 8, total: 3, number: 1 },
      { reference: 7, width: 8, total: 3, number: 2 },
      { reference: 7, width: 8, total: 3, number: 3 },
    ]);
    expect(split('hello').parts[0]!.header).toHaveLength(0);
  });

  test('what cannot be sent is refused, and says how much could', () => {
    expect(splitText('勿', { reference: 1, among: ['ascii'] })).toMatchObject({ code: 'alphabet' });
    expect(splitText('字'.repeat(67 * 255 + 1), { reference: 1 })).toMatchObject({ code: 'too-long', at: 67 * 255 });
    expect(split('字'.repeat(67 * 255)).parts).toHaveLength(255);
  });

  test('parts fit the air, break nothing, and make the text again', () => {
    const options = fc.record({
      reference: fc.nat(255),
      width: fc.constantFrom(8 as const, 16 as const),
      among: fc.constantFrom<readonly WritableAlphabet[]>(['gsm7', 'ucs2'], ['ucs2'], ['gb18030', 'ucs2']),
    });
    const text = fc.string({ unit: fc.constantFrom('a', '€', '字', '😀', '㐀', '\n'), maxLength: 500 });
    fc.assert(
      fc.property(text, options, (given, how) => {
        const { alphabet, parts } = splitText(given, how) as SplitText;
        const bits = alphabet === 'gsm7' ? 7 : 8;
        for (const { header, bytes, text: piece } of parts) {
          expect(header.length * 8 + (bytes.length - header.length) * bits).toBeLessThanOrEqual(1_120);
          expect(piece.isWellFormed()).toBe(true);
          if (parts.length > 1) expect((readUdh(bytes) as Udh).length).toBe(header.length);
        }
        const texts = parts.map(({ header, bytes }) => ({ alphabet, bytes: bytes.subarray(header.length) }));
        expect(textOfParts(texts)).toBe(given);
      }),
    );
  });
});
