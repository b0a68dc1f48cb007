// PDUs at random, from the same tables that the codec goes by.
import fc from 'fast-check';
import type { SmppCommandKey } from '../commands.ts';
import { isSmppResponse, SmppCommand } from '../commands.ts';
import { SMPP_LAYOUTS, type SmppFieldLayout, type SmppValues } from '../fields.ts';
import { SMPP_TLVS } from '../tlv.ts';
import type { SmppOutgoing } from '../write.ts';

const octet = fc.nat(255);
const latin = (max: number) =>
  fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: max - 1 }).map((codes) => String.fromCharCode(...codes));
const time = fc.oneof(fc.constant(''), fc.stringMatching(/^[0-9]{15}[+\-R]$/));
const address = { ton: octet, npi: octet, address: latin(21) };

function anyField({ kind, max }: SmppFieldLayout): fc.Arbitrary<unknown> {
  switch (kind) {
    case 'octet':
      return octet;
    case 'text':
      return latin(max);
    case 'time':
      return time;
    case 'message':
      return fc.uint8Array({ maxLength: max });
    case 'destinations':
      return fc.array(fc.oneof(fc.record(address), fc.record({ listName: latin(21) })), { minLength: 1, maxLength: 9 });
    case 'refused':
      return fc.array(fc.record({ ...address, status: fc.nat() }), { maxLength: 9 });
  }
}

const anyTlv = fc.oneof(
  fc.constantFrom(...SMPP_TLVS.values()).chain(({ tag, min, max }) =>
    fc.record({
      tag: fc.constant(tag),
      value: fc.uint8Array({ minLength: min, maxLength: Math.min(max, 300), size: 'max' }),
    }),
  ),
  fc.record({ tag: fc.integer({ min: 0x1400, max: 0x3fff }), value: fc.uint8Array({ maxLength: 20 }) }),
);

export const COMMANDS = Object.keys(SmppCommand) as SmppCommandKey[];

/** Any PDU of that command; a response may end behind its header. */
export function anyPdu(key: SmppCommandKey): fc.Arbitrary<SmppOutgoing> {
  const command: number = SmppCommand[key];
  const fields = SMPP_LAYOUTS.get(command)!.map((field) => [field.key, anyField(field)] as const);
  const header = {
    command: fc.constant(command),
    status: fc.oneof(fc.constant(0), fc.nat(), fc.constant(0xffff_ffff)),
    sequence: fc.oneof(fc.nat(), fc.constant(0xffff_ffff)),
  };
  const values = fc.record(Object.fromEntries(fields)) as fc.Arbitrary<SmppValues>;
  const whole = fc.record({ ...header, values, tlvs: fc.array(anyTlv, { maxLength: 6 }) });
  return isSmppResponse(command) ? fc.oneof({ weight: 9, arbitrary: whole }, fc.record(header)) : whole;
}
