// Reading one whole message of CMPP by its table.
import { type CmppFault, type CmppFaultCode, resultOf } from './fault.ts';
import { type CmppPdu, COMMAND_IDS, commandOf } from './layouts.ts';
import { contentMaxOf, HEADER_OCTETS, PLANS, type Plan, type PlannedField, RECIPIENTS_MAX } from './plan.ts';
import type { CmppVersion } from './version.ts';

export const readUint32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;

/** An octet string up to its first zero. What is no ASCII stays one character an octet, and is written back as it came. */
export function readText(bytes: Uint8Array, at: number, octets: number): string {
  let read = '';
  for (let i = at; i < at + octets; i++) {
    const octet = bytes[i]!;
    if (octet === 0) break;
    read += String.fromCharCode(octet);
  }
  return read;
}

export const readId = (bytes: Uint8Array, at: number): bigint =>
  (BigInt(readUint32(bytes, at)) << 32n) | BigInt(readUint32(bytes, at + 4));

function readUint(bytes: Uint8Array, at: number, octets: number): number {
  return octets === 1 ? bytes[at]! : readUint32(bytes, at);
}

function readTexts(bytes: Uint8Array, at: number, octets: number, recipients: number): string[] {
  const read: string[] = [];
  for (let i = 0; i < recipients; i++) read.push(readText(bytes, at + i * octets, octets));
  return read;
}

/** A walk over one message. */
class Walk {
  readonly #bytes: Uint8Array;
  readonly #plan: Plan;
  #at = HEADER_OCTETS;
  #recipients = 0;
  #contentOctets = 0;

  constructor(bytes: Uint8Array, plan: Plan) {
    this.#bytes = bytes;
    this.#plan = plan;
  }

  /** The message, or what is wrong with it. */
  go(): CmppPdu | CmppFault {
    const values: Record<string, unknown> = { ...this.#plan.blank };
    values['sequenceId'] = readUint32(this.#bytes, 8);
    for (const field of this.#plan.fields) {
      const octets = this.#octetsOf(field);
      if (this.#at + octets > this.#bytes.length) {
        if (field.isOptional && this.#at === this.#bytes.length) break;
        return this.#fault('short', field.name);
      }
      const wrong = this.#read(values, field, octets);
      if (wrong !== undefined) return this.#fault(wrong, field.name);
      this.#at += octets;
    }
    if (this.#at < this.#bytes.length) return this.#fault('trailing', 'Total_Length');
    return values as unknown as CmppPdu;
  }

  #octetsOf({ kind, octets }: PlannedField): number {
    if (kind === 'texts') return octets * this.#recipients;
    return kind === 'content' ? this.#contentOctets : octets;
  }

  #read(values: Record<string, unknown>, { key, kind, octets }: PlannedField, span: number): CmppFaultCode | undefined {
    const bytes = this.#bytes;
    const at = this.#at;
    switch (kind) {
      case 'text':
        values[key] = readText(bytes, at, octets);
        return undefined;
      case 'uint':
        values[key] = readUint(bytes, at, octets);
        return undefined;
      case 'id':
        values[key] = readId(bytes, at);
        return undefined;
      case 'texts':
        values[key] = readTexts(bytes, at, octets, this.#recipients);
        return undefined;
      case 'count':
        this.#recipients = bytes[at]!;
        return this.#recipients < 1 || this.#recipients > RECIPIENTS_MAX ? 'count' : undefined;
      case 'length':
        this.#contentOctets = bytes[at]!;
        return this.#contentOctets > contentMaxOf(this.#plan.command, values['msgFmt']) ? 'too-long' : undefined;
      default:
        // A copy: the bytes that came are the reader's, and may be written over.
        values[key] = bytes.slice(at, at + span);
        return undefined;
    }
  }

  #fault(code: CmppFaultCode, field: string): CmppFault {
    const { command } = this.#plan;
    return {
      code,
      commandId: COMMAND_IDS[command],
      command,
      sequenceId: readUint32(this.#bytes, 8),
      field,
      position: this.#at,
      result: resultOf(code, command),
      goesOn: true,
    };
  }
}

/**
 * CONNECT_RESP comes before the version is agreed upon, and a gateway that speaks only 2.0 answers a CONNECT of 3.0 in its own: its
 * length says which.
 */
function versionIn(bytes: Uint8Array, version: CmppVersion): CmppVersion {
  for (const either of ['2.0', '3.0'] as const) {
    if (bytes.length === HEADER_OCTETS + PLANS[either].CONNECT_RESP.fixedOctets) return either;
  }
  return version;
}

/** Whether what was read, or was to be written, is broken. */
export const isFault = (read: CmppPdu | Uint8Array | CmppFault): read is CmppFault => 'goesOn' in read;

/**
 * Reads one whole message, as `CmppFrames` cuts them out. Never throws. A broken body is a value that names field and octet; the session
 * goes on, because the frame's end is known. The message holds no view into `bytes`.
 */
export function decodeCmpp(bytes: Uint8Array, version: CmppVersion): CmppPdu | CmppFault {
  const whole = { command: undefined, position: 0, result: undefined };
  if (bytes.length < HEADER_OCTETS || readUint32(bytes, 0) !== bytes.length) {
    const header = { commandId: undefined, sequenceId: undefined, field: 'Total_Length' };
    return { ...whole, ...header, code: 'frame-short', goesOn: false };
  }
  const commandId = readUint32(bytes, 4);
  const command = commandOf(commandId);
  if (command === undefined) {
    const sequenceId = readUint32(bytes, 8);
    const named = { commandId, sequenceId, field: 'Command_Id', position: 4 };
    return { ...whole, ...named, code: 'command-unknown', goesOn: true };
  }
  const spoken = command === 'CONNECT_RESP' ? versionIn(bytes, version) : version;
  return new Walk(bytes, PLANS[spoken][command]).go();
}
