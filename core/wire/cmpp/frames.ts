// Cutting a stream into messages.
import { readUint32 } from './decode.ts';
import { type CmppFault, resultOf } from './fault.ts';
import { commandOf } from './layouts.ts';
import { HEADER_OCTETS } from './plan.ts';

/** More than the longest message has: a SUBMIT of 3.0 to 99 recipients with 159 octets has 3490. */
export const FRAME_OCTETS_MAX = 4096;
const LENGTH_OCTETS = 4;

/** A whole message, or why no more can be cut out. */
export type CmppFrame = Uint8Array | CmppFault;

/**
 * One direction of one connection. Holds at most one message that has not come in full, of at most `FRAME_OCTETS_MAX` octets. However a
 * stream is cut into chunks, the frames are the same.
 */
export class CmppFrames {
  readonly #held = new Uint8Array(FRAME_OCTETS_MAX);
  #heldOctets = 0;
  #isOver = false;

  /**
   * The messages that end in this chunk, in order. Those that lie in the chunk are views of it, all others are copies. A Total_Length that
   * no message has is the last frame of the stream: from then on nothing is read.
   */
  feed(chunk: Uint8Array): readonly CmppFrame[] {
    const frames: CmppFrame[] = [];
    let at = 0;
    while (!this.#isOver && at < chunk.length) {
      at = this.#heldOctets === 0 ? this.#cut(chunk, at, frames) : this.#hold(chunk, at, frames);
    }
    return frames;
  }

  /** One message that begins in the chunk; where it does not end there, it is held. */
  #cut(chunk: Uint8Array, at: number, frames: CmppFrame[]): number {
    const rest = chunk.length - at;
    if (rest >= LENGTH_OCTETS) {
      const octets = readUint32(chunk, at);
      const fault = faultIn(chunk, at, rest, octets);
      if (fault !== undefined) return this.#end(chunk, fault, frames);
      if (octets <= rest) {
        frames.push(chunk.subarray(at, at + octets));
        return at + octets;
      }
    }
    return this.#keep(chunk, at, chunk.length);
  }

  /** More of a message that began before: first its length, then its header, then the rest. */
  #hold(chunk: Uint8Array, at: number, frames: CmppFrame[]): number {
    const wanted = this.#wanted();
    const to = Math.min(chunk.length, at + wanted - this.#heldOctets);
    const next = this.#keep(chunk, at, to);
    if (this.#heldOctets < LENGTH_OCTETS) return next;
    const octets = readUint32(this.#held, 0);
    const fault = faultIn(this.#held, 0, this.#heldOctets, octets);
    if (fault !== undefined) return this.#end(chunk, fault, frames);
    if (this.#heldOctets === octets) {
      frames.push(this.#held.slice(0, octets));
      this.#heldOctets = 0;
    }
    return next;
  }

  #wanted(): number {
    if (this.#heldOctets < LENGTH_OCTETS) return LENGTH_OCTETS;
    return this.#heldOctets < HEADER_OCTETS ? HEADER_OCTETS : readUint32(this.#held, 0);
  }

  #keep(chunk: Uint8Array, from: number, to: number): number {
    this.#held.set(chunk.subarray(from, to), this.#heldOctets);
    this.#heldOctets += to - from;
    return to;
  }

  #end(chunk: Uint8Array, fault: CmppFault, frames: CmppFrame[]): number {
    frames.push(fault);
    this.#isOver = true;
    this.#heldOctets = 0;
    return chunk.length;
  }
}

/** A length that is too small is told at once; one that is too great once the header is there, so that it can be answered. */
function faultIn(bytes: Uint8Array, at: number, rest: number, octets: number): CmppFault | undefined {
  const where = { field: 'Total_Length', position: 0, goesOn: false };
  if (octets < HEADER_OCTETS) {
    const nothing = { commandId: undefined, command: undefined, sequenceId: undefined, result: undefined };
    return { ...where, ...nothing, code: 'frame-short' };
  }
  if (octets <= FRAME_OCTETS_MAX || rest < HEADER_OCTETS) return undefined;
  const commandId = readUint32(bytes, at + 4);
  const command = commandOf(commandId);
  const result = resultOf('frame-long', command);
  return { ...where, commandId, command, sequenceId: readUint32(bytes, at + 8), result, code: 'frame-long' };
}
