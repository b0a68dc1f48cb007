// Method names, interned: the known ones cost no allocation (RFC 3261, 27.4, and the methods registered since).
import { isText, textOf } from './bytes.ts';

/** Every registered method. Case matters (RFC 3261, 7.1). */
export const KNOWN_METHODS: readonly string[] = [
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'REGISTER',
  'PRACK',
  'UPDATE',
  'INFO',
  'MESSAGE',
  'SUBSCRIBE',
  'NOTIFY',
  'PUBLISH',
  'REFER',
];

/** The bytes as a method name; known ones are the strings above. */
export function methodOf(bytes: Uint8Array, start: number, end: number): string {
  for (let i = 0; i < KNOWN_METHODS.length; i++) {
    const name = KNOWN_METHODS[i]!;
    if (bytes[start] === name.charCodeAt(0) && isText(bytes, start, end, name)) return name;
  }
  return textOf(bytes, start, end);
}
