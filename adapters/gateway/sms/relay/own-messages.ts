// Messages of the house itself, from a text: what merchants' systems send as PDUs.
import type { PhoneNumber } from '@wurao/domain';
import { dataCodingFor, ESM_CLASS_UDHI, SmppCommand, splitText, writeSmpp } from '@wurao/wire';
import type { CarriedMessage, WireAddress } from '../ports.ts';

/** Number plan of telephones, and types of number (SMPP 3.4, 5.2.5, 5.2.6). */
const NPI_E164 = 1;
const TON_INTERNATIONAL = 1;
const TON_UNKNOWN = 0;
const PDU_BYTES_MAX = 512;
const REFERENCES = 256;

const out = new Uint8Array(PDU_BYTES_MAX);

const addressOf = (number: PhoneNumber): WireAddress =>
  number.startsWith('+')
    ? { digits: number.slice(1), ton: TON_INTERNATIONAL, npi: NPI_E164 }
    : { digits: number, ton: TON_UNKNOWN, npi: NPI_E164 };

/** No short message can say it. */
export interface OwnFault {
  readonly field: string;
  readonly remedy: string;
}

/** The parts of a text, ready to go on. `reference`: another one for each message to the same person. */
export const ownMessages = (
  from: PhoneNumber,
  to: PhoneNumber,
  text: string,
  reference: number,
): CarriedMessage[] | OwnFault => {
  const split = splitText(text, { reference: reference % REFERENCES });
  if ('code' in split) return { field: 'text', remedy: split.remedy };
  const { alphabet, parts } = split;
  const [source, destination] = [addressOf(from), addressOf(to)];
  const messages: CarriedMessage[] = [];
  for (const [index, { header, bytes }] of parts.entries()) {
    const values = {
      ...{ sourceAddrTon: source.ton, sourceAddrNpi: source.npi, sourceAddr: source.digits },
      ...{ destAddrTon: destination.ton, destAddrNpi: destination.npi, destinationAddr: destination.digits },
      esmClass: header.length > 0 ? ESM_CLASS_UDHI : 0,
      dataCoding: dataCodingFor(alphabet) ?? 0,
      shortMessage: bytes,
    };
    const length = writeSmpp(out, { command: SmppCommand.submitSm, sequence: 0, values });
    if (typeof length !== 'number') return { field: length.field, remedy: length.remedy };
    const concat =
      parts.length === 1
        ? undefined
        : ({ width: 8, reference: reference % REFERENCES, total: parts.length, number: index + 1 } as const);
    const said = bytes.subarray(header.length);
    const pdu = out.slice(0, length);
    messages.push({ source, destination, channel: 'sms', alphabet, text: said, concat, form: 'smpp', pdu });
  }
  return messages;
};
