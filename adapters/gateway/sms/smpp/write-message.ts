// A message as a submit_sm for a network (4.4.1).
import { SmppCommand, SmppField, SmppPdu, SmppTag, scanSmpp, smppTlvsOf, smppValuesOf, writeSmpp } from '@wurao/wire';
import type { CarriedMessage } from '../ports.ts';
import { smppOf } from '../translate.ts';
import { alphabetOf, type DefaultAlphabet } from './read-message.ts';

const pdu = new SmppPdu();

/** registered_delivery (5.2.17): a receipt of whatever end, or none. */
const registeredOf = (wantsReport: boolean): number => (wantsReport ? 1 : 0);

/** As it came, but for who wants a receipt. Gives the length; 0: it cannot be said. */
export function writeSubmit(
  out: Uint8Array,
  message: CarriedMessage,
  wantsReport: boolean,
  alphabet: DefaultAlphabet,
): number {
  if (message.form !== 'smpp') return writeOther(out, message, wantsReport, alphabet);
  if (message.pdu.length > out.length || scanSmpp(pdu, message.pdu) !== undefined) return 0;
  const dataCoding = pdu.number(SmppField.dataCoding);
  // Code 0 means one thing where it came from, and another where it goes.
  if (dataCoding === 0 && alphabetOf(0, alphabet, message.alphabet === 'other') !== message.alphabet) {
    return writeRecoded(out, message, wantsReport, alphabet);
  }
  out.set(message.pdu);
  out[pdu.startOf(SmppField.registeredDelivery)] = registeredOf(wantsReport);
  return message.pdu.length;
}

function writeRecoded(
  out: Uint8Array,
  message: CarriedMessage,
  wantsReport: boolean,
  alphabet: DefaultAlphabet,
): number {
  const made = smppOf(message, alphabet);
  if (made === undefined) return 0;
  scanSmpp(pdu, message.pdu);
  const { dataCoding, shortMessage } = made.values;
  const payload = made.tlvs.filter(({ tag }) => tag === SmppTag.messagePayload);
  const others = smppTlvsOf(pdu).filter(({ tag }) => tag !== SmppTag.messagePayload);
  const registeredDelivery = registeredOf(wantsReport);
  const values = { ...smppValuesOf(pdu), dataCoding, shortMessage, registeredDelivery };
  return lengthOf(
    writeSmpp(out, { command: SmppCommand.submitSm, sequence: 0, values, tlvs: [...others, ...payload] }),
  );
}

function writeOther(out: Uint8Array, message: CarriedMessage, wantsReport: boolean, alphabet: DefaultAlphabet): number {
  const made = smppOf(message, alphabet);
  if (made === undefined) return 0;
  const values = { ...made.values, registeredDelivery: registeredOf(wantsReport) };
  return lengthOf(writeSmpp(out, { command: SmppCommand.submitSm, sequence: 0, values, tlvs: made.tlvs }));
}

const lengthOf = (written: ReturnType<typeof writeSmpp>): number => (typeof written === 'number' ? written : 0);

/** The same of a reply, as a deliver_sm (4.6.1) to a merchant's system. */
export function writeReply(out: Uint8Array, message: CarriedMessage, alphabet: DefaultAlphabet): number {
  if (message.form === 'smpp') {
    if (message.pdu.length > out.length) return 0;
    out.set(message.pdu);
    return message.pdu.length;
  }
  const made = smppOf(message, alphabet);
  return made === undefined ? 0 : lengthOf(writeSmpp(out, { command: SmppCommand.deliverSm, sequence: 0, ...made }));
}
