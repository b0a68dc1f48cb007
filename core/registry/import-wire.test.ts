import { asId, type MerchantId, type PhoneNumber } from '@wurao/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BasisInput } from './envelope.ts';
import { readRows, rowText, ShapeBook, tailOf } from './import-wire.ts';
import type { ImportedThing } from './imports.ts';

const basis = fc.record({
  kind: fc.constantFrom('consent', 'relation'),
  subscriber: fc.nat(9_999).map((n) => `+861380000${String(n).padStart(4, '0')}` as PhoneNumber),
  merchant: fc.constantFrom('a', 'b').map((id) => asId<MerchantId>(id)),
  purposes: fc.nat(3),
  categories: fc.nat(3),
  channels: fc.nat(3),
  matter: fc.constant(undefined),
  words: fc.constantFrom('同意', 'I agree "to calls"', ''),
  method: fc.constantFrom('paper', 'voice'),
  evidence: fc.option(fc.record({ reference: fc.string(), sha256: fc.option(fc.string(), { nil: undefined }) }), {
    nil: undefined,
  }),
  fromMs: fc.option(fc.nat(), { nil: undefined }),
  toMs: fc.option(fc.nat(2), { nil: undefined }),
}) as fc.Arbitrary<BasisInput>;
const thing: fc.Arbitrary<ImportedThing> = fc.oneof(
  basis.map((of) => ({ kind: 'grantBasis' as const, basis: of })),
  fc.nat(9).map((n) => ({ kind: 'revokeFiling' as const, id: `filing-${n}` }) as unknown as ImportedThing),
);

const throughText = (things: readonly ImportedThing[], book = new ShapeBook()) => {
  const shapes = things.map((each) => book.indexOf(each));
  const rows = things.map((each, i) => rowText(i, i + 2, i % 3, tailOf(each, shapes[i] ?? -1)));
  return readRows(`[${rows.join(',')}]`, book.textOf(new Set(shapes.filter((shape) => shape >= 0))));
};

it('reads back what was written, whatever the rows have in common', () => {
  fc.assert(
    fc.property(fc.array(thing, { maxLength: 20 }), (things) => {
      const read = throughText(things);
      expect(read).toEqual(things.map((each, i) => ({ row: i, line: i + 2, patterns: i % 3, thing: each })));
    }),
  );
});

it('writes rows whole once a list has a shape for each of them', () => {
  const book = new ShapeBook();
  const [first] = fc.sample(basis, 1) as [BasisInput];
  const named = (i: number): ImportedThing => ({ kind: 'grantBasis', basis: { ...first, words: `agreed ${i}` } });
  const shapes = Array.from({ length: 5_000 }, (_, i) => book.indexOf(named(i)));
  expect(shapes.slice(0, 4_096)).toEqual(Array.from({ length: 4_096 }, (_, i) => i));
  expect(new Set(shapes.slice(4_096))).toEqual(new Set([-1]));
  const read = throughText([named(4_999), named(7)], book);
  expect(read.map(({ thing: each }) => each)).toEqual([named(4_999), named(7)]);
});

it('does not guess a shape that a batch does not bring', () => {
  expect(() => readRows('[[0,2,0,3,"+8613800000001",null,null]]', '{}')).toThrow('shape 3');
});
