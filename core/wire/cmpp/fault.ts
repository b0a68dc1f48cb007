// What is wrong with a message, as a value: the same for what came and for what was to be written.
import type { CmppCommand } from './layouts.ts';
import { CancelOutcome, ConnectStatus, Result } from './results.ts';

/**
 * `frame-short`, `frame-long`: a Total_Length that no message has; where the next one begins is not known any more.
 * `command-unknown`: no command of this house's tables. `short`: the message ends inside a field. `trailing`: it goes on after the last.
 * `count`: DestUsr_tl is not 1 to 99. `too-long`: more than the field or Msg_Content may hold. `not-octets`: what was to be
 * written does not fit the octets of its field.
 */
export type CmppFaultCode =
  | 'frame-short'
  | 'frame-long'
  | 'command-unknown'
  | 'short'
  | 'trailing'
  | 'count'
  | 'too-long'
  | 'not-octets';

/** What to do about each. */
export const REMEDIES: Readonly<Record<CmppFaultCode, string>> = {
  'frame-short': 'Total_Length counts the whole message, the 12 octets of the header with it',
  'frame-long': 'keep Total_Length within 4096 octets',
  'command-unknown': 'send a command of the interface between service provider and gateway',
  short: 'send every field in full, in the version that CONNECT agreed on',
  trailing: 'let Total_Length end with the last field, in the version that CONNECT agreed on',
  count: 'name 1 to 99 recipients',
  'too-long': 'split the text into parts',
  'not-octets': 'give a value that fits the octets of the field',
};

export interface CmppFault {
  readonly code: CmppFaultCode;
  /** As the header has it; undefined where the header itself cannot be believed. */
  readonly commandId: number | undefined;
  readonly command: CmppCommand | undefined;
  readonly sequenceId: number | undefined;
  /** The field's name in the specification. */
  readonly field: string;
  /** Octets from the first of Total_Length. */
  readonly position: number;
  /** What the response says, in its Result, Status or Success_Id; undefined where no response can say it. */
  readonly result: number | undefined;
  /** False: the stream cannot be read on and the connection is to be closed, after the answer if there is one. */
  readonly goesOn: boolean;
}

const RESULTS: Readonly<Record<CmppFaultCode, Result>> = {
  'frame-short': Result.structure,
  'frame-long': Result.length,
  'command-unknown': Result.command,
  short: Result.length,
  trailing: Result.length,
  count: Result.structure,
  'too-long': Result.tooLong,
  'not-octets': Result.structure,
};

/** What the response to a broken request of this command says. Only requests that have an outcome in their response are answered. */
export function resultOf(code: CmppFaultCode, command: CmppCommand | undefined): number | undefined {
  switch (command) {
    case 'CONNECT':
      return ConnectStatus.structure;
    case 'CANCEL':
      return CancelOutcome.failed;
    case 'SUBMIT':
    case 'DELIVER':
    case 'FWD':
      return RESULTS[code];
    default:
      return undefined;
  }
}

/** A line for people. */
export const describeFault = ({ code, command, field, position }: CmppFault): string =>
  `${command ?? 'CMPP'}: ${code} at ${field} (octet ${position}); ${REMEDIES[code]}`;
