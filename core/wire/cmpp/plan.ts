// The tables as one version sees them: only its fields, each with its one length, and an empty message of the command's shape.

import type { Field, FieldKind } from './fields.ts';
import { type CmppCommand, COMMANDS, fieldsOf } from './layouts.ts';
import type { CmppVersion } from './version.ts';

export const HEADER_OCTETS = 12;
/** DestUsr_tl is under 100 (8.4.3.1). */
export const RECIPIENTS_MAX = 99;
/** Msg_Content of SUBMIT: under 160 octets with Msg_Fmt 0, else at most 140 (8.4.3.1). */
export const ASCII_CONTENT_MAX = 159;
export const CONTENT_MAX = 140;
const LENGTH_OCTET_MAX = 255;

export interface PlannedField {
  readonly key: string;
  readonly name: string;
  readonly kind: FieldKind;
  readonly octets: number;
  readonly isOptional: boolean;
}

export interface Plan {
  readonly command: CmppCommand;
  readonly fields: readonly PlannedField[];
  /** Every key of the command, so that a message read keeps one shape whatever its version. */
  readonly blank: Readonly<Record<string, unknown>>;
  /** Octets of the body without recipients and content. */
  readonly fixedOctets: number;
}

const NONE = new Uint8Array(0);

function blankOf(kind: FieldKind): unknown {
  switch (kind) {
    case 'uint':
      return 0;
    case 'text':
      return '';
    case 'id':
      return 0n;
    case 'texts':
      return [];
    default:
      return NONE;
  }
}

const isImplied = (kind: FieldKind): boolean => kind === 'count' || kind === 'length';

function planOf(command: CmppCommand, at: 0 | 1): Plan {
  const all: readonly Field[] = fieldsOf(command);
  const fields = all
    .filter((field) => field.octets[at] > 0 || field.kind === 'content')
    .map(({ key, name, kind, octets, isOptional }) => ({
      key,
      name,
      kind,
      octets: octets[at],
      isOptional: isOptional === true,
    }));
  const values = all.filter(({ kind }) => !isImplied(kind)).map(({ key, kind }) => [key, blankOf(kind)]);
  return {
    command,
    fields,
    blank: { command, sequenceId: 0, ...Object.fromEntries(values) },
    fixedOctets: fields.reduce((sum, { kind, octets }) => (kind === 'texts' ? sum : sum + octets), 0),
  };
}

const plansOf = (at: 0 | 1): Readonly<Record<CmppCommand, Plan>> =>
  Object.fromEntries(COMMANDS.map((command) => [command, planOf(command, at)])) as Record<CmppCommand, Plan>;

export const PLANS: Readonly<Record<CmppVersion, Readonly<Record<CmppCommand, Plan>>>> = {
  '2.0': plansOf(0),
  '3.0': plansOf(1),
};

/** How long the content of a message may be: SUBMIT has a rule of its own, all others what their octet can say. */
export function contentMaxOf(command: CmppCommand, msgFmt: unknown): number {
  if (command !== 'SUBMIT') return LENGTH_OCTET_MAX;
  return msgFmt === 0 ? ASCII_CONTENT_MAX : CONTENT_MAX;
}
