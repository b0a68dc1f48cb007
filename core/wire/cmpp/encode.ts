// Writing one message of CMPP by its table.
import { type CmppFault, type CmppFaultCode, resultOf } from './fault.ts';
import { type CmppCommand, type CmppPdu, COMMAND_IDS } from './layouts.ts';
import { contentMaxOf, HEADER_OCTETS, PLANS, type Plan, type PlannedField, RECIPIENTS_MAX } from './plan.ts';
import type { CmppVersion } from './version.ts';

const OCTET_MAX = 0xff;
const UINT32_MAX = 0xffffffff;

export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** False where the text does not fit: too long, or with what is no octet or would end it early. */
export function writeText(bytes: Uint8Array, at: number, octets: number, value: string): boolean {
  if (value.length > octets) return false;
  for (let i = 0; i < value.length; i++) {
    const octet = value.charCodeAt(i);
    if (octet === 0 || octet > OCTET_MAX) return false;
    bytes[at + i] = octet;
  }
  return true;
}

export function writeId(bytes: Uint8Array, at: number, value: bigint): boolean {
  if (BigInt.asUintN(64, value) !== value) return false;
  writeUint32(bytes, at, Number(value >> 32n));
  writeUint32(bytes, at + 4, Number(value & 0xffffffffn));
  return true;
}

function writeUint(bytes: Uint8Array, at: number, octets: number, value: number): boolean {
  if (!Number.isInteger(value) || value < 0 || value > (octets === 1 ? OCTET_MAX : UINT32_MAX)) return false;
  if (octets === 1) bytes[at] = value;
  else writeUint32(bytes, at, value);
  return true;
}

function writeOctets(bytes: Uint8Array, at: number, octets: number, value: Uint8Array): boolean {
  if (value.length !== octets) return false;
  bytes.set(value, at);
  return true;
}

type Values = Readonly<Record<string, unknown>>;

/** Recipients and content of a message, where its command has them. */
interface Lists {
  readonly recipients: readonly string[];
  readonly content: Uint8Array;
}

const NO_RECIPIENTS: readonly string[] = [];
const NO_CONTENT = new Uint8Array(0);

function listsOf(plan: Plan, values: Values): Lists {
  let recipients = NO_RECIPIENTS;
  let content: Uint8Array = NO_CONTENT;
  for (const { kind, key } of plan.fields) {
    if (kind === 'texts') recipients = values[key] as readonly string[];
    else if (kind === 'content') content = values[key] as Uint8Array;
  }
  return { recipients, content };
}

const OK = undefined;
const fits = (isWritten: boolean): CmppFaultCode | undefined => (isWritten ? OK : 'not-octets');

function writeRecipients(bytes: Uint8Array, at: number, octets: number, recipients: readonly string[]): boolean {
  for (let i = 0; i < recipients.length; i++) {
    if (!writeText(bytes, at + i * octets, octets, recipients[i]!)) return false;
  }
  return true;
}

function writeField(bytes: Uint8Array, at: number, field: PlannedField, values: Values, lists: Lists) {
  const { kind, key, octets } = field;
  switch (kind) {
    case 'text':
      return fits(writeText(bytes, at, octets, values[key] as string));
    case 'uint':
      return fits(writeUint(bytes, at, octets, values[key] as number));
    case 'id':
      return fits(writeId(bytes, at, values[key] as bigint));
    case 'octets':
      return fits(writeOctets(bytes, at, octets, values[key] as Uint8Array));
    case 'texts':
      return fits(writeRecipients(bytes, at, octets, lists.recipients));
    case 'count':
      bytes[at] = lists.recipients.length;
      return OK;
    case 'length':
      bytes[at] = lists.content.length;
      return OK;
    default:
      bytes.set(lists.content, at);
      return OK;
  }
}

function octetsOf({ kind, octets }: PlannedField, { recipients, content }: Lists): number {
  if (kind === 'texts') return octets * recipients.length;
  return kind === 'content' ? content.length : octets;
}

/** What must hold before room is made: the lists are what makes a message long. */
function wrongList(
  plan: Plan,
  values: Values,
  { recipients, content }: Lists,
): readonly [CmppFaultCode, number] | undefined {
  for (const [index, { kind }] of plan.fields.entries()) {
    if (kind === 'count' && (recipients.length < 1 || recipients.length > RECIPIENTS_MAX)) return ['count', index];
    if (kind === 'length' && content.length > contentMaxOf(plan.command, values['msgFmt'])) return ['too-long', index];
  }
  return undefined;
}

function faultOf(plan: Plan, sequenceId: number, code: CmppFaultCode, index: number, lists: Lists): CmppFault {
  const { command } = plan;
  const before = plan.fields.slice(0, index).reduce((sum, field) => sum + octetsOf(field, lists), HEADER_OCTETS);
  return {
    code,
    commandId: COMMAND_IDS[command],
    command,
    sequenceId,
    field: plan.fields[index]!.name,
    position: before,
    result: resultOf(code, command),
    goesOn: true,
  };
}

/**
 * The message in the octets of a version; or, with nothing written, the first field that cannot be: a number or text that does not fit its
 * octets, no recipient or too many, a content that is too long. Fields that the version lacks are left out.
 */
export function encodeCmpp(pdu: CmppPdu, version: CmppVersion): Uint8Array | CmppFault {
  const plan = PLANS[version][pdu.command];
  const values = pdu as unknown as Values;
  const lists = listsOf(plan, values);
  const wrong = wrongList(plan, values, lists);
  if (wrong !== undefined) return faultOf(plan, pdu.sequenceId, wrong[0], wrong[1], lists);
  const { fields } = plan;
  let total = HEADER_OCTETS;
  for (let i = 0; i < fields.length; i++) total += octetsOf(fields[i]!, lists);
  const bytes = new Uint8Array(total);
  writeUint32(bytes, 0, total);
  writeUint32(bytes, 4, COMMAND_IDS[pdu.command]);
  writeUint32(bytes, 8, pdu.sequenceId);
  let at = HEADER_OCTETS;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!;
    const code = writeField(bytes, at, field, values, lists);
    if (code !== undefined) return faultOf(plan, pdu.sequenceId, code, i, lists);
    at += octetsOf(field, lists);
  }
  return bytes;
}

/** The field of a response that says how it went. */
const OUTCOME_KEYS: Partial<Readonly<Record<CmppCommand, string>>> = {
  CONNECT_RESP: 'status',
  SUBMIT_RESP: 'result',
  DELIVER_RESP: 'result',
  FWD_RESP: 'result',
  CANCEL_RESP: 'successId',
};

const AUTHENTICATOR_OCTETS = 16;

/**
 * The response to a broken message: its outcome and zeros. Undefined where there is none: the fault is in a response, in a command without
 * an outcome, or in a header that cannot be believed.
 */
export function answerToFault(
  fault: Pick<CmppFault, 'command' | 'sequenceId' | 'result'>,
  version: CmppVersion,
): Uint8Array | undefined {
  const { command, sequenceId, result } = fault;
  if (command === undefined || sequenceId === undefined || result === undefined) return undefined;
  const response = `${command}_RESP` as CmppCommand;
  const key = OUTCOME_KEYS[response];
  if (key === undefined) return undefined;
  const { blank } = PLANS[version][response];
  const connect = response === 'CONNECT_RESP' ? { authenticatorIsmg: new Uint8Array(AUTHENTICATOR_OCTETS) } : {};
  const bytes = encodeCmpp({ ...blank, ...connect, sequenceId, [key]: result } as unknown as CmppPdu, version);
  return bytes instanceof Uint8Array ? bytes : undefined;
}
