// CMPP 2.0 and 3.0.
export * from './cmpp/authenticator.ts';
export { decodeCmpp, isFault as isCmppFault } from './cmpp/decode.ts';
export { answerToFault as answerToCmppFault, encodeCmpp, writeUint32 } from './cmpp/encode.ts';
export { type CmppFault, type CmppFaultCode, describeFault as describeCmppFault } from './cmpp/fault.ts';
export { type CmppFrame, CmppFrames } from './cmpp/frames.ts';
export {
  type CmppCommand,
  type CmppPdu,
  type CmppPduOf,
  COMMAND_IDS as CMPP_COMMAND_IDS,
  commandOf as cmppCommandOf,
} from './cmpp/layouts.ts';
export { composeMessageId, type MessageId, readMessageId } from './cmpp/message-id.ts';
export { type ReportFault, readReport, type StatusReport, writeReport } from './cmpp/report.ts';
export {
  CancelOutcome as CmppCancelOutcome,
  ConnectStatus as CmppConnectStatus,
  isFinal as isFinalStat,
  meaningOf as meaningOfStat,
  Result as CmppResult,
  STAT_PREFIXES,
  STAT_WORDS,
  type StatMeaning,
} from './cmpp/results.ts';
export {
  chinaTimeOf,
  digitsOfTimestamp,
  instantOfReportTime,
  instantOfTimestamp,
  reportTimeOf,
  timestampOf,
} from './cmpp/time.ts';
export { type CmppVersion, VERSION_OCTETS as CMPP_VERSION_OCTETS, versionOf as cmppVersionOf } from './cmpp/version.ts';
// Sessions of CMPP and SMPP.
export * from './session/rules.ts';
export { type Passed, Session, type SessionAction, type SessionInput, type SessionSetup } from './session/session.ts';
export type { EndReason, RefuseReason, SessionState } from './session/table.ts';
export type { Slice } from './sip/bytes.ts';
export * from './sip/cseq.ts';
export * from './sip/date.ts';
export * from './sip/forward.ts';
export * from './sip/headers.ts';
export { type HostKind, kindOfHost } from './sip/host.ts';
export * from './sip/judge.ts';
export * from './sip/list.ts';
export * from './sip/message.ts';
export * from './sip/methods.ts';
export * from './sip/name-addr.ts';
export { findParam, makeParam, nextParam, type Param, paramOf, unquote } from './sip/params.ts';
export * from './sip/passport.ts';
export * from './sip/scan.ts';
export * from './sip/telephone.ts';
export { client as requestClient } from './sip/transaction/client.ts';
export { inviteClient } from './sip/transaction/invite-client.ts';
export { inviteServer } from './sip/transaction/invite-server.ts';
export * from './sip/transaction/keys.ts';
export {
  advance as advanceTransaction,
  begin as beginTransaction,
  type Machine,
  PATIENCE_T1,
  T1_MS,
  type TimerName,
  type Transaction,
  type TransactionAction,
  timingOf,
} from './sip/transaction/machine.ts';
export * from './sip/transaction/response-context.ts';
export { server as requestServer } from './sip/transaction/server.ts';
export * from './sip/uri.ts';
export * from './sip/via.ts';
export { type Answer, type HeaderPair, hasTag, type Source, writeResponse } from './sip/write.ts';
// SMPP 3.4.
export {
  isSmppResponse,
  SmppCommand,
  SmppStatus,
  smppAnswerTo,
  smppCommandName,
  smppStatusName,
} from './smpp/commands.ts';
export * from './smpp/content.ts';
export {
  SHORT_MESSAGE_BYTES_MAX,
  type SmppDestination,
  SmppField,
  type SmppFieldKey,
  type SmppRefused,
  type SmppValues,
} from './smpp/fields.ts';
export * from './smpp/frames.ts';
export { SmppPdu } from './smpp/pdu.ts';
export * from './smpp/scan.ts';
export * from './smpp/time.ts';
export {
  SMPP_TLVS,
  SmppTag,
  type SmppTlv,
  smppIntegerTlv,
  smppTextTlv,
} from './smpp/tlv.ts';
export * from './smpp/write.ts';
// Short messages: what SMPP and CMPP share.
export {
  type Alphabet,
  decodeText,
  type EncodedText,
  encodeText,
  missingAt,
  smallestAlphabet,
  USUAL_ALPHABETS,
  type WritableAlphabet,
} from './sms/alphabets.ts';
export * from './sms/coding.ts';
export * from './sms/gather.ts';
export { fillBitsAfter, packSeptets, unpackSeptets } from './sms/gsm7.ts';
export type { Problem } from './sms/problem.ts';
export * from './sms/receipt.ts';
export * from './sms/split.ts';
export * from './sms/udh.ts';
