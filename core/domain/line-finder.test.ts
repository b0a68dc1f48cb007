import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asId } from './brands.ts';
import { LineFinder } from './line-finder.ts';
import { blockText } from './network-address.ts';
import type { Line, LineEntry } from './registry-nouns.ts';

const lineOf = (id: string, entry: Partial<LineEntry> | undefined, status: Line['status'] = 'active'): Line => ({
  id: asId(id),
  name: id,
  class: 'access',
  chain: [asId('carrier')],
  enforcement: { mode: 'enforce' },
  trusted: false,
  unknownCallers: 'refuse',
  refusalStyle: '603',
  status,
  entry: entry && { addresses: [], certificates: [], digest: undefined, ...entry },
});

/** An address as its bits: easy to see that it is right. */
const bitsOf4 = (address: number): string => address.toString(2).padStart(32, '0');
const text4 = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
const text6 = (address: bigint): string =>
  (address.toString(16).padStart(32, '0').match(/.{4}/g) as string[]).join(':');

interface Said {
  readonly line: number;
  /** The first bits that count. */
  readonly prefix: string;
}

/** The line with the longest prefix that the address begins with; of equals the first. */
const naive = (said: readonly Said[], bits: string): string | undefined => {
  let best: Said | undefined;
  for (const one of said) {
    if (bits.startsWith(one.prefix) && (best === undefined || one.prefix.length > best.prefix.length)) best = one;
  }
  return best && `line-${best.line}`;
};

const linesOf = (said: readonly Said[], family: 4 | 6): readonly Line[] => {
  const bits = family === 4 ? 32 : 128;
  return said.map(({ line, prefix }) =>
    lineOf(`line-${line}`, {
      addresses: [blockText({ family, first: BigInt(`0b${prefix.padEnd(bits, '0')}`), bits: prefix.length })],
    }),
  );
};

/** Few different bits, so that blocks lie in each other and addresses at their edges. */
const prefixes = (bits: number) =>
  fc.array(
    fc
      .tuple(fc.array(fc.constantFrom('0', '1'), { maxLength: 6 }), fc.constantFrom('0', '1'), fc.nat(bits))
      .map(([head, fill, length]) => head.join('').padEnd(length, fill).slice(0, bits)),
    { maxLength: 30 },
  );
const addressBits = (bits: number) =>
  fc
    .tuple(fc.array(fc.constantFrom('0', '1'), { maxLength: 8 }), fc.constantFrom('0', '1'), fc.bigInt(0n, 3n))
    .map(([head, fill, low]) => BigInt(`0b${head.join('').padEnd(bits, fill)}`) ^ low);

describe('the line of an address', () => {
  it('is that of the longest prefix, as a naive search finds it (IPv4)', () => {
    fc.assert(
      fc.property(prefixes(32), fc.array(addressBits(32), { minLength: 1, maxLength: 20 }), (heads, addresses) => {
        const said = heads.map((prefix, line) => ({ line, prefix }));
        const finder = new LineFinder(linesOf(said, 4));
        // The edges of every block, too.
        const edges = heads.flatMap((prefix) => [
          Number(BigInt(`0b0${prefix.padEnd(32, '0')}`)),
          Number(BigInt(`0b0${prefix.padEnd(32, '1')}`)),
        ]);
        for (const address of [...addresses.map(Number), ...edges]) {
          const expected = naive(said, bitsOf4(address));
          const bytes = Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
          expect(finder.byAddress(text4(address))?.id).toBe(expected);
          expect(finder.byAddress(`::ffff:${text4(address)}`)?.id).toBe(expected);
          expect(finder.byAddressBytes(bytes)?.id).toBe(expected);
          const mapped = Uint8Array.of(...new Uint8Array(10), 0xff, 0xff, ...bytes);
          expect(finder.byAddressBytes(mapped)?.id).toBe(expected);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is that of the longest prefix, as a naive search finds it (IPv6)', () => {
    fc.assert(
      fc.property(prefixes(128), fc.array(addressBits(128), { minLength: 1, maxLength: 20 }), (heads, addresses) => {
        const said = heads.map((prefix, line) => ({ line, prefix }));
        const finder = new LineFinder(linesOf(said, 6));
        const edges = heads.flatMap((prefix) => [
          BigInt(`0b0${prefix.padEnd(128, '0')}`),
          BigInt(`0b0${prefix.padEnd(128, '1')}`),
        ]);
        for (const address of [...addresses, ...edges]) {
          // An IPv4 peer has no IPv6 block.
          const isMapped = address >> 32n === 0xffffn;
          const expected = isMapped ? undefined : naive(said, address.toString(2).padStart(128, '0'));
          const bytes = Uint8Array.from(
            Array.from({ length: 16 }, (_, at) => Number((address >> BigInt(120 - at * 8)) & 0xffn)),
          );
          expect(finder.byAddress(text6(address))?.id).toBe(expected);
          expect(finder.byAddressBytes(bytes)?.id).toBe(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is of active lines only, the first of equals, and of none where nothing is said', () => {
    const finder = new LineFinder([
      lineOf('suspended', { addresses: ['192.0.2.0/24'] }, 'suspended'),
      lineOf('old', undefined),
      lineOf('wide', { addresses: ['0.0.0.0/0'] }),
      lineOf('first', { addresses: ['192.0.2.7', 'fe80::/10'] }),
      lineOf('second', { addresses: ['192.0.2.7'] }),
    ]);
    expect(finder.byAddress('192.0.2.7')?.id).toBe('first');
    expect(finder.byAddress('192.0.2.8')?.id).toBe('wide');
    expect(finder.byAddress('fe80::1%eth0')?.id).toBe('first');
    expect(finder.byAddress('2001:db8::1')).toBeUndefined();
    expect(finder.byAddress('sbc.example')).toBeUndefined();
    expect(finder.byAddress('')).toBeUndefined();
    expect(finder.byAddressBytes(new Uint8Array(5))).toBeUndefined();
    expect(new LineFinder([]).byAddress('192.0.2.7')).toBeUndefined();
  });
});

describe('the line of a certificate or a digest user', () => {
  const ha1 = { md5: '', sha256: '' };
  const finder = new LineFinder([
    lineOf('one', { certificates: ['ab'.repeat(32)], digest: { user: 'anna', realm: 'east', ha1 } }),
    lineOf('two', { certificates: ['cd'.repeat(32)], digest: { user: 'anna', realm: 'west', ha1 } }),
    lineOf('closed', { certificates: ['ef'.repeat(32)], digest: { user: 'ben', realm: 'east', ha1 } }, 'closed'),
  ]);

  it('is found by the fingerprint however it is written', () => {
    expect(finder.byCertificate('ab'.repeat(32))?.id).toBe('one');
    expect(finder.byCertificate(Array.from({ length: 32 }, () => 'CD').join(':'))?.id).toBe('two');
    expect(finder.byCertificate('ef'.repeat(32))).toBeUndefined();
    expect(finder.byCertificate('')).toBeUndefined();
  });

  it('is found by user and realm together', () => {
    expect(finder.byDigest('anna', 'east')?.id).toBe('one');
    expect(finder.byDigest('anna', 'west')?.id).toBe('two');
    expect(finder.byDigest('Anna', 'west')).toBeUndefined();
    expect(finder.byDigest('ben', 'east')).toBeUndefined();
  });
});
