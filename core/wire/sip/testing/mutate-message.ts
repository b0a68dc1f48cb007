// Messages bent at random: the same seed gives the same ones.
import type { Dice } from '@wurao/testkit';

/** What SIP is made of, put where it does not belong. */
const PIECES = [
  '\r\n',
  '\n',
  '\r',
  '\r\n ',
  '\r\n\r\n',
  '\0',
  ';',
  ',',
  ':',
  '"',
  '\\',
  '<',
  '>',
  '@',
  '%',
  '%00',
  '[',
  ']',
  '?',
  '=',
  ' ',
  '\t',
  'SIP/2.0',
  'Via: SIP/2.0/UDP h;branch=z9hG4bKx\r\n',
  'Content-Length: 3\r\n',
  'l: 99999999999\r\n',
  'tag=',
  ';received=',
  ';rport',
  '\u00ff',
  '::',
].map((piece) => Uint8Array.from(piece, (letter) => letter.charCodeAt(0)));

const BENDS_MAX = 6;
const STRETCH_MAX = 64;

const splice = (bytes: Uint8Array, from: number, to: number, piece: Uint8Array): Uint8Array => {
  const bent = new Uint8Array(bytes.length - (to - from) + piece.length);
  bent.set(bytes.subarray(0, from), 0);
  bent.set(piece, from);
  bent.set(bytes.subarray(to), from + piece.length);
  return bent;
};

/** The message with up to six changes: bytes turned, stretches cut, doubled or taken from another, pieces put in. */
export function mutateMessage(dice: Dice, message: Uint8Array, other: Uint8Array): Uint8Array {
  let bytes = message;
  for (let bends = dice.int(1, BENDS_MAX + 1); bends > 0; bends--) {
    const from = dice.int(0, bytes.length + 1);
    const to = Math.min(bytes.length, from + dice.int(0, STRETCH_MAX));
    const theirs = dice.int(0, other.length);
    switch (dice.int(0, 6)) {
      case 0:
        bytes = splice(bytes, from, Math.min(from + 1, bytes.length), Uint8Array.of(dice.int(0, 256)));
        break;
      case 1:
        bytes = splice(bytes, from, to, new Uint8Array(0));
        break;
      case 2:
        bytes = splice(bytes, to, to, bytes.slice(from, to));
        break;
      case 3:
        bytes = splice(bytes, from, to, other.slice(theirs, theirs + dice.int(0, STRETCH_MAX)));
        break;
      case 4:
        if (dice.once(4)) bytes = bytes.slice(0, from);
        break;
      default:
        bytes = splice(bytes, from, from, dice.pick(PIECES));
    }
  }
  return bytes;
}
