// What is written is read as it was, in both versions; what is broken is named.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerToCmppFault,
  CMPP_COMMAND_IDS,
  type CmppCommand,
  type CmppFault,
  type CmppPdu,
  type CmppVersion,
  decodeCmpp,
  describeCmppFault,
  encodeCmpp,
  isCmppFault,
} from '../mod.ts';
import type { Field, FieldKind } from './fields.ts';
import { fieldsOf } from './layouts.ts';
import { OWN_MESSAGES, SUBMIT } from './testing/own-messages.ts';

const VERSIONS: readonly CmppVersion[] = ['2.0', '3.0'];
const COMMANDS = Object.keys(CMPP_COMMAND_IDS) as readonly CmppCommand[];

const textOf = (octets: number) =>
  fc.string({ maxLength: octets, unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)) });

function arbitraryOf({ kind, octets }: Field, at: 0 | 1): fc.Arbitrary<unknown> {
  const length = octets[at];
  const values: Readonly<Record<FieldKind, () => fc.Arbitrary<unknown>>> = {
    uint: () => (length === 0 ? fc.constant(0) : fc.nat(length === 1 ? 255 : 0xffffffff)),
    text: () => textOf(length),
    octets: () => fc.uint8Array({ minLength: length, maxLength: length }),
    id: () => fc.bigInt({ min: 0n, max: 0xffffffffffffffffn }),
    texts: () => fc.array(textOf(length), { minLength: 1, maxLength: 99 }),
    content: () => fc.uint8Array({ maxLength: 140 }),
    count: () => fc.constant(undefined),
    length: () => fc.constant(undefined),
  };
  return values[kind]();
}

function pduOf(command: CmppCommand, version: CmppVersion): fc.Arbitrary<CmppPdu> {
  const at = version === '2.0' ? 0 : 1;
  const valued = fieldsOf(command).filter(({ kind }) => kind !== 'count' && kind !== 'length');
  const fields = Object.fromEntries(valued.map((field) => [field.key, arbitraryOf(field, at)]));
  return fc
    .record({ sequenceId: fc.nat(0xffffffff), ...fields })
    .map((values) => ({ command, ...values }) as unknown as CmppPdu);
}

function written(pdu: CmppPdu, version: CmppVersion): Uint8Array {
  const bytes = encodeCmpp(pdu, version);
  if (isCmppFault(bytes)) throw new Error(describeCmppFault(bytes));
  return bytes;
}

function faultOf(read: CmppPdu | Uint8Array | CmppFault): CmppFault {
  if (!isCmppFault(read)) throw new Error('nothing is wrong');
  return read;
}

/** The same with another Total_Length, cut or with zeros after it. */
function resized(bytes: Uint8Array, octets: number): Uint8Array {
  const bent = new Uint8Array(octets);
  bent.set(bytes.subarray(0, octets));
  new DataView(bent.buffer).setUint32(0, octets);
  return bent;
}

const changed = (bytes: Uint8Array, at: number, octet: number): Uint8Array => bytes.with(at, octet);

describe.each(VERSIONS)('CMPP %s', (version) => {
  test.each(COMMANDS)('%s: what is written is read as it was', (command) => {
    fc.assert(
      fc.property(pduOf(command, version), (pdu) => {
        expect(decodeCmpp(written(pdu, version), version)).toEqual(pdu);
      }),
    );
  });

  test('cut anywhere, a message is short and names the field in which it ends; longer, it is trailing', () => {
    for (const pdu of OWN_MESSAGES) {
      const bytes = written(pdu, version);
      for (let octets = 12; octets < bytes.length; octets++) {
        // A CONNECT_RESP cut to the other version's length is the other version's.
        if (pdu.command === 'CONNECT_RESP' && octets === 30) continue;
        if (pdu.command === 'ACTIVE_TEST_RESP') continue;
        const fault = faultOf(decodeCmpp(resized(bytes, octets), version));
        expect(fault).toMatchObject({ code: 'short', command: pdu.command, sequenceId: pdu.sequenceId, goesOn: true });
        expect(fault.position).toBeLessThanOrEqual(octets);
        expect(fault.position).toBeGreaterThanOrEqual(12);
      }
      const fault = faultOf(decodeCmpp(resized(bytes, bytes.length + 1), version));
      expect(fault).toMatchObject({ code: 'trailing', field: 'Total_Length', position: bytes.length, goesOn: true });
    }
  });

  test('a broken request is answered with its Sequence_Id and a Result; a broken response is not answered', () => {
    for (const pdu of OWN_MESSAGES) {
      const bytes = written(pdu, version);
      const fault = faultOf(decodeCmpp(resized(bytes, bytes.length + 1), version));
      const answer = answerToCmppFault(fault, version);
      if (!['CONNECT', 'SUBMIT', 'DELIVER', 'CANCEL', 'FWD'].includes(pdu.command)) {
        expect(answer, pdu.command).toBeUndefined();
        continue;
      }
      const response = decodeCmpp(answer!, version);
      expect(response).toMatchObject({ command: `${pdu.command}_RESP`, sequenceId: pdu.sequenceId });
      const { status, result, successId } = response as unknown as Record<string, number>;
      const wanted = ['CONNECT', 'CANCEL'].includes(pdu.command) ? 1 : 4;
      expect([status, result, successId].filter((value) => value !== undefined)).toEqual([wanted]);
    }
  });
});

describe('what is broken', () => {
  const bytes = written(SUBMIT, '2.0');
  const DEST_COUNT_AT = 128;
  const MSG_LENGTH_AT = 171;
  const MSG_FMT_AT = 58;

  test.each([0, 100, 255])('DestUsr_tl %i is no number of recipients', (recipients) => {
    expect(bytes[DEST_COUNT_AT]).toBe(2);
    expect(decodeCmpp(changed(bytes, DEST_COUNT_AT, recipients), '2.0')).toEqual({
      code: 'count',
      commandId: 4,
      command: 'SUBMIT',
      sequenceId: 7,
      field: 'DestUsr_tl',
      position: DEST_COUNT_AT,
      result: 1,
      goesOn: true,
    });
  });

  test('Msg_Content: under 160 octets with Msg_Fmt 0, else up to 140', () => {
    expect([bytes[MSG_LENGTH_AT], bytes[MSG_FMT_AT]]).toEqual([20, 8]);
    for (const [msgFmt, most] of [
      [0, 159],
      [8, 140],
      [15, 140],
    ] as const) {
      const fits = { ...SUBMIT, msgFmt, content: new Uint8Array(most) };
      expect(decodeCmpp(written(fits, '2.0'), '2.0')).toEqual({ ...fits, feeTerminalType: 0, destTerminalType: 0 });
      const long = { code: 'too-long', field: 'Msg_Length', position: MSG_LENGTH_AT, result: 6, goesOn: true };
      expect(encodeCmpp({ ...SUBMIT, msgFmt, content: new Uint8Array(most + 1) }, '2.0')).toMatchObject(long);
      const came = changed(changed(bytes, MSG_LENGTH_AT, most + 1), MSG_FMT_AT, msgFmt);
      expect(decodeCmpp(came, '2.0')).toMatchObject(long);
    }
  });

  test('Msg_Length beyond the message: the content is what is short', () => {
    const fault = faultOf(decodeCmpp(changed(bytes, MSG_LENGTH_AT, 140), '2.0'));
    expect(fault).toMatchObject({ code: 'short', field: 'Msg_Content', position: MSG_LENGTH_AT + 1, result: 4 });
    expect(describeCmppFault(fault)).toBe(
      'SUBMIT: short at Msg_Content (octet 172); send every field in full, in the version that CONNECT agreed on',
    );
  });

  test('a SUBMIT of 3.0 on a session of 2.0 is a fault, and so the other way round', () => {
    expect(faultOf(decodeCmpp(written(SUBMIT, '3.0'), '2.0')).goesOn).toBe(true);
    expect(faultOf(decodeCmpp(bytes, '3.0')).goesOn).toBe(true);
  });

  test('an unknown command is told with what its header says, and is not answered', () => {
    const fault = faultOf(decodeCmpp(changed(bytes, 7, 0x77), '2.0'));
    expect(fault).toMatchObject({ code: 'command-unknown', commandId: 0x77, sequenceId: 7, position: 4, goesOn: true });
    expect(answerToCmppFault(fault, '2.0')).toBeUndefined();
  });

  test('bytes that are no frame are told, not thrown at', () => {
    for (let octets = 0; octets < bytes.length; octets++) {
      expect(decodeCmpp(bytes.subarray(0, octets), '2.0')).toMatchObject({ code: 'frame-short', goesOn: false });
    }
  });

  test('values that do not fit their octets are named, nothing is written', () => {
    const bad: readonly (readonly [Partial<typeof SUBMIT>, string, number])[] = [
      [{ msgId: -1n }, 'Msg_Id', 12],
      [{ msgId: 1n << 64n }, 'Msg_Id', 12],
      [{ pkTotal: 256 }, 'Pk_total', 20],
      [{ pkTotal: 1.5 }, 'Pk_total', 20],
      [{ serviceId: 'eleven-long' }, 'Service_Id', 24],
      [{ serviceId: '中' }, 'Service_Id', 24],
      [{ serviceId: 'a\0b' }, 'Service_Id', 24],
      [{ destTerminalIds: ['1', '1'.repeat(22)] }, 'Dest_terminal_Id', DEST_COUNT_AT + 1],
    ];
    for (const [change, field, position] of bad) {
      expect(encodeCmpp({ ...SUBMIT, ...change }, '2.0'), field).toMatchObject({ code: 'not-octets', field, position });
    }
    for (const recipients of [0, 100]) {
      const destTerminalIds = Array.from({ length: recipients }, () => '1');
      expect(encodeCmpp({ ...SUBMIT, destTerminalIds }, '2.0')).toMatchObject({ code: 'count', field: 'DestUsr_tl' });
    }
  });

  test('ACTIVE_TEST_RESP may lack its one octet', () => {
    const whole = written({ command: 'ACTIVE_TEST_RESP', sequenceId: 5, reserved: 0 }, '3.0');
    expect(decodeCmpp(resized(whole, 12), '3.0')).toEqual({ command: 'ACTIVE_TEST_RESP', sequenceId: 5, reserved: 0 });
  });

  test('what was read holds no view of the bytes that came', () => {
    const came = written(SUBMIT, '3.0');
    const pdu = decodeCmpp(came, '3.0');
    came.fill(0xff);
    expect(pdu).toEqual(SUBMIT);
  });
});
