import { describe, expect, it } from 'vitest';
import { ATTACHMENT_BYTES_MAX, ATTACHMENT_TYPES } from './attachment.ts';
import { wrongBytes } from './attachment-bytes.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const BEGINNINGS: Readonly<Record<string, readonly string[]>> = {
  'audio/mpeg': ['ID3\x04', '\xff\xfb\x90\x00'],
  'audio/mp4': ['\0\0\0 ftypM4A ', '\0\0\0 ftypisom', '\0\0\0 ftyp3gp4'],
  'audio/amr': ['#!AMR\n', '#!AMR-WB\n'],
  'audio/ogg': ['OggS\0\x02'],
  'audio/wav': ['RIFF\x24\0\0\0WAVEfmt '],
  'image/jpeg': ['\xff\xd8\xff\xe0'],
  'image/png': ['\x89PNG\r\n\x1a\n'],
  'image/webp': ['RIFF\x24\0\0\0WEBPVP8 '],
  'image/heic': ['\0\0\0 ftypheic'],
};

describe('bytes of an attachment', () => {
  it.each(Object.keys(ATTACHMENT_TYPES))('%s begins as its format says, and no other does', (type) => {
    for (const [other, beginnings] of Object.entries(BEGINNINGS))
      for (const beginning of beginnings)
        expect(wrongBytes(type, bytesOf(beginning)) === undefined).toBe(other === type);
  });

  it('are counted, and of a type that is taken', () => {
    const png = bytesOf(BEGINNINGS['image/png']?.[0] ?? '');
    const room = new Uint8Array(ATTACHMENT_BYTES_MAX.picture);
    room.set(png);
    expect(wrongBytes('image/png', room)).toBeUndefined();
    const over = new Uint8Array(ATTACHMENT_BYTES_MAX.picture + 1);
    over.set(png);
    expect(wrongBytes('image/png', over)).toMatchObject({ errors: [{ field: 'body' }] });
    expect(wrongBytes('image/png', new Uint8Array())).toMatchObject({ errors: [{ field: 'body' }] });
    expect(wrongBytes('text/html', bytesOf('<html>'))).toMatchObject({ errors: [{ field: 'type' }] });
    expect(wrongBytes('constructor', png)).toMatchObject({ errors: [{ field: 'type' }] });
  });
});
