import { expect, it } from 'vitest';
import { appendWhole } from './append.ts';

/** Takes at most three bytes at a time, and `room` in all. */
const narrowFile = (room: number) => {
  const file = {
    bytes: [1, 2],
    write: async (bytes: Uint8Array) => {
      const taken = [...bytes.subarray(0, Math.min(3, room - file.bytes.length))];
      file.bytes.push(...taken);
      return { bytesWritten: taken.length };
    },
    truncate: async (length = 0) => {
      file.bytes.length = length;
    },
  };
  return file;
};

it('writes on after a part, until all of it is there', async () => {
  const file = narrowFile(100);
  await appendWhole(file, 2, Uint8Array.of(3, 4, 5, 6, 7));
  expect(file.bytes).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('leaves nothing of a piece that found no room', async () => {
  const file = narrowFile(6);
  await expect(appendWhole(file, 2, Uint8Array.of(3, 4, 5, 6, 7))).rejects.toThrow('the disk takes no more');
  expect(file.bytes).toEqual([1, 2]);
});
