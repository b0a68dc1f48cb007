import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Appends all bytes to a file that ends at `offset`, or none: what part of them was written is cut off again. Throws as the disk does. */
export const appendWhole = async (
  file: Pick<FileHandle, 'truncate'> & { write(bytes: Uint8Array): Promise<{ readonly bytesWritten: number }> },
  offset: number,
  bytes: Uint8Array,
): Promise<void> => {
  try {
    // A disk that fills up takes a part first and says so by the count alone.
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes.subarray(at));
      if (bytesWritten === 0) throw new Error('the disk takes no more');
      at += bytesWritten;
    }
  } catch (error) {
    await file.truncate(offset);
    throw error;
  }
};

/** Writes all of a stretch where the file stands, or throws as the disk does. */
export const writeWhole = (file: number, bytes: Uint8Array, start: number, length: number): void => {
  for (let done = 0; done < length; ) {
    const written = writeSync(file, bytes, start + done, length - done);
    if (written === 0) throw new Error('the disk takes no more');
    done += written;
  }
};
