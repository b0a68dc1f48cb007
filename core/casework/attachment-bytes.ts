import { type Failure, invalid } from '@wurao/domain';
import { ATTACHMENT_BYTES_MAX, ATTACHMENT_TYPES, type AttachmentType } from './attachment.ts';

/** Latin-1 text at a place of the beginning. */
const says = (bytes: Uint8Array, at: number, text: string): boolean =>
  [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));

/** Brands of ISO base media (ISO/IEC 14496-12, 4.3): what follows `ftyp`. */
const isBrand = (bytes: Uint8Array, ...brands: readonly string[]): boolean =>
  says(bytes, 4, 'ftyp') && brands.some((brand) => says(bytes, 8, brand));

/** An MPEG audio frame begins with eleven bits set. */
const isMpegFrame = (bytes: Uint8Array): boolean => bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0;

/** How a file of each type begins, by its format's own specification. */
const BEGINS: Readonly<Record<AttachmentType, (bytes: Uint8Array) => boolean>> = {
  'audio/mpeg': (bytes) => says(bytes, 0, 'ID3') || isMpegFrame(bytes),
  'audio/mp4': (bytes) => isBrand(bytes, 'M4A ', 'M4B ', 'isom', 'iso2', 'mp41', 'mp42', '3gp'),
  'audio/amr': (bytes) => says(bytes, 0, '#!AMR'),
  'audio/ogg': (bytes) => says(bytes, 0, 'OggS'),
  'audio/wav': (bytes) => says(bytes, 0, 'RIFF') && says(bytes, 8, 'WAVE'),
  'image/jpeg': (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff,
  'image/png': (bytes) => bytes[0] === 0x89 && says(bytes, 1, 'PNG\r\n\x1a\n'),
  'image/webp': (bytes) => says(bytes, 0, 'RIFF') && says(bytes, 8, 'WEBP'),
  'image/heic': (bytes) => isBrand(bytes, 'heic', 'heix', 'mif1', 'msf1', 'hevc'),
};

const isKnownType = (type: string): type is AttachmentType => Object.hasOwn(ATTACHMENT_TYPES, type);

/** What is wrong with bytes that are to be kept as evidence: an unknown type, too many, or not what they say they are. */
export const wrongBytes = (type: string, bytes: Uint8Array): Failure | undefined => {
  if (!isKnownType(type))
    return invalid('type', 'a type that is not taken', `Send one of ${Object.keys(ATTACHMENT_TYPES).join(', ')}.`);
  const max = ATTACHMENT_BYTES_MAX[ATTACHMENT_TYPES[type]];
  if (bytes.length === 0 || bytes.length > max)
    return invalid('body', `${bytes.length} bytes, not 1 to ${max}`, 'Send a shorter recording or a smaller picture.');
  return BEGINS[type](bytes)
    ? undefined
    : invalid('body', `does not begin as ${type} does`, 'Send the file as it was recorded, and say its own type.');
};
