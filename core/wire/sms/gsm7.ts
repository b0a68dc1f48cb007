// The GSM 7 bit default alphabet with its extension table (3GPP TS 23.038, 6.2.1 and 6.2.1.1), one septet an octet as SMPP
// carries it, and packed as the air does (6.1.2.1). The national tables (6.2.1.2) are not read: `readUdh` tells when
// a message needs them.

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

const EXTENSION: readonly (readonly [septet: number, character: string])[] = [
  [0x0a, '\f'],
  [0x14, '^'],
  [0x28, '{'],
  [0x29, '}'],
  [0x2f, '\\'],
  [0x3c, '['],
  [0x3d, '~'],
  [0x3e, ']'],
  [0x40, '|'],
  [0x65, '€'],
];

const ESCAPE = 0x1b;
const SEPTETS = 128;
const SEPTET_BITS = 7;
const SEPTET_MASK = 0x7f;
const EXTENDED = 0x80;
const NONE = 0xff;
const REPLACEMENT = '\ufffd';

/** By septet, behind an escape. What the table leaves open is the character of the basic table (6.2.1.1). */
const BEHIND_ESCAPE: readonly string[] = Array.from(
  { length: SEPTETS },
  (_, septet) => EXTENSION.find(([from]) => from === septet)?.[1] ?? (septet === ESCAPE ? ' ' : BASIC[septet]!),
);

/** By UTF-16 unit: the septet, with EXTENDED where an escape comes first; NONE where the alphabet lacks it. */
const SEPTET_OF = new Uint8Array(0x20ad).fill(NONE);
for (let septet = 0; septet < SEPTETS; septet++) {
  if (septet !== ESCAPE) SEPTET_OF[BASIC.charCodeAt(septet)] = septet;
}
for (const [septet, character] of EXTENSION) SEPTET_OF[character.charCodeAt(0)] = septet | EXTENDED;

/** Septets that a code point takes; 0 where the alphabet lacks it. */
export function gsm7SizeOf(codePoint: number): number {
  const septet = SEPTET_OF[codePoint] ?? NONE;
  if (septet === NONE) return 0;
  return septet < EXTENDED ? 1 : 2;
}

/** Writes one code point that the alphabet holds, and gives the place behind it. */
export function putGsm7(out: Uint8Array, at: number, codePoint: number): number {
  const septet = SEPTET_OF[codePoint]!;
  if (septet >= EXTENDED) out[at++] = ESCAPE;
  out[at++] = septet & SEPTET_MASK;
  return at;
}

/**
 * Reads septets, one an octet. An octet above 0x7F is no septet: U+FFFD. An escape with nothing behind it, or a second
 * one, is a space (6.2.1.1, note 1).
 */
export function decodeGsm7(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) {
    const septet = bytes[at]!;
    if (septet !== ESCAPE) text += septet < SEPTETS ? BASIC[septet]! : REPLACEMENT;
    else if (at + 1 >= end) text += ' ';
    else text += BEHIND_ESCAPE[bytes[++at]!] ?? REPLACEMENT;
  }
  return text;
}

/** Bits that fill the last octet of a user data header up to a septet (TS 23.040, 9.2.3.24); 0 to 6. */
export const fillBitsAfter = (headerBytes: number): number => {
  const over = (headerBytes * 8) % SEPTET_BITS;
  return over === 0 ? 0 : SEPTET_BITS - over;
};

/** Septets packed eight into seven octets, behind that many zero bits. */
export function packSeptets(septets: Uint8Array, fillBits = 0): Uint8Array {
  const out = new Uint8Array(Math.ceil((fillBits + septets.length * SEPTET_BITS) / 8));
  for (let i = 0; i < septets.length; i++) {
    const bit = fillBits + i * SEPTET_BITS;
    const septet = (septets[i]! & SEPTET_MASK) << (bit & 7);
    const at = bit >> 3;
    out[at] = out[at]! | (septet & 0xff);
    if (septet > 0xff) out[at + 1] = septet >> 8;
  }
  return out;
}

/** The septets of packed octets, one an octet: `count` of them, or as many as there are. */
export function unpackSeptets(bytes: Uint8Array, count: number, fillBits = 0): Uint8Array {
  const whole = Math.floor((bytes.length * 8 - fillBits) / SEPTET_BITS);
  const out = new Uint8Array(Math.max(0, Math.min(count, whole)));
  for (let i = 0; i < out.length; i++) {
    const bit = fillBits + i * SEPTET_BITS;
    const at = bit >> 3;
    out[i] = (((bytes[at + 1] ?? 0) * 256 + bytes[at]!) >> (bit & 7)) & SEPTET_MASK;
  }
  return out;
}
