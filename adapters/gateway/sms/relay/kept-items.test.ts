import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MessageNumber } from '../ports.ts';
import { decodeKept, encodeKept, type Kept } from './kept-items.ts';

const bytes = fc.uint8Array({ maxLength: 200 });
const digits = fc.string({ maxLength: 21 });
const address = fc.record({ digits, ton: fc.nat(255), npi: fc.nat(255) });
const instant = fc.integer({ min: 0, max: 4e12 });
const concat = fc.option(
  fc.record({
    width: fc.constantFrom(0 as const, 8 as const, 16 as const),
    reference: fc.nat(65_535),
    total: fc.integer({ min: 1, max: 255 }),
    number: fc.integer({ min: 1, max: 255 }),
  }),
  { nil: undefined },
);
/** Its text stands in the PDU, or beside it. */
const bodies = fc.oneof(
  fc.record({ pdu: bytes, text: bytes }),
  fc.tuple(bytes, fc.nat(200), fc.nat(200)).map(([pdu, from, to]) => ({ pdu, text: pdu.subarray(from, to) })),
);
const carried = fc
  .tuple(
    fc.record({
      source: address,
      destination: address,
      channel: fc.constantFrom('sms' as const, 'flash' as const),
      alphabet: fc.constantFrom('gsm7' as const, 'ucs2' as const, 'gb18030' as const, 'binary' as const),
      form: fc.constantFrom('smpp' as const, 'cmpp-2.0' as const, 'cmpp-3.0' as const),
      concat,
    }),
    bodies,
  )
  .map(([envelope, body]) => ({ ...envelope, ...body }));
const handed = {
  message: fc.string({ maxLength: 16 }),
  line: fc.string({ maxLength: 40 }),
  wantsReceipt: fc.boolean(),
  submittedMs: instant,
};
const decision = fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: undefined });
const word = fc.string({ maxLength: 64 });
const said = { state: word, error: word, doneMs: instant };
const report = fc
  .record({ ...handed, ...said, source: address, destination: address })
  .map(({ line: _line, wantsReceipt: _wants, ...rest }) => rest);
const kept = fc.oneof(
  fc.record({ kind: fc.constantFrom('outgoing', 'part'), ...handed, validUntilMs: instant, carried, decision }),
  fc.record({
    kind: fc.constant('awaited'),
    ...handed,
    upstream: word,
    upstreamId: word,
    source: address,
    destination: address,
    decision,
  }),
  fc.record({ kind: fc.constant('stray'), upstream: word, upstreamId: word, ...said }),
  fc.record({ kind: fc.constant('report'), line: word, report }),
  fc.record({ kind: fc.constant('reply'), line: word, receivedMs: instant, carried }),
  fc.record({ kind: fc.constant('reply-in'), receivedMs: instant, carried }),
) as unknown as fc.Arbitrary<Kept>;

/** Buffers are views of bytes; only the bytes count. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, each) => (ArrayBuffer.isView(each) ? [...(each as Uint8Array)] : each)));

test('what is kept comes back as it was', () => {
  fc.assert(
    fc.property(kept, (item) => {
      const encoded = encodeKept(item);
      encodeKept({ kind: 'stray', upstream: 'x', upstreamId: 'y', state: '', error: '', doneMs: 0 });
      // JSON.stringify calls toJSON of a Buffer before the replacer: so views are made plain arrays first.
      const back = decodeKept(encoded) as unknown as Record<string, unknown>;
      const views = back['carried'] as { pdu: Uint8Array; text: Uint8Array } | undefined;
      const bare =
        views === undefined ? back : { ...back, carried: { ...views, pdu: [...views.pdu], text: [...views.text] } };
      expect(bare).toEqual(plain(item) as object);
    }),
  );
});

test('what a release kept that knew of no decisions is read', () => {
  const item = { kind: 'awaited', message: '1', line: 'l', wantsReceipt: true, submittedMs: 5, upstream: 'u' } as const;
  const place = { digits: '1', ton: 0, npi: 0 };
  const whole = { ...item, message: '1' as MessageNumber, upstreamId: 'x', source: place, destination: place };
  expect(decodeKept(encodeKept(whole).subarray(0, -1))).toEqual(whole);
});

test('a text inside its PDU is kept once', () => {
  const pdu = new Uint8Array(300);
  const envelope = { digits: '', ton: 0, npi: 0 };
  const item = (text: Uint8Array): Kept => ({
    kind: 'reply-in',
    receivedMs: 0,
    carried: {
      source: envelope,
      destination: envelope,
      channel: 'sms',
      alphabet: 'ucs2',
      form: 'smpp',
      concat: undefined,
      pdu,
      text,
    },
  });
  const inside = encodeKept(item(pdu.subarray(100, 240)));
  expect(encodeKept(item(new Uint8Array(140))).length - inside.length).toBe(140 - 4);
});

test('what a newer version kept is not guessed at', () => {
  expect(() => decodeKept(new Uint8Array([250]))).toThrow('newer version');
});
