/**
 * A growable shared buffer of 32-bit words. It grows in place: the same buffer in every thread, so that a reader needs no
 * message to follow, only a new view (`refresh`) once the header's layout count has changed. Views have a fixed length:
 * a length-tracking view of the same buffer reads ten times slower (docs/adr/0002).
 */
export class Words {
  readonly buffer: SharedArrayBuffer;
  u32: Uint32Array;
  /** The same memory by halves of words, little end first. */
  u16: Uint16Array;
  private readonly onGrow: () => void;

  constructor(onGrow: () => void, buffer: SharedArrayBuffer) {
    this.onGrow = onGrow;
    this.buffer = buffer;
    this.u32 = viewOf(buffer);
    this.u16 = new Uint16Array(buffer, 0, this.u32.length * 2);
  }

  static makeBuffer(reservedBytes: number): SharedArrayBuffer {
    return new SharedArrayBuffer(FIRST_BYTES, { maxByteLength: reservedBytes });
  }

  refresh(): void {
    if (this.u32.byteLength === this.buffer.byteLength) return;
    this.u32 = viewOf(this.buffer);
    this.u16 = new Uint16Array(this.buffer, 0, this.u32.length * 2);
  }

  mayHold(count: number): boolean {
    return count * 4 <= this.buffer.maxByteLength;
  }

  /** Writer: room for `count` words in all. Grown memory is zero, and costs nothing until it is touched. */
  ensure(count: number): void {
    if (count <= this.u32.length) return;
    const bytes = Math.max(count * 4, Math.floor(this.buffer.byteLength * GROWTH));
    const rounded = Math.ceil(bytes / GRAIN) * GRAIN;
    const reserved = this.buffer.maxByteLength;
    if (count * 4 > reserved) throw new RangeError(`a table reached its reserved size of ${reserved} bytes`);
    this.buffer.grow(Math.min(rounded, reserved));
    this.refresh();
    this.onGrow();
  }
}

const FIRST_BYTES = 4096;
const GRAIN = 65_536;
const GROWTH = 1.25;

const viewOf = (buffer: SharedArrayBuffer): Uint32Array =>
  new Uint32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
