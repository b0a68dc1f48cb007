import { type Failure, invalid, type Result, success } from './failure.ts';

/** IPv4 and IPv6 addresses (RFC 4291) and blocks of them (CIDR, RFC 4632), as numbers and in one canonical text (RFC 5952). */
export type AddressFamily = 4 | 6;

export const IPV4_BITS = 32;
export const IPV6_BITS = 128;
const WORD_BITS = 32;
const GROUPS = 8;
/** The longest text of an IPv6 address with an IPv4 tail, and of a prefix length behind it. */
export const MAX_ADDRESS_CHARS = 45;
export const MAX_BLOCK_CHARS = MAX_ADDRESS_CHARS + '/128'.length;

const MIN_IPV4_CHARS = '0.0.0.0'.length;
const MAX_IPV4_CHARS = '255.255.255.255'.length;

const DOT = 0x2e;
const COLON = 0x3a;
const ZERO = 0x30;
const NINE = 0x39;

/** A block: an address, and how many of its first bits count. An IPv4-mapped one (::ffff:0:0/96 and longer) is of family 4. */
export interface AddressBlock {
  readonly family: AddressFamily;
  /** The address as one whole number; every bit behind `bits` is 0. */
  readonly first: bigint;
  readonly bits: number;
}

/** Dotted decimal as a number of 32 bits, or -1. Read strictly: a leading zero is octal to some, so it is nothing to us. */
export const ipv4Of = (text: string, start = 0, end = text.length): number => {
  if (end - start < MIN_IPV4_CHARS || end - start > MAX_IPV4_CHARS) return -1;
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      if (part === 0) return -1;
      part = part < 0 ? code - ZERO : part * 10 + (code - ZERO);
      if (part > 255) return -1;
    } else {
      if (code !== DOT || part < 0 || ++dots > 3) return -1;
      value = value * 256 + part;
      part = -1;
    }
  }
  return dots === 3 && part >= 0 ? value * 256 + part : -1;
};

const hexDigit = (code: number): number => {
  if (code >= ZERO && code <= NINE) return code - ZERO;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
};

const digitAt = (text: string, at: number, end: number): number => (at < end ? hexDigit(text.charCodeAt(at)) : -1);

/** Filled anew by each reading: an address is read on every call, and nothing reads two at once. */
const groups = new Uint16Array(GROUPS);

/** The text of an IPv6 address up to `end` into `groups`; undefined = it is none, else how many groups and where `::` stood. */
const readGroups = (text: string, end: number): { count: number; gap: number } | undefined => {
  let at = 0;
  let count = 0;
  let gap = -1;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) return undefined;
    gap = 0;
    at = 2;
  }
  while (at < end) {
    const start = at;
    let value = 0;
    for (let digit = digitAt(text, at, end); digit >= 0; digit = digitAt(text, ++at, end)) value = value * 16 + digit;
    if (text.charCodeAt(at) === DOT && at < end) {
      const tail = ipv4Of(text, start, end);
      if (tail < 0 || count > GROUPS - 2) return undefined;
      groups[count++] = tail >>> 16;
      groups[count++] = tail & 0xffff;
      return { count, gap };
    }
    if (at === start || at - start > 4 || count === GROUPS) return undefined;
    groups[count++] = value;
    if (at === end) break;
    if (text.charCodeAt(at++) !== COLON || at === end) return undefined;
    if (text.charCodeAt(at) === COLON) {
      if (gap >= 0) return undefined;
      gap = count;
      at++;
    }
  }
  return { count, gap };
};

/**
 * Writes the four 32-bit words of an IPv6 address, most significant first; false = the text is none. A zone (`%eth0`,
 * RFC 4007) names an interface of this machine, not the peer, and is left out.
 */
export const readIpv6 = (text: string, into: Uint32Array): boolean => {
  const zone = text.indexOf('%');
  const end = zone < 0 ? text.length : zone;
  if (end < 2 || end > MAX_ADDRESS_CHARS) return false;
  const read = readGroups(text, end);
  if (read === undefined) return false;
  const { count, gap } = read;
  if (gap < 0 ? count !== GROUPS : count >= GROUPS) return false;
  // What stands behind `::` ends the address; the room between is zeros.
  const moved = gap < 0 ? 0 : GROUPS - count;
  const groupAt = (at: number): number => {
    if (gap < 0 || at < gap) return groups[at] as number;
    return at < gap + moved ? 0 : (groups[at - moved] as number);
  };
  for (let word = 0; word < 4; word++) into[word] = ((groupAt(word * 2) << 16) | groupAt(word * 2 + 1)) >>> 0;
  return true;
};

/** ::ffff:a.b.c.d (RFC 4291 2.5.5.2): how a socket of both families writes an IPv4 peer. */
export const isMappedIpv4 = (words: Uint32Array): boolean => words[0] === 0 && words[1] === 0 && words[2] === 0xffff;

const wholeOf = (words: Uint32Array): bigint =>
  words.reduce((whole, word) => (whole << BigInt(WORD_BITS)) | BigInt(word), 0n);

export const bitsOf = (family: AddressFamily): number => (family === 4 ? IPV4_BITS : IPV6_BITS);

const addressOf = (text: string): Omit<AddressBlock, 'bits'> | undefined => {
  const number = ipv4Of(text);
  if (number >= 0) return { family: 4, first: BigInt(number) };
  const words = new Uint32Array(4);
  return readIpv6(text, words) ? { family: 6, first: wholeOf(words) } : undefined;
};

const MAPPED = 0xffffn << BigInt(IPV4_BITS);
const MAPPED_BITS = IPV6_BITS - IPV4_BITS;

const unmapped = (block: AddressBlock): AddressBlock =>
  block.family === 6 && block.bits >= MAPPED_BITS && block.first >> BigInt(IPV4_BITS) === 0xffffn
    ? { family: 4, first: block.first - MAPPED, bits: block.bits - MAPPED_BITS }
    : block;

const REMEDY = 'Write an address or a block, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.';

/** An address, or a block with its prefix length. Refused: zones, bits set behind the prefix (the block meant is named). */
export const parseBlock = (text: string, field: string): Result<AddressBlock> => {
  if (text.length > MAX_BLOCK_CHARS) return invalid(field, 'not an address', REMEDY, MAX_BLOCK_CHARS);
  const slash = text.indexOf('/');
  const written = slash < 0 ? text : text.slice(0, slash);
  const zone = written.indexOf('%');
  if (zone >= 0) return invalid(field, 'names a zone of one machine', 'Leave out the % and what follows.', zone);
  const address = addressOf(written);
  if (address === undefined) return invalid(field, 'not an IPv4 or IPv6 address', REMEDY, 0);
  const most = bitsOf(address.family);
  const length = slash < 0 ? String(most) : text.slice(slash + 1);
  const bits = /^(?:0|[1-9]\d{0,2})$/.test(length) ? Number(length) : most + 1;
  if (bits > most) {
    return invalid(field, 'not a prefix length', `Write 0 to ${most} behind the slash.`, slash + 1);
  }
  return withoutHostBits({ ...address, bits }, field, slash);
};

const withoutHostBits = (block: AddressBlock, field: string, slash: number): Result<AddressBlock> => {
  const behind = BigInt(bitsOf(block.family) - block.bits);
  const first = (block.first >> behind) << behind;
  if (first === block.first) return success(unmapped(block));
  const meant = blockText(unmapped({ ...block, first }));
  return hostBits(field, meant, slash);
};

const hostBits = (field: string, meant: string, slash: number): Failure =>
  invalid(field, 'has bits set behind its prefix', `Write ${meant}, or the address without a prefix.`, slash);

/** The longest run of two or more zero groups, the first of them, is written `::` (RFC 5952 4.2). */
const ipv6Text = (first: bigint): string => {
  const hex = first.toString(16).padStart(IPV6_BITS / 4, '0');
  const written = Array.from({ length: GROUPS }, (_, at) => Number.parseInt(hex.slice(at * 4, at * 4 + 4), 16));
  let [from, length] = [-1, 1];
  for (let at = 0; at < GROUPS; at++) {
    let run = 0;
    while (at + run < GROUPS && written[at + run] === 0) run++;
    if (run > length) [from, length] = [at, run];
  }
  const said = (some: readonly number[]): string => some.map((group) => group.toString(16)).join(':');
  return from < 0 ? said(written) : `${said(written.slice(0, from))}::${said(written.slice(from + length))}`;
};

const ipv4Text = (first: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => String((first >> shift) & 0xffn)).join('.');

/** Whether every address of `inner` is one of `outer`. Blocks that overlap lie within each other. */
export const holdsBlock = (outer: AddressBlock, inner: AddressBlock): boolean => {
  if (outer.family !== inner.family || outer.bits > inner.bits) return false;
  const behind = BigInt(bitsOf(outer.family) - outer.bits);
  return inner.first >> behind === outer.first >> behind;
};

/** Canonical: equal blocks have equal text. A single address stands without a prefix length. */
export const blockText = ({ family, first, bits }: AddressBlock): string => {
  const address = family === 4 ? ipv4Text(first) : ipv6Text(first);
  return bits === bitsOf(family) ? address : `${address}/${bits}`;
};
