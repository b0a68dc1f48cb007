import { PAGE_HEADERS } from './client.ts';
import type { components } from './contract.generated.ts';
import { ApiProblem, type Problem } from './problem.ts';

export type Attachment = components['schemas']['Attachment'];

/** As the contract has them (`keepAttachment`). */
const TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  amr: 'audio/amr',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heic: 'image/heic',
};
const MB = 1_048_576;
const AUDIO_MB = 20;
const PICTURE_MB = 10;
const NAME_CHARS = 120;
export const ATTACHMENTS_MAX = 6;
export const ACCEPTED = Object.keys(TYPES)
  .map((ending) => `.${ending}`)
  .join(',');

/** By its name's ending: browsers do not agree on what they call AMR and HEIC. */
export const typeOf = (name: string): string | undefined => TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''];

interface Fault {
  /** Of a text under `form`. */
  readonly key: 'attachWrong' | 'attachBig' | 'attachMany';
  readonly values: Readonly<Record<string, string | number>>;
}

/** What would be refused, said before anything is sent. */
export const faultOf = (files: readonly { readonly name: string; readonly size: number }[]): Fault | undefined => {
  if (files.length > ATTACHMENTS_MAX) return { key: 'attachMany', values: { count: ATTACHMENTS_MAX } };
  for (const { name, size } of files) {
    const type = typeOf(name);
    if (type === undefined) return { key: 'attachWrong', values: { name } };
    const mb = type.startsWith('audio') ? AUDIO_MB : PICTURE_MB;
    if (size > mb * MB) return { key: 'attachBig', values: { name, mb } };
  }
  return undefined;
};

/** Sends a file before the complaint or the answer that names it. */
export const sendAttachment = async (file: File): Promise<Attachment> => {
  const type = typeOf(file.name) ?? file.type;
  const response = await fetch(`/v1/attachments?type=${encodeURIComponent(type)}`, {
    method: 'PUT',
    headers: { ...PAGE_HEADERS, 'content-type': 'application/octet-stream' },
    body: file,
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new ApiProblem(response.status, answer as Problem);
  return { ...(answer as Omit<Attachment, 'name'>), name: file.name.slice(-NAME_CHARS) };
};
