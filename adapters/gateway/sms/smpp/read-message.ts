// A PDU that carries a message, as the relay wants it: submit_sm and submit_multi (4.4.1, 4.5.1), deliver_sm (4.6.1), data_sm (4.7.1).
import {
  type Alphabet,
  codingOfDataCoding,
  readSmppTime,
  SHORT_MESSAGE_BYTES_MAX,
  SMPP_PDU_BYTES_MAX,
  SmppCommand,
  type SmppContent,
  type SmppContentProblem,
  type SmppDestination,
  SmppField,
  SmppPdu,
  SmppStatus,
  SmppTag,
  type SmppValues,
  scanSmpp,
  smppContentOf,
  smppTlvsOf,
  smppValuesOf,
  writeSmpp,
  writeSmppTime,
} from '@wurao/wire';
import type { CarriedMessage, Submission, WireAddress } from '../ports.ts';

/** What data_coding 0 means: the message centre's own alphabet (5.2.19). */
export type DefaultAlphabet = Extract<Alphabet, 'gsm7' | 'latin1' | 'ascii'>;

/** dest_addr_subunit 1: the display, as class 0 (5.3.2.1). */
const SUBUNIT_DISPLAY = 1;
/** Bits of registered_delivery that ask for a receipt (5.2.17). */
const RECEIPT_ASKED = 0x03;

/** command_status that says why a PDU cannot be taken. */
export interface Unusable {
  readonly status: number;
}

const unusable = (status: number): Unusable => ({ status });

/** The octets of the PDU, copied: what came from a socket is nobody's to keep. */
function copyOf({ bytes, start, end }: SmppPdu): Buffer {
  const copy = Buffer.allocUnsafe(end - start);
  copy.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end));
  return copy;
}

const isProblem = (content: SmppContent | SmppContentProblem): content is SmppContentProblem => 'code' in content;

/** The alphabet and class that a message with this data_coding has. */
function codingOf(pdu: SmppPdu, alphabet: DefaultAlphabet, content: SmppContent) {
  const isDisplay = pdu.tlvs > 0 && pdu.tlvNumber(SmppTag.destAddrSubunit) === SUBUNIT_DISPLAY;
  const { coding, header } = content;
  return {
    channel: coding.messageClass === 0 || isDisplay ? ('flash' as const) : ('sms' as const),
    alphabet: alphabetOf(pdu.number(SmppField.dataCoding), alphabet, header?.isShifted === true),
  };
}

/** Text in a national table is not read here (`Udh.isShifted`). */
export function alphabetOf(dataCoding: number, alphabet: DefaultAlphabet, isShifted: boolean): Alphabet {
  if (isShifted) return 'other';
  return dataCoding === 0 ? alphabet : codingOfDataCoding(dataCoding).alphabet;
}

function addressOf(pdu: SmppPdu, octets: Buffer, ton: number, npi: number, address: number): WireAddress {
  const from = pdu.startOf(address) - pdu.start;
  const to = pdu.endOf(address) - pdu.start;
  return { digits: octets.toString('latin1', from, to), ton: pdu.number(ton), npi: pdu.number(npi) };
}

/** Of a submit_sm or deliver_sm that was scanned. */
export function readMessage(pdu: SmppPdu, alphabet: DefaultAlphabet): CarriedMessage | Unusable {
  const content = smppContentOf(pdu);
  if (isProblem(content)) return unusable(content.status);
  const octets = copyOf(pdu);
  const { start } = pdu;
  const { sourceAddrTon, sourceAddrNpi, sourceAddr, destAddrTon, destAddrNpi, destinationAddr } = SmppField;
  const coding = codingOf(pdu, alphabet, content);
  return {
    source: addressOf(pdu, octets, sourceAddrTon, sourceAddrNpi, sourceAddr),
    destination: addressOf(pdu, octets, destAddrTon, destAddrNpi, destinationAddr),
    channel: coding.channel,
    alphabet: coding.alphabet,
    text: octets.subarray(content.start - start, content.end - start),
    concat: content.concat,
    form: 'smpp',
    pdu: octets,
  };
}

const other = new SmppPdu();
const made = Buffer.allocUnsafeSlow(SMPP_PDU_BYTES_MAX);

/** The same of a PDU that is made of these values. What is too long for it is refused. */
function readMade(
  command: number,
  values: SmppValues,
  tlvs: ReturnType<typeof smppTlvsOf>,
  alphabet: DefaultAlphabet,
): CarriedMessage | Unusable {
  const length = writeSmpp(made, { command, sequence: 0, values, tlvs });
  if (typeof length !== 'number') {
    const isSource = length.field === 'source_addr';
    return unusable(isSource ? SmppStatus.ESME_RINVSRCADR : SmppStatus.ESME_RINVDSTADR);
  }
  scanSmpp(other, made, 0, length);
  return readMessage(other, alphabet);
}

/**
 * A data_sm as the submit_sm or deliver_sm that says the same: its text, which stands in message_payload (4.7.1), goes to short_message where
 * it fits, since not every network takes the parameter.
 */
export function readDataMessage(
  pdu: SmppPdu,
  command: typeof SmppCommand.submitSm | typeof SmppCommand.deliverSm,
  alphabet: DefaultAlphabet,
): CarriedMessage | Unusable {
  const payload = pdu.tlvOctets(SmppTag.messagePayload);
  const isOne = pdu.tlvIndex(SmppTag.messagePayload, 1) < 0;
  const isShort = isOne && payload !== undefined && payload.length <= SHORT_MESSAGE_BYTES_MAX;
  const tlvs = smppTlvsOf(pdu).filter(({ tag }) => !isShort || tag !== SmppTag.messagePayload);
  return readMade(command, { ...smppValuesOf(pdu), ...(isShort ? { shortMessage: payload } : {}) }, tlvs, alphabet);
}

/** What a submit asks for beside its recipients, or the status of what it cannot ask for. */
type Terms = Pick<Submission, 'wantsReceipt' | 'validUntilMs' | 'notBeforeMs'>;

function termsOf(pdu: SmppPdu, nowMs: number): Terms | Unusable {
  // A text that is kept elsewhere (4.4.1) cannot be looked at.
  if (pdu.number(SmppField.smDefaultMsgId) !== 0) return unusable(SmppStatus.ESME_RINVDFTMSGID);
  const wantsReceipt = (pdu.number(SmppField.registeredDelivery) & RECEIPT_ASKED) !== 0;
  const validUntilMs = timeIn(pdu, SmppField.validityPeriod, nowMs);
  if (Number.isNaN(validUntilMs)) return unusable(SmppStatus.ESME_RINVEXPIRY);
  const notBeforeMs = timeIn(pdu, SmppField.scheduleDeliveryTime, nowMs);
  if (Number.isNaN(notBeforeMs)) return unusable(SmppStatus.ESME_RINVSCHED);
  return { wantsReceipt, validUntilMs, notBeforeMs };
}

/** Undefined where it is empty, NaN where it is no time. */
function timeIn(pdu: SmppPdu, field: number, nowMs: number): number | undefined {
  if (pdu.endOf(field) === pdu.startOf(field)) return undefined;
  return readSmppTime(pdu.text(field), nowMs) ?? Number.NaN;
}

/**
 * The times of a PDU that waits here: its schedule is kept by us, so that nobody further on waits for it once more, and a validity that
 * counts from now on is said as an instant.
 */
function fixTimes(pdu: SmppPdu, { validUntilMs, notBeforeMs }: Terms): SmppValues | undefined {
  const isRelative = validUntilMs !== undefined && pdu.text(SmppField.validityPeriod).endsWith('R');
  if (notBeforeMs === undefined && !isRelative) return undefined;
  return { scheduleDeliveryTime: '', ...(isRelative ? { validityPeriod: writeSmppTime(validUntilMs) } : {}) };
}

/** A submit_sm or data_sm, or the status that refuses it. */
export function readSubmit(pdu: SmppPdu, alphabet: DefaultAlphabet, nowMs: number): Submission | Unusable {
  const terms = termsOf(pdu, nowMs);
  if ('status' in terms) return terms;
  let message: CarriedMessage | Unusable;
  if (pdu.command === SmppCommand.dataSm) message = readDataMessage(pdu, SmppCommand.submitSm, alphabet);
  else {
    const times = fixTimes(pdu, terms);
    message =
      times === undefined
        ? readMessage(pdu, alphabet)
        : readMade(SmppCommand.submitSm, { ...smppValuesOf(pdu), ...times }, smppTlvsOf(pdu), alphabet);
  }
  return 'status' in message ? message : { messages: [message], ...terms };
}

export interface ManySubmitted {
  readonly submission: Submission;
  /** Recipients of the submission's messages, in their order. */
  readonly recipients: readonly Exclude<SmppDestination, { listName: string }>[];
  /** Distribution lists, of which there are none here. */
  readonly lists: readonly string[];
}

/** A submit_multi: a submit_sm for each recipient. */
export function readSubmitMulti(
  pdu: SmppPdu,
  destinations: readonly SmppDestination[],
  alphabet: DefaultAlphabet,
  nowMs: number,
): ManySubmitted | Unusable {
  const terms = termsOf(pdu, nowMs);
  if ('status' in terms) return terms;
  const values = { ...smppValuesOf(pdu), ...fixTimes(pdu, terms) };
  const tlvs = smppTlvsOf(pdu);
  const messages: CarriedMessage[] = [];
  const recipients: ManySubmitted['recipients'][number][] = [];
  const lists: string[] = [];
  for (const one of destinations) {
    if ('listName' in one) {
      lists.push(one.listName);
      continue;
    }
    const to = { destAddrTon: one.ton, destAddrNpi: one.npi, destinationAddr: one.address };
    const message = readMade(SmppCommand.submitSm, { ...values, ...to }, tlvs, alphabet);
    if ('status' in message) return message;
    messages.push(message);
    recipients.push(one);
  }
  return { submission: { messages, ...terms }, recipients, lists };
}
