// Messages bent at random behind their length, which is made right again: what is read as one message stays one.
import type { Dice } from '@wurao/testkit';

/** Bytes of values that protocols are made of. */
const TELLING = [0, 1, 2, 4, 5, 0x15, 0x40, 0x7f, 0x80, 0xff];

function bytesFrom(dice: Dice, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => (dice.once(2) ? dice.pick(TELLING) : dice.int(0, 256)));
}

/** With up to eight changes behind the first `from` octets: turned octets, stretches cut out, stretches put in. A whole header stays one. */
export function bendMessage(dice: Dice, whole: Uint8Array, from: number, headerBytes: number): Uint8Array {
  let bytes = whole.slice();
  for (let bends = dice.int(0, 8); bends > 0; bends--) {
    const at = dice.int(from, bytes.length + 1);
    const to = Math.min(bytes.length, at + dice.int(0, 30));
    switch (dice.int(0, 4)) {
      case 0:
        bytes = new Uint8Array(Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]));
        break;
      case 1:
        bytes = new Uint8Array(
          Buffer.concat([bytes.subarray(0, at), bytesFrom(dice, dice.int(0, 30)), bytes.subarray(at)]),
        );
        break;
      default:
        if (at < bytes.length) bytes[at] = dice.once(2) ? dice.pick(TELLING) : dice.int(0, 256);
    }
  }
  if (bytes.length < headerBytes) bytes = whole.slice();
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  return bytes;
}
