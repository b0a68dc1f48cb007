// Writing PDUs.
import { type Problem, problem } from '../sms/problem.ts';
import { isSmppResponse, SmppCommand, smppAnswerTo, smppCommandName } from './commands.ts';
import {
  LIST_ADDRESS_MAX,
  LIST_NAME_MAX,
  SMPP_LAYOUTS,
  type SmppDestination,
  type SmppFieldLayout,
  type SmppRefused,
  type SmppValues,
  TIME_BYTES,
} from './fields.ts';
import { type SmppPdu, TLVS_MAX } from './pdu.ts';
import { SMPP_HEADER_BYTES } from './scan.ts';
import { SMPP_TLVS, type SmppTlv, TLV_BYTES_MAX } from './tlv.ts';

export interface SmppOutgoing {
  /** One of SmppCommand. */
  readonly command: number;
  /** 0 where left out. */
  readonly status?: number;
  readonly sequence: number;
  /** Left out in a response: it ends behind its header. In anything else, every field is then zero or empty. */
  readonly values?: SmppValues | undefined;
  readonly tlvs?: readonly SmppTlv[] | undefined;
}

/**
 * `command`: no such PDU. `too-long`: text, message, parameter or list beyond what the field holds. `character`: a NUL, or
 * one that Latin-1 lacks. `range`: no integer of the field's size. `time`: neither empty nor of 16 characters.
 * `count`: no destination. `body`: parameters of a response without a body. `room`: `out` is too small; `at` tells what it takes.
 */
export type SmppWriteCode = 'command' | 'too-long' | 'character' | 'range' | 'time' | 'count' | 'body' | 'room';
export type SmppWriteProblem = Problem<SmppWriteCode>;

const OCTET_MAX = 0xff;
const WORD_MAX = 0xffff_ffff;
const FLAG_ADDRESS = 1;
const FLAG_LIST = 2;
const NO_VALUES: SmppValues = {};

let fault: SmppWriteProblem | undefined;

function blame(code: SmppWriteCode, field: string, at: number, remedy: string): void {
  fault ??= problem(code, field, at, remedy);
}

const isInteger = (value: number, max: number): boolean => Number.isInteger(value) && value >= 0 && value <= max;

// Writes beyond the end of `out` are no-ops: that there was room is asked once, at the end.
function putOctet(out: Uint8Array, at: number, value: number, name: string): number {
  if (!isInteger(value, OCTET_MAX)) blame('range', name, 0, 'give an integer from 0 to 255');
  out[at] = value;
  return at + 1;
}

function putWord(out: Uint8Array, at: number, value: number): number {
  out[at] = value >>> 24;
  out[at + 1] = value >>> 16;
  out[at + 2] = value >>> 8;
  out[at + 3] = value;
  return at + 4;
}

function putText(out: Uint8Array, at: number, text: string, name: string, max: number): number {
  if (text.length >= max) blame('too-long', name, max - 1, `give at most ${max - 1} characters`);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0 || code > OCTET_MAX) blame('character', name, i, 'give characters of Latin-1, and no NUL');
    out[at++] = code;
  }
  out[at] = 0;
  return at + 1;
}

function putOctets(out: Uint8Array, at: number, bytes: Uint8Array): number {
  const after = at + bytes.length;
  if (after <= out.length) out.set(bytes, at);
  return after;
}

function putMessage(out: Uint8Array, at: number, bytes: Uint8Array, { name, max }: SmppFieldLayout): number {
  if (bytes.length > max) blame('too-long', name, max, `give at most ${max} octets, or message_payload`);
  out[at] = bytes.length;
  return putOctets(out, at + 1, bytes);
}

function putDestinations(out: Uint8Array, at: number, list: readonly SmppDestination[], max: number): number {
  if (list.length === 0) blame('count', 'number_of_dests', 0, 'name at least one destination');
  if (list.length > max) blame('too-long', 'number_of_dests', max, `name at most ${max} destinations`);
  out[at++] = list.length;
  for (const one of list) {
    if ('listName' in one) {
      out[at++] = FLAG_LIST;
      at = putText(out, at, one.listName, 'dl_name', LIST_NAME_MAX);
    } else {
      out[at++] = FLAG_ADDRESS;
      at = putAddress(out, at, one.ton, one.npi, one.address);
    }
  }
  return at;
}

function putAddress(out: Uint8Array, at: number, ton: number, npi: number, address: string): number {
  at = putOctet(out, at, ton, 'dest_addr_ton');
  at = putOctet(out, at, npi, 'dest_addr_npi');
  return putText(out, at, address, 'destination_addr', LIST_ADDRESS_MAX);
}

function putRefused(out: Uint8Array, at: number, list: readonly SmppRefused[], max: number): number {
  if (list.length > max) blame('too-long', 'no_unsuccess', max, `name at most ${max}`);
  out[at++] = list.length;
  for (const { ton, npi, address, status } of list) {
    at = putAddress(out, at, ton, npi, address);
    if (!isInteger(status, WORD_MAX)) blame('range', 'error_status_code', 0, 'give an integer of four octets');
    at = putWord(out, at, status);
  }
  return at;
}

const EMPTY = new Uint8Array(0);

function putField(out: Uint8Array, at: number, field: SmppFieldLayout, values: SmppValues): number {
  const value = values[field.key];
  switch (field.kind) {
    case 'octet':
      return putOctet(out, at, (value as number | undefined) ?? 0, field.name);
    case 'text':
      return putText(out, at, (value as string | undefined) ?? '', field.name, field.max);
    case 'time': {
      const text = (value as string | undefined) ?? '';
      if (text !== '' && text.length !== TIME_BYTES - 1) blame('time', field.name, 0, 'give 16 characters, or none');
      return putText(out, at, text, field.name, field.max);
    }
    case 'message':
      return putMessage(out, at, (value as Uint8Array | undefined) ?? EMPTY, field);
    case 'destinations':
      return putDestinations(out, at, (value as readonly SmppDestination[] | undefined) ?? [], field.max);
    case 'refused':
      return putRefused(out, at, (value as readonly SmppRefused[] | undefined) ?? [], field.max);
  }
}

function putTlvs(out: Uint8Array, at: number, tlvs: readonly SmppTlv[]): number {
  if (tlvs.length > TLVS_MAX) blame('too-long', 'optional parameters', TLVS_MAX, `give at most ${TLVS_MAX}`);
  for (const { tag, value } of tlvs) {
    const known = SMPP_TLVS.get(tag);
    const name = known?.name ?? `0x${tag.toString(16)}`;
    const max = known?.max ?? TLV_BYTES_MAX;
    if (!isInteger(tag, 0xffff)) blame('range', name, 0, 'give a tag of two octets');
    if (value.length > max) blame('too-long', name, max, `give at most ${max} octets`);
    if (value.length < (known?.min ?? 0)) blame('range', name, value.length, `give at least ${known!.min} octets`);
    out[at] = tag >> 8;
    out[at + 1] = tag;
    out[at + 2] = value.length >> 8;
    out[at + 3] = value.length;
    at = putOctets(out, at + 4, value);
  }
  return at;
}

/** Writes a PDU at the front of `out`, and gives its length. What `out` holds after a problem is nothing. */
export function writeSmpp(out: Uint8Array, pdu: SmppOutgoing): number | SmppWriteProblem {
  const { command, status = 0, sequence, values, tlvs } = pdu;
  const layout = SMPP_LAYOUTS.get(command);
  if (layout === undefined) return problem('command', 'command_id', 0, `${smppCommandName(command)} is no PDU of 3.4`);
  fault = undefined;
  if (!isInteger(status, WORD_MAX)) blame('range', 'command_status', 0, 'give an integer of four octets');
  if (!isInteger(sequence, WORD_MAX)) blame('range', 'sequence_number', 0, 'give an integer of four octets');
  let at = SMPP_HEADER_BYTES;
  const hasBody = values !== undefined || !isSmppResponse(command);
  if (hasBody) {
    for (let i = 0; i < layout.length; i++) at = putField(out, at, layout[i]!, values ?? NO_VALUES);
  } else if (layout.length > 0 && tlvs !== undefined && tlvs.length > 0) {
    blame('body', 'optional parameters', 0, 'give values, too: parameters stand behind the mandatory fields');
  }
  if (tlvs !== undefined) at = putTlvs(out, at, tlvs);
  putWord(out, 0, at);
  putWord(out, 4, command);
  putWord(out, 8, status);
  putWord(out, 12, sequence);
  if (at > out.length) blame('room', 'PDU', at, `give ${at} octets of room`);
  return fault ?? at;
}

/**
 * Writes what answers a PDU with that status: its response, or generic_nack where its command is not known. 0 where it gets no
 * answer. Values left out, it ends behind the header, as a refusal may (4.4.2 and others).
 */
export function writeSmppAnswer(
  out: Uint8Array,
  to: Pick<SmppPdu, 'command' | 'sequence'>,
  status: number,
  values?: SmppValues,
  tlvs?: readonly SmppTlv[],
): number | SmppWriteProblem {
  const command = smppAnswerTo(to.command);
  return command === undefined ? 0 : writeSmpp(out, { command, status, sequence: to.sequence, values, tlvs });
}

/** generic_nack (4.3.1): what answers bytes that are no PDU; sequence 0 where it could not be read. */
export const writeSmppNack = (out: Uint8Array, sequence: number, status: number): number | SmppWriteProblem =>
  writeSmpp(out, { command: SmppCommand.genericNack, status, sequence });

/** Copies a PDU as it stands to the front of `out` under another sequence number, and gives its length; 0 where it does not fit. */
export function copySmpp(out: Uint8Array, pdu: SmppPdu, sequence: number): number {
  const length = pdu.end - pdu.start;
  if (length > out.length) return 0;
  out.set(pdu.bytes.subarray(pdu.start, pdu.end), 0);
  putWord(out, 12, sequence);
  return length;
}
