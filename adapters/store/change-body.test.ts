import { BASIS_KINDS, type ChangeBody } from '@wurao/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changeBodyOf, changeText } from './change-body.ts';

const entry = fc.record({
  kind: fc.constantFrom(...BASIS_KINDS),
  purposes: fc.nat(255),
  categories: fc.nat(255),
  channels: fc.nat(7),
  confirmed: fc.boolean(),
  migrated: fc.boolean(),
  withdrawn: fc.boolean(),
  former: fc.boolean(),
  lifts: fc.boolean(),
  fromSec: fc.nat(),
  toSec: fc.nat(),
  receivedSec: fc.nat(),
  matter: fc.option(fc.string(), { nil: undefined }),
  sequence: fc.nat(),
});
const refusal = fc.record({
  purposes: fc.nat(255),
  categories: fc.nat(255),
  channels: fc.nat(7),
  receivedSec: fc.nat(),
  sequence: fc.nat(),
});
const state = fc.record({
  entries: fc.array(entry, { maxLength: 3 }),
  refusals: fc.oneof(fc.constant([]), fc.array(refusal, { maxLength: 2 })),
  kept: fc.oneof(fc.constant(false), fc.boolean()),
  lastNoSec: fc.oneof(fc.constant(0), fc.nat()),
  lastNoSequence: fc.oneof(fc.constant(0), fc.nat()),
});
const body = fc.record({
  kind: fc.constant('pair'),
  number: fc.constant('+8613800000001'),
  merchant: fc.string(),
  state: fc.option(state, { nil: undefined }),
}) as unknown as fc.Arbitrary<ChangeBody>;

it('reads back what was written', () => {
  fc.assert(
    fc.property(body, (of) => {
      expect(changeBodyOf(changeText(of))).toEqual(of);
    }),
  );
});

it('reads what was written as plain JSON', () => {
  fc.assert(
    fc.property(body, (of) => {
      expect(changeBodyOf(JSON.stringify(of))).toEqual(of);
    }),
  );
});

it('writes a pair with one basis in less than half of its JSON', () => {
  fc.assert(
    fc.property(entry, (only) => {
      const alone = {
        entries: [{ ...only, matter: undefined }],
        refusals: [],
        kept: false,
        lastNoSec: 0,
        lastNoSequence: 0,
      };
      const of = {
        kind: 'pair',
        number: '+8613800000001',
        merchant: 'merchant-1',
        state: alone,
      } as unknown as ChangeBody;
      expect(changeText(of).length * 2).toBeLessThan(JSON.stringify(of).length);
    }),
  );
});
