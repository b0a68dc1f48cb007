// Peers of a UDP socket, remembered in a table of fixed size: a flood from many ports pushes peers out, and takes no memory.
import { randomInt } from 'node:crypto';

/** Peers that one socket remembers, each of about 200 bytes without what the core keeps on it. */
export const UDP_PEERS_MAX = 16_384;
const WAYS = 8;
const SETS = UDP_PEERS_MAX / WAYS;

/** Sets of eight, the last used first: the one pushed out is the one of its set that was used longest ago. */
export class PeerTable<P> {
  readonly #slots = new Array<P | undefined>(UDP_PEERS_MAX).fill(undefined);
  /** Nobody outside can choose ports that fall into the set of another. */
  readonly seed = randomInt(2 ** 31);

  /** The first of the WAYS slots for this hash. */
  setOf(hash: number): number {
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return ((mixed ^ (mixed >>> 13)) & (SETS - 1)) * WAYS;
  }

  at(set: number, way: number): P | undefined {
    return this.#slots[set + way];
  }

  /** Puts the peer first in its set, behind which the others move on by one. */
  putFirst(set: number, way: number, peer: P): P {
    for (let slot = set + Math.min(way, WAYS - 1); slot > set; slot--) this.#slots[slot] = this.#slots[slot - 1];
    this.#slots[set] = peer;
    return peer;
  }

  /** How many are remembered. */
  count(): number {
    return this.#slots.reduce((count, peer) => (peer === undefined ? count : count + 1), 0);
  }
}

export const PEER_WAYS = WAYS;
