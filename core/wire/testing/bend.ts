// Bytes bent at random: the same seed gives the same ones.
import type { Dice } from '@wurao/testkit';

export interface Bends {
  /** What the protocol is made of, put where it does not belong. */
  readonly pieces: readonly Uint8Array[];
  /** Changes, and octets of a stretch, at most. */
  readonly bendsMax: number;
  readonly stretchMax: number;
}

const splice = (bytes: Uint8Array, from: number, to: number, piece: Uint8Array): Uint8Array => {
  const bent = new Uint8Array(bytes.length - (to - from) + piece.length);
  bent.set(bytes.subarray(0, from), 0);
  bent.set(piece, from);
  bent.set(bytes.subarray(to), from + piece.length);
  return bent;
};

/** With one change at least: bytes turned, stretches cut, doubled or taken from another message, pieces put in. */
export function bend(dice: Dice, message: Uint8Array, other: Uint8Array, how: Bends): Uint8Array {
  const { pieces, bendsMax, stretchMax } = how;
  let bytes = message;
  for (let bends = dice.int(1, bendsMax + 1); bends > 0; bends--) {
    const from = dice.int(0, bytes.length + 1);
    const to = Math.min(bytes.length, from + dice.int(0, stretchMax));
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
        bytes = splice(bytes, from, to, other.slice(theirs, theirs + dice.int(0, stretchMax)));
        break;
      case 4:
        if (dice.once(4)) bytes = bytes.slice(0, from);
        break;
      default:
        bytes = splice(bytes, from, from, dice.pick(pieces));
    }
  }
  return bytes;
}
