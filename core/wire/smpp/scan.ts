// Finding the fields of a PDU in one pass, nothing copied (SMPP v3.4 issue 1.2, clauses 3.2 and 4).
import { type Problem, problem } from '../sms/problem.ts';
import { isSmppResponse, SmppStatus } from './commands.ts';
import {
  LIST_ADDRESS_MAX,
  LIST_NAME_MAX,
  SMPP_LAYOUTS,
  type SmppDestination,
  SmppField,
  type SmppFieldLayout,
  type SmppRefused,
  type SmppValues,
  TIME_BYTES,
} from './fields.ts';
import { integerAt, latinText, type SmppPdu, TLVS_MAX } from './pdu.ts';
import { SMPP_TLVS, type SmppTlv } from './tlv.ts';

/** command_length, command_id, command_status, sequence_number (3.2). */
export const SMPP_HEADER_BYTES = 16;

/**
 * `length`: command_length is not that of the bytes. `command`: no such command_id. `short`: the bytes end inside a field.
 * `unterminated`: a C-octet string without its NUL within the octets that it may have. `time`: one that is neither empty
 * nor of 16 characters. `message-length`: sm_length above 254. `count`: number_of_dests of 0 or above 254. `dest-flag`:
 * neither an address nor a list. `tlv-stream`: what stands behind the mandatory fields is no row of parameters.
 * `tlv-count`: more than 255 of them. `tlv-length`: a known parameter with a length that it does not have.
 */
export type SmppCode =
  | 'length'
  | 'command'
  | 'short'
  | 'unterminated'
  | 'time'
  | 'message-length'
  | 'count'
  | 'dest-flag'
  | 'tlv-stream'
  | 'tlv-count'
  | 'tlv-length';

/** `at` counts octets of the PDU from 0. */
export interface SmppProblem extends Problem<SmppCode> {
  /** command_status that answers it. */
  readonly status: number;
}

const FLAG_ADDRESS = 1;
const FLAG_LIST = 2;
const STATUS_BYTES = 4;
const TLV_HEADER_BYTES = 4;

/** Where scanning stands; one for all, since a scan is never interrupted. */
interface Cursor {
  at: number;
  problem: SmppProblem | undefined;
}

const cursor: Cursor = { at: 0, problem: undefined };

const wrong = (
  pdu: SmppPdu,
  code: SmppCode,
  field: string,
  at: number,
  status: number,
  remedy: string,
): SmppProblem => ({
  ...problem(code, field, at - pdu.start, remedy),
  status,
});

/**
 * Scans the bytes of one frame, as `SmppFrameReader` gives it. Undefined where all is well. Whatever it says, the header is read where there
 * are 16 octets, so that it can be answered; after `tlv-length` alone everything is, for whoever does not mind.
 */
export function scanSmpp(into: SmppPdu, bytes: Uint8Array, start = 0, end = bytes.length): SmppProblem | undefined {
  into.reset(bytes, start, end);
  const isWhole = end - start >= SMPP_HEADER_BYTES;
  if (isWhole) {
    into.command = integerAt(bytes, start + 4, start + 8);
    into.status = integerAt(bytes, start + 8, start + 12);
    into.sequence = integerAt(bytes, start + 12, start + 16);
  }
  if (!isWhole || integerAt(bytes, start, start + 4) !== end - start) {
    return wrong(
      into,
      'length',
      'command_length',
      start,
      SmppStatus.ESME_RINVCMDLEN,
      'say the length of the whole PDU',
    );
  }
  const layout = SMPP_LAYOUTS.get(into.command);
  if (layout === undefined) {
    return wrong(into, 'command', 'command_id', start + 4, SmppStatus.ESME_RINVCMDID, 'send a PDU of SMPP 3.4');
  }
  into.layout = layout;
  const body = start + SMPP_HEADER_BYTES;
  if (body === end && isSmppResponse(into.command)) return undefined;
  into.hasBody = true;
  cursor.at = body;
  cursor.problem = undefined;
  for (let i = 0; i < layout.length; i++) if (!scanField(into, layout[i]!)) return cursor.problem;
  return scanTlvs(into, cursor.at);
}

function fail(pdu: SmppPdu, code: SmppCode, name: string, at: number, status: number, remedy: string): false {
  cursor.problem = wrong(pdu, code, name, at, status, remedy);
  return false;
}

const tooShort = (pdu: SmppPdu, name: string, at: number): false =>
  fail(pdu, 'short', name, at, SmppStatus.ESME_RINVCMDLEN, 'send every mandatory field, or a longer command_length');

function scanField(pdu: SmppPdu, field: SmppFieldLayout): boolean {
  const { at } = cursor;
  switch (field.kind) {
    case 'octet':
      if (at >= pdu.end) return tooShort(pdu, field.name, at);
      pdu.setField(field.id, at, at + 1);
      cursor.at = at + 1;
      return true;
    case 'text':
      if (!scanText(pdu, field.name, field.max, field.status)) return false;
      pdu.setField(field.id, at, cursor.at - 1);
      return true;
    case 'time':
      return scanTime(pdu, field);
    case 'message':
      return scanMessage(pdu, field);
    case 'destinations':
      return scanDestinations(pdu, field);
    case 'refused':
      return scanRefused(pdu, field);
  }
}

/** A C-octet string: the cursor goes behind its NUL. */
function scanText(pdu: SmppPdu, name: string, max: number, status: number): boolean {
  const { bytes, end } = pdu;
  const from = cursor.at;
  const limit = Math.min(end, from + max);
  let at = from;
  while (at < limit && bytes[at] !== 0) at++;
  if (at < limit) {
    cursor.at = at + 1;
    return true;
  }
  if (at >= end) return tooShort(pdu, name, from);
  return fail(pdu, 'unterminated', name, from, status, `close it with a NUL within ${max} octets`);
}

function scanTime(pdu: SmppPdu, field: SmppFieldLayout): boolean {
  const from = cursor.at;
  if (!scanText(pdu, field.name, field.max, field.status)) return false;
  const length = cursor.at - from;
  pdu.setField(field.id, from, cursor.at - 1);
  if (length === 1 || length === TIME_BYTES) return true;
  return fail(pdu, 'time', field.name, from, field.status, 'leave it empty, or write YYMMDDhhmmsstnnp');
}

function scanMessage(pdu: SmppPdu, field: SmppFieldLayout): boolean {
  const { at } = cursor;
  if (at >= pdu.end) return tooShort(pdu, 'sm_length', at);
  const length = pdu.bytes[at]!;
  const remedy = `send at most ${field.max} octets, or message_payload`;
  if (length > field.max) return fail(pdu, 'message-length', 'sm_length', at, field.status, remedy);
  if (at + 1 + length > pdu.end) return tooShort(pdu, field.name, at + 1);
  cursor.at = at + 1 + length;
  pdu.setField(field.id, at + 1, cursor.at);
  return true;
}

function scanDestinations(pdu: SmppPdu, field: SmppFieldLayout): boolean {
  const from = cursor.at;
  if (from >= pdu.end) return tooShort(pdu, 'number_of_dests', from);
  const count = pdu.bytes[from]!;
  if (count === 0 || count > field.max) {
    return fail(pdu, 'count', 'number_of_dests', from, field.status, `name 1 to ${field.max} destinations`);
  }
  cursor.at = from + 1;
  for (let i = 0; i < count; i++) {
    const { at } = cursor;
    if (at >= pdu.end) return tooShort(pdu, 'dest_flag', at);
    const flag = pdu.bytes[at]!;
    if (flag === FLAG_ADDRESS) {
      if (at + 3 > pdu.end) return tooShort(pdu, 'dest_addr_ton', at + 1);
      cursor.at = at + 3;
      if (!scanText(pdu, 'destination_addr', LIST_ADDRESS_MAX, SmppStatus.ESME_RINVDSTADR)) return false;
    } else if (flag === FLAG_LIST) {
      cursor.at = at + 1;
      if (!scanText(pdu, 'dl_name', LIST_NAME_MAX, SmppStatus.ESME_RINVDLNAME)) return false;
    } else {
      return fail(pdu, 'dest-flag', 'dest_flag', at, SmppStatus.ESME_RINVDESTFLAG, 'write 1 (address) or 2 (list)');
    }
  }
  pdu.setField(field.id, from + 1, cursor.at);
  return true;
}

function scanRefused(pdu: SmppPdu, field: SmppFieldLayout): boolean {
  const from = cursor.at;
  if (from >= pdu.end) return tooShort(pdu, 'no_unsuccess', from);
  const count = pdu.bytes[from]!;
  cursor.at = from + 1;
  for (let i = 0; i < count; i++) {
    const { at } = cursor;
    if (at + 2 > pdu.end) return tooShort(pdu, 'dest_addr_ton', at);
    cursor.at = at + 2;
    if (!scanText(pdu, 'destination_addr', LIST_ADDRESS_MAX, SmppStatus.ESME_RINVDSTADR)) return false;
    if (cursor.at + STATUS_BYTES > pdu.end) return tooShort(pdu, 'error_status_code', cursor.at);
    cursor.at += STATUS_BYTES;
  }
  pdu.setField(field.id, from + 1, cursor.at);
  return true;
}

function scanTlvs(pdu: SmppPdu, from: number): SmppProblem | undefined {
  const { bytes, end } = pdu;
  let found: SmppProblem | undefined;
  let at = from;
  while (at < end) {
    const value = at + TLV_HEADER_BYTES;
    const after = value > end ? value : value + integerAt(bytes, at + 2, value);
    if (after > end) {
      const remedy = 'send whole parameters: tag, length, as many octets';
      return wrong(pdu, 'tlv-stream', 'optional parameters', at, SmppStatus.ESME_RINVOPTPARSTREAM, remedy);
    }
    if (pdu.tlvs >= TLVS_MAX) {
      const remedy = `send at most ${TLVS_MAX} parameters`;
      return wrong(pdu, 'tlv-count', 'optional parameters', at, SmppStatus.ESME_RINVOPTPARSTREAM, remedy);
    }
    const tag = integerAt(bytes, at, at + 2);
    pdu.addTlv(tag, value, after);
    const known = SMPP_TLVS.get(tag);
    if (known !== undefined && found === undefined && (after - value < known.min || after - value > known.max)) {
      const octets = known.min === known.max ? `${known.min}` : `${known.min} to ${known.max}`;
      found = wrong(pdu, 'tlv-length', known.name, at + 2, SmppStatus.ESME_RINVPARLEN, `make it ${octets} octets long`);
    }
    at = after;
  }
  return found;
}

/** The recipients of a submit_multi that was scanned without a problem. */
export function smppDestinationsOf(pdu: SmppPdu): SmppDestination[] {
  const { bytes } = pdu;
  const found: SmppDestination[] = [];
  const end = pdu.endOf(SmppField.destAddresses);
  let at = pdu.startOf(SmppField.destAddresses);
  while (at < end) {
    const isAddress = bytes[at] === FLAG_ADDRESS;
    const from = isAddress ? at + 3 : at + 1;
    const nul = bytes.indexOf(0, from);
    const text = latinText(bytes, from, nul);
    found.push(isAddress ? { ton: bytes[at + 1]!, npi: bytes[at + 2]!, address: text } : { listName: text });
    at = nul + 1;
  }
  return found;
}

/** Those of a submit_multi_resp that did not get it. */
export function smppRefusedOf(pdu: SmppPdu): SmppRefused[] {
  const { bytes } = pdu;
  const found: SmppRefused[] = [];
  const end = pdu.endOf(SmppField.unsuccessSme);
  let at = pdu.startOf(SmppField.unsuccessSme);
  while (at < end) {
    const nul = bytes.indexOf(0, at + 2);
    const status = integerAt(bytes, nul + 1, nul + 1 + STATUS_BYTES);
    found.push({ ton: bytes[at]!, npi: bytes[at + 1]!, address: latinText(bytes, at + 2, nul), status });
    at = nul + 1 + STATUS_BYTES;
  }
  return found;
}

/** All mandatory fields as plain values, copied; undefined where there is no body. Not for the hot path. */
export function smppValuesOf(pdu: SmppPdu): SmppValues | undefined {
  if (!pdu.hasBody) return undefined;
  const values: Record<string, unknown> = {};
  for (const { id, key, kind } of pdu.layout) {
    if (kind === 'octet') values[key] = pdu.number(id);
    else if (kind === 'message') values[key] = pdu.octets(id).slice();
    else if (kind === 'destinations') values[key] = smppDestinationsOf(pdu);
    else if (kind === 'refused') values[key] = smppRefusedOf(pdu);
    else values[key] = pdu.text(id);
  }
  return values;
}

/** All optional parameters in their order, copied. */
export function smppTlvsOf(pdu: SmppPdu): SmppTlv[] {
  return Array.from({ length: pdu.tlvs }, (_, index) => {
    const { start, end } = pdu.tlvAt(index);
    return { tag: pdu.tagAt(index), value: pdu.bytes.slice(start, end) };
  });
}
