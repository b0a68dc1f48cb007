// GB 18030. Reading is the platform's; it has no writer, so the table for one is made by reading every code once, when
// the first text is written (some 60 ms, once). All of Unicode has a code but half surrogate pairs and 19 private
// characters, whose codes the standard gave to others.

const ASCII_END = 0x80;
const LEAD_FIRST = 0x81;
const LEAD_LAST = 0xfe;
const TRAIL_FIRST = 0x40;
const TRAIL_LAST = 0xfe;
const TRAIL_GAP = 0x7f;
/** Linear numbers of four-byte codes: 10 x 126 x 10 of them a lead byte. Those of the basic plane come first. */
const PER_LEAD = 12_600;
const PER_SECOND = 1_260;
const PER_THIRD = 10;
const DIGIT_ZERO = 0x30;
const BASIC_PLANE_CODES = 39_420;
const SUPPLEMENTARY_FROM = (0x90 - LEAD_FIRST) * PER_LEAD;
const BASIC_PLANE_END = 0x1_0000;
const TWO_BYTES_MAX = 0xffff;
const REPLACEMENT = 0xfffd;
/** Reading answers U+FFFD for what is no code, so that its own code has to be told apart. */
const REPLACEMENT_CODE = 0x8431_a437;
const NEW_LINE = 10;

const decoder = new TextDecoder('gb18030', { ignoreBOM: true });

/** By UTF-16 unit: the bytes of its code as one number; 0 where it has none. */
let codes: Uint32Array | undefined;

const fourBytesOf = (linear: number): number =>
  (LEAD_FIRST + Math.floor(linear / PER_LEAD)) * 0x100_0000 +
  (DIGIT_ZERO + (Math.floor(linear / PER_SECOND) % 10)) * 0x1_0000 +
  (LEAD_FIRST + (Math.floor(linear / PER_THIRD) % 126)) * 0x100 +
  DIGIT_ZERO +
  (linear % 10);

/** Reads codes of one length, each on a line of its own, and notes those that are one character not seen before. */
function noteCodes(into: Uint32Array, wanted: readonly number[], bytesEach: number): void {
  const bytes = new Uint8Array(wanted.length * (bytesEach + 1)).fill(NEW_LINE);
  for (let i = 0; i < wanted.length; i++) putCode(bytes, i * (bytesEach + 1), wanted[i]!);
  const lines = decoder.decode(bytes).split('\n');
  for (let i = 0; i < wanted.length; i++) {
    const line = lines[i]!;
    const unit = line.charCodeAt(0);
    if (line.length === 1 && unit !== REPLACEMENT && into[unit] === 0) into[unit] = wanted[i]!;
  }
}

function makeCodes(): Uint32Array {
  const made = new Uint32Array(BASIC_PLANE_END);
  const pairs: number[] = [];
  for (let lead = LEAD_FIRST; lead <= LEAD_LAST; lead++) {
    for (let trail = TRAIL_FIRST; trail <= TRAIL_LAST; trail++) {
      if (trail !== TRAIL_GAP) pairs.push(lead * 256 + trail);
    }
  }
  noteCodes(made, pairs, 2);
  noteCodes(
    made,
    Array.from({ length: BASIC_PLANE_CODES }, (_, linear) => fourBytesOf(linear)),
    4,
  );
  made[REPLACEMENT] = REPLACEMENT_CODE;
  return made;
}

function codeOf(codePoint: number): number {
  if (codePoint < ASCII_END) return codePoint;
  if (codePoint >= BASIC_PLANE_END) return fourBytesOf(SUPPLEMENTARY_FROM + codePoint - BASIC_PLANE_END);
  codes ??= makeCodes();
  return codes[codePoint]!;
}

/** Octets that a code point takes; 0 where it has no code. */
export function gb18030SizeOf(codePoint: number): number {
  if (codePoint < ASCII_END) return 1;
  const code = codeOf(codePoint);
  if (code === 0) return 0;
  return code > TWO_BYTES_MAX ? 4 : 2;
}

function putCode(out: Uint8Array, at: number, code: number): number {
  if (code > TWO_BYTES_MAX) {
    out[at++] = code >>> 24;
    out[at++] = code >>> 16;
  }
  if (code >= ASCII_END) out[at++] = code >>> 8;
  out[at++] = code;
  return at;
}

/** Writes one code point that has a code, and gives the place behind it. */
export const putGb18030 = (out: Uint8Array, at: number, codePoint: number): number =>
  putCode(out, at, codeOf(codePoint));

/** What is no code is U+FFFD. */
export const decodeGb18030 = (bytes: Uint8Array, start: number, end: number): string =>
  decoder.decode(bytes.subarray(start, end));
