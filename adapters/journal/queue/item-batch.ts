import { crc32 } from 'node:zlib';
import type { Segment } from './former-items.ts';
import { FRAME_BYTES, type ItemId, RECORD_BYTES } from './item-segment.ts';

const FIRST_BYTES = 4_096;
const TWO_32 = 2 ** 32;

/** What is put and settled in one turn, as the frame that is written. */
export class ItemBatch {
  readonly puts: ItemId[] = [];
  /** Of those that nobody can be refused any more. */
  readonly keeps: ItemId[] = [];
  readonly settles: ItemId[] = [];
  /** On the disk already: should this batch be lost, they are not. */
  readonly moves: ItemId[] = [];
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #end = FRAME_BYTES;

  get isEmpty(): boolean {
    return this.#end === FRAME_BYTES;
  }

  put(id: ItemId, body: Uint8Array): void {
    this.puts.push(id);
    this.#body(id, body);
  }

  keep(id: ItemId, body: Uint8Array): void {
    this.keeps.push(id);
    this.#body(id, body);
  }

  again(id: ItemId, body: Uint8Array): void {
    this.moves.push(id);
    this.#body(id, body);
  }

  settle(id: ItemId): void {
    this.settles.push(id);
    this.#record(id, 0, 0);
  }

  /** Valid until the next record. */
  finish(): Uint8Array {
    const payload = this.#bytes.subarray(FRAME_BYTES, this.#end);
    this.#bytes.writeUInt32LE(payload.length, 0);
    this.#bytes.writeUInt32LE(crc32(payload), 4);
    return this.#bytes.subarray(0, this.#end);
  }

  #body(id: ItemId, body: Uint8Array): void {
    const at = this.#record(id, body.length, body.length + 1);
    this.#bytes.set(body, at);
  }

  #record(id: ItemId, bodyBytes: number, mark: number): number {
    const at = this.#end;
    const end = at + RECORD_BYTES + bodyBytes;
    if (end > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(end, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
    }
    this.#bytes.writeUInt32LE(id % TWO_32, at);
    this.#bytes.writeUInt32LE(Math.floor(id / TWO_32), at + 4);
    this.#bytes.writeUInt32LE(mark, at + 8);
    this.#end = end;
    return at + RECORD_BYTES;
  }
}

export type Tell = (isKept: boolean) => void;

/** What is written, and not yet on the disk. */
export interface Unsynced {
  readonly puts: ItemId[];
  readonly keeps: ItemId[];
  readonly settles: ItemId[];
  readonly tells: Tell[];
  /** Written anew, and into which segment: until it is on the disk, the one before holds it. */
  readonly moves: { readonly id: ItemId; readonly to: Segment }[];
}

export const nothingUnsynced = (): Unsynced => ({ puts: [], keeps: [], settles: [], tells: [], moves: [] });
