import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockText, ipv4Of, parseBlock, readIpv6 } from './network-address.ts';

const canonical = (text: string): string => {
  const block = parseBlock(text, 'entry.addresses[0]');
  return block.ok ? blockText(block.value) : `${block.errors[0]?.message}; ${block.errors[0]?.position}`;
};

describe('addresses and blocks', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7/32', '192.0.2.7'],
    ['192.0.2.0/24', '192.0.2.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255', '255.255.255.255'],
    // RFC 5952 4.1, 4.2.2, 4.2.3, 4.3, and the example of its section 2.
    ['2001:0DB8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['::/0', '::/0'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:200/120', '192.0.2.0/24'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
  ])('reads %s as %s', (written, meant) => {
    expect(canonical(written)).toBe(meant);
    expect(canonical(meant)).toBe(meant);
  });

  it.each([
    ['', 'not an IPv4 or IPv6 address; 0'],
    ['192.0.2', 'not an IPv4 or IPv6 address; 0'],
    ['192.0.2.256', 'not an IPv4 or IPv6 address; 0'],
    ['192.0.2.07', 'not an IPv4 or IPv6 address; 0'],
    ['192.0.2.1.', 'not an IPv4 or IPv6 address; 0'],
    ['1:2:3:4:5:6:7', 'not an IPv4 or IPv6 address; 0'],
    ['1:2:3:4:5:6:7:8:9', 'not an IPv4 or IPv6 address; 0'],
    ['1:2:3:4::5:6:7:8', 'not an IPv4 or IPv6 address; 0'],
    ['1::2::3', 'not an IPv4 or IPv6 address; 0'],
    [':1:2:3:4:5:6:7', 'not an IPv4 or IPv6 address; 0'],
    ['1:2:3:4:5:6:7:', 'not an IPv4 or IPv6 address; 0'],
    [':::', 'not an IPv4 or IPv6 address; 0'],
    ['12345::', 'not an IPv4 or IPv6 address; 0'],
    ['::1.2.3', 'not an IPv4 or IPv6 address; 0'],
    ['1:2:3:4:5:6:7:1.2.3.4', 'not an IPv4 or IPv6 address; 0'],
    ['sbc.example', 'not an IPv4 or IPv6 address; 0'],
    ['fe80::1%eth0', 'names a zone of one machine; 7'],
    ['192.0.2.0/33', 'not a prefix length; 10'],
    ['192.0.2.0/', 'not a prefix length; 10'],
    ['192.0.2.0/024', 'not a prefix length; 10'],
    ['2001:db8::/129', 'not a prefix length; 11'],
    ['192.0.2.7/24', 'has bits set behind its prefix; 9'],
    ['2001:db8::1/64', 'has bits set behind its prefix; 11'],
    ['1'.repeat(60), 'not an address; 49'],
  ])('turns %s away: %s', (written, told) => {
    expect(canonical(written)).toBe(told);
  });

  it('names the block that was probably meant', () => {
    expect(parseBlock('192.0.2.7/24', 'a')).toMatchObject({
      errors: [{ remedy: 'Write 192.0.2.0/24, or the address without a prefix.' }],
    });
  });

  it('reads the same address of every text that RFC 4291 allows for it', () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.nat(8), fc.nat(8), (groups, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const said = groups.map((one) => one.toString(16));
        const zeroed = groups.map((one, at) => (at >= from && at < to ? 0 : one));
        const short = `${said.slice(0, from).join(':')}::${said.slice(to).join(':')}`;
        const words = (some: readonly number[]) =>
          [0, 2, 4, 6].map((at) => (some[at] ?? 0) * 0x1_0000 + (some[at + 1] ?? 0));
        const into = new Uint32Array(4);
        expect(readIpv6(said.join(':').toUpperCase(), into)).toBe(true);
        expect([...into]).toEqual(words(groups));
        // `::` stands for one group at least.
        expect(readIpv6(short, into)).toBe(to > from);
        if (to > from) expect([...into]).toEqual(words(zeroed));
        const tail = zeroed.slice(6).flatMap((one) => [one >> 8, one & 0xff]);
        expect(readIpv6(`${said.slice(0, 6).join(':')}:${tail.join('.')}%en0`, into)).toBe(true);
      }),
    );
  });

  it('never takes an IPv4 address for another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (address) => {
        const text = [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
        expect(ipv4Of(text)).toBe(address);
        expect(canonical(text)).toBe(text);
      }),
    );
  });
});
