// What each PDU is made of, as data (SMPP v3.4 issue 1.2, clause 4, and clause 5.2 for the fields).
import { SmppCommand, SmppStatus, wireName } from './commands.ts';

/**
 * `octet`: an integer of one. `text`: a C-octet string. `time`: one that is empty or has 16 characters.
 * `message`: a length octet and as many octets. `destinations`, `refused`: a count octet and as many entries.
 */
export type SmppFieldKind = 'octet' | 'text' | 'time' | 'message' | 'destinations' | 'refused';

const KINDS = {
  serviceType: 'text',
  sourceAddrTon: 'octet',
  sourceAddrNpi: 'octet',
  sourceAddr: 'text',
  destAddrTon: 'octet',
  destAddrNpi: 'octet',
  destinationAddr: 'text',
  destAddresses: 'destinations',
  esmClass: 'octet',
  protocolId: 'octet',
  priorityFlag: 'octet',
  scheduleDeliveryTime: 'time',
  validityPeriod: 'time',
  registeredDelivery: 'octet',
  replaceIfPresentFlag: 'octet',
  dataCoding: 'octet',
  smDefaultMsgId: 'octet',
  shortMessage: 'message',
  systemId: 'text',
  password: 'text',
  systemType: 'text',
  interfaceVersion: 'octet',
  addrTon: 'octet',
  addrNpi: 'octet',
  addressRange: 'text',
  messageId: 'text',
  unsuccessSme: 'refused',
  finalDate: 'time',
  messageState: 'octet',
  errorCode: 'octet',
  esmeAddrTon: 'octet',
  esmeAddrNpi: 'octet',
  esmeAddr: 'text',
} as const satisfies Readonly<Record<string, SmppFieldKind>>;

export type SmppFieldKey = keyof typeof KINDS;
const KEYS = Object.keys(KINDS) as SmppFieldKey[];

export const SMPP_FIELDS = KEYS.length;

/** Numbers of the fields, for the accessors of `SmppPdu`. */
export const SmppField = Object.fromEntries(KEYS.map((key, id) => [key, id])) as Readonly<Record<SmppFieldKey, number>>;

/** One recipient of a submit_multi (4.5.1.1): an address, or the name of a distribution list. */
export type SmppDestination =
  | { readonly ton: number; readonly npi: number; readonly address: string }
  | { readonly listName: string };

/** One recipient that did not get it, and why (4.5.2.1). */
export interface SmppRefused {
  readonly ton: number;
  readonly npi: number;
  readonly address: string;
  readonly status: number;
}

interface ValueOfKind {
  readonly octet: number;
  readonly text: string;
  readonly time: string;
  readonly message: Uint8Array;
  readonly destinations: readonly SmppDestination[];
  readonly refused: readonly SmppRefused[];
}

/** The mandatory fields of a PDU as plain values. What is left out is written as zero or empty. Text is Latin-1. */
export type SmppValues = { readonly [Key in SmppFieldKey]?: ValueOfKind[(typeof KINDS)[Key]] | undefined };

export interface SmppFieldLayout {
  readonly id: number;
  readonly key: SmppFieldKey;
  /** As the specification writes it. */
  readonly name: string;
  readonly kind: SmppFieldKind;
  /** Of text: octets with the closing NUL. Of a message: octets. Of a list: entries. */
  readonly max: number;
  /** command_status that tells what is wrong with it. */
  readonly status: number;
}

/** Octets of addresses in a list, with the NUL. */
export const LIST_ADDRESS_MAX = 21;
/** Octets of the name of a distribution list, with the NUL. */
export const LIST_NAME_MAX = 21;
export const DESTINATIONS_MAX = 254;
export const SHORT_MESSAGE_BYTES_MAX = 254;
/** Octets of a time, with the NUL (7.1.1). */
export const TIME_BYTES = 17;

const OCTET_MAX = 255;
const STATUS_OF: Readonly<Partial<Record<SmppFieldKey, number>>> = {
  serviceType: SmppStatus.ESME_RINVSERTYP,
  sourceAddr: SmppStatus.ESME_RINVSRCADR,
  destinationAddr: SmppStatus.ESME_RINVDSTADR,
  destAddresses: SmppStatus.ESME_RINVNUMDESTS,
  scheduleDeliveryTime: SmppStatus.ESME_RINVSCHED,
  validityPeriod: SmppStatus.ESME_RINVEXPIRY,
  shortMessage: SmppStatus.ESME_RINVMSGLEN,
  systemId: SmppStatus.ESME_RINVSYSID,
  password: SmppStatus.ESME_RINVPASWD,
  systemType: SmppStatus.ESME_RINVSYSTYP,
  messageId: SmppStatus.ESME_RINVMSGID,
};

const field = (key: SmppFieldKey, max: number): SmppFieldLayout => ({
  id: SmppField[key],
  key,
  name: wireName(key),
  kind: KINDS[key],
  max,
  status: STATUS_OF[key] ?? SmppStatus.ESME_RUNKNOWNERR,
});

const octets = (...keys: SmppFieldKey[]): SmppFieldLayout[] => keys.map((key) => field(key, OCTET_MAX));
const times = (...keys: SmppFieldKey[]): SmppFieldLayout[] => keys.map((key) => field(key, TIME_BYTES));

const serviceType = field('serviceType', 6);
const messageId = field('messageId', 65);
const shortMessage = field('shortMessage', SHORT_MESSAGE_BYTES_MAX);
const systemId = field('systemId', 16);
const password = field('password', 9);
const source = (max: number) => [...octets('sourceAddrTon', 'sourceAddrNpi'), field('sourceAddr', max)];
const destination = (max: number) => [...octets('destAddrTon', 'destAddrNpi'), field('destinationAddr', max)];

const ADDRESS_MAX = 21;
/** data_sm and alert_notification have longer ones (4.7.1, 4.12.1). */
const LONG_ADDRESS_MAX = 65;

const BIND = [
  systemId,
  password,
  field('systemType', 13),
  ...octets('interfaceVersion', 'addrTon', 'addrNpi'),
  field('addressRange', 41),
];

const HOW_SENT = [
  ...octets('esmClass', 'protocolId', 'priorityFlag'),
  ...times('scheduleDeliveryTime', 'validityPeriod'),
  ...octets('registeredDelivery', 'replaceIfPresentFlag', 'dataCoding', 'smDefaultMsgId'),
  shortMessage,
];

const SUBMIT = [serviceType, ...source(ADDRESS_MAX), ...destination(ADDRESS_MAX), ...HOW_SENT];

/** By command_id: the mandatory fields in their order. */
export const SMPP_LAYOUTS: ReadonlyMap<number, readonly SmppFieldLayout[]> = new Map([
  [SmppCommand.genericNack, []],
  [SmppCommand.bindReceiver, BIND], // 4.1.3
  [SmppCommand.bindReceiverResp, [systemId]], // 4.1.4
  [SmppCommand.bindTransmitter, BIND], // 4.1.1
  [SmppCommand.bindTransmitterResp, [systemId]], // 4.1.2
  [SmppCommand.bindTransceiver, BIND], // 4.1.5
  [SmppCommand.bindTransceiverResp, [systemId]], // 4.1.6
  [SmppCommand.outbind, [systemId, password]], // 4.1.7
  [SmppCommand.unbind, []], // 4.2.1
  [SmppCommand.unbindResp, []], // 4.2.2
  [SmppCommand.submitSm, SUBMIT], // 4.4.1
  [SmppCommand.submitSmResp, [messageId]], // 4.4.2
  [
    SmppCommand.submitMulti, // 4.5.1
    [serviceType, ...source(ADDRESS_MAX), field('destAddresses', DESTINATIONS_MAX), ...HOW_SENT],
  ],
  [SmppCommand.submitMultiResp, [messageId, field('unsuccessSme', OCTET_MAX)]], // 4.5.2
  [SmppCommand.deliverSm, SUBMIT], // 4.6.1
  // "Unused", and one octet by the letter; filled in by many (4.6.2).
  [SmppCommand.deliverSmResp, [messageId]],
  [
    SmppCommand.dataSm, // 4.7.1
    [
      serviceType,
      ...source(LONG_ADDRESS_MAX),
      ...destination(LONG_ADDRESS_MAX),
      ...octets('esmClass', 'registeredDelivery', 'dataCoding'),
    ],
  ],
  [SmppCommand.dataSmResp, [messageId]], // 4.7.2
  [SmppCommand.querySm, [messageId, ...source(ADDRESS_MAX)]], // 4.8.1
  [SmppCommand.querySmResp, [messageId, ...times('finalDate'), ...octets('messageState', 'errorCode')]], // 4.8.2
  [SmppCommand.cancelSm, [serviceType, messageId, ...source(ADDRESS_MAX), ...destination(ADDRESS_MAX)]], // 4.9.1
  [SmppCommand.cancelSmResp, []], // 4.9.2
  [
    SmppCommand.replaceSm, // 4.10.1
    [
      messageId,
      ...source(ADDRESS_MAX),
      ...times('scheduleDeliveryTime', 'validityPeriod'),
      ...octets('registeredDelivery', 'smDefaultMsgId'),
      shortMessage,
    ],
  ],
  [SmppCommand.replaceSmResp, []], // 4.10.2
  [SmppCommand.enquireLink, []], // 4.11.1
  [SmppCommand.enquireLinkResp, []], // 4.11.2
  [
    SmppCommand.alertNotification, // 4.12.1
    [...source(LONG_ADDRESS_MAX), ...octets('esmeAddrTon', 'esmeAddrNpi'), field('esmeAddr', LONG_ADDRESS_MAX)],
  ],
]);
