import { diceOf } from '@wurao/testkit';
import { describe, expect, test } from 'vitest';
import { encodeText } from './alphabets.ts';
import { expireParts, GAP_MS, gatherPart, type Part, startGathering } from './gather.ts';
import { type SplitText, splitText } from './split.ts';
import { readUdh, type Udh } from './udh.ts';

const PART: Part<string> = {
  source: '1069',
  destination: '8613800000001',
  reference: 7,
  width: 8,
  total: 3,
  number: 1,
  alphabet: 'ascii',
  bytes: Buffer.from('one '),
  tag: 'a',
};
const TWO = { ...PART, number: 2, bytes: Buffer.from('two '), tag: 'b' };
const THREE = { ...PART, number: 3, bytes: Buffer.from('three'), tag: 'c' };

describe('gathering parts', () => {
  test('in any order, the last one completes it; nothing stays behind', () => {
    const gathering = startGathering<string>();
    expect(gatherPart(gathering, THREE, 0).answer.outcome).toBe('waiting');
    expect(gatherPart(gathering, PART, 1).answer.outcome).toBe('waiting');
    expect(gatherPart(gathering, TWO, 2).answer).toEqual({
      outcome: 'complete',
      parts: [PART, TWO, THREE],
      text: 'one two three',
    });
    expect([gathering.halves.size, gathering.heldBytes]).toEqual([0, 0]);
  });

  test('a part come again is a duplicate; other text under its number a conflict, and the first stays', () => {
    const gathering = startGathering<string>();
    gatherPart(gathering, PART, 0);
    expect(gatherPart(gathering, { ...PART, tag: 'again' }, 1).answer.outcome).toBe('duplicate');
    const conflict = gatherPart(gathering, { ...PART, bytes: Buffer.from('evil') }, 2).answer;
    expect(conflict).toMatchObject({ outcome: 'conflict', half: { parts: [PART] } });
    expect(gatherPart(gathering, { ...PART, alphabet: 'latin1' }, 2).answer.outcome).toBe('conflict');
    gatherPart(gathering, TWO, 3);
    expect(gatherPart(gathering, THREE, 4).answer).toMatchObject({ outcome: 'complete', text: 'one two three' });
  });

  test.each([
    ['source', { source: '1070' }],
    ['destination', { destination: '8613800000002' }],
    ['reference', { reference: 8 }],
    ['width of the reference', { width: 16 }],
    ['total', { total: 2 }],
  ] as const)('of another %s: of another message', (_name, other) => {
    const gathering = startGathering<string>();
    gatherPart(gathering, PART, 0);
    expect(gatherPart(gathering, { ...TWO, ...other }, 0).answer.outcome).toBe('waiting');
    expect(gathering.halves.size).toBe(2);
  });

  test('addresses do not run into one another', () => {
    const gathering = startGathering<string>();
    gatherPart(gathering, { ...PART, source: '1', destination: '2/3' }, 0);
    gatherPart(gathering, { ...TWO, source: '1/2', destination: '3' }, 0);
    expect(gathering.halves.size).toBe(2);
  });

  test('a gap of over 60 s gives up what is there; a part within it starts the gap anew', () => {
    const gathering = startGathering<string>();
    gatherPart(gathering, PART, 1_000);
    gatherPart(gathering, TWO, 1_000 + GAP_MS);
    expect(expireParts(gathering, 1_000 + 2 * GAP_MS)).toEqual([]);
    const { answer, expired } = gatherPart(gathering, THREE, 1_001 + 2 * GAP_MS);
    expect(expired).toMatchObject([{ source: '1069', reference: 7, total: 3, parts: [PART, TWO] }]);
    expect(answer).toMatchObject({ outcome: 'waiting', half: { parts: [THREE] } });
  });

  test('the longest silent goes first, and alone', () => {
    const gathering = startGathering<string>({ gapMs: 10 });
    gatherPart(gathering, { ...PART, reference: 1 }, 0);
    gatherPart(gathering, { ...PART, reference: 2 }, 5);
    gatherPart(gathering, { ...TWO, reference: 1 }, 8);
    expect(expireParts(gathering, 16)).toMatchObject([{ reference: 2 }]);
    expect(expireParts(gathering, 18)).toEqual([]);
    expect(expireParts(gathering, 19)).toMatchObject([{ reference: 1 }]);
    expect(gathering.heldBytes).toBe(0);
  });

  test('numbers beyond the total are refused', () => {
    const gathering = startGathering<string>();
    for (const number of [0, 4]) expect(gatherPart(gathering, { ...PART, number }, 0).answer.outcome).toBe('invalid');
    expect(gathering.halves.size).toBe(0);
  });

  test('one of one is whole', () => {
    expect(gatherPart(startGathering<string>(), { ...PART, total: 1 }, 0).answer).toMatchObject({ text: 'one ' });
  });

  test('full: a new message is not begun, one that is there is finished', () => {
    const few = startGathering<string>({ halvesMax: 1 });
    gatherPart(few, PART, 0);
    expect(gatherPart(few, { ...PART, reference: 9 }, 0).answer.outcome).toBe('full');
    expect(gatherPart(few, TWO, 0).answer.outcome).toBe('waiting');
    const small = startGathering<string>({ bytesMax: 8 });
    gatherPart(small, PART, 0);
    gatherPart(small, TWO, 0);
    expect(gatherPart(small, { ...PART, reference: 9 }, 0).answer.outcome).toBe('full');
    expect(gatherPart(small, THREE, 0).answer.outcome).toBe('complete');
    expect(small.heldBytes).toBe(0);
  });

  test('a character that begins in one part and ends in the next', () => {
    for (const alphabet of ['ucs2', 'gb18030'] as const) {
      const { bytes } = encodeText('勿扰😀完', [alphabet])!;
      for (let cut = 1; cut < bytes.length; cut++) {
        const gathering = startGathering<string>();
        gatherPart(gathering, { ...PART, total: 2, number: 2, alphabet, bytes: bytes.subarray(cut) }, 0);
        const last = { ...PART, total: 2, number: 1, alphabet, bytes: bytes.subarray(0, cut) };
        expect(gatherPart(gathering, last, 0).answer).toMatchObject({ outcome: 'complete', text: '勿扰😀完' });
      }
    }
  });

  test('parts of several alphabets are read each in its own; one without text leaves none', () => {
    const wide = { ...TWO, alphabet: 'ucs2', bytes: Buffer.from('52ff', 'hex') } as const;
    for (const [second, text] of [
      [wide, 'one 勿three'],
      [{ ...TWO, alphabet: 'binary' } as const, undefined],
    ] as const) {
      const gathering = startGathering<string>();
      gatherPart(gathering, PART, 0);
      gatherPart(gathering, second, 0);
      expect(gatherPart(gathering, THREE, 0).answer).toMatchObject({ outcome: 'complete', text });
    }
  });

  test('many messages shuffled into one another, parts told twice: each comes whole once', () => {
    const dice = diceOf(20_261_126);
    const gathering = startGathering<number>();
    const texts = Array.from({ length: 200 }, (_, i) => `${i}:${'字😀'.repeat(dice.int(30, 200))}`);
    const parts = texts.flatMap((text, reference) =>
      (splitText(text, { reference, width: 16 }) as SplitText).parts.map(({ header, bytes }): Part<number> => {
        const { concat } = readUdh(header) as Udh;
        return { ...PART, ...concat!, alphabet: 'ucs2', bytes: bytes.subarray(header.length), tag: reference };
      }),
    );
    for (let at = parts.length - 1; at > 0; at--) {
      const other = dice.int(0, at + 1);
      [parts[at], parts[other]] = [parts[other]!, parts[at]!];
    }
    const whole = new Map<number, string | undefined>();
    for (const part of parts) {
      const { answer } = gatherPart(gathering, part, 0);
      if (answer.outcome === 'complete') whole.set(part.tag, answer.text);
      else expect(gatherPart(gathering, part, 0).answer.outcome).toBe('duplicate');
    }
    expect(texts.map((_, i) => whole.get(i))).toEqual(texts);
    expect([gathering.halves.size, gathering.heldBytes]).toEqual([0, 0]);
  });
});
