// What is written is read as it was, for every PDU; what cannot be written says which field; what is cut short is refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  copySmpp,
  isSmppResponse,
  SMPP_TLVS,
  SmppCommand,
  SmppField,
  type SmppOutgoing,
  SmppPdu,
  SmppStatus,
  SmppTag,
  scanSmpp,
  smppAnswerTo,
  smppCommandName,
  smppIntegerTlv,
  smppTextTlv,
  smppTlvsOf,
  smppValuesOf,
  writeSmpp,
  writeSmppAnswer,
  writeSmppNack,
} from '../mod.ts';
import { anyPdu, COMMANDS } from './testing/any-pdu.ts';

const OUT = new Uint8Array(70_000);
const SUBMIT = {
  command: SmppCommand.submitSm,
  sequence: 7,
  values: { sourceAddr: '10690001', destinationAddr: '8613800000001', shortMessage: Buffer.from('hello') },
} as const;

function written(pdu: SmppOutgoing): Uint8Array {
  const length = writeSmpp(OUT, pdu);
  expect(length).toEqual(expect.any(Number));
  return OUT.slice(0, length as number);
}

function scanned(bytes: Uint8Array): SmppPdu {
  const pdu = new SmppPdu();
  expect(scanSmpp(pdu, bytes)).toBeUndefined();
  return pdu;
}

describe('every PDU', () => {
  test.each(COMMANDS)('%s: read as it was written', (key) => {
    fc.assert(
      fc.property(anyPdu(key), fc.nat(40), (given, before) => {
        const bytes = written(given);
        // Somewhere in a chunk, as a frame is.
        const chunk = new Uint8Array(before + bytes.length + 3).fill(0xee);
        chunk.set(bytes, before);
        const pdu = new SmppPdu();
        expect(scanSmpp(pdu, chunk, before, before + bytes.length)).toBeUndefined();
        const { command, status, sequence } = pdu;
        expect({ command, status, sequence }).toEqual({
          command: given.command,
          status: given.status,
          sequence: given.sequence,
        });
        // A response without fields ends behind its header, values or not.
        const hasBody = bytes.length > 16 || !isSmppResponse(given.command);
        expect(smppValuesOf(pdu)).toEqual(hasBody ? given.values : undefined);
        expect(smppTlvsOf(pdu)).toEqual(given.tlvs ?? []);
      }),
    );
  });

  test.each(COMMANDS)('%s: cut anywhere, it is refused, and can be answered', (key) => {
    fc.assert(
      fc.property(anyPdu(key), fc.nat(), (given, cut) => {
        const bytes = written(given);
        const short = bytes.slice(0, 16 + (cut % Math.max(1, bytes.length - 16)));
        new DataView(short.buffer).setUint32(0, short.length);
        const pdu = new SmppPdu();
        const problem = scanSmpp(pdu, short);
        expect([pdu.command, pdu.sequence]).toEqual([given.command, given.sequence]);
        if (problem === undefined) return;
        expect(problem.at).toBeLessThanOrEqual(short.length);
        expect(['short', 'tlv-stream']).toContain(problem.code);
        const answer = writeSmppAnswer(OUT, pdu, problem.status);
        expect(answer).toBe(smppAnswerTo(pdu.command) === undefined ? 0 : 16);
      }),
      { numRuns: 50 },
    );
  });

  test.each(COMMANDS)('%s: no room, no PDU', (key) => {
    fc.assert(
      fc.property(anyPdu(key), fc.nat(), (given, less) => {
        const bytes = written(given);
        const room = new Uint8Array(less % bytes.length);
        expect(writeSmpp(room, given)).toMatchObject({ code: 'room', at: bytes.length });
      }),
      { numRuns: 20 },
    );
  });
});

describe('what is wrong', () => {
  const valid = written(SUBMIT);
  const changed = (...changes: readonly (readonly [at: number, ...octets: number[]])[]): Uint8Array => {
    const bytes = valid.slice();
    for (const [at, ...octets] of changes) bytes.set(octets, at);
    return bytes;
  };
  const raw = (command: number, ...body: number[]): Uint8Array => {
    const bytes = new Uint8Array(16 + body.length);
    new DataView(bytes.buffer).setUint32(0, bytes.length);
    new DataView(bytes.buffer).setUint32(4, command);
    bytes.set(body, 16);
    return bytes;
  };
  const nines = (count: number): number[] => new Array<number>(count).fill(57);

  test.each([
    ['another length', changed([3, 1]), 'length', 'command_length', 0, 'ESME_RINVCMDLEN'],
    ['another command', changed([6, 9]), 'command', 'command_id', 4, 'ESME_RINVCMDID'],
    ['15 octets', valid.slice(0, 15), 'length', 'command_length', 0, 'ESME_RINVCMDLEN'],
    ['no body', raw(SmppCommand.submitSm), 'short', 'service_type', 16, 'ESME_RINVCMDLEN'],
    ['service type', raw(4, ...nines(20)), 'unterminated', 'service_type', 16, 'ESME_RINVSERTYP'],
    ['source', raw(4, 0, 1, 1, ...nines(30)), 'unterminated', 'source_addr', 19, 'ESME_RINVSRCADR'],
    ['destination', raw(4, 0, 1, 1, 0, 1, 1, ...nines(30)), 'unterminated', 'destination_addr', 22, 'ESME_RINVDSTADR'],
    [
      'schedule',
      raw(4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 57, 0, 0, 0, 0, 0, 0, 0),
      'time',
      'schedule_delivery_time',
      26,
      'ESME_RINVSCHED',
    ],
    [
      'validity',
      raw(4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...nines(20)),
      'unterminated',
      'validity_period',
      27,
      'ESME_RINVEXPIRY',
    ],
    ['message', changed([valid.length - 6, 255]), 'message-length', 'sm_length', 53, 'ESME_RINVMSGLEN'],
    ['message', changed([valid.length - 6, 6]), 'short', 'short_message', 54, 'ESME_RINVCMDLEN'],
    ['parameters', changed([valid.length - 6, 4]), 'tlv-stream', 'optional parameters', 58, 'ESME_RINVOPTPARSTREAM'],
    ['a value', raw(0x15, 0x14, 0, 0, 2, 1), 'tlv-stream', 'optional parameters', 16, 'ESME_RINVOPTPARSTREAM'],
    ['a length', raw(0x15, 0x14, 0, 0), 'tlv-stream', 'optional parameters', 16, 'ESME_RINVOPTPARSTREAM'],
    ['system id', raw(9, ...nines(40)), 'unterminated', 'system_id', 16, 'ESME_RINVSYSID'],
    ['password', raw(9, 0, ...nines(40)), 'unterminated', 'password', 17, 'ESME_RINVPASWD'],
    ['message id', raw(8, 0, ...nines(70)), 'unterminated', 'message_id', 17, 'ESME_RINVMSGID'],
    ['no destination', raw(0x21, 0, 0, 0, 0, 0), 'count', 'number_of_dests', 20, 'ESME_RINVNUMDESTS'],
    ['flag', raw(0x21, 0, 0, 0, 0, 1, 3, 0), 'dest-flag', 'dest_flag', 21, 'ESME_RINVDESTFLAG'],
    ['list', raw(0x21, 0, 0, 0, 0, 1, 2, ...nines(30)), 'unterminated', 'dl_name', 22, 'ESME_RINVDLNAME'],
    [
      'address',
      raw(0x21, 0, 0, 0, 0, 1, 1, 1, 1, ...nines(30)),
      'unterminated',
      'destination_addr',
      24,
      'ESME_RINVDSTADR',
    ],
    ['second', raw(0x21, 0, 0, 0, 0, 2, 2, 57, 0), 'short', 'dest_flag', 24, 'ESME_RINVCMDLEN'],
    ['status', raw(0x8000_0021, 0, 1, 0, 0, 57, 0, 0), 'short', 'error_status_code', 22, 'ESME_RINVCMDLEN'],
    ['a parameter', raw(0x15, 4, 0x27, 0, 2, 1, 1), 'tlv-length', 'message_state', 18, 'ESME_RINVPARLEN'],
    [
      'many',
      raw(0x15, ...new Array<number>(4 * 256).fill(0x15).map((_, i) => (i % 4 < 2 ? 0x15 : 0))),
      'tlv-count',
      'optional parameters',
      1_036,
      'ESME_RINVOPTPARSTREAM',
    ],
  ] as const)('%s', (_name, bytes, code, field, at, status) => {
    expect(scanSmpp(new SmppPdu(), bytes)).toEqual({
      code,
      field,
      at,
      status: SmppStatus[status],
      remedy: expect.any(String),
    });
  });

  test('a wrong length of a known parameter leaves everything read', () => {
    const pdu = new SmppPdu();
    const bytes = raw(0x15, 4, 0x27, 0, 2, 1, 1, 0x14, 0, 0, 1, 9);
    expect(scanSmpp(pdu, bytes)).toMatchObject({ code: 'tlv-length' });
    expect(smppTlvsOf(pdu)).toEqual([
      { tag: SmppTag.messageState, value: Uint8Array.of(1, 1) },
      { tag: 0x1400, value: Uint8Array.of(9) },
    ]);
  });

  test('what stood there before is forgotten', () => {
    const pdu = scanned(valid);
    expect(pdu.text(SmppField.destinationAddr)).toBe('8613800000001');
    scanSmpp(pdu, raw(0x8000_0004));
    expect([pdu.text(SmppField.destinationAddr), pdu.octets(SmppField.shortMessage).length, pdu.tlvs]).toEqual([
      '',
      0,
      0,
    ]);
    expect(smppValuesOf(pdu)).toBeUndefined();
  });
});

describe('writing', () => {
  const submit = (values: object, tlvs: SmppOutgoing['tlvs'] = []) =>
    writeSmpp(OUT, { ...SUBMIT, values: { ...SUBMIT.values, ...values }, tlvs });

  test.each([
    [{ sourceAddr: 'x'.repeat(21) }, 'too-long', 'source_addr', 20],
    [{ sourceAddr: 'a\0b' }, 'character', 'source_addr', 1],
    [{ sourceAddr: '勿' }, 'character', 'source_addr', 0],
    [{ esmClass: 256 }, 'range', 'esm_class', 0],
    [{ esmClass: -1 }, 'range', 'esm_class', 0],
    [{ dataCoding: 1.5 }, 'range', 'data_coding', 0],
    [{ validityPeriod: '2611' }, 'time', 'validity_period', 0],
    [{ shortMessage: new Uint8Array(255) }, 'too-long', 'short_message', 254],
  ])('%j is refused', (values, code, field, at) => {
    expect(submit(values)).toMatchObject({ code, field, at, remedy: expect.any(String) });
  });

  test('parameters and lists, too', () => {
    const multi = (destAddresses: readonly { ton: number; npi: number; address: string }[]) =>
      writeSmpp(OUT, { command: SmppCommand.submitMulti, sequence: 1, values: { destAddresses } });
    const one = { ton: 1, npi: 1, address: '1' };
    expect(submit({}, [{ tag: SmppTag.messageState, value: new Uint8Array(2) }])).toMatchObject({ code: 'too-long' });
    expect(submit({}, [{ tag: SmppTag.sarMsgRefNum, value: new Uint8Array(1) }])).toMatchObject({ code: 'range' });
    expect(submit({}, [{ tag: 65_536, value: new Uint8Array(1) }])).toMatchObject({ code: 'range' });
    expect(submit({}, [{ tag: 0x1400, value: new Uint8Array(65_536) }])).toMatchObject({ code: 'too-long' });
    expect(submit({}, new Array(256).fill({ tag: 1, value: new Uint8Array(0) }))).toMatchObject({ code: 'too-long' });
    expect(multi([])).toMatchObject({ code: 'count', field: 'number_of_dests' });
    expect(multi(new Array(255).fill(one))).toMatchObject({ code: 'too-long', field: 'number_of_dests' });
    expect(multi(new Array(254).fill(one))).toEqual(expect.any(Number));
    expect(writeSmpp(OUT, { command: 5_555, sequence: 1 })).toMatchObject({ code: 'command' });
    expect(writeSmpp(OUT, { command: SmppCommand.submitSmResp, sequence: 2 ** 32 })).toMatchObject({ code: 'range' });
    expect(
      writeSmpp(OUT, { command: SmppCommand.submitSmResp, sequence: 1, tlvs: [smppIntegerTlv(0x0425, 1)] }),
    ).toMatchObject({ code: 'body' });
  });

  test('every PDU knows how it is answered', () => {
    for (const key of COMMANDS) {
      const wanted = (SmppCommand as Readonly<Record<string, number>>)[`${key}Resp`];
      expect([key, smppAnswerTo(SmppCommand[key])]).toEqual([key, wanted]);
    }
    expect(smppAnswerTo(0x0e)).toBe(SmppCommand.genericNack);
    expect(smppAnswerTo(0x8000_000e)).toBeUndefined();
    expect(smppCommandName(SmppCommand.submitMultiResp)).toBe('submit_multi_resp');
    expect(smppCommandName(0x0e)).toBe('0x0000000e');
  });

  test('a nack, an answer with values, a copy under another number', () => {
    expect(Buffer.from(OUT.slice(0, writeSmppNack(OUT, 9, SmppStatus.ESME_RINVCMDID) as number)).toString('hex')).toBe(
      '00000010800000000000000300000009',
    );
    const pdu = scanned(written(SUBMIT));
    const answer = OUT.slice(0, writeSmppAnswer(OUT, pdu, 0, { messageId: 'a1' }) as number);
    expect(Buffer.from(answer).toString('hex')).toBe('00000013800000040000000000000007613100');
    const again = written(SUBMIT);
    const copy = OUT.slice(0, copySmpp(OUT, scanned(again), 0xfedc_ba98));
    expect(scanned(copy).sequence).toBe(0xfedc_ba98);
    expect(smppValuesOf(scanned(copy))).toEqual(smppValuesOf(scanned(again)));
    expect(copySmpp(new Uint8Array(10), scanned(again), 1)).toBe(0);
  });

  test('parameters made from values are read as these', () => {
    const tlvs = [
      smppIntegerTlv(SmppTag.sarMsgRefNum, 0x1234),
      smppIntegerTlv(SmppTag.messageState, 2),
      smppIntegerTlv(SmppTag.qosTimeToLive, 0x89ab_cdef),
      smppTextTlv(SmppTag.receiptedMessageId, `${'x'.repeat(70)}`),
      smppTextTlv(SmppTag.additionalStatusInfoText, 'no 勿\0more'),
    ];
    const pdu = scanned(written({ ...SUBMIT, tlvs }));
    expect(pdu.tlvNumber(SmppTag.sarMsgRefNum)).toBe(0x1234);
    expect(pdu.tlvNumber(SmppTag.qosTimeToLive)).toBe(0x89ab_cdef);
    expect(pdu.tlvText(SmppTag.receiptedMessageId)).toBe('x'.repeat(64));
    expect(pdu.tlvText(SmppTag.additionalStatusInfoText)).toBe('no ?');
    expect(pdu.tlvNumber(SmppTag.sourcePort)).toBeUndefined();
    expect(pdu.tlvIndex(SmppTag.messageState, 1)).toBe(-1);
    expect(SMPP_TLVS.get(SmppTag.scInterfaceVersion)?.name).toBe('sc_interface_version');
  });
});
