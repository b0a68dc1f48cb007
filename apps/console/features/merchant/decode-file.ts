export type FileEncoding = 'utf-8' | 'gb18030';

export interface Decoded {
  readonly text: string;
  readonly encoding: FileEncoding;
}

/** UTF-8 where it is that, else GB18030, as spreadsheets on Chinese machines save. `isCut`: the last character may be half. */
export const decodeBytes = (bytes: ArrayBuffer, isCut = false): Decoded => {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut }), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'gb18030' };
  }
};

const LOOK_BYTES = 65_536;

/** The beginning of a file, whole lines only where it goes on. */
export const readBeginning = async (file: File): Promise<Decoded> => {
  const isCut = file.size > LOOK_BYTES;
  const { text, encoding } = decodeBytes(await file.slice(0, LOOK_BYTES).arrayBuffer(), isCut);
  return { text: isCut ? text.slice(0, text.lastIndexOf('\n') + 1) : text, encoding };
};
