import type { IncomingMessage } from 'node:http';
import { STREAM_REST_BYTES_MAX, STREAM_REST_MS } from '../options.ts';

/**
 * Reads and drops what an asker still sends after it was answered, up to a size and a time: a socket that is closed over unread bytes is
 * reset, and the asker may lose the answer (RFC 9112 §9.6).
 */
export const dropRest = (request: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    if (request.readableEnded || request.destroyed) return resolve();
    let left = STREAM_REST_BYTES_MAX;
    const drop = ({ length }: Buffer): void => {
      left -= length;
      if (left < 0) done();
    };
    const done = (): void => {
      clearTimeout(timer);
      request.off('data', drop).off('end', done).off('close', done);
      resolve();
    };
    const timer = setTimeout(done, STREAM_REST_MS);
    request.on('data', drop).on('end', done).on('close', done);
  });
