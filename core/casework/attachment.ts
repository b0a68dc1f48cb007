import type { FieldError } from '@wurao/domain';

/** What phones record and photograph with, and up to how many bytes each. */
export const ATTACHMENT_TYPES = {
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/amr': 'audio',
  'audio/ogg': 'audio',
  'audio/wav': 'audio',
  'image/jpeg': 'picture',
  'image/png': 'picture',
  'image/webp': 'picture',
  'image/heic': 'picture',
} as const;
export type AttachmentType = keyof typeof ATTACHMENT_TYPES;
export type AttachmentKind = (typeof ATTACHMENT_TYPES)[AttachmentType];

/** House defaults: twenty minutes of a call, a screen or a photograph. */
export const ATTACHMENT_BYTES_MAX: Readonly<Record<AttachmentKind, number>> = {
  audio: 20 * 1024 * 1024,
  picture: 10 * 1024 * 1024,
};
export const ATTACHMENTS_MAX = 6;
export const ATTACHMENT_NAME_CHARS_MAX = 120;

/** As it is told; the bytes are looked at where they arrive. */
export interface AttachmentClaim {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

export interface Attachment extends AttachmentClaim {
  readonly type: AttachmentType;
}

const SHA256 = /^[0-9a-f]{64}$/;
const CONTROL = /[\p{Cc}/\\]/u;

const isKnownType = (type: string): type is AttachmentType => Object.hasOwn(ATTACHMENT_TYPES, type);

/** The first thing that is wrong; undefined: it can be taken. */
export const wrongAttachment = ({ name, type, bytes, sha256 }: AttachmentClaim): FieldError | undefined => {
  if (name.trim() === '' || name.length > ATTACHMENT_NAME_CHARS_MAX || CONTROL.test(name)) {
    const remedy = `Give a file name of 1 to ${ATTACHMENT_NAME_CHARS_MAX} characters, without folders.`;
    return { field: 'name', message: 'not the name of a file', remedy };
  }
  if (!isKnownType(type)) {
    const remedy = `Send one of ${Object.keys(ATTACHMENT_TYPES).join(', ')}.`;
    return { field: 'type', message: 'a type that is not taken', remedy };
  }
  const max = ATTACHMENT_BYTES_MAX[ATTACHMENT_TYPES[type]];
  if (!Number.isSafeInteger(bytes) || bytes < 1 || bytes > max)
    return {
      field: 'bytes',
      message: `not 1 to ${max} bytes`,
      remedy: 'Send a shorter recording or a smaller picture.',
    };
  if (!SHA256.test(sha256))
    return { field: 'sha256', message: 'not a SHA-256', remedy: 'Give 64 lower-case hexadecimal digits.' };
  return undefined;
};
