// What a PDU is, and what its answer says (SMPP v3.4 issue 1.2, 5.1.2 and 5.1.3).

/** Set in the id of a response. */
const RESPONSE_BIT = 0x8000_0000;

/** command_id (5.1.2.1). A response has the id of its request with the highest bit set. */
export const SmppCommand = {
  genericNack: 0x8000_0000,
  bindReceiver: 0x0000_0001,
  bindReceiverResp: 0x8000_0001,
  bindTransmitter: 0x0000_0002,
  bindTransmitterResp: 0x8000_0002,
  querySm: 0x0000_0003,
  querySmResp: 0x8000_0003,
  submitSm: 0x0000_0004,
  submitSmResp: 0x8000_0004,
  deliverSm: 0x0000_0005,
  deliverSmResp: 0x8000_0005,
  unbind: 0x0000_0006,
  unbindResp: 0x8000_0006,
  replaceSm: 0x0000_0007,
  replaceSmResp: 0x8000_0007,
  cancelSm: 0x0000_0008,
  cancelSmResp: 0x8000_0008,
  bindTransceiver: 0x0000_0009,
  bindTransceiverResp: 0x8000_0009,
  outbind: 0x0000_000b,
  enquireLink: 0x0000_0015,
  enquireLinkResp: 0x8000_0015,
  submitMulti: 0x0000_0021,
  submitMultiResp: 0x8000_0021,
  alertNotification: 0x0000_0102,
  dataSm: 0x0000_0103,
  dataSmResp: 0x8000_0103,
} as const;

export type SmppCommandKey = keyof typeof SmppCommand;

/** A name as the specification writes it: `submitSm` is `submit_sm`. */
export const wireName = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(SmppCommand).map(([key, command]) => [command, wireName(key)]),
);

/** `submit_sm`; of an id that is nobody's, the id in hexadecimal digits. */
export const smppCommandName = (command: number): string =>
  NAMES.get(command) ?? `0x${command.toString(16).padStart(8, '0')}`;

export const isSmppResponse = (command: number): boolean => command >= RESPONSE_BIT;

const UNANSWERED: readonly number[] = [SmppCommand.outbind, SmppCommand.alertNotification];

/** The id that a PDU is answered with: generic_nack where its own is not known; undefined where it gets no answer. */
export function smppAnswerTo(command: number): number | undefined {
  if (isSmppResponse(command) || UNANSWERED.includes(command)) return undefined;
  return NAMES.has(command) ? command + RESPONSE_BIT : SmppCommand.genericNack;
}

/** command_status (5.1.3), by the specification's names. 0x400 to 0x4FF are whoever answers' own. */
export const SmppStatus = {
  ESME_ROK: 0x00,
  ESME_RINVMSGLEN: 0x01,
  ESME_RINVCMDLEN: 0x02,
  ESME_RINVCMDID: 0x03,
  ESME_RINVBNDSTS: 0x04,
  ESME_RALYBND: 0x05,
  ESME_RINVPRTFLG: 0x06,
  ESME_RINVREGDLVFLG: 0x07,
  ESME_RSYSERR: 0x08,
  ESME_RINVSRCADR: 0x0a,
  ESME_RINVDSTADR: 0x0b,
  ESME_RINVMSGID: 0x0c,
  ESME_RBINDFAIL: 0x0d,
  ESME_RINVPASWD: 0x0e,
  ESME_RINVSYSID: 0x0f,
  ESME_RCANCELFAIL: 0x11,
  ESME_RREPLACEFAIL: 0x13,
  ESME_RMSGQFUL: 0x14,
  ESME_RINVSERTYP: 0x15,
  ESME_RINVNUMDESTS: 0x33,
  ESME_RINVDLNAME: 0x34,
  ESME_RINVDESTFLAG: 0x40,
  ESME_RINVSUBREP: 0x42,
  ESME_RINVESMCLASS: 0x43,
  ESME_RCNTSUBDL: 0x44,
  ESME_RSUBMITFAIL: 0x45,
  ESME_RINVSRCTON: 0x48,
  ESME_RINVSRCNPI: 0x49,
  ESME_RINVDSTTON: 0x50,
  ESME_RINVDSTNPI: 0x51,
  ESME_RINVSYSTYP: 0x53,
  ESME_RINVREPFLAG: 0x54,
  ESME_RINVNUMMSGS: 0x55,
  ESME_RTHROTTLED: 0x58,
  ESME_RINVSCHED: 0x61,
  ESME_RINVEXPIRY: 0x62,
  ESME_RINVDFTMSGID: 0x63,
  ESME_RX_T_APPN: 0x64,
  ESME_RX_P_APPN: 0x65,
  ESME_RX_R_APPN: 0x66,
  ESME_RQUERYFAIL: 0x67,
  ESME_RINVOPTPARSTREAM: 0xc0,
  ESME_ROPTPARNOTALLWD: 0xc1,
  ESME_RINVPARLEN: 0xc2,
  ESME_RMISSINGOPTPARAM: 0xc3,
  ESME_RINVOPTPARAMVAL: 0xc4,
  ESME_RDELIVERYFAILURE: 0xfe,
  ESME_RUNKNOWNERR: 0xff,
} as const;

const STATUS_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(SmppStatus).map(([name, status]) => [status, name]),
);

/** `ESME_ROK`; of a status that has no name, its hexadecimal digits. */
export const smppStatusName = (status: number): string =>
  STATUS_NAMES.get(status) ?? `0x${status.toString(16).padStart(8, '0')}`;
