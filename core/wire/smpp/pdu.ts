// One PDU as offsets into the bytes that it came in.
import type { Slice } from '../sip/bytes.ts';
import { SMPP_FIELDS, type SmppFieldLayout } from './fields.ts';

/** More optional parameters than that nobody means. */
export const TLVS_MAX = 255;

const NONE = -1;
const STRIDE = 3;
const TAG = 0;
const VALUE_START = 1;
const VALUE_END = 2;
const NOTHING: readonly SmppFieldLayout[] = [];

/** Filled by `scanSmpp`, again and again: what it says is good until the next scan. Offsets are into `bytes`. */
export class SmppPdu {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  command = 0;
  status = 0;
  sequence = 0;
  /** The mandatory fields that the command has; none where the command is not known. */
  layout: readonly SmppFieldLayout[] = NOTHING;
  /** A response may end behind its header: then no field is there, and no parameter. */
  hasBody = false;
  tlvs = 0;
  readonly #starts = new Int32Array(SMPP_FIELDS);
  readonly #ends = new Int32Array(SMPP_FIELDS);
  readonly #tlvs = new Int32Array(TLVS_MAX * STRIDE);

  /** For the scanner: nothing is there. */
  reset(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.command = 0;
    this.status = 0;
    this.sequence = 0;
    this.layout = NOTHING;
    this.hasBody = false;
    this.tlvs = 0;
    this.#starts.fill(start);
    this.#ends.fill(start);
  }

  /** For the scanner: where a field stands. */
  setField(id: number, start: number, end: number): void {
    this.#starts[id] = start;
    this.#ends[id] = end;
  }

  /** For the scanner, which sees to it that there is room. */
  addTlv(tag: number, start: number, end: number): void {
    const at = this.tlvs++ * STRIDE;
    this.#tlvs[at + TAG] = tag;
    this.#tlvs[at + VALUE_START] = start;
    this.#tlvs[at + VALUE_END] = end;
  }

  /** Where the value of a field stands, without length octets and closing NUL; empty where there is none. */
  startOf(field: number): number {
    return this.#starts[field]!;
  }

  endOf(field: number): number {
    return this.#ends[field]!;
  }

  /** An integer field (SmppField); 0 where it is not there. */
  number(field: number): number {
    return integerAt(this.bytes, this.#starts[field]!, this.#ends[field]!);
  }

  /** A text field, Latin-1; empty where it is not there. */
  text(field: number): string {
    return latinText(this.bytes, this.#starts[field]!, this.#ends[field]!);
  }

  /** The octets of a field, not copied. */
  octets(field: number): Uint8Array {
    return this.bytes.subarray(this.#starts[field]!, this.#ends[field]!);
  }

  /** The place of the nth parameter of that tag (SmppTag or any other) among all, or -1. */
  tlvIndex(tag: number, nth = 0): number {
    for (let index = 0; index < this.tlvs; index++) {
      if (this.#tlvs[index * STRIDE + TAG] === tag && nth-- === 0) return index;
    }
    return NONE;
  }

  tagAt(index: number): number {
    return this.#tlvs[index * STRIDE + TAG]!;
  }

  /** Where the value of a parameter stands, by its place. */
  tlvAt(index: number): Slice {
    const at = index * STRIDE;
    return { start: this.#tlvs[at + VALUE_START]!, end: this.#tlvs[at + VALUE_END]! };
  }

  /** The value of the first parameter of that tag, not copied; undefined where there is none. */
  tlvOctets(tag: number): Uint8Array | undefined {
    const index = this.tlvIndex(tag);
    if (index === NONE) return undefined;
    const { start, end } = this.tlvAt(index);
    return this.bytes.subarray(start, end);
  }

  /** The same as an integer; undefined where it has no octet, or more than four. */
  tlvNumber(tag: number): number | undefined {
    const value = this.tlvOctets(tag);
    if (value === undefined || value.length === 0 || value.length > 4) return undefined;
    return integerAt(value, 0, value.length);
  }

  /** The same as text up to its NUL, which some leave out. */
  tlvText(tag: number): string | undefined {
    const value = this.tlvOctets(tag);
    if (value === undefined) return undefined;
    const nul = value.indexOf(0);
    return latinText(value, 0, nul === NONE ? value.length : nul);
  }
}

/** Big endian, unsigned. */
export function integerAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 256 + bytes[at]!;
  return value;
}

export function latinText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
