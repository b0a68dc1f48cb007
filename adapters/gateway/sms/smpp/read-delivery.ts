// What a network tells by deliver_sm (4.6.1) or data_sm (4.7.1): how a message ended, or what a subscriber writes.
import {
  codingOfDataCoding,
  decodeText,
  ESM_CLASS_TYPE,
  EsmType,
  type MessageState,
  RECEIPT_STATES,
  readReceipt,
  receiptDateMs,
  SmppCommand,
  SmppField,
  type SmppPdu,
  SmppStatus,
  SmppTag,
  smppContentOf,
} from '@wurao/wire';
import { NO_ERROR, type Received, UPSTREAM_ID_MAX } from '../ports.ts';
import { type DefaultAlphabet, readDataMessage, readMessage, type Unusable } from './read-message.ts';

export interface DeliveryReading {
  readonly defaultAlphabet: DefaultAlphabet;
  /** The network's clock is so far ahead of UTC. */
  readonly receiptOffsetMinutes: number;
}

const ERROR_CHARACTERS = 3;
const STATE_CHARACTERS = 7;
/** On the way, and no end (5.2.28). */
const ENROUTE = RECEIPT_STATES[1];

/** network_error_code (5.3.2.31): a network's kind, and its number. */
function errorOf(pdu: SmppPdu, written: string | undefined): string {
  const octets = pdu.tlvOctets(SmppTag.networkErrorCode);
  const number = octets?.length === ERROR_CHARACTERS ? String(octets[1]! * 256 + octets[2]!) : NO_ERROR;
  return (written ?? number).padStart(ERROR_CHARACTERS, '0').slice(-ERROR_CHARACTERS);
}

/** Receipts are written in plain letters, which the default alphabets differ about (`_`, `@`, `$`). */
function textOf(pdu: SmppPdu): string {
  const content = smppContentOf(pdu);
  if ('code' in content) return '';
  const dataCoding = pdu.number(SmppField.dataCoding);
  const { alphabet } = codingOfDataCoding(dataCoding);
  const isPlain = alphabet === 'gsm7' || alphabet === 'binary';
  return decodeText(isPlain ? 'latin1' : alphabet, pdu.bytes, content.start, content.end) ?? '';
}

/** What the parameters say counts before the text (5.3.2.12, 5.3.2.35). */
function readReport(pdu: SmppPdu, offsetMinutes: number): Received | Unusable | undefined {
  const id = pdu.tlvText(SmppTag.receiptedMessageId);
  const receipt = readReceipt(textOf(pdu), id);
  const told = pdu.tlvNumber(SmppTag.messageState);
  const state = told === undefined ? receipt?.state : (RECEIPT_STATES[told as MessageState] ?? receipt?.state);
  const upstreamId = id || receipt?.id;
  if (upstreamId === undefined || upstreamId.length > UPSTREAM_ID_MAX || state === undefined)
    return { status: SmppStatus.ESME_RX_P_APPN };
  if (state === ENROUTE) return undefined;
  return {
    report: {
      upstreamId,
      state: state.slice(0, STATE_CHARACTERS),
      error: errorOf(pdu, receipt?.error),
      doneMs: receipt?.doneDate === undefined ? undefined : receiptDateMs(receipt.doneDate, offsetMinutes),
    },
  };
}

/** Undefined: nothing that anybody waits for. The status answers what cannot be read, and will not be readable when it comes again. */
export function readDelivery(pdu: SmppPdu, reading: DeliveryReading): Received | Unusable | undefined {
  const type = pdu.number(SmppField.esmClass) & ESM_CLASS_TYPE;
  const isReceipt = type === 0 && pdu.tlvs > 0 && pdu.tlvIndex(SmppTag.receiptedMessageId) >= 0;
  if (type === EsmType.receipt || isReceipt) return readReport(pdu, reading.receiptOffsetMinutes);
  if (type !== 0) return undefined;
  const { defaultAlphabet } = reading;
  const reply =
    pdu.command === SmppCommand.dataSm
      ? readDataMessage(pdu, SmppCommand.deliverSm, defaultAlphabet)
      : readMessage(pdu, defaultAlphabet);
  return 'status' in reply ? reply : { reply };
}
