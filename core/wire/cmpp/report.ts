// The content of a DELIVER that is a status report (Registered_Delivery 1; 8.4.5.1).
import { readId, readText, readUint32 } from './decode.ts';
import { writeId, writeText, writeUint32 } from './encode.ts';
import type { CmppVersion } from './version.ts';

export interface StatusReport {
  /** Msg_Id of the submit that is reported on. */
  readonly msgId: bigint;
  /** A word or code of `results.ts`. */
  readonly stat: string;
  /** YYMMDDHHMM: `instantOfReportTime`. */
  readonly submitTime: string;
  readonly doneTime: string;
  readonly destTerminalId: string;
  readonly smscSequence: number;
}

const TEXTS = [
  ['stat', 'Stat', 7],
  ['submitTime', 'Submit_time', 10],
  ['doneTime', 'Done_time', 10],
] as const;
const TEXTS_AT = 8;
const NUMBER_AT = 35;
const NUMBER_OCTETS: Readonly<Record<CmppVersion, number>> = { '2.0': 21, '3.0': 32 };
const SEQUENCE_OCTETS = 4;

const octetsOf = (version: CmppVersion): number => NUMBER_AT + NUMBER_OCTETS[version] + SEQUENCE_OCTETS;

/** Why a content is no status report, or a report cannot be written. */
export interface ReportFault {
  readonly code: 'report-length' | 'report-field';
  readonly field: string;
  /** Octets from the first of the content. */
  readonly position: number;
  readonly remedy: string;
}

const fieldFault = (field: string, position: number): ReportFault => ({
  code: 'report-field',
  field,
  position,
  remedy: 'give a value that fits the octets of the field',
});

/**
 * Reads a report in the form of the version; in that of the other where the length is the other's, since gateways are in the field that
 * write 2.0's 60 octets into a DELIVER of 3.0.
 */
export function readReport(content: Uint8Array, version: CmppVersion): StatusReport | ReportFault {
  const other = version === '2.0' ? '3.0' : '2.0';
  const form = [version, other].find((each): each is CmppVersion => octetsOf(each as CmppVersion) === content.length);
  if (form === undefined) {
    const remedy = `send ${octetsOf('2.0')} octets in 2.0, ${octetsOf('3.0')} in 3.0`;
    return { code: 'report-length', field: 'Msg_Length', position: content.length, remedy };
  }
  const numberOctets = NUMBER_OCTETS[form];
  let at = TEXTS_AT;
  const read = { stat: '', submitTime: '', doneTime: '' };
  for (const [key, , octets] of TEXTS) {
    read[key] = readText(content, at, octets);
    at += octets;
  }
  return {
    msgId: readId(content, 0),
    ...read,
    destTerminalId: readText(content, at, numberOctets),
    smscSequence: readUint32(content, at + numberOctets),
  };
}

/** The content of a report in the form of the version; or the field that does not fit. */
export function writeReport(report: StatusReport, version: CmppVersion): Uint8Array | ReportFault {
  const content = new Uint8Array(octetsOf(version));
  if (!writeId(content, 0, report.msgId)) return fieldFault('Msg_Id', 0);
  let at = TEXTS_AT;
  for (const [key, name, octets] of TEXTS) {
    if (!writeText(content, at, octets, report[key])) return fieldFault(name, at);
    at += octets;
  }
  const numberOctets = NUMBER_OCTETS[version];
  if (!writeText(content, at, numberOctets, report.destTerminalId)) return fieldFault('Dest_terminal_Id', at);
  at += numberOctets;
  const { smscSequence } = report;
  if (smscSequence >>> 0 !== smscSequence) return fieldFault('SMSC_sequence', at);
  writeUint32(content, at, smscSequence);
  return content;
}
