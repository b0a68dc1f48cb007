// Where the text of a submit_sm, deliver_sm, data_sm, submit_multi or replace_sm stands, and what it is a part of.
import { type Coding, codingOfDataCoding } from '../sms/coding.ts';
import { type Problem, problem } from '../sms/problem.ts';
import { type Concat, concatIf, readUdh, type Udh, type UdhCode } from '../sms/udh.ts';
import { SmppStatus } from './commands.ts';
import { SmppField } from './fields.ts';
import type { SmppPdu } from './pdu.ts';
import { SmppTag } from './tlv.ts';

/** esm_class: a user data header comes first (5.2.12). */
export const ESM_CLASS_UDHI = 0x40;
/** esm_class: the kind of message, in these bits (5.2.12). */
export const ESM_CLASS_TYPE = 0x3c;
/** Kinds that deliver_sm and data_sm have: a receipt, an acknowledgement of the telephone or of its user, an intermediate notice. */
export const EsmType = { receipt: 0x04, deliveryAck: 0x08, userAck: 0x10, abort: 0x18, intermediate: 0x20 } as const;

export interface SmppContent {
  /** Octets of the text alone, as offsets into the PDU's bytes. */
  readonly start: number;
  readonly end: number;
  readonly coding: Coding;
  readonly header: Udh | undefined;
  /** From the header, or from the sar_ parameters (width 0); undefined where it is whole. */
  readonly concat: Concat | undefined;
}

/**
 * `two-messages`: in short_message and in message_payload, which exclude each other (5.3.2.32). `two-places`: the header and
 * the sar_ parameters tell different parts. Others: of the header.
 */
export interface SmppContentProblem extends Problem<UdhCode | 'two-messages' | 'two-places'> {
  /** command_status that answers it. */
  readonly status: number;
}

function sarOf(pdu: SmppPdu): Concat | undefined {
  if (pdu.tlvs === 0) return undefined;
  const reference = pdu.tlvNumber(SmppTag.sarMsgRefNum);
  const total = pdu.tlvNumber(SmppTag.sarTotalSegments);
  const number = pdu.tlvNumber(SmppTag.sarSegmentSeqnum);
  // One alone is left out of account (5.3.2.22 to 24).
  if (reference === undefined || total === undefined || number === undefined) return undefined;
  return concatIf(reference, 0, total, number);
}

/** Reads where the text stands. Positions in a problem count octets of the PDU from 0. */
export function smppContentOf(pdu: SmppPdu): SmppContent | SmppContentProblem {
  const coding = codingOfDataCoding(pdu.number(SmppField.dataCoding));
  let start = pdu.startOf(SmppField.shortMessage);
  let end = pdu.endOf(SmppField.shortMessage);
  const payload = pdu.tlvs === 0 ? -1 : pdu.tlvIndex(SmppTag.messagePayload);
  if (payload >= 0) {
    const slice = pdu.tlvAt(payload);
    if (end > start || pdu.tlvIndex(SmppTag.messagePayload, 1) >= 0) {
      const remedy = 'send the text once: in short_message, or in one message_payload';
      const at = slice.start - pdu.start;
      return { ...problem('two-messages', 'message_payload', at, remedy), status: SmppStatus.ESME_RINVMSGLEN };
    }
    start = slice.start;
    end = slice.end;
  }
  const sar = sarOf(pdu);
  if ((pdu.number(SmppField.esmClass) & ESM_CLASS_UDHI) === 0) {
    return { start, end, coding, header: undefined, concat: sar };
  }
  const header = readUdh(pdu.bytes, start, end);
  if ('code' in header) return { ...header, at: header.at - pdu.start, status: SmppStatus.ESME_RINVESMCLASS };
  const { concat } = header;
  if (sar !== undefined && concat !== undefined && (sar.total !== concat.total || sar.number !== concat.number)) {
    const remedy = 'number the part in the user data header or in the sar_ parameters';
    const at = start - pdu.start;
    return { ...problem('two-places', 'sar_segment_seqnum', at, remedy), status: SmppStatus.ESME_RINVOPTPARAMVAL };
  }
  return { start: start + header.length, end, coding, header, concat: concat ?? sar };
}
