// PDUs bent at random: the same seed gives the same ones.
import type { Dice } from '@wurao/testkit';

const BENDS_MAX = 5;
const STRETCH_MAX = 40;
/** Octets that lengths, counts, flags and tags are made of. */
const PIECES = [
  '00',
  'ff',
  '0424',
  '04240003',
  '020c0002',
  '001e',
  '05000301',
  '06080400',
  '1b',
  'd83d',
  '40',
  '81308130',
].map((piece) => new Uint8Array(Buffer.from(piece, 'hex')));

const splice = (bytes: Uint8Array, from: number, to: number, piece: Uint8Array): Uint8Array => {
  const bent = new Uint8Array(bytes.length - (to - from) + piece.length);
  bent.set(bytes.subarray(0, from), 0);
  bent.set(piece, from);
  bent.set(bytes.subarray(to), from + piece.length);
  return bent;
};

/** The PDU with up to five changes; most of the time its command_length is put right again, so that what is in it is looked at. */
export function mutatePdu(dice: Dice, pdu: Uint8Array, other: Uint8Array): Uint8Array {
  let bytes: Uint8Array = pdu.slice();
  for (let bends = dice.int(1, BENDS_MAX + 1); bends > 0; bends--) {
    const from = dice.int(0, bytes.length + 1);
    const to = Math.min(bytes.length, from + dice.int(0, STRETCH_MAX));
    const theirs = dice.int(0, other.length);
    switch (dice.int(0, 6)) {
      case 0:
      case 1:
        bytes = splice(bytes, from, Math.min(from + 1, bytes.length), Uint8Array.of(dice.int(0, 256)));
        break;
      case 2:
        bytes = splice(bytes, from, to, new Uint8Array(0));
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
  if (bytes.length >= 4 && !dice.once(8)) new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, bytes.length);
  return bytes;
}
