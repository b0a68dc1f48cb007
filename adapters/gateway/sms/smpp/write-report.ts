// What goes to a merchant's system as a deliver_sm (4.6.1): a receipt (appendix B).
import {
  EsmType,
  meaningOfStat,
  messageStateOf,
  RECEIPT_STATES,
  receiptDateOf,
  SmppCommand,
  SmppTag,
  type SmppTlv,
  smppIntegerTlv,
  smppTextTlv,
  writeReceipt,
  writeSmpp,
} from '@wurao/wire';
import type { DeliveryReport } from '../ports.ts';

const DELIVERED = RECEIPT_STATES[2];
const STATE_UNDELIVERABLE = 5;
const STATE_UNKNOWN = 7;

/** message_state (5.2.28) of a word; a network's own code says that it failed. */
const stateNumber = (state: string): number =>
  messageStateOf(state) ?? (meaningOfStat(state) === 'network-code' ? STATE_UNDELIVERABLE : STATE_UNKNOWN);

/** `takesTlvs`: the peer speaks 3.4; to older ones no optional parameter is sent (3.4.1). Gives the length; 0: it cannot be written. */
export function writeReport(
  out: Uint8Array,
  report: DeliveryReport,
  takesTlvs: boolean,
  offsetMinutes: number,
): number {
  const { message, state, error, submittedMs, doneMs, source, destination } = report;
  const text = writeReceipt({
    id: message,
    submitted: 1,
    delivered: state === DELIVERED ? 1 : 0,
    submitDate: receiptDateOf(submittedMs, offsetMinutes),
    doneDate: receiptDateOf(doneMs, offsetMinutes),
    state,
    error,
  });
  const tlvs: readonly SmppTlv[] = [
    smppTextTlv(SmppTag.receiptedMessageId, message),
    smppIntegerTlv(SmppTag.messageState, stateNumber(state)),
  ];
  const length = writeSmpp(out, {
    command: SmppCommand.deliverSm,
    sequence: 0,
    values: {
      // It comes from whoever got the message, and goes to where that came from.
      sourceAddrTon: destination.ton,
      sourceAddrNpi: destination.npi,
      sourceAddr: destination.digits,
      destAddrTon: source.ton,
      destAddrNpi: source.npi,
      destinationAddr: source.digits,
      esmClass: EsmType.receipt,
      shortMessage: Buffer.from(text, 'latin1'),
    },
    tlvs: takesTlvs ? tlvs : [],
  });
  return typeof length === 'number' ? length : 0;
}
