import type { Dice } from '@wurao/testkit';
import { bend } from '../../testing/bend.ts';

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

const HOW = { pieces: PIECES, bendsMax: 5, stretchMax: 40 };

/** The PDU with up to five changes; most of the time its command_length is put right again, so that what is in it is looked at. */
export function mutatePdu(dice: Dice, pdu: Uint8Array, other: Uint8Array): Uint8Array {
  const bytes = bend(dice, pdu.slice(), other, HOW);
  if (bytes.length >= 4 && !dice.once(8)) new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, bytes.length);
  return bytes;
}
