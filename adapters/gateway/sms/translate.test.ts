// Messages from one form into another and back: what both can say is the same afterwards.
import {
  type Alphabet,
  type CmppVersion,
  type Concat,
  concatElement,
  dataCodingFor,
  decodeCmpp,
  decodeText,
  encodeText,
  msgFmtFor,
  SmppCommand,
  SmppField,
  SmppPdu,
  SmppTag,
  type SmppTlv,
  scanSmpp,
  smppIntegerTlv,
  type WritableAlphabet,
  writeUdh,
} from '@wurao/wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readReply as readCmppReply, readSubmit as readCmppSubmit } from './cmpp/read-message.ts';
import { replyBytes, submitBytes } from './cmpp/write-message.ts';
import type { CarriedMessage } from './ports.ts';
import { readMessage } from './smpp/read-message.ts';
import { writeReply, writeSubmit } from './smpp/write-message.ts';
import { cmppBytes, submitOf } from './testing/cmpp-peer.ts';
import { pduBytes } from './testing/smpp-peer.ts';

const SERVICE = { msgSrc: '900002', serviceId: 'svc', feeUserType: 2, feeType: '01', feeCode: '000000' };
const out = new Uint8Array(81_920);
const pdu = new SmppPdu();

/** As a socket would have brought it. */
function readSmpp(bytes: Uint8Array): CarriedMessage {
  expect(scanSmpp(pdu, bytes)).toBe(undefined);
  const message = readMessage(pdu, 'gsm7');
  if ('status' in message) throw new Error(`status ${message.status}`);
  return message;
}

function readCmpp(bytes: Uint8Array, version: CmppVersion): CarriedMessage {
  const read = decodeCmpp(bytes, version);
  if ('goesOn' in read) throw new Error(`${read.code} at ${read.field}`);
  if (read.command === 'DELIVER') {
    const reply = readCmppReply(read, bytes, version);
    if ('result' in reply) throw new Error(`result ${reply.result}`);
    return reply;
  }
  if (read.command !== 'SUBMIT') throw new Error(read.command);
  const submission = readCmppSubmit(read, bytes, version, 0);
  if ('result' in submission) throw new Error(`result ${submission.result}`);
  return submission.messages[0]!;
}

type Kind = 'submit' | 'reply';

/** Each gives undefined where the form cannot say it. */
function toSmpp(message: CarriedMessage, kind: Kind): CarriedMessage | undefined {
  const length = kind === 'submit' ? writeSubmit(out, message, true, 'gsm7') : writeReply(out, message, 'gsm7');
  if (length === 0) return undefined;
  return readSmpp(out.slice(0, length));
}

function toCmpp(message: CarriedMessage, kind: Kind, version: CmppVersion): CarriedMessage | undefined {
  const bytes =
    kind === 'submit' ? submitBytes(message, true, version, SERVICE) : replyBytes(message, version, 0x1234n);
  return bytes && readCmpp(bytes, version);
}

interface Plain {
  readonly text: string;
  readonly alphabet: WritableAlphabet;
  readonly isFlash: boolean;
  readonly concat: Concat | undefined;
  readonly from: string;
  readonly to: string;
}

const latin = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
const chinese = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code));
/** In GSM's alphabet, and not in ASCII. */
const gsmOnly = fc.constantFrom('é', 'Ω', '£', '€', '@', '_', '[');

const TEXTS: Readonly<Record<WritableAlphabet, fc.Arbitrary<string>>> = {
  ascii: fc.string({ unit: latin, maxLength: 60 }),
  gsm7: fc.string({
    unit: fc.oneof(
      latin.filter((each) => each !== '`'),
      gsmOnly,
    ),
    maxLength: 60,
  }),
  latin1: fc.string({ unit: fc.oneof(latin, fc.constantFrom('é', 'ÿ', '£')), maxLength: 60 }),
  ucs2: fc.string({ unit: fc.oneof(latin, chinese, fc.constantFrom('😀')), maxLength: 30 }),
  gb18030: fc.string({ unit: fc.oneof(latin, chinese), maxLength: 60 }),
};

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 3, maxLength: length });

const concat: fc.Arbitrary<Concat | undefined> = fc.option(
  fc
    .record({
      width: fc.constantFrom(0 as const, 8 as const, 16 as const),
      reference: fc.integer({ min: 0, max: 255 }),
      total: fc.integer({ min: 2, max: 255 }),
      number: fc.integer({ min: 1, max: 255 }),
    })
    .map((part) => ({ ...part, number: Math.min(part.number, part.total) })),
  { nil: undefined },
);

const plain: fc.Arbitrary<Plain> = fc.constantFrom(...(Object.keys(TEXTS) as WritableAlphabet[])).chain((alphabet) =>
  fc.record({
    alphabet: fc.constant(alphabet),
    text: TEXTS[alphabet],
    isFlash: fc.boolean(),
    concat,
    from: digits(20),
    to: digits(20),
  }),
);

function smppOfPlain({ text, alphabet, isFlash, concat: part, from, to }: Plain, command: number): Uint8Array {
  const bytes = encodeText(text, [alphabet])!.bytes;
  const coding = dataCodingFor(alphabet, isFlash ? 0 : undefined);
  const header = part === undefined || part.width === 0 ? new Uint8Array(0) : writeUdh([concatElement(part)])!;
  const tlvs: SmppTlv[] = [];
  // Class 0 of an alphabet that has no code with it is told by the display.
  if (coding === undefined) tlvs.push(smppIntegerTlv(SmppTag.destAddrSubunit, 1));
  if (part?.width === 0) {
    tlvs.push(
      smppIntegerTlv(SmppTag.sarMsgRefNum, part.reference),
      smppIntegerTlv(SmppTag.sarTotalSegments, part.total),
      smppIntegerTlv(SmppTag.sarSegmentSeqnum, part.number),
    );
  }
  const values = {
    sourceAddr: from,
    destinationAddr: to,
    dataCoding: coding ?? dataCodingFor(alphabet),
    esmClass: header.length > 0 ? 0x40 : 0,
    shortMessage: Buffer.concat([header, bytes]),
  };
  return pduBytes(command, 7, values, tlvs);
}

const textOf = ({ alphabet, text }: CarriedMessage): string | undefined => decodeText(alphabet, text);

/** What must be the same in all forms. A reference of parameters goes into a header of 16 bits, and stays there. */
const saidBy = (message: CarriedMessage) => ({
  text: textOf(message),
  from: message.source.digits,
  to: message.destination.digits,
  channel: message.channel,
  part: message.concat && { ...message.concat, width: message.concat.width || 16 },
});

const COMMANDS = { submit: SmppCommand.submitSm, reply: SmppCommand.deliverSm } as const;

describe.each(['submit', 'reply'] as const)('%s', (kind) => {
  test.each(['2.0', '3.0'] as const)(
    'from SMPP to CMPP %s and back says the same, or is refused for its length',
    (version) => {
      let refused = 0;
      fc.assert(
        fc.property(plain, (said) => {
          const first = readSmpp(smppOfPlain(said, COMMANDS[kind]));
          expect(textOf(first)).toBe(said.text);
          const there = toCmpp(first, kind, version);
          if (there === undefined) {
            // 60 letters that CMPP has in UCS-2 alone take 120 octets, and a header 7.
            expect(said.text.length).toBeGreaterThan(30);
            refused++;
            return;
          }
          expect(there.form).toBe(`cmpp-${version}`);
          expect(saidBy(there)).toEqual(saidBy(first));
          const back = toSmpp(there, kind);
          expect(back && saidBy(back)).toEqual(saidBy(first));
        }),
        { numRuns: 500, seed: 20_261_126 },
      );
      expect(refused).toBeLessThan(50);
    },
  );

  test('from one version of CMPP to the other and back is the same message', () => {
    fc.assert(
      fc.property(plain, (said) => {
        const first = readSmpp(smppOfPlain(said, COMMANDS[kind]));
        const there = toCmpp(first, kind, '2.0');
        const other = there && toCmpp(there, kind, '3.0');
        const back = other && toCmpp(other, kind, '2.0');
        expect(back?.pdu).toEqual(there?.pdu);
      }),
      { numRuns: 200, seed: 20_261_126 },
    );
  });
});

const carriedSmpp = (values: object, tlvs: readonly SmppTlv[] = []): CarriedMessage =>
  readSmpp(pduBytes(SmppCommand.submitSm, 1, { sourceAddr: '1069', destinationAddr: '138', ...values }, tlvs));

test.each<readonly [Alphabet, number, object]>([
  ['gsm7', 0, { msgFmt: 0 }],
  ['ascii', 1, { msgFmt: 0 }],
  ['ucs2', 8, { msgFmt: 8 }],
  ['gb18030', 15, { msgFmt: 15 }],
  ['binary', 4, { msgFmt: 4 }],
  ['gsm7', 0x10, { msgFmt: msgFmtFor('ascii', 0) }],
  ['ucs2', 0x18, { msgFmt: 24 }],
])('%s of data_coding %i in CMPP', (_alphabet, dataCoding, expected) => {
  const message = carriedSmpp({ dataCoding, shortMessage: Buffer.from('hi') });
  const bytes = submitBytes(message, false, '3.0', SERVICE)!;
  expect(decodeCmpp(bytes, '3.0')).toMatchObject({ ...expected, ...SERVICE, registeredDelivery: 0, pkTotal: 1 });
});

test('what SMPP says of priority, protocol and validity goes along, and what no other form can say is refused', () => {
  const times = { validityPeriod: '261126140000000+', priorityFlag: 2, protocolId: 5 };
  const bytes = submitBytes(carriedSmpp({ ...times, shortMessage: Buffer.from('hi') }), true, '2.0', SERVICE)!;
  const read = decodeCmpp(bytes, '2.0');
  expect(read).toMatchObject({ validTime: '261126140000000+', msgLevel: 2, tpPid: 5, registeredDelivery: 1 });
  const back = writeSubmit(out, readCmpp(bytes, '2.0'), true, 'gsm7');
  scanSmpp(pdu, out, 0, back);
  expect(pdu.number(SmppField.protocolId)).toBe(5);
  // Japanese, and text in a national table: nobody here can read them.
  const japanese = carriedSmpp({ dataCoding: 5, shortMessage: Buffer.from('hi') });
  expect(submitBytes(japanese, true, '3.0', SERVICE)).toBe(undefined);
  const noSeptet = carriedSmpp({ shortMessage: Uint8Array.of(0x68, 0x80) });
  expect(submitBytes(noSeptet, true, '3.0', SERVICE)).toBe(undefined);
  const shifted = carriedSmpp({ esmClass: 0x40, shortMessage: Uint8Array.of(3, 0x24, 1, 3, 0x68) });
  expect(submitBytes(shifted, true, '3.0', SERVICE)).toBe(undefined);
});

test('a long text of CMPP that needs more room in SMPP goes into message_payload', () => {
  const content = encodeText(`${'`'.repeat(138)}中`, ['gb18030'])!.bytes;
  const message = readCmpp(cmppBytes(submitOf(1, { msgFmt: 31, content }), '2.0'), '2.0');
  expect(message).toMatchObject({ channel: 'flash', alphabet: 'gb18030' });
  const length = writeSubmit(out, message, true, 'gsm7');
  const read = readSmpp(out.slice(0, length));
  expect(saidBy(read)).toEqual(saidBy(message));
  expect(pdu.tlvOctets(SmppTag.messagePayload)).toHaveLength(278);
});

test('a part of CMPP that Pk_total alone tells of is told by parameters in SMPP', () => {
  const message = readCmpp(cmppBytes(submitOf(1, { pkTotal: 3, pkNumber: 2 }), '3.0'), '3.0');
  const read = readSmpp(out.slice(0, writeSubmit(out, message, true, 'gsm7')));
  expect(read.concat).toEqual({ width: 0, reference: 0, total: 3, number: 2 });
  expect(pdu.number(SmppField.esmClass)).toBe(0);
});

test('the seven bit alphabet has no code on a line whose code 0 is another', () => {
  const message = carriedSmpp({ serviceType: 'x', shortMessage: Uint8Array.of(0x05, 0x68) });
  const length = writeSubmit(out, message, true, 'latin1');
  scanSmpp(pdu, out, 0, length);
  expect([pdu.number(SmppField.dataCoding), pdu.text(SmppField.serviceType)]).toEqual([3, 'x']);
  expect(Buffer.from(pdu.octets(SmppField.shortMessage)).toString('latin1')).toBe('éh');
});
