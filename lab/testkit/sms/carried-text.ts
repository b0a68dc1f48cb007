import type { CarriedMessage } from '@wurao/gateway';
import { dataCodingFor, encodeText, writeSmpp } from '@wurao/wire';

export interface TextMessage {
  /** Digits, as they stand in the PDU. */
  readonly from: string;
  readonly to: string;
  /** What one message holds. */
  readonly text: string;
  /** Default `sms`. */
  readonly channel?: 'sms' | 'flash';
}

const ADDRESS = { ton: 0, npi: 1 };
const PDU_BYTES_MAX = 512;
const FLASH_CLASS = 0;

/** A text as a submit_sm or a deliver_sm: `command`. */
export const carriedText = (command: number, { from, to, text, channel = 'sms' }: TextMessage): CarriedMessage => {
  const encoded = encodeText(text, ['ascii', 'ucs2']);
  if (encoded === undefined) throw new Error(`no message says ${text}`);
  const { alphabet, bytes } = encoded;
  const dataCoding = dataCodingFor(alphabet, channel === 'flash' ? FLASH_CLASS : undefined);
  if (dataCoding === undefined) throw new Error(`no ${channel} message says ${text}`);
  const pdu = new Uint8Array(PDU_BYTES_MAX);
  const values = { sourceAddr: from, destinationAddr: to, dataCoding, shortMessage: bytes };
  const length = writeSmpp(pdu, { command, sequence: 0, values });
  if (typeof length !== 'number') throw new Error(length.remedy);
  return {
    source: { digits: from, ...ADDRESS },
    destination: { digits: to, ...ADDRESS },
    channel,
    alphabet,
    text: bytes,
    concat: undefined,
    form: 'smpp',
    pdu: pdu.slice(0, length),
  };
};
