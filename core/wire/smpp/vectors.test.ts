// Every SMPP vector of the shared data: what it is read as, and that it is written again octet for octet.
import { skipUnless } from '@wurao/testkit';
import { expect } from 'vitest';
import {
  decodeText,
  readReceipt,
  type SmppContent,
  SmppFrameReader,
  SmppPdu,
  scanSmpp,
  smppCommandName,
  smppContentOf,
  smppStatusName,
  smppTlvsOf,
  smppValuesOf,
  writeSmpp,
} from '../mod.ts';
import { smsPduVectors } from '../testing/sms-pdu-vectors.ts';
import { VECTOR_CASES } from './testing/vector-cases.ts';

const vectors = smsPduVectors('smpp');
const test = skipUnless('shared data sms-pdu/vectors.json', vectors);

test('each vector has its case', () => {
  expect(vectors!.map(({ source }) => Number(source.split(':')[1]))).toEqual(VECTOR_CASES.map(({ line }) => line));
});

for (const wanted of VECTOR_CASES) {
  test(`${wanted.line}: ${wanted.what}`, () => {
    const { hex } = vectors!.find(({ source }) => source.endsWith(`:${wanted.line}`))!;
    const bytes = new Uint8Array(Buffer.from(hex, 'hex'));
    expect(new SmppFrameReader().feed(bytes)).toEqual([{ bytes, start: 0, end: bytes.length }]);
    const pdu = new SmppPdu();
    expect(scanSmpp(pdu, bytes)).toBeUndefined();
    expect([smppCommandName(pdu.command), smppStatusName(pdu.status), pdu.sequence]).toEqual([
      wanted.command,
      wanted.status ?? 'ESME_ROK',
      wanted.sequence,
    ]);
    const values = smppValuesOf(pdu);
    if (wanted.values === undefined) expect(values).toBeUndefined();
    else expect(values).toMatchObject(wanted.values);
    const tlvs = smppTlvsOf(pdu);
    if (wanted.tlvs !== undefined) {
      expect(tlvs.map(({ tag, value }) => [tag, Buffer.from(value).toString('hex')])).toEqual(wanted.tlvs);
    }
    const { coding, start, end } = smppContentOf(pdu) as SmppContent;
    const text = decodeText(coding.alphabet, bytes, start, end);
    if (wanted.text !== undefined) expect(text).toBe(wanted.text);
    const receipt = readReceipt(text ?? '');
    if (wanted.receipt === undefined) expect(receipt).toBeUndefined();
    else expect(receipt).toMatchObject(wanted.receipt);

    const out = new Uint8Array(bytes.length);
    const { command, status, sequence } = pdu;
    expect(writeSmpp(out, { command, status, sequence, values, tlvs })).toBe(bytes.length);
    expect(out).toEqual(bytes);
  });
}
