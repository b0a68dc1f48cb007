// Messages of another implementation, from the shared data: read as the field reads them, and written back octet by octet.
import { createHash } from 'node:crypto';
import { skipUnless } from '@wurao/testkit';
import { describe, expect } from 'vitest';
import {
  authenticatorIsmg,
  authenticatorSource,
  type CmppPdu,
  type CmppVersion,
  decodeCmpp,
  encodeCmpp,
  isAuthentic,
  isCmppFault,
  readReport,
  writeReport,
} from '../mod.ts';
import { smsPduVectors } from '../testing/sms-pdu-vectors.ts';

const found = smsPduVectors('cmpp');
const withVectors = skipUnless('shared data sms-pdu/vectors.json', found);
const vectors = found ?? [];
const md5 = (bytes: Uint8Array) => new Uint8Array(createHash('md5').update(bytes).digest());
const octetsOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const vectorAt = (source: string) => octetsOf(vectors.find((vector) => vector.source.endsWith(source))!.hex);

const isWhole = (bytes: Uint8Array) => bytes.length >= 12 && Buffer.from(bytes).readUInt32BE(0) === bytes.length;

function read(source: string, version: CmppVersion): CmppPdu {
  const pdu = decodeCmpp(vectorAt(source), version);
  if (isCmppFault(pdu)) throw new Error(JSON.stringify(pdu));
  return pdu;
}

/** Those without their first eight octets: Total_Length and Command_Id. */
const BODIES: Readonly<Record<string, readonly [commandId: number, version: CmppVersion]>> = {
  'connect_test.go:294': [1, '2.0'],
  'deliver_test.go:335': [5, '2.0'],
  'deliver_test.go:369': [5, '3.0'],
  'fwd_test.go:508': [9, '2.0'],
  'fwd_test.go:568': [9, '3.0'],
  'submit_test.go:442': [4, '2.0'],
  'submit_test.go:494': [4, '3.0'],
};

const LOGIN = { sourceAddr: '900001', secret: Buffer.from('888888'), timestamp: 1_021_080_510 };

describe('CMPP of another implementation', () => {
  withVectors('every whole message is read in one version and written back as it came', () => {
    const seen = new Map<string, number>();
    for (const { source, hex } of vectors) {
      const bytes = octetsOf(hex);
      if (!isWhole(bytes)) continue;
      const versions = (['2.0', '3.0'] as const).filter((version) => {
        const pdu = decodeCmpp(bytes, version);
        if (isCmppFault(pdu)) return false;
        const written = encodeCmpp(pdu, version);
        if (pdu.command !== 'CONNECT_RESP') expect(written, `${source} in ${version}`).toEqual(bytes);
        seen.set(`${pdu.command} ${version}`, (seen.get(`${pdu.command} ${version}`) ?? 0) + 1);
        return true;
      });
      expect(versions, source).not.toEqual([]);
    }
    // What each layout is confirmed by. QUERY, CANCEL and their responses are in no vector.
    expect(Object.fromEntries(seen)).toEqual({
      'ACTIVE_TEST 2.0': 2,
      'ACTIVE_TEST 3.0': 2,
      'ACTIVE_TEST_RESP 2.0': 2,
      'ACTIVE_TEST_RESP 3.0': 2,
      'CONNECT 2.0': 2,
      'CONNECT 3.0': 2,
      'CONNECT_RESP 2.0': 4,
      'CONNECT_RESP 3.0': 4,
      'DELIVER 2.0': 2,
      'DELIVER 3.0': 2,
      'DELIVER_RESP 2.0': 2,
      'DELIVER_RESP 3.0': 2,
      'FWD 2.0': 2,
      'FWD 3.0': 2,
      'FWD_RESP 2.0': 2,
      'FWD_RESP 3.0': 2,
      'SUBMIT 2.0': 3,
      'SUBMIT 3.0': 3,
      'SUBMIT_RESP 2.0': 2,
      'SUBMIT_RESP 3.0': 2,
      'TERMINATE 2.0': 2,
      'TERMINATE 3.0': 2,
      'TERMINATE_RESP 2.0': 2,
      'TERMINATE_RESP 3.0': 2,
    });
  });

  withVectors('bodies alone are read with a header before them', () => {
    for (const [source, [commandId, version]] of Object.entries(BODIES)) {
      const body = vectorAt(source);
      const bytes = new Uint8Array(8 + body.length);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, bytes.length);
      view.setUint32(4, commandId);
      bytes.set(body, 8);
      const pdu = decodeCmpp(bytes, version);
      expect(isCmppFault(pdu), source).toBe(false);
      expect(encodeCmpp(pdu as CmppPdu, version)).toEqual(bytes);
    }
  });

  withVectors('SUBMIT of 2.0 and of 3.0: the same text to the same number', () => {
    const wanted = {
      command: 'SUBMIT',
      sequenceId: 0x17,
      pkTotal: 1,
      pkNumber: 1,
      registeredDelivery: 1,
      msgLevel: 1,
      serviceId: 'test',
      feeUserType: 2,
      feeTerminalId: '13500002696',
      msgFmt: 8,
      msgSrc: '900001',
      feeType: '02',
      feeCode: '10',
      validTime: '151105131555101+',
      atTime: '',
      srcId: '900001',
      destTerminalIds: ['13500002696'],
      linkId: '',
    };
    for (const [source, version] of [
      ['submit_test.go:90', '2.0'],
      ['submit_test.go:264', '3.0'],
    ] as const) {
      const pdu = read(source, version);
      expect(pdu).toMatchObject(wanted);
      if (pdu.command !== 'SUBMIT') throw new Error(pdu.command);
      expect(new TextDecoder('utf-16be').decode(pdu.content)).toBe('测试gocmpp submit');
    }
  });

  withVectors('a FWD of 3.0 keeps numbers of 21 octets', () => {
    expect(read('fwd_test.go:299', '3.0')).toMatchObject({
      sourceId: '100201',
      destinationId: '111112',
      feeTerminalId: '13500002696',
      feeTerminalPseudo: '',
      srcId: '99998888',
      destIds: ['13500002696'],
    });
  });

  withVectors('authenticators: Status is one octet in 2.0, four in 3.0', () => {
    const source = vectorAt('connect_test.go:105');
    expect(authenticatorSource(md5, LOGIN)).toEqual(source);
    expect(isAuthentic(md5, LOGIN, source)).toBe(true);
    const { secret } = LOGIN;
    expect(authenticatorIsmg(md5, '2.0', { status: 0, source, secret })).toEqual(vectorAt('connect_test.go:186'));
    expect(authenticatorIsmg(md5, '3.0', { status: 0, source, secret })).toEqual(vectorAt('connect_test.go:267'));
    expect(read('connect_test.go:54', '3.0')).toEqual({
      command: 'CONNECT',
      sequenceId: 0x17,
      sourceAddr: '900001',
      authenticatorSource: source,
      version: 0x21,
      timestamp: LOGIN.timestamp,
    });
  });

  withVectors('a CONNECT_RESP is read by its length, whatever version was asked for', () => {
    expect(read('connect_test.go:142', '3.0')).toMatchObject({ status: 0, version: 0x21 });
    expect(read('connect_test.go:223', '2.0')).toMatchObject({ status: 0, version: 0x30 });
  });

  withVectors('a status report of 2.0 has 60 octets', () => {
    const content = vectorAt('receipt_test.go:38');
    const report = readReport(content, '2.0');
    expect(report).toEqual({
      msgId: 0xb4c5530000010000n,
      stat: 'DELIVRD',
      submitTime: '1511120955',
      doneTime: '1511120957',
      destTerminalId: '13412340000',
      smscSequence: 0x12345678,
    });
    if ('code' in report) throw new Error(report.code);
    expect(writeReport(report, '2.0')).toEqual(content);
    expect(readReport(content, '3.0')).toEqual(report);
  });
});
