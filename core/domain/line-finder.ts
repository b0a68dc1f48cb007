import {
  type AddressFamily,
  bitsOf,
  IPV4_BITS,
  IPV6_BITS,
  ipv4Of,
  isMappedIpv4,
  parseBlock,
  readIpv6,
} from './network-address.ts';
import type { Line } from './registry-nouns.ts';

/** Sockets of both families write an IPv4 peer like this: read without a detour. */
const MAPPED = '::ffff:';
/** The first bits of an IPv4 address lead to the few stretches among which it lies: 256 KiB that spare ten steps of a search. */
const INDEX_BITS = 16;
const INDEX_SHIFT = IPV4_BITS - INDEX_BITS;

/** A stretch of addresses from `start` to the next stretch, and whose it is. */
interface Stretch {
  readonly start: bigint;
  readonly line: Line | undefined;
}

interface Claim {
  readonly first: bigint;
  readonly last: bigint;
  readonly line: Line;
}

/** Blocks lie within each other or apart: laid out in order, the innermost one at each address is the most specific. */
const layOut = (claims: readonly Claim[], bits: number): readonly Stretch[] => {
  const inOrder = [...claims].sort((a, b) => Number(a.first > b.first) - Number(a.first < b.first) || widerFirst(a, b));
  const stretches: Stretch[] = [{ start: 0n, line: undefined }];
  const begin = (start: bigint, line: Line | undefined): void => {
    if (start >> BigInt(bits) !== 0n) return;
    if (stretches.at(-1)?.start === start) stretches.pop();
    stretches.push({ start, line });
  };
  const open: Claim[] = [];
  const closeBefore = (address: bigint): void => {
    for (let top = open.at(-1); top !== undefined && top.last < address; top = open.at(-1)) {
      open.pop();
      begin(top.last + 1n, open.at(-1)?.line);
    }
  };
  for (const claim of inOrder) {
    closeBefore(claim.first);
    begin(claim.first, claim.line);
    open.push(claim);
  }
  closeBefore(1n << BigInt(IPV6_BITS));
  return stretches;
};

/** For each beginning of an address the stretch in which it starts; one entry more, for the end of the last. */
const indexOf = (starts: Uint32Array): Uint32Array => {
  const index = new Uint32Array((1 << INDEX_BITS) + 1);
  let stretch = 0;
  for (let head = 0; head < 1 << INDEX_BITS; head++) {
    const address = head * 2 ** INDEX_SHIFT;
    while (stretch + 1 < starts.length && (starts[stretch + 1] as number) <= address) stretch++;
    index[head] = stretch;
  }
  index[1 << INDEX_BITS] = starts.length - 1;
  return index;
};

const widerFirst = (a: Claim, b: Claim): number => Number(a.last < b.last) - Number(a.last > b.last);

/** Realms hold no control character, so that no two pairs have one key. */
const digestKey = (user: string, realm: string): string => `${realm}\n${user}`;

/**
 * Which active line a call comes in by: made whole from the list of lines, and made anew when one changes. The register
 * lets no block, certificate or digest user stand on two active lines; should a list do so, the line named first has it.
 */
export class LineFinder {
  readonly #starts4: Uint32Array;
  readonly #index4: Uint32Array;
  readonly #lines4: readonly (Line | undefined)[];
  /** Four words for each stretch, most significant first. */
  readonly #starts6: Uint32Array;
  readonly #lines6: readonly (Line | undefined)[];
  readonly #byCertificate = new Map<string, Line>();
  readonly #byDigest = new Map<string, Line>();
  /** In which some line has a digest user; none: nobody is to be challenged. */
  readonly realms: readonly string[];
  readonly #words = new Uint32Array(4);

  /** All of them, whatever their state. */
  readonly lines: readonly Line[];

  constructor(lines: Iterable<Line>) {
    this.lines = [...lines];
    const claims: Readonly<Record<AddressFamily, Map<string, Claim>>> = { 4: new Map(), 6: new Map() };
    for (const line of this.lines) {
      if (line.status === 'active' && line.entry !== undefined) this.#take(line, line.entry, claims);
    }
    this.realms = [...new Set([...this.#byDigest.values()].flatMap(({ entry }) => entry?.digest?.realm ?? []))];
    const stretches4 = layOut([...claims[4].values()], IPV4_BITS);
    this.#starts4 = Uint32Array.from(stretches4, ({ start }) => Number(start));
    this.#index4 = indexOf(this.#starts4);
    this.#lines4 = stretches4.map(({ line }) => line);
    const stretches6 = layOut([...claims[6].values()], IPV6_BITS);
    this.#starts6 = Uint32Array.from(
      stretches6.flatMap(({ start }) => [96n, 64n, 32n, 0n].map((shift) => Number((start >> shift) & 0xffff_ffffn))),
    );
    this.#lines6 = stretches6.map(({ line }) => line);
  }

  #take(
    line: Line,
    entry: NonNullable<Line['entry']>,
    claims: Readonly<Record<AddressFamily, Map<string, Claim>>>,
  ): void {
    for (const text of entry.addresses) {
      const block = parseBlock(text, 'addresses');
      // The register keeps canonical blocks only; what a hand wrote past it names no line.
      if (!block.ok) continue;
      const { family, first, bits } = block.value;
      const last = first + (1n << BigInt(bitsOf(family) - bits)) - 1n;
      const key = `${first}/${bits}`;
      if (!claims[family].has(key)) claims[family].set(key, { first, last, line });
    }
    for (const fingerprint of entry.certificates) {
      if (!this.#byCertificate.has(fingerprint)) this.#byCertificate.set(fingerprint, line);
    }
    if (entry.digest === undefined) return;
    const key = digestKey(entry.digest.user, entry.digest.realm);
    if (!this.#byDigest.has(key)) this.#byDigest.set(key, line);
  }

  /** By the peer's address as sockets write it: the most specific block has it. IPv4-mapped IPv6 is IPv4. */
  byAddress(text: string): Line | undefined {
    const address = ipv4Of(text, text.startsWith(MAPPED) ? MAPPED.length : 0);
    if (address >= 0) return this.#byIpv4(address);
    const words = this.#words;
    return readIpv6(text, words) ? this.#byWords(words) : undefined;
  }

  /** By the 4 or 16 bytes of an address, in network order. */
  byAddressBytes(bytes: Uint8Array): Line | undefined {
    const wordAt = (at: number): number =>
      (((bytes[at] as number) << 24) |
        ((bytes[at + 1] as number) << 16) |
        ((bytes[at + 2] as number) << 8) |
        (bytes[at + 3] as number)) >>>
      0;
    if (bytes.length === IPV4_BITS / 8) return this.#byIpv4(wordAt(0));
    if (bytes.length !== IPV6_BITS / 8) return undefined;
    const words = this.#words;
    for (let word = 0; word < 4; word++) words[word] = wordAt(word * 4);
    return this.#byWords(words);
  }

  /** By the SHA-256 of a TLS client's certificate, in hexadecimal; colons between the bytes and capitals do not matter. */
  byCertificate(fingerprint: string): Line | undefined {
    return this.#byCertificate.get(fingerprint.replaceAll(':', '').toLowerCase());
  }

  /** By what an Authorization names. That its response is right is still to be checked (`checkDigest`). */
  byDigest(user: string, realm: string): Line | undefined {
    return this.#byDigest.get(digestKey(user, realm));
  }

  #byIpv4(address: number): Line | undefined {
    const starts = this.#starts4;
    const head = address >>> INDEX_SHIFT;
    let low = this.#index4[head] as number;
    let high = (this.#index4[head + 1] as number) + 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] as number) <= address) low = middle;
      else high = middle;
    }
    return this.#lines4[low];
  }

  #byWords(words: Uint32Array): Line | undefined {
    if (isMappedIpv4(words)) return this.#byIpv4(words[3] as number);
    let low = 0;
    let high = this.#lines6.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#startsAtOrBefore(middle * 4, words)) low = middle;
      else high = middle;
    }
    return this.#lines6[low];
  }

  #startsAtOrBefore(at: number, words: Uint32Array): boolean {
    const starts = this.#starts6;
    for (let word = 0; word < 4; word++) {
      const start = starts[at + word] as number;
      const asked = words[word] as number;
      if (start !== asked) return start < asked;
    }
    return true;
  }
}
