// Comma lists: several values in one line are the same as several lines (RFC 3261, 7.3.1). Commas within quotes and angle
// brackets separate nothing.
import { BYTES, type Slice, skipQuoted, skipSpace, trimEnd } from './bytes.ts';
import type { HeaderId } from './headers.ts';
import type { SipMessage } from './message.ts';

const { COMMA, GREATER, LESS, QUOTE } = BYTES;

/** Where the value that starts at `at` ends: at its comma, or `end`. -1 where a quote is not closed. */
export function elementEnd(bytes: Uint8Array, at: number, end: number): number {
  let isBracketed = false;
  for (let i = at; i < end; i++) {
    const byte = bytes[i]!;
    if (byte > GREATER) continue;
    if (byte === LESS) isBracketed = true;
    else if (byte === GREATER) isBracketed = false;
    else if (byte === COMMA && !isBracketed) return i;
    else if (byte === QUOTE && !isBracketed) {
      const after = skipQuoted(bytes, i, end);
      if (after < 0) return -1;
      i = after - 1;
    }
  }
  return end;
}

/** The values of one line, empty ones included; undefined where a quote is not closed. */
export function splitLine(bytes: Uint8Array, start: number, end: number): Slice[] | undefined {
  const found: Slice[] = [];
  let at = start;
  for (;;) {
    const stop = elementEnd(bytes, at, end);
    if (stop < 0) return undefined;
    const from = skipSpace(bytes, at, stop);
    found.push({ start: from, end: trimEnd(bytes, from, stop) });
    if (stop >= end) return found;
    at = stop + 1;
  }
}

/** All values of a field, over all its lines, in order; lines with an unclosed quote are left out. */
export function valuesOf(message: SipMessage, id: HeaderId): Slice[] {
  const found: Slice[] = [];
  for (let line = message.lineOf(id); line >= 0; line = message.after(line)) {
    const start = message.startOf(line);
    const end = message.endOf(line);
    if (end > start) found.push(...(splitLine(message.bytes, start, end) ?? []));
  }
  return found;
}

/** Where the first value of a field's first line ends, white space before the comma left out; -1 where there is none. */
export function firstValueEnd(message: SipMessage, id: HeaderId): number {
  const line = message.lineOf(id);
  if (line < 0) return -1;
  const start = message.startOf(line);
  const stop = elementEnd(message.bytes, start, message.endOf(line));
  return stop < 0 ? -1 : trimEnd(message.bytes, start, stop);
}
