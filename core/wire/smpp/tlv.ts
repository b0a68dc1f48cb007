// Optional parameters: tag, length, value (SMPP v3.4 issue 1.2, 5.3).
import { wireName } from './commands.ts';

/** How a value is read: an integer, octets, a C-octet string; nothing at all. */
export type SmppTlvKind = 'integer' | 'octets' | 'text' | 'none';

export interface SmppTlvLayout {
  readonly tag: number;
  /** As the specification writes it. */
  readonly name: string;
  readonly kind: SmppTlvKind;
  /** Octets of the value. */
  readonly min: number;
  readonly max: number;
}

/** A parameter as it stands. */
export interface SmppTlv {
  /** 0 to 65535, whether it is one of SmppTag or not. */
  readonly tag: number;
  /** At most 65535 octets. */
  readonly value: Uint8Array;
}

/** Tags (5.3.2). */
export const SmppTag = {
  destAddrSubunit: 0x0005,
  destNetworkType: 0x0006,
  destBearerType: 0x0007,
  destTelematicsId: 0x0008,
  sourceAddrSubunit: 0x000d,
  sourceNetworkType: 0x000e,
  sourceBearerType: 0x000f,
  sourceTelematicsId: 0x0010,
  qosTimeToLive: 0x0017,
  payloadType: 0x0019,
  additionalStatusInfoText: 0x001d,
  receiptedMessageId: 0x001e,
  msMsgWaitFacilities: 0x0030,
  privacyIndicator: 0x0201,
  sourceSubaddress: 0x0202,
  destSubaddress: 0x0203,
  userMessageReference: 0x0204,
  userResponseCode: 0x0205,
  sourcePort: 0x020a,
  destinationPort: 0x020b,
  sarMsgRefNum: 0x020c,
  languageIndicator: 0x020d,
  sarTotalSegments: 0x020e,
  sarSegmentSeqnum: 0x020f,
  scInterfaceVersion: 0x0210,
  callbackNumPresInd: 0x0302,
  callbackNumAtag: 0x0303,
  numberOfMessages: 0x0304,
  callbackNum: 0x0381,
  dpfResult: 0x0420,
  setDpf: 0x0421,
  msAvailabilityStatus: 0x0422,
  networkErrorCode: 0x0423,
  messagePayload: 0x0424,
  deliveryFailureReason: 0x0425,
  moreMessagesToSend: 0x0426,
  messageState: 0x0427,
  ussdServiceOp: 0x0501,
  displayTime: 0x1201,
  smsSignal: 0x1203,
  msValidity: 0x1204,
  alertOnMessageDelivery: 0x130c,
  itsReplyType: 0x1380,
  itsSessionInfo: 0x1383,
} as const;

export type SmppTagKey = keyof typeof SmppTag;

export const TLV_BYTES_MAX = 65_535;

/** Kind and octets of those that are no integer of one octet. */
const OTHERS: Readonly<Partial<Record<SmppTagKey, readonly [kind: SmppTlvKind, min: number, max: number]>>> = {
  destTelematicsId: ['integer', 2, 2],
  qosTimeToLive: ['integer', 4, 4],
  additionalStatusInfoText: ['text', 1, 256],
  receiptedMessageId: ['text', 1, 65],
  sourceSubaddress: ['octets', 2, 23],
  destSubaddress: ['octets', 2, 23],
  userMessageReference: ['integer', 2, 2],
  sourcePort: ['integer', 2, 2],
  destinationPort: ['integer', 2, 2],
  sarMsgRefNum: ['integer', 2, 2],
  callbackNumAtag: ['octets', 0, 65],
  callbackNum: ['octets', 4, 19],
  networkErrorCode: ['octets', 3, 3],
  messagePayload: ['octets', 0, TLV_BYTES_MAX],
  ussdServiceOp: ['octets', 1, 1],
  smsSignal: ['integer', 2, 2],
  alertOnMessageDelivery: ['none', 0, 0],
  itsSessionInfo: ['octets', 2, 2],
};

/** By tag. */
export const SMPP_TLVS: ReadonlyMap<number, SmppTlvLayout> = new Map(
  (Object.keys(SmppTag) as SmppTagKey[]).map((key) => {
    const [kind, min, max] = OTHERS[key] ?? (['integer', 1, 1] as const);
    return [SmppTag[key], { tag: SmppTag[key], name: wireName(key), kind, min, max }];
  }),
);

const LATIN_MAX = 0xff;

/** An integer parameter, in as many octets as its tag asks for (one where the tag is not known). */
export function smppIntegerTlv(tag: number, value: number): SmppTlv {
  const bytes = new Uint8Array(SMPP_TLVS.get(tag)?.max ?? 1);
  for (let at = bytes.length - 1, rest = value; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  return { tag, value: bytes };
}

/** A C-octet string, Latin-1, closed by a NUL; cut where the tag takes no more, or at a NUL; `?` for other characters. */
export function smppTextTlv(tag: number, text: string): SmppTlv {
  const max = SMPP_TLVS.get(tag)?.max ?? TLV_BYTES_MAX;
  const short = text.split('\0', 1)[0]!.slice(0, max - 1);
  const value = new Uint8Array(short.length + 1);
  for (let at = 0; at < short.length; at++) {
    const code = short.charCodeAt(at);
    value[at] = code > LATIN_MAX ? 63 : code;
  }
  return { tag, value };
}
