import { failure, type Result, success } from '@wurao/domain';
import { OUTPUTS } from './labels.ts';

/** First bytes of a model: what it is, and the version of its format. */
const MAGIC = 0x4c435557;
const FORMAT_VERSION = 1;
/** Magic, version, outputs, rows, digest. */
const HEAD_BYTES = 20;
const FLOATS_PER_OUTPUT = 2;
const CALIBRATION_FLOATS = 2;
/** Two slots a row at most keep look-ups short, and all slots in a core's near memory. */
const SLOTS = 0x10000;
const ROWS_MAX: number = SLOTS / 2;
const FNV_PRIME = 0x01000193;

/** Weights as they are trained: one row of whole numbers from -127 to 127 a gram. */
export interface ModelParts {
  /** The gram of each row, ascending. */
  readonly hashes: Uint32Array;
  /** `OUTPUTS` a row. */
  readonly weights: Int8Array;
  /** By output: what one unit of its weights is, and where it begins. */
  readonly scales: Float32Array;
  readonly biases: Float32Array;
  /** Slope and offset that make log odds of the commercial score. */
  readonly calibration: Float32Array;
}

export interface Model extends ModelParts {
  /** Open addressing by the lower bits of a gram's hash: its row + 1 below, the upper half of its hash above; 0: free. */
  readonly slots: Uint32Array;
  /** The weights again, each plus `LANE_BIAS`, four to a word and `ROW_WORDS` words a row: see `sum-weights.ts`. */
  readonly packed: Uint32Array;
}

export const LANE_BIAS = 128;
export const ROW_WORDS: number = Math.ceil(OUTPUTS / 4);

const digestOf = (bytes: Uint8Array): number => {
  let digest = 0x811c9dc5;
  for (let at = HEAD_BYTES; at < bytes.length; at++) digest = Math.imul(digest ^ bytes[at]!, FNV_PRIME);
  return digest >>> 0;
};

const floatsOf = (outputs: number): number => outputs * FLOATS_PER_OUTPUT + CALIBRATION_FLOATS;

export const writeModel = ({ hashes, weights, scales, biases, calibration }: ModelParts): Uint8Array => {
  const rows = hashes.length;
  const floats = [...scales, ...biases, ...calibration];
  const bytes = new Uint8Array(HEAD_BYTES + floats.length * 4 + rows * 4 + weights.length);
  const view = new DataView(bytes.buffer);
  let at = HEAD_BYTES;
  for (const value of floats) {
    view.setFloat32(at, value, true);
    at += 4;
  }
  for (const hash of hashes) {
    view.setUint32(at, hash, true);
    at += 4;
  }
  bytes.set(new Uint8Array(weights.buffer, weights.byteOffset, weights.length), at);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, FORMAT_VERSION, true);
  view.setUint32(8, OUTPUTS, true);
  view.setUint32(12, rows, true);
  view.setUint32(16, digestOf(bytes), true);
  return bytes;
};

const unreadable = (message: string): Result<never> =>
  failure('malformed', 'The classifier cannot be read', {
    field: 'model',
    message,
    remedy: 'Put the file of this version back, or derive it anew (tools/train-classifier.ts).',
  });

/** A model out of its file's bytes; `malformed` where they are of another kind, another version, or not whole. */
export const readModel = (bytes: Uint8Array): Result<Model> => {
  if (bytes.length < HEAD_BYTES) return unreadable('the file is too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = (at: number): number => view.getUint32(at, true);
  if (word(0) !== MAGIC) return unreadable('the file is no classifier');
  if (word(4) !== FORMAT_VERSION || word(8) !== OUTPUTS) return unreadable('the file is of another version');
  const rows = word(12);
  const size = HEAD_BYTES + floatsOf(OUTPUTS) * 4 + rows * (4 + OUTPUTS);
  if (rows > ROWS_MAX || bytes.length !== size) return unreadable('the file is not whole');
  if (word(16) !== digestOf(bytes)) return unreadable('the file is damaged');
  let at = HEAD_BYTES;
  const floats = (count: number): Float32Array => {
    const values = Float32Array.from({ length: count }, (_, index) => view.getFloat32(at + index * 4, true));
    at += count * 4;
    return values;
  };
  const [scales, biases, calibration] = [floats(OUTPUTS), floats(OUTPUTS), floats(CALIBRATION_FLOATS)];
  const hashes = Uint32Array.from({ length: rows }, (_, row) => word(at + row * 4));
  at += rows * 4;
  const weights = Int8Array.from({ length: rows * OUTPUTS }, (_, cell) => view.getInt8(at + cell));
  return success(withSlots({ hashes, weights, scales, biases, calibration }));
};

export const withSlots = (parts: ModelParts): Model => {
  const slots = new Uint32Array(SLOTS);
  for (const [row, hash] of parts.hashes.entries()) {
    let slot = hash & (SLOTS - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    slots[slot] = ((hash & 0xffff0000) | (row + 1)) >>> 0;
  }
  return { ...parts, slots, packed: packedWeights(parts) };
};

const packedWeights = ({ hashes, weights }: ModelParts): Uint32Array => {
  const packed = new Uint32Array(hashes.length * ROW_WORDS);
  for (let row = 0; row < hashes.length; row++) {
    for (let output = 0; output < OUTPUTS; output++) {
      const biased = (weights[row * OUTPUTS + output] ?? 0) + LANE_BIAS;
      packed[row * ROW_WORDS + (output >> 2)]! |= biased << ((output & 3) * 8);
    }
  }
  return packed;
};

/** The row of a gram, or -1. */
export const rowOf = (slots: Uint32Array, hash: number): number => {
  let slot = hash & (SLOTS - 1);
  for (;;) {
    const found = slots[slot]!;
    if (found === 0) return -1;
    if ((found ^ hash) >>> 16 === 0) return (found & 0xffff) - 1;
    slot = (slot + 1) & (SLOTS - 1);
  }
};
