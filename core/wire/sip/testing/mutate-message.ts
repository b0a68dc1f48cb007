import type { Dice } from '@wurao/testkit';
import { bend } from '../../testing/bend.ts';

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

const HOW = { pieces: PIECES, bendsMax: 6, stretchMax: 64 };

export const mutateMessage = (dice: Dice, message: Uint8Array, other: Uint8Array): Uint8Array =>
  bend(dice, message, other, HOW);
