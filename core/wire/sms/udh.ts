// The user data header at the front of a message (3GPP TS 23.040, 9.2.3.24).
import { type Problem, problem } from './problem.ts';

export const UdhElementId = {
  concat8: 0x00,
  ports8: 0x04,
  ports16: 0x05,
  concat16: 0x08,
  singleShift: 0x24,
  lockingShift: 0x25,
} as const;

export interface UdhElement {
  /** 0 to 255. */
  readonly id: number;
  readonly data: Uint8Array;
}

/** Which part of which long message this is. */
export interface Concat {
  /** 0 to 255, or to 65535 with a width of 16, or of 0. */
  readonly reference: number;
  /** Bits of the reference in a header; 0 where fields of the protocol say so instead. */
  readonly width: 0 | 8 | 16;
  /** 1 to 255. */
  readonly total: number;
  /** 1 to `total`. */
  readonly number: number;
}

export interface Ports {
  readonly destination: number;
  readonly source: number;
  readonly width: 8 | 16;
}

export interface Udh {
  /** Octets of the whole header, its length octet included: the text begins behind them. */
  readonly length: number;
  /** In the order that they came in, also those of no meaning here. */
  readonly elements: readonly UdhElement[];
  readonly concat: Concat | undefined;
  readonly ports: Ports | undefined;
  /** The text is in a national language table (TS 23.038, 6.2.1.2), which `decodeText` does not know. */
  readonly isShifted: boolean;
}

/**
 * `udh-missing`: no octet at all. `udh-length`: says more octets than there are. `element-length`: an element that runs over
 * the header's end, or has a length that its id does not.
 */
export type UdhCode = 'udh-missing' | 'udh-length' | 'element-length';
export type UdhProblem = Problem<UdhCode>;

const DATA_BYTES_MAX = 255;
/** More parts than that have no number. */
export const PARTS_MAX = 255;

/** Octets of the data of those elements that are looked into. */
const LENGTHS: Readonly<Record<number, number>> = {
  [UdhElementId.concat8]: 3,
  [UdhElementId.ports8]: 2,
  [UdhElementId.ports16]: 4,
  [UdhElementId.concat16]: 4,
  [UdhElementId.singleShift]: 1,
  [UdhElementId.lockingShift]: 1,
};

const LENGTH_REMEDY = 'make the length octets of the user data header agree with its elements';

/** Undefined where the numbers mean nothing: such an element is left out of account (9.2.3.24.1). */
export const concatIf = (
  reference: number,
  width: Concat['width'],
  total: number,
  number: number,
): Concat | undefined => (number === 0 || number > total ? undefined : { reference, width, total, number });

function concatOf({ id, data }: UdhElement): Concat | undefined {
  return id === UdhElementId.concat8
    ? concatIf(data[0]!, 8, data[1]!, data[2]!)
    : concatIf(data[0]! * 256 + data[1]!, 16, data[2]!, data[3]!);
}

function portsOf({ id, data }: UdhElement): Ports {
  return id === UdhElementId.ports8
    ? { destination: data[0]!, source: data[1]!, width: 8 }
    : { destination: data[0]! * 256 + data[1]!, source: data[2]! * 256 + data[3]!, width: 16 };
}

/**
 * Reads the header that `bytes` begin with at `start`. Of elements that may stand once, and of those that exclude each
 * other, the last one counts (9.2.3.24).
 */
export function readUdh(bytes: Uint8Array, start = 0, end = bytes.length): Udh | UdhProblem {
  if (start >= end) return problem('udh-missing', 'UDHL', start, 'put the header in, or take its indicator away');
  const stop = start + 1 + bytes[start]!;
  if (stop > end) return problem('udh-length', 'UDHL', start, LENGTH_REMEDY);
  const elements: UdhElement[] = [];
  let concat: Concat | undefined;
  let ports: Ports | undefined;
  let isShifted = false;
  let at = start + 1;
  while (at < stop) {
    const id = bytes[at]!;
    const from = at + 2;
    const to = from + (bytes[at + 1] ?? 0);
    const wanted = LENGTHS[id];
    if (from > stop || to > stop || (wanted !== undefined && to - from !== wanted)) {
      return problem('element-length', `IEDL of 0x${id.toString(16).padStart(2, '0')}`, at + 1, LENGTH_REMEDY);
    }
    const element = { id, data: bytes.slice(from, to) };
    elements.push(element);
    if (id === UdhElementId.concat8 || id === UdhElementId.concat16) concat = concatOf(element) ?? concat;
    else if (id === UdhElementId.ports8 || id === UdhElementId.ports16) ports = portsOf(element);
    else if (id === UdhElementId.singleShift || id === UdhElementId.lockingShift) isShifted = true;
    at = to;
  }
  return { length: stop - start, elements, concat, ports, isShifted };
}

/** The header with its length octet; undefined where it takes more than 255 octets behind that. */
export function writeUdh(elements: readonly UdhElement[]): Uint8Array | undefined {
  let length = 0;
  for (const { data } of elements) length += 2 + data.length;
  if (length > DATA_BYTES_MAX) return undefined;
  const out = new Uint8Array(1 + length);
  out[0] = length;
  let at = 1;
  for (const { id, data } of elements) {
    out[at] = id;
    out[at + 1] = data.length;
    out.set(data, at + 2);
    at += 2 + data.length;
  }
  return out;
}

/** The element that says so: of 16 bits unless the width is 8. */
export function concatElement({ reference, width, total, number }: Concat): UdhElement {
  return width === 8
    ? { id: UdhElementId.concat8, data: Uint8Array.of(reference, total, number) }
    : { id: UdhElementId.concat16, data: Uint8Array.of(reference >> 8, reference, total, number) };
}
