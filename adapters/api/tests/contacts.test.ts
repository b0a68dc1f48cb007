import { asId, asSequence, type Basis, type BasisId, type Refusal } from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { basis, NOW_MS, refusal } from '../fakes/facts.ts';
import { contactsView } from '../views/contact-view.ts';

const HOUR_MS = 3_600_000;

describe('who may contact me', () => {
  const refused = (over: Partial<Refusal>): Refusal => ({
    ...refusal,
    merchant: basis.merchant,
    purposes: basis.purposes,
    categories: basis.categories,
    channels: basis.channels,
    sequence: asSequence(basis.sequence + 1),
    ...over,
  });
  const merchantsIn = (refusals: readonly Refusal[], bases: readonly Basis[] = [basis]): unknown[] => {
    const rights = { bases, refusals, kept: [], merchants: {} };
    const { mayContact } = contactsView(rights, [], [], () => undefined, NOW_MS, false);
    return (mayContact as { merchant: string }[]).map(({ merchant }) => merchant);
  };

  it('leaves out what was refused since', () => {
    expect(merchantsIn([])).toEqual([basis.merchant]);
    expect(merchantsIn([refused({})])).toEqual([]);
  });

  it('says what each was last used for, and what ends with it', () => {
    const wide = { ...basis, id: asId<BasisId>('basis-wide'), sequence: asSequence(90), categories: 0b111 };
    const rights = { bases: [basis, wide], refusals: [], kept: [], merchants: {} };
    const uses = [{ fact: asSequence(90), uses: 4, lastMs: NOW_MS - HOUR_MS }];
    const { mayContact } = contactsView(rights, [], uses, () => undefined, NOW_MS, false) as {
      mayContact: { basis: string; uses: number; lastUsedAt?: string; stops: unknown }[];
    };
    const left = ['insurance', 'securities'];
    expect(mayContact.map((one) => [one.basis, one.uses, one.lastUsedAt, one.stops])).toEqual([
      ['basis-1', 0, undefined, []],
      [
        'basis-wide',
        4,
        '2026-03-01T01:00:00.000Z',
        [
          { purpose: 'marketing', channel: 'voice', categories: left },
          { purpose: 'marketing', channel: 'sms', categories: left },
        ],
      ],
    ]);
  });

  it('keeps what a refusal leaves standing: another merchant, a part, a later confirmation', () => {
    const confirmed = { ...basis, confirmed: true };
    expect(merchantsIn([refused({ merchant: asId('merchant-other') })])).toHaveLength(1);
    expect(merchantsIn([refused({ channels: 0 })])).toHaveLength(1);
    expect(merchantsIn([refused({ sequence: asSequence(basis.sequence - 1) })], [confirmed])).toHaveLength(1);
    expect(
      merchantsIn([refused({ sequence: asSequence(basis.sequence - 1) })], [{ ...basis, confirmed: false }]),
    ).toEqual([]);
  });
});
