import { describe, expect, test } from 'vitest';
import {
  codingOfDataCoding,
  ESM_CLASS_UDHI,
  readSmppTime,
  SmppCommand,
  type SmppContent,
  SmppPdu,
  SmppStatus,
  SmppTag,
  type SmppTlv,
  type SmppValues,
  scanSmpp,
  smppContentOf,
  smppIntegerTlv,
  writeSmpp,
  writeSmppPeriod,
  writeSmppTime,
} from '../mod.ts';

const OUT = new Uint8Array(70_000);
const HEADER = Buffer.from('050003a70201', 'hex');
const TEXT = Buffer.from('hello');

function contentOf(values: SmppValues, tlvs: readonly SmppTlv[] = [], command: number = SmppCommand.submitSm) {
  const length = writeSmpp(OUT, { command, sequence: 1, values, tlvs }) as number;
  const pdu = new SmppPdu();
  expect(scanSmpp(pdu, OUT.slice(0, length))).toBeUndefined();
  const content = smppContentOf(pdu);
  const text = 'code' in content ? undefined : Buffer.from(pdu.bytes.subarray(content.start, content.end)).toString();
  return { content, text };
}

const sar = (reference: number, total: number, number: number): SmppTlv[] => [
  smppIntegerTlv(SmppTag.sarMsgRefNum, reference),
  smppIntegerTlv(SmppTag.sarTotalSegments, total),
  smppIntegerTlv(SmppTag.sarSegmentSeqnum, number),
];
const payload = (value: Uint8Array): SmppTlv => ({ tag: SmppTag.messagePayload, value });

describe('where the text stands', () => {
  test('in short_message, or in message_payload', () => {
    expect(contentOf({ shortMessage: TEXT, dataCoding: 8 })).toMatchObject({
      text: 'hello',
      content: { coding: codingOfDataCoding(8), header: undefined, concat: undefined },
    });
    expect(contentOf({}, [payload(TEXT)]).text).toBe('hello');
    expect(contentOf({}, [payload(TEXT)], SmppCommand.dataSm).text).toBe('hello');
    expect(contentOf({}).text).toBe('');
  });

  test('behind a header, which says what part it is', () => {
    const values = { esmClass: ESM_CLASS_UDHI | 3, shortMessage: Buffer.concat([HEADER, TEXT]) };
    const concat = { reference: 0xa7, width: 8, total: 2, number: 1 };
    expect(contentOf(values)).toMatchObject({ text: 'hello', content: { concat, header: { length: 6 } } });
    const long = { esmClass: ESM_CLASS_UDHI };
    expect(contentOf(long, [payload(Buffer.concat([HEADER, TEXT]))])).toMatchObject({
      text: 'hello',
      content: { concat },
    });
    // Without its indicator it is text.
    expect(contentOf({ ...values, esmClass: 0 }).text).toHaveLength(11);
  });

  test('sar_ parameters say it, too: all three, and in order', () => {
    const of = (tlvs: SmppTlv[]) => (contentOf({ shortMessage: TEXT }, tlvs).content as SmppContent).concat;
    expect(of(sar(0x1234, 3, 2))).toEqual({ reference: 0x1234, width: 0, total: 3, number: 2 });
    expect(of(sar(1, 3, 2).slice(1))).toBeUndefined();
    expect(of(sar(1, 3, 4))).toBeUndefined();
    expect(of(sar(1, 0, 0))).toBeUndefined();
  });

  test.each([
    [{ shortMessage: TEXT }, [payload(TEXT)], 'two-messages', SmppStatus.ESME_RINVMSGLEN],
    [{}, [payload(TEXT), payload(TEXT)], 'two-messages', SmppStatus.ESME_RINVMSGLEN],
    [{ esmClass: 0x40 }, [], 'udh-missing', SmppStatus.ESME_RINVESMCLASS],
    [{ esmClass: 0x40, shortMessage: TEXT }, [], 'udh-length', SmppStatus.ESME_RINVESMCLASS],
    [{ esmClass: 0x40, shortMessage: HEADER }, sar(1, 2, 2), 'two-places', SmppStatus.ESME_RINVOPTPARAMVAL],
  ] as const)('%#: %j is refused', (values, tlvs, code, status) => {
    expect(contentOf(values, tlvs).content).toMatchObject({ code, status, at: expect.any(Number) });
  });

  test('an offset counts from where the PDU begins', () => {
    const length = writeSmpp(OUT, {
      command: 4,
      sequence: 1,
      values: { esmClass: 0x40, shortMessage: TEXT },
    }) as number;
    const chunk = Buffer.concat([Buffer.alloc(100), OUT.subarray(0, length)]);
    const pdu = new SmppPdu();
    expect(scanSmpp(pdu, chunk, 100, chunk.length)).toBeUndefined();
    expect(smppContentOf(pdu)).toMatchObject({ code: 'udh-length', at: length - TEXT.length });
  });
});

describe('times', () => {
  const NOW = Date.UTC(2026, 10, 26, 9, 30, 15, 500);

  test.each([
    ['261126093015500+', NOW],
    ['261126173015532+', NOW],
    ['261126003015536-', NOW],
    ['000000000000000R', NOW],
    ['000000023000000R', NOW + 9_000_000],
    ['000007000000000R', NOW + 7 * 86_400_000],
    ['010200000000000R', Date.UTC(2028, 0, 26, 9, 30, 15, 500)],
    ['000000000001300R', NOW + 1_300],
  ])('%s', (text, wanted) => {
    expect(readSmppTime(text, NOW)).toBe(wanted);
  });

  test.each([
    '',
    '26112609301550+',
    '261126093015500',
    '261126093015500Z',
    '260231093015500+',
    '261326093015500+',
    '261126243015500+',
    '261126096015500+',
    '261126093060500+',
    '261126093015549+',
    '000000000000000+',
  ])('%j is none', (text) => {
    expect(readSmppTime(text, NOW)).toBeUndefined();
  });

  test('what is written is read as it was', () => {
    for (const quarters of [0, 32, -20, 48, -48]) expect(readSmppTime(writeSmppTime(NOW, quarters), 0)).toBe(NOW);
    expect(writeSmppTime(NOW, 32)).toBe('261126173015532+');
    for (const durationMs of [0, 1_000, 3_661_000, 99 * 86_400_000]) {
      expect(readSmppTime(writeSmppPeriod(durationMs)!, NOW)).toBe(NOW + durationMs);
    }
    expect(writeSmppPeriod(90_061_000)).toBe('000001010101000R');
    for (const wrong of [-1, 100 * 86_400_000, Number.NaN]) expect(writeSmppPeriod(wrong)).toBeUndefined();
  });
});
