// A message in a form that it did not come in. What both forms can say is kept: addresses, text, class 0, part, validity.
import {
  type Alphabet,
  type CmppPduOf,
  type CmppVersion,
  concatElement,
  dataCodingFor,
  decodeCmpp,
  decodeText,
  ESM_CLASS_UDHI,
  encodeText,
  type MessageClass,
  msgFmtFor,
  readUdh,
  SHORT_MESSAGE_BYTES_MAX,
  SmppField,
  SmppPdu,
  SmppTag,
  type SmppTlv,
  type SmppValues,
  scanSmpp,
  smppContentOf,
  smppIntegerTlv,
  type UdhElement,
  type WritableAlphabet,
  writeUdh,
} from '@wurao/wire';
import type { CarriedMessage } from './ports.ts';
import type { DefaultAlphabet } from './smpp/read-message.ts';

const NO_ELEMENTS: readonly UdhElement[] = [];
const NO_TLVS: readonly SmppTlv[] = [];
const REPLACEMENT = '\ufffd';
/** Characters of a time, in both protocols. */
const TIME_CHARACTERS = 16;
/** priority_flag has 0 to 3 (SMPP 5.2.14), Msg_level more. */
const PRIORITY_MAX = 3;
const SEPTETS_FIRST: readonly WritableAlphabet[] = ['gsm7', 'ascii', 'latin1', 'ucs2'];

export const versionOfForm = (form: 'cmpp-2.0' | 'cmpp-3.0'): CmppVersion => (form === 'cmpp-2.0' ? '2.0' : '3.0');

type CodeFor = (alphabet: Alphabet, messageClass: MessageClass | undefined) => number | undefined;

/** The text and the octet that says what it is; written anew where the form lacks its alphabet. Undefined: it cannot be said. */
function recode(message: CarriedMessage, codeFor: CodeFor): { code: number; text: Uint8Array } | undefined {
  const { alphabet, text, channel } = message;
  const messageClass = channel === 'flash' ? 0 : undefined;
  const same = alphabet === 'other' ? undefined : codeFor(alphabet, messageClass);
  if (same !== undefined) return { code: same, text };
  const read = decodeText(alphabet, text);
  if (read === undefined || read.includes(REPLACEMENT)) return undefined;
  const written = encodeText(
    read,
    SEPTETS_FIRST.filter((each) => codeFor(each, messageClass) !== undefined),
  );
  return written && { code: codeFor(written.alphabet, messageClass)!, text: written.bytes };
}

/** What a message says beside addresses and text, as either protocol has it. */
interface Terms {
  readonly elements: readonly UdhElement[];
  readonly protocolId: number;
  readonly priority: number;
  readonly validity: string;
}

const scanned = new SmppPdu();

function termsOfSmpp({ pdu }: CarriedMessage): Terms | undefined {
  if (scanSmpp(scanned, pdu) !== undefined) return undefined;
  const content = smppContentOf(scanned);
  if ('code' in content) return undefined;
  return {
    elements: content.header?.elements ?? NO_ELEMENTS,
    protocolId: scanned.number(SmppField.protocolId),
    priority: scanned.number(SmppField.priorityFlag),
    validity: scanned.text(SmppField.validityPeriod),
  };
}

/** SUBMIT or DELIVER, read; undefined where it is neither. */
export function readCarried(message: CarriedMessage): CmppPduOf<'SUBMIT'> | CmppPduOf<'DELIVER'> | undefined {
  if (message.form === 'smpp') return undefined;
  const pdu = decodeCmpp(message.pdu, versionOfForm(message.form));
  if ('goesOn' in pdu) return undefined;
  return pdu.command === 'SUBMIT' || pdu.command === 'DELIVER' ? pdu : undefined;
}

function termsOfCmpp(message: CarriedMessage): Terms | undefined {
  const pdu = readCarried(message);
  if (pdu === undefined) return undefined;
  const header = pdu.tpUdhi === 0 ? undefined : readUdh(pdu.content);
  if (header !== undefined && 'code' in header) return undefined;
  const { msgLevel = 0, validTime = '' } = pdu.command === 'SUBMIT' ? pdu : {};
  return {
    elements: header?.elements ?? NO_ELEMENTS,
    protocolId: pdu.tpPid,
    priority: Math.min(msgLevel, PRIORITY_MAX),
    validity: validTime.length === TIME_CHARACTERS ? validTime : '',
  };
}

const termsOf = (message: CarriedMessage): Terms | undefined =>
  message.form === 'smpp' ? termsOfSmpp(message) : termsOfCmpp(message);

function join(header: Uint8Array, text: Uint8Array): Uint8Array {
  const all = new Uint8Array(header.length + text.length);
  all.set(header);
  all.set(text, header.length);
  return all;
}

/** Header and text; undefined where the elements do not fit a header. */
function contentOf(elements: readonly UdhElement[], text: Uint8Array): Uint8Array | undefined {
  if (elements.length === 0) return text;
  const header = writeUdh(elements);
  return header && join(header, text);
}

/** data_coding for it on a line whose code 0 is this alphabet; the seven bit alphabet has no other code. */
const dataCodingOn =
  (alphabet: DefaultAlphabet): CodeFor =>
  (wanted, messageClass) => {
    if (messageClass !== undefined || wanted === 'binary') return dataCodingFor(wanted, messageClass);
    if (wanted === 'gsm7') return alphabet === 'gsm7' ? 0 : undefined;
    return dataCodingFor(wanted);
  };

export interface SmppMade {
  readonly values: SmppValues;
  readonly tlvs: readonly SmppTlv[];
}

/**
 * The mandatory fields of a submit_sm or deliver_sm, and the parameters that it needs; undefined where its text cannot be said.
 * `registered_delivery` is the caller's.
 */
export function smppOf(message: CarriedMessage, alphabet: DefaultAlphabet): SmppMade | undefined {
  const terms = termsOf(message);
  const coded = recode(message, dataCodingOn(alphabet));
  const content = terms && coded && contentOf(terms.elements, coded.text);
  if (content === undefined) return undefined;
  const { source, destination, concat } = message;
  const isLong = content.length > SHORT_MESSAGE_BYTES_MAX;
  const parts =
    concat === undefined || concat.width !== 0
      ? NO_TLVS
      : [
          smppIntegerTlv(SmppTag.sarMsgRefNum, concat.reference),
          smppIntegerTlv(SmppTag.sarTotalSegments, concat.total),
          smppIntegerTlv(SmppTag.sarSegmentSeqnum, concat.number),
        ];
  return {
    values: {
      sourceAddrTon: source.ton,
      sourceAddrNpi: source.npi,
      sourceAddr: source.digits,
      destAddrTon: destination.ton,
      destAddrNpi: destination.npi,
      destinationAddr: destination.digits,
      esmClass: terms!.elements.length > 0 ? ESM_CLASS_UDHI : 0,
      protocolId: terms!.protocolId,
      priorityFlag: terms!.priority,
      validityPeriod: terms!.validity,
      dataCoding: coded!.code,
      shortMessage: isLong ? undefined : content,
    },
    tlvs: isLong ? [...parts, { tag: SmppTag.messagePayload, value: content }] : parts,
  };
}

/** What SUBMIT and DELIVER have in common. */
export interface CmppMade {
  readonly tpPid: number;
  readonly tpUdhi: number;
  readonly msgFmt: number;
  readonly content: Uint8Array;
  readonly pkTotal: number;
  readonly pkNumber: number;
  readonly msgLevel: number;
  readonly validTime: string;
}

/** The same for CMPP, where the part is told by the header. Whether the content is too long is for who writes it to find out. */
export function cmppOf(message: CarriedMessage): CmppMade | undefined {
  const terms = termsOf(message);
  const coded = recode(message, msgFmtFor);
  if (terms === undefined || coded === undefined) return undefined;
  const { concat, form } = message;
  const isTold = concat === undefined || concat.width !== 0 || form !== 'smpp';
  const elements = isTold ? terms.elements : [concatElement(concat), ...terms.elements];
  const content = contentOf(elements, coded.text);
  if (content === undefined) return undefined;
  return {
    tpPid: terms.protocolId,
    tpUdhi: elements.length > 0 ? 1 : 0,
    msgFmt: coded.code,
    content,
    pkTotal: concat?.total ?? 1,
    pkNumber: concat?.number ?? 1,
    msgLevel: terms.priority,
    validTime: terms.validity,
  };
}
