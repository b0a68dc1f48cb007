import { answerOf, api } from '../../../api/client.ts';
import { ApiProblem } from '../../../api/problem.ts';
import type { Import } from '../questions.ts';

const PIECE_BYTES = 4 * 1024 * 1024;
const CONFLICT = 409;
const TRIES = 4;
const WAIT_MS = 1_000;

const sendPiece = (id: string, offset: number, piece: Blob): Promise<Import> =>
  answerOf(
    api.PUT('/v1/imports/{id}/content', {
      params: { path: { id }, query: { offset } },
      headers: { 'content-type': 'application/octet-stream' },
      body: piece as unknown as string,
      bodySerializer: (body) => body,
    }),
  );

const readBytes = async (id: string): Promise<number> =>
  (await answerOf(api.GET('/v1/imports/{id}', { params: { path: { id } } }))).bytes;

/** A piece; when the network breaks off, again from where the server has it. Answers how much is there. */
const sendFrom = async (id: string, file: File, from: number): Promise<number> => {
  let offset = from;
  for (let tried = 1; ; tried += 1) {
    try {
      return (await sendPiece(id, offset, file.slice(offset, offset + PIECE_BYTES))).bytes;
    } catch (error) {
      const isElsewhere = error instanceof ApiProblem && error.status === CONFLICT;
      if ((error instanceof ApiProblem && !isElsewhere) || tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      offset = await readBytes(id);
    }
  }
};

/** Sends the file in pieces from `from` on, then starts the import. */
export const sendFile = async (
  { id, file, from }: { readonly id: string; readonly file: File; readonly from: number },
  tell: (sentBytes: number) => void,
): Promise<Import> => {
  for (let sent = from; sent < file.size; ) {
    sent = await sendFrom(id, file, sent);
    tell(sent);
  }
  return answerOf(api.POST('/v1/imports/{id}/start', { params: { path: { id } }, body: { bytes: file.size } }));
};
