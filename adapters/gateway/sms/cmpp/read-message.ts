// SUBMIT and DELIVER as the relay wants them (CMPP 3.0, 8.4.3.1 and 8.4.5.1).
import {
  type CmppPduOf,
  CmppResult,
  type CmppVersion,
  type Concat,
  codingOfMsgFmt,
  concatIf,
  encodeCmpp,
  readSmppTime,
  readUdh,
  writeSmppTime,
} from '@wurao/wire';
import type { CarriedMessage, Submission, WireAddress } from '../ports.ts';

/** Result that says why a message cannot be taken. */
export interface Unusable {
  readonly result: number;
}

const unusable = (result: number): Unusable => ({ result });

/** China is as many quarters of an hour ahead of UTC. */
const CHINA_QUARTERS = 32;
/** Dest_terminal_type: a pseudonym, of which nobody here knows the number. */
const PSEUDONYM = 1;
const REPORT_ASKED = 1;

const addressOf = (digits: string): WireAddress => ({ digits, ton: 0, npi: 0 });

type Content = Pick<CarriedMessage, 'channel' | 'alphabet' | 'text' | 'concat'>;

interface Part {
  readonly pkTotal: number;
  readonly pkNumber: number;
}

/** Pk_total and Pk_number without a header have no reference: 0. A header counts before them; many leave them at 1. */
function partOf({ pkTotal, pkNumber }: Part): Concat | Unusable | undefined {
  if (pkTotal <= 1) return undefined;
  return concatIf(0, 0, pkTotal, pkNumber) ?? unusable(CmppResult.structure);
}

function contentOf(
  pdu: { readonly tpUdhi: number; readonly msgFmt: number; readonly content: Uint8Array },
  part: Part,
): Content | Unusable {
  const header = pdu.tpUdhi === 0 ? undefined : readUdh(pdu.content);
  if (header !== undefined && 'code' in header) return unusable(CmppResult.structure);
  const told = partOf(part);
  if (told !== undefined && 'result' in told && header?.concat === undefined) return told;
  const coding = codingOfMsgFmt(pdu.msgFmt);
  return {
    channel: coding.messageClass === 0 ? 'flash' : 'sms',
    // Text in a national table is not read here.
    alphabet: header?.isShifted === true ? 'other' : coding.alphabet,
    text: pdu.content.subarray(header?.length ?? 0),
    concat: header?.concat ?? (told !== undefined && 'total' in told ? told : undefined),
  };
}

/** Undefined where it is empty, NaN where it is no time. */
const timeIn = (text: string, nowMs: number): number | undefined =>
  text === '' ? undefined : (readSmppTime(text, nowMs) ?? Number.NaN);

const formOf = (version: CmppVersion) => (version === '2.0' ? ('cmpp-2.0' as const) : ('cmpp-3.0' as const));

/** `bytes`: those of the message, as it came. */
export function readSubmit(
  pdu: CmppPduOf<'SUBMIT'>,
  bytes: Uint8Array,
  version: CmppVersion,
  nowMs: number,
): Submission | Unusable {
  const content = contentOf(pdu, pdu);
  if ('result' in content) return content;
  if (pdu.destTerminalType === PSEUDONYM) return unusable(CmppResult.destTerminalId);
  const validUntilMs = timeIn(pdu.validTime, nowMs);
  const notBeforeMs = timeIn(pdu.atTime, nowMs);
  if (Number.isNaN(validUntilMs) || Number.isNaN(notBeforeMs)) return unusable(CmppResult.structure);
  // Its schedule is kept by us, so that nobody further on waits for it once more; a validity that counts from now is said as an instant.
  const isRelative = validUntilMs !== undefined && pdu.validTime.endsWith('R');
  const validTime = isRelative ? writeSmppTime(validUntilMs, CHINA_QUARTERS) : pdu.validTime;
  const isSame = !isRelative && notBeforeMs === undefined && pdu.destTerminalIds.length === 1;
  const source = addressOf(pdu.srcId);
  const messages: CarriedMessage[] = [];
  for (const digits of pdu.destTerminalIds) {
    const own = isSame
      ? bytes.slice()
      : encodeCmpp({ ...pdu, validTime, atTime: '', destTerminalIds: [digits] }, version);
    if (!(own instanceof Uint8Array)) return unusable(CmppResult.structure);
    messages.push({ source, destination: addressOf(digits), ...content, form: formOf(version), pdu: own });
  }
  return { messages, wantsReceipt: pdu.registeredDelivery === REPORT_ASKED, validUntilMs, notBeforeMs };
}

/** A DELIVER that is no status report. */
export function readReply(
  pdu: CmppPduOf<'DELIVER'>,
  bytes: Uint8Array,
  version: CmppVersion,
): CarriedMessage | Unusable {
  const content = contentOf(pdu, { pkTotal: 1, pkNumber: 1 });
  if ('result' in content) return content;
  return {
    source: addressOf(pdu.srcTerminalId),
    destination: addressOf(pdu.destId),
    ...content,
    form: formOf(version),
    pdu: bytes.slice(),
  };
}
