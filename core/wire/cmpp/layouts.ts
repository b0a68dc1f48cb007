/**
 * Every message between a service provider and a gateway, and FWD between gateways, as tables. Clauses are those of the 3.0 interface
 * specification (QB-GF-028-2003). Where a field differs in 2.0 its two lengths stand side by side.
 */
import {
  content,
  count,
  type Field,
  id,
  length,
  octets,
  optional,
  text,
  texts,
  uint,
  type ValuesOf,
} from './fields.ts';

/** A telephone, or the pseudonym of one: 21 octets in 2.0, 32 in 3.0. */
const NUMBER = [21, 32] as const;
/** Fields that came with 3.0. */
const SINCE_30 = [0, 1] as const;
const PSEUDONYM = [0, 32] as const;
/** Result, Status and Success_Id. */
const OUTCOME = [1, 4] as const;
/** LinkID; 2.0 has a reserved field of 8 octets in its place. */
const LINK = [8, 20] as const;

/** 8.4.1.1. The layout is the same in both, so that it can be read before the version is known. */
const CONNECT = [
  text('sourceAddr', 'Source_Addr', 6),
  octets('authenticatorSource', 'AuthenticatorSource', 16),
  uint('version', 'Version', 1),
  uint('timestamp', 'Timestamp', 4),
] as const;

/** 8.4.1.2. */
const CONNECT_RESP = [
  uint('status', 'Status', OUTCOME),
  octets('authenticatorIsmg', 'AuthenticatorISMG', 16),
  uint('version', 'Version', 1),
] as const;

const NOTHING = [] as const;

/** What SUBMIT and FWD have in common before and after the payer. */
const PART = [
  uint('pkTotal', 'Pk_total', 1),
  uint('pkNumber', 'Pk_number', 1),
  uint('registeredDelivery', 'Registered_Delivery', 1),
  uint('msgLevel', 'Msg_level', 1),
  text('serviceId', 'Service_Id', 10),
  uint('feeUserType', 'Fee_UserType', 1),
] as const;
const TERMS = [
  uint('tpPid', 'TP_pId', 1),
  uint('tpUdhi', 'TP_udhi', 1),
  uint('msgFmt', 'Msg_Fmt', 1),
  text('msgSrc', 'Msg_src', 6),
  text('feeType', 'FeeType', 2),
  text('feeCode', 'FeeCode', 6),
  text('validTime', 'ValId_Time', 17),
  text('atTime', 'At_Time', 17),
] as const;
const CONTENT = [length('Msg_Length'), content('Msg_Content')] as const;

/** 8.4.3.1. */
const SUBMIT = [
  id('msgId', 'Msg_Id'),
  ...PART,
  text('feeTerminalId', 'Fee_terminal_Id', NUMBER),
  uint('feeTerminalType', 'Fee_terminal_type', SINCE_30),
  ...TERMS,
  text('srcId', 'Src_Id', 21),
  count('DestUsr_tl'),
  texts('destTerminalIds', 'Dest_terminal_Id', NUMBER),
  uint('destTerminalType', 'Dest_terminal_type', SINCE_30),
  ...CONTENT,
  text('linkId', 'LinkID', LINK),
] as const;

/** 8.4.3.2. */
const SUBMIT_RESP = [id('msgId', 'Msg_Id'), uint('result', 'Result', OUTCOME)] as const;

/** 8.4.5.1. */
const DELIVER = [
  id('msgId', 'Msg_Id'),
  text('destId', 'Dest_Id', 21),
  text('serviceId', 'Service_Id', 10),
  uint('tpPid', 'TP_pid', 1),
  uint('tpUdhi', 'TP_udhi', 1),
  uint('msgFmt', 'Msg_Fmt', 1),
  text('srcTerminalId', 'Src_terminal_Id', NUMBER),
  uint('srcTerminalType', 'Src_terminal_type', SINCE_30),
  uint('registeredDelivery', 'Registered_Delivery', 1),
  ...CONTENT,
  text('linkId', 'LinkID', LINK),
] as const;

const ASKED = [
  text('time', 'Time', 8),
  uint('queryType', 'Query_Type', 1),
  text('queryCode', 'Query_Code', 10),
] as const;

/** 8.4.4.1. */
const QUERY = [...ASKED, text('reserve', 'Reserve', 8)] as const;

/** 8.4.4.2. */
const QUERY_RESP = [
  ...ASKED,
  uint('mtMessages', 'MT_TLMsg', 4),
  uint('mtUsers', 'MT_Tlusr', 4),
  uint('mtSent', 'MT_Scs', 4),
  uint('mtWaiting', 'MT_WT', 4),
  uint('mtFailed', 'MT_FL', 4),
  uint('moSent', 'MO_Scs', 4),
  uint('moWaiting', 'MO_WT', 4),
  uint('moFailed', 'MO_FL', 4),
] as const;

/** 8.4.6. */
const CANCEL = [id('msgId', 'Msg_Id')] as const;
const CANCEL_RESP = [uint('successId', 'Success_Id', OUTCOME)] as const;

/** 8.4.7.2. Peers in the field answer without the octet. */
const ACTIVE_TEST_RESP = [optional(uint('reserved', 'Reserved', 1))] as const;

/** Between gateways. The numbers stay at 21 octets in 3.0 and have pseudonyms beside them: one for all recipients, as far as is known. */
const FWD = [
  text('sourceId', 'Source_Id', 6),
  text('destinationId', 'Destination_Id', 6),
  uint('nodesCount', 'NodesCount', 1),
  uint('msgFwdType', 'Msg_Fwd_Type', 1),
  id('msgId', 'Msg_Id'),
  ...PART,
  text('feeTerminalId', 'Fee_terminal_Id', 21),
  text('feeTerminalPseudo', 'Fee_terminal_pseudo', PSEUDONYM),
  uint('feeTerminalUserType', 'Fee_terminal_UserType', SINCE_30),
  ...TERMS,
  text('srcId', 'Src_Id', 21),
  text('srcPseudo', 'Src_pseudo', PSEUDONYM),
  uint('srcUserType', 'Src_UserType', SINCE_30),
  uint('srcType', 'Src_type', SINCE_30),
  count('DestUsr_tl'),
  texts('destIds', 'Dest_Id', 21),
  text('destPseudo', 'Dest_pseudo', PSEUDONYM),
  uint('destUserType', 'Dest_UserType', SINCE_30),
  ...CONTENT,
  text('linkId', 'LinkID', LINK),
] as const;

const FWD_RESP = [
  id('msgId', 'Msg_Id'),
  uint('pkTotal', 'Pk_total', 1),
  uint('pkNumber', 'Pk_number', 1),
  uint('result', 'Result', OUTCOME),
] as const;

const LAYOUTS = {
  CONNECT,
  CONNECT_RESP,
  TERMINATE: NOTHING,
  TERMINATE_RESP: NOTHING,
  SUBMIT,
  SUBMIT_RESP,
  DELIVER,
  DELIVER_RESP: SUBMIT_RESP,
  QUERY,
  QUERY_RESP,
  CANCEL,
  CANCEL_RESP,
  ACTIVE_TEST: NOTHING,
  ACTIVE_TEST_RESP,
  FWD,
  FWD_RESP,
} as const;

export type CmppCommand = keyof typeof LAYOUTS;

/** One message: its command, its Sequence_Id, its fields. What a version lacks is 0 or empty, and is not written. */
export type CmppPduOf<C extends CmppCommand> = { readonly command: C; readonly sequenceId: number } & ValuesOf<
  (typeof LAYOUTS)[C]
>;

export type CmppPdu = { [C in CmppCommand]: CmppPduOf<C> }[CmppCommand];

/** 8.2.2.1. */
export const COMMAND_IDS: Readonly<Record<CmppCommand, number>> = {
  CONNECT: 0x00000001,
  CONNECT_RESP: 0x80000001,
  TERMINATE: 0x00000002,
  TERMINATE_RESP: 0x80000002,
  SUBMIT: 0x00000004,
  SUBMIT_RESP: 0x80000004,
  DELIVER: 0x00000005,
  DELIVER_RESP: 0x80000005,
  QUERY: 0x00000006,
  QUERY_RESP: 0x80000006,
  CANCEL: 0x00000007,
  CANCEL_RESP: 0x80000007,
  ACTIVE_TEST: 0x00000008,
  ACTIVE_TEST_RESP: 0x80000008,
  FWD: 0x00000009,
  FWD_RESP: 0x80000009,
};

export const COMMANDS = Object.keys(LAYOUTS) as readonly CmppCommand[];

export const fieldsOf = (command: CmppCommand): readonly Field[] => LAYOUTS[command];

const byId = new Map(COMMANDS.map((command) => [COMMAND_IDS[command], command]));

/** The command of this Command_Id; undefined for one that is not spoken here. */
export const commandOf = (commandId: number): CmppCommand | undefined => byId.get(commandId);
