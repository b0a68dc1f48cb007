// Messages as SUBMIT and DELIVER (CMPP 3.0, 8.4.3.1 and 8.4.5.1).
import {
  type CmppPdu,
  type CmppVersion,
  encodeCmpp,
  reportTimeOf,
  writeReport as writeReportContent,
} from '@wurao/wire';
import type { CarriedMessage, DeliveryReport } from '../ports.ts';
import { cmppOf, readCarried, versionOfForm } from '../translate.ts';

/** Who is charged, and for which service: what a SUBMIT has to say that no other protocol knows. */
export interface CmppService {
  /** Of the service provider; 6 octets. It stands in every SUBMIT that goes out. */
  readonly msgSrc: string;
  /** For messages that came in another protocol. */
  readonly serviceId: string;
  /** 0: the recipient pays, 1: the sender, 2: the provider. */
  readonly feeUserType: number;
  /** 01: nothing is charged. */
  readonly feeType: string;
  readonly feeCode: string;
}

const REGISTERED_AT = 22;
/** Octet of Msg_src: behind Fee_terminal_Id, of 21 octets or of 32 and a type. */
const MSG_SRC_AT: Readonly<Record<CmppVersion, number>> = { '2.0': 59, '3.0': 71 };
const MSG_SRC_OCTETS = 6;

const isSameVersion = ({ form }: CarriedMessage, version: CmppVersion): boolean =>
  form !== 'smpp' && versionOfForm(form) === version;

/** 2.0 has eight reserved octets in the place of a LinkID of twenty. */
const linkIn = (linkId: string, version: CmppVersion): string => (version === '2.0' ? '' : linkId);

const bytesOf = (pdu: CmppPdu, version: CmppVersion): Uint8Array | undefined => {
  const bytes = encodeCmpp(pdu, version);
  return bytes instanceof Uint8Array ? bytes : undefined;
};

function putText(bytes: Uint8Array, at: number, octets: number, text: string): void {
  for (let i = 0; i < octets; i++) bytes[at + i] = i < text.length ? text.charCodeAt(i) : 0;
}

/** As it came where it came in this version, but for who is charged and who wants a report. Undefined: it cannot be said. */
export function submitBytes(
  message: CarriedMessage,
  wantsReport: boolean,
  version: CmppVersion,
  service: CmppService,
): Uint8Array | undefined {
  const registeredDelivery = wantsReport ? 1 : 0;
  const { msgSrc } = service;
  if (isSameVersion(message, version)) {
    const bytes = message.pdu.slice();
    bytes[REGISTERED_AT] = registeredDelivery;
    putText(bytes, MSG_SRC_AT[version], MSG_SRC_OCTETS, msgSrc);
    return bytes;
  }
  const came = readCarried(message);
  if (came?.command === 'SUBMIT') {
    const linkId = linkIn(came.linkId, version);
    return bytesOf({ ...came, msgSrc, registeredDelivery, linkId }, version);
  }
  const made = cmppOf(message);
  if (made === undefined) return undefined;
  return bytesOf(
    {
      command: 'SUBMIT',
      sequenceId: 0,
      msgId: 0n,
      ...made,
      ...service,
      registeredDelivery,
      feeTerminalId: '',
      feeTerminalType: 0,
      atTime: '',
      srcId: message.source.digits,
      destTerminalIds: [message.destination.digits],
      destTerminalType: 0,
      linkId: '',
    },
    version,
  );
}

/** The same of a reply, as a DELIVER; `msgId` is its own where it has none. */
export function replyBytes(message: CarriedMessage, version: CmppVersion, msgId: bigint): Uint8Array | undefined {
  if (isSameVersion(message, version)) return message.pdu.slice();
  const came = readCarried(message);
  if (came?.command === 'DELIVER') return bytesOf({ ...came, linkId: linkIn(came.linkId, version) }, version);
  const made = cmppOf(message);
  if (made === undefined) return undefined;
  return deliverBytes(version, msgId, {
    destId: message.destination.digits,
    srcTerminalId: message.source.digits,
    registeredDelivery: 0,
    ...made,
  });
}

interface Delivered {
  readonly destId: string;
  readonly srcTerminalId: string;
  readonly registeredDelivery: number;
  readonly tpPid: number;
  readonly tpUdhi: number;
  readonly msgFmt: number;
  readonly content: Uint8Array;
}

const deliverBytes = (version: CmppVersion, msgId: bigint, delivered: Delivered): Uint8Array | undefined =>
  bytesOf(
    { command: 'DELIVER', sequenceId: 0, msgId, serviceId: '', srcTerminalType: 0, linkId: '', ...delivered },
    version,
  );

/** A status report (8.4.5.1), from the subscriber to the port. */
export function reportBytes(report: DeliveryReport, version: CmppVersion, msgId: bigint): Uint8Array | undefined {
  const { message, state, submittedMs, doneMs, source, destination } = report;
  const content = writeReportContent(
    {
      msgId: BigInt(`0x${message}`),
      stat: state,
      submitTime: reportTimeOf(submittedMs),
      doneTime: reportTimeOf(doneMs),
      destTerminalId: destination.digits,
      smscSequence: 0,
    },
    version,
  );
  if (!(content instanceof Uint8Array)) return undefined;
  return deliverBytes(version, msgId, {
    destId: source.digits,
    srcTerminalId: destination.digits,
    registeredDelivery: 1,
    tpPid: 0,
    tpUdhi: 0,
    msgFmt: 0,
    content,
  });
}
