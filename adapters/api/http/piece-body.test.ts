import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readPiece } from './piece-body.ts';

const chunks = (...sizes: readonly number[]): readonly Buffer[] => sizes.map((size, i) => Buffer.alloc(size, i + 1));

describe('a piece of a file', () => {
  it('lies whole in the memory that its length asked for: no second copy at the end', async () => {
    const sent = chunks(3, 1, 5);
    const bytes = await readPiece(Readable.from(sent), 9, 100);
    expect([...bytes]).toEqual([...Buffer.concat(sent)]);
    expect(bytes.buffer.byteLength).toBe(9);
  });

  it('comes without a length, too', async () => {
    expect([...(await readPiece(Readable.from(chunks(2, 2)), undefined, 100))]).toEqual([1, 1, 2, 2]);
  });

  it('leaves others their turn, however much is there', async () => {
    const megabyte = 1024 * 1024;
    let turns = 0;
    let isRead = false;
    const count = (): void => {
      turns++;
      if (!isRead) setImmediate(count);
    };
    setImmediate(count);
    // All at hand at once, as with a fast sender.
    const payload = new Readable({ read: () => {}, highWaterMark: megabyte });
    for (let i = 0; i < 16; i++) payload.push(Buffer.alloc(megabyte / 16));
    payload.push(null);
    expect((await readPiece(payload, megabyte, megabyte)).length).toBe(megabyte);
    isRead = true;
    expect(turns).toBeGreaterThanOrEqual(7);
  });

  it('fills its limit, and is refused beyond', async () => {
    expect((await readPiece(Readable.from(chunks(2, 2)), undefined, 4)).length).toBe(4);
    const tooLarge = { code: 'FST_ERR_CTP_BODY_TOO_LARGE' };
    await expect(readPiece(Readable.from(chunks(2, 3)), undefined, 4)).rejects.toMatchObject(tooLarge);
    await expect(readPiece(Readable.from(chunks(1)), 5, 4)).rejects.toMatchObject(tooLarge);
  });

  it('is refused where its length is another than was said', async () => {
    const wrong = { code: 'FST_ERR_CTP_INVALID_CONTENT_LENGTH' };
    await expect(readPiece(Readable.from(chunks(2)), 3, 4)).rejects.toMatchObject(wrong);
    await expect(readPiece(Readable.from(chunks(2, 2)), 3, 4)).rejects.toMatchObject(wrong);
  });

  it('fails with what its sender broke off with', async () => {
    const payload = new Readable({ read: () => {} });
    const read = readPiece(payload, 3, 4);
    payload.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    await expect(read).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});
