import { diceOf } from '@wurao/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  SMPP_PDU_BYTES_MAX,
  SMPP_SKIP_BYTES_MAX,
  SmppCommand,
  type SmppFrame,
  type SmppFrameProblem,
  SmppFrameReader,
  SmppStatus,
  writeSmpp,
} from '../mod.ts';

const OUT = new Uint8Array(70_000);
const pdu = (sequence: number, shortMessage = Buffer.from('hello')): Uint8Array =>
  OUT.slice(0, writeSmpp(OUT, { command: SmppCommand.submitSm, sequence, values: { shortMessage } }) as number);
const enquire = (sequence: number): Uint8Array =>
  OUT.slice(0, writeSmpp(OUT, { command: SmppCommand.enquireLink, sequence }) as number);

/** A header that claims that length, and as much behind it as is asked for. */
const claiming = (length: number, sequence: number, bodyBytes: number): Uint8Array => {
  const bytes = new Uint8Array(16 + bodyBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length);
  view.setUint32(4, SmppCommand.submitSm);
  view.setUint32(12, sequence);
  return bytes;
};

type Seen = string | Pick<SmppFrameProblem, 'code' | 'sequence' | 'goesOn'>;

const seen = (found: readonly (SmppFrame | SmppFrameProblem)[]): Seen[] =>
  found.map((one) =>
    'code' in one
      ? { code: one.code, sequence: one.sequence, goesOn: one.goesOn }
      : Buffer.from(one.bytes.subarray(one.start, one.end)).toString('hex'),
  );

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the frame reader', () => {
  test('whole PDUs of one chunk are not copied', () => {
    const chunk = Buffer.concat([pdu(1), enquire(2), pdu(3)]);
    const found = new SmppFrameReader().feed(chunk) as SmppFrame[];
    expect(seen(found)).toEqual([hex(pdu(1)), hex(enquire(2)), hex(pdu(3))]);
    for (const { bytes } of found) expect(bytes).toBe(chunk);
  });

  test('octet by octet, what was handed out stays what it was', () => {
    const stream = Buffer.concat([enquire(1), pdu(2), enquire(3)]);
    const reader = new SmppFrameReader();
    const found = [...stream].flatMap((octet) => reader.feed(Uint8Array.of(octet)));
    expect(seen(found)).toEqual([hex(enquire(1)), hex(pdu(2)), hex(enquire(3))]);
    expect(reader.waitingBytes).toBe(0);
  });

  test.each([0, 1, 15])('a length of %i ends it: nobody knows where the next PDU begins', (length) => {
    const reader = new SmppFrameReader();
    const found = reader.feed(Buffer.concat([pdu(1), claiming(length, 2, 0), pdu(3)]));
    expect(seen(found)).toEqual([hex(pdu(1)), { code: 'frame-short', sequence: 0, goesOn: false }]);
    expect(found[1]).toMatchObject({ status: SmppStatus.ESME_RINVCMDLEN, field: 'command_length' });
    expect(reader.isEnded).toBe(true);
    expect(reader.feed(pdu(4))).toEqual([]);
  });

  test('too long a one is passed over, and the next one is read', () => {
    const length = SMPP_PDU_BYTES_MAX + 1;
    const stream = Buffer.concat([claiming(length, 2, length - 16), pdu(3)]);
    const problem = { code: 'frame-long', sequence: 2, goesOn: true };
    expect(seen(new SmppFrameReader().feed(stream))).toEqual([problem, hex(pdu(3))]);
  });

  test('the longest one is read, one that claims far more ends it', () => {
    const longest = claiming(SMPP_PDU_BYTES_MAX, 1, SMPP_PDU_BYTES_MAX - 16);
    expect(seen(new SmppFrameReader().feed(longest))).toEqual([hex(longest)]);
    const reader = new SmppFrameReader();
    expect(seen(reader.feed(claiming(SMPP_SKIP_BYTES_MAX + 1, 7, 0)))).toEqual([
      { code: 'frame-long', sequence: 7, goesOn: false },
    ]);
    expect(reader.isEnded).toBe(true);
  });

  test('it never holds more than one PDU', () => {
    const reader = new SmppFrameReader();
    const stream = claiming(SMPP_PDU_BYTES_MAX, 1, SMPP_PDU_BYTES_MAX - 17);
    for (let at = 0; at < stream.length; at += 1_000) reader.feed(stream.subarray(at, at + 1_000));
    expect(reader.waitingBytes).toBe(SMPP_PDU_BYTES_MAX - 1);
    expect(reader.feed(Uint8Array.of(0))).toHaveLength(1);
    reader.feed(claiming(SMPP_SKIP_BYTES_MAX, 1, 60_000));
    expect(reader.waitingBytes).toBe(0);
  });

  test('however it is cut, the same comes of a stream', () => {
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.nat(200).map((length) => pdu(length, Buffer.alloc(length))) },
      { weight: 2, arbitrary: fc.nat().map(enquire) },
      {
        weight: 1,
        arbitrary: fc
          .integer({ min: 1, max: 300 })
          .map((over) => claiming(SMPP_PDU_BYTES_MAX + over, over, SMPP_PDU_BYTES_MAX + over - 16)),
      },
      { weight: 1, arbitrary: fc.constantFrom(3, SMPP_SKIP_BYTES_MAX + 1).map((length) => claiming(length, 5, 0)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(), (pieces, seed) => {
        const stream = Buffer.concat(pieces);
        const whole = seen(new SmppFrameReader().feed(stream));
        const dice = diceOf(seed);
        const reader = new SmppFrameReader();
        const found: Seen[] = [];
        for (let at = 0; at < stream.length; ) {
          const to = at + dice.int(1, dice.once(2) ? 24 : 5_000);
          found.push(...seen(reader.feed(stream.subarray(at, to))));
          at = to;
        }
        expect(found).toEqual(whole);
      }),
    );
  });
});
