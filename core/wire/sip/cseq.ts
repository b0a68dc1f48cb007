// CSeq (RFC 3261, 20.16): a number below 2^31 (8.1.1.5) and a method.
import { BYTES, readNumber, skipClass, skipSpace } from './bytes.ts';

const { DIGIT, TOKEN } = BYTES;

export const CSEQ_MAX = 2_147_483_647;

export class CSeq {
  number = 0;
  methodStart = 0;
  methodEnd = 0;
}

/** Scans a CSeq that fills the bytes from start to end; false where it is malformed or its number too large. */
export function scanCSeq(into: CSeq, bytes: Uint8Array, start: number, end: number): boolean {
  const digitsEnd = skipClass(bytes, start, end, DIGIT);
  into.number = readNumber(bytes, start, digitsEnd, CSEQ_MAX);
  into.methodStart = skipSpace(bytes, digitsEnd, end);
  into.methodEnd = skipClass(bytes, into.methodStart, end, TOKEN);
  return (
    into.number >= 0 && into.methodStart > digitsEnd && into.methodEnd > into.methodStart && into.methodEnd === end
  );
}
