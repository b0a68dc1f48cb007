import type { ServerProcess } from './server-process.ts';

/** Below what one request may carry. */
const PIECE_BYTES = 4_000_000;

/** The file of an import, piece by piece. */
export const sendImport = async ({ url, adminKey }: ServerProcess, id: string, text: string): Promise<void> => {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
    const sent = await fetch(`${url}/v1/imports/${id}/content?offset=${offset}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/octet-stream' },
      body: bytes.subarray(offset, offset + PIECE_BYTES),
    });
    if (sent.status !== 200) throw new Error(`${sent.status}: ${await sent.text()}`);
  }
};
