import type { Readable } from 'node:stream';
import { errorCodes } from 'fastify';

/** Read in one turn: a socket that has more would otherwise be read for two megabytes before anybody else is heard. */
const TURN_BYTES = 128 * 1024;

/**
 * A body of bytes in one piece of memory, filled as it comes: put together at its end, eight megabytes that were never touched
 * before keep this thread, which decides, for some fifty milliseconds. Rejects as the HTTP library does.
 * `declaredBytes`: what Content-Length says; undefined: nothing.
 */
export const readPiece = (
  payload: Readable,
  declaredBytes: number | undefined,
  limitBytes: number,
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    if (declaredBytes !== undefined && declaredBytes > limitBytes) {
      reject(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE());
      return;
    }
    // The system gives memory when it is first written: here, chunk by chunk.
    const room = Buffer.allocUnsafeSlow(declaredBytes ?? limitBytes);
    let used = 0;
    let turnBytes = 0;
    const stop = (error: Error): void => {
      payload.off('data', take).off('end', end).off('error', stop);
      reject(error);
    };
    const take = (chunk: Buffer): void => {
      if (used + chunk.length > room.length) {
        const { FST_ERR_CTP_BODY_TOO_LARGE, FST_ERR_CTP_INVALID_CONTENT_LENGTH } = errorCodes;
        stop(declaredBytes === undefined ? new FST_ERR_CTP_BODY_TOO_LARGE() : new FST_ERR_CTP_INVALID_CONTENT_LENGTH());
        return;
      }
      used += chunk.copy(room, used);
      turnBytes += chunk.length;
      if (turnBytes < TURN_BYTES) return;
      turnBytes = 0;
      payload.pause();
      setImmediate(() => payload.resume());
    };
    const end = (): void => {
      if (declaredBytes !== undefined && used !== declaredBytes)
        stop(new errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH());
      else resolve(new Uint8Array(room.buffer, 0, used));
    };
    payload.on('data', take).on('end', end).on('error', stop);
  });
