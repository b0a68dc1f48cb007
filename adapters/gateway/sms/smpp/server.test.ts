// What a merchant's system sees of the SMPP port, and the desk of it, over sockets.

import { concatElement, SmppCommand, SmppStatus, SmppTag, smppIntegerTlv, writeUdh } from '@wurao/wire';
import { describe, expect, test } from 'vitest';
import type { NotTaken, SubmitAnswer } from '../ports.ts';
import { numberOf } from '../testing/fake-desk.ts';
import { pduBytes } from '../testing/smpp-peer.ts';
import { latin, smppStage, TO } from '../testing/smpp-stage.ts';

const { serve, dial, bound } = smppStage();

describe('binding', () => {
  test.each([
    [SmppCommand.bindTransmitter, 'transmitter', false],
    [SmppCommand.bindReceiver, 'receiver', true],
    [SmppCommand.bindTransceiver, 'transceiver', true],
  ] as const)('by 0x%s as %s', async (command, _role, takesDeliveries) => {
    const { desk, server } = await serve({ systemId: 'gate' });
    const peer = await dial(server.port);
    const answer = await peer.bind(command);
    expect(answer).toMatchObject({ command: command + 0x8000_0000, status: 0, values: { systemId: 'gate' } });
    expect(answer.tlvs).toEqual([smppIntegerTlv(SmppTag.scInterfaceVersion, 0x34)]);
    expect(desk.asks).toEqual([{ protocol: 'smpp', account: 'merchant', proves: expect.any(Function) }]);
    const session = await desk.bound.next();
    expect([session.takesDeliveries, session.room]).toEqual([takesDeliveries, takesDeliveries ? 16 : 0]);
    expect(server.figures()).toMatchObject({ connections: 1, bound: 1 });
  });

  test('an older version gets no parameters', async () => {
    const { server } = await serve();
    const peer = await dial(server.port);
    expect((await peer.bind(SmppCommand.bindTransceiver, { interfaceVersion: 0x33 })).tlvs).toEqual([]);
  });

  test('who does not know the secret hears the same as who is not known, and is cut off; the desk hears of no end', async () => {
    const { desk, server } = await serve();
    const wrong = await dial(server.port);
    const first = await wrong.bind(SmppCommand.bindTransceiver, { password: 'guess' });
    await wrong.closed;
    desk.refuse = 'unknown';
    const unknown = await dial(server.port);
    const second = await unknown.bind();
    await unknown.closed;
    expect(first.status).toBe(SmppStatus.ESME_RBINDFAIL);
    expect(second.bytes).toEqual(first.bytes);
    expect(desk.gone.length).toBe(0);
  });

  test('nothing is taken before it, and only what the role may send after it', async () => {
    const { desk, server } = await serve();
    const peer = await dial(server.port);
    expect(await peer.ask(SmppCommand.submitSm, TO)).toMatchObject({ status: SmppStatus.ESME_RINVBNDSTS });
    await peer.bind(SmppCommand.bindReceiver);
    expect(await peer.ask(SmppCommand.submitSm, TO)).toMatchObject({ status: SmppStatus.ESME_RINVBNDSTS });
    expect(await peer.bind()).toMatchObject({ status: SmppStatus.ESME_RALYBND });
    expect(desk.submissions.length).toBe(0);
  });
});

describe('submitting', () => {
  test('one message, with a copy of its PDU, is answered with its number', async () => {
    const { desk, peer } = await bound();
    const values = { ...TO, sourceAddrTon: 5, dataCoding: 8, registeredDelivery: 1, shortMessage: latin('\x52\xff') };
    expect(await peer.ask(SmppCommand.submitSm, values)).toMatchObject({
      command: SmppCommand.submitSmResp,
      status: 0,
      values: { messageId: numberOf(1) },
    });
    const { submission } = await desk.submissions.next();
    expect(submission).toMatchObject({ wantsReceipt: true, validUntilMs: undefined, notBeforeMs: undefined });
    const [message] = submission.messages;
    expect(message).toMatchObject({
      source: { digits: '1069', ton: 5, npi: 0 },
      destination: { digits: '8613800000001', ton: 1, npi: 1 },
      channel: 'sms',
      alphabet: 'ucs2',
      concat: undefined,
      form: 'smpp',
    });
    expect([...message!.text]).toEqual([0x52, 0xff]);
    expect(new Uint8Array(message!.pdu)).toEqual(pduBytes(SmppCommand.submitSm, 2, values));
  });

  const concat = { reference: 7, total: 3, number: 2, width: 8 } as const;
  const header = writeUdh([concatElement(concat)])!;
  test.each([
    ['class 0', { dataCoding: 0x18 }, [], { channel: 'flash', alphabet: 'ucs2' }],
    ['for the display', {}, [smppIntegerTlv(SmppTag.destAddrSubunit, 1)], { channel: 'flash', alphabet: 'gsm7' }],
    ['a part by its header', { esmClass: 0x40, shortMessage: Buffer.concat([header, latin('hi')]) }, [], { concat }],
    [
      'a part by parameters',
      {},
      [
        smppIntegerTlv(SmppTag.sarMsgRefNum, 300),
        smppIntegerTlv(SmppTag.sarTotalSegments, 2),
        smppIntegerTlv(SmppTag.sarSegmentSeqnum, 1),
      ],
      { concat: { reference: 300, width: 0, total: 2, number: 1 } },
    ],
    [
      'message_payload',
      { shortMessage: latin('') },
      [{ tag: SmppTag.messagePayload, value: latin('hi') }],
      { alphabet: 'gsm7' },
    ],
    [
      'a national table',
      { esmClass: 0x40, shortMessage: Uint8Array.of(3, 0x25, 1, 1, 0x68, 0x69) },
      [],
      { alphabet: 'other' },
    ],
    ['GB', { dataCoding: 15 }, [], { alphabet: 'gb18030' }],
  ])('%s', async (_name, values, tlvs, expected) => {
    const { desk, peer } = await bound();
    const answer = await peer.ask(SmppCommand.submitSm, { ...TO, shortMessage: latin('hi'), ...values }, tlvs);
    expect(answer.status).toBe(0);
    const message = (await desk.submissions.next()).submission.messages[0]!;
    expect(message).toMatchObject(expected);
    expect(Buffer.from(message.text).toString('latin1')).toBe('hi');
  });

  test('data_coding 0 is what the port says', async () => {
    const { desk, peer } = await bound({ defaultAlphabet: 'latin1' });
    await peer.ask(SmppCommand.submitSm, TO);
    expect((await desk.submissions.next()).submission.messages[0]).toMatchObject({ alphabet: 'latin1' });
  });

  test('data_sm becomes a submit_sm', async () => {
    const { desk, peer } = await bound();
    const tlvs = [
      { tag: SmppTag.messagePayload, value: latin('hi') },
      { tag: 0x1403, value: latin('x') },
    ];
    expect(await peer.ask(SmppCommand.dataSm, { ...TO, registeredDelivery: 1 }, tlvs)).toMatchObject({
      command: SmppCommand.dataSmResp,
      values: { messageId: numberOf(1) },
    });
    const { submission } = await desk.submissions.next();
    expect(new Uint8Array(submission.messages[0]!.pdu)).toEqual(
      pduBytes(SmppCommand.submitSm, 0, { ...TO, registeredDelivery: 1, shortMessage: latin('hi') }, tlvs.slice(1)),
    );
    const long = { ...TO, destinationAddr: '1'.repeat(30) };
    expect(await peer.ask(SmppCommand.dataSm, long, tlvs)).toMatchObject({ status: SmppStatus.ESME_RINVDSTADR });
  });

  test('times are told as instants; what waits here is not made to wait once more further on', async () => {
    const nowMs = Date.UTC(2026, 10, 26, 12);
    const clock = { nowMs: () => nowMs, steadyMs: () => 0, later: () => () => {} };
    const { desk, peer } = await bound({ clock });
    const times = { scheduleDeliveryTime: '000000010000000R', validityPeriod: '000000020000000R' };
    await peer.ask(SmppCommand.submitSm, { ...TO, ...times });
    const { submission } = await desk.submissions.next();
    expect(submission).toMatchObject({ notBeforeMs: nowMs + 3_600_000, validUntilMs: nowMs + 7_200_000 });
    const fixed = { scheduleDeliveryTime: '', validityPeriod: '261126140000000+' };
    expect(new Uint8Array(submission.messages[0]!.pdu)).toEqual(pduBytes(SmppCommand.submitSm, 0, { ...TO, ...fixed }));
    for (const [field, status] of [
      ['validityPeriod', SmppStatus.ESME_RINVEXPIRY],
      ['scheduleDeliveryTime', SmppStatus.ESME_RINVSCHED],
    ] as const) {
      const never = { [field]: '261326140000000+' };
      expect(await peer.ask(SmppCommand.submitSm, { ...TO, ...never })).toMatchObject({ status });
    }
  });

  test.each<readonly [NotTaken, number]>([
    [{ why: 'refused', reasonCode: 100 }, 0x400],
    [{ why: 'refused', reasonCode: 121 }, 0x415],
    [{ why: 'throttled' }, 0x58],
    [{ why: 'full' }, 0x14],
    [{ why: 'not-ready' }, 0x58],
    [{ why: 'source' }, 0x0a],
    [{ why: 'destination' }, 0x0b],
    [{ why: 'schedule' }, 0x61],
    [{ why: 'expired' }, 0x62],
    [{ why: 'part' }, 0x43],
    [{ why: 'unreadable' }, 0x45],
  ])('%j is told as %i, without a body', async (why, status) => {
    const { desk, peer } = await bound();
    desk.answers = () => [why];
    expect(await peer.ask(SmppCommand.submitSm, TO)).toMatchObject({ status, values: undefined });
  });

  test('a text that is kept elsewhere is not taken', async () => {
    const { peer } = await bound();
    const answer = await peer.ask(SmppCommand.submitSm, { ...TO, smDefaultMsgId: 3 });
    expect(answer.status).toBe(SmppStatus.ESME_RINVDFTMSGID);
  });

  test('answers go out in the order of the desk, each to its own', async () => {
    const { desk, peer } = await bound();
    desk.answers = undefined;
    const sequences = [1, 2, 3].map(() => peer.send(SmppCommand.submitSm, TO));
    const asked = await desk.submissions.take(3);
    for (const { answer } of asked.toReversed()) answer([{ taken: numberOf(9) }]);
    const answers = [await peer.next(), await peer.next(), await peer.next()];
    expect(answers.map(({ sequence }) => sequence)).toEqual(sequences.toReversed());
  });

  test('beyond the window it is throttled, and no more of that reaches the desk', async () => {
    const { desk, server } = await serve();
    desk.windowMax = 2;
    desk.answers = undefined;
    const peer = await dial(server.port);
    await peer.bind();
    const sequences = [1, 2, 3].map(() => peer.send(SmppCommand.submitSm, TO));
    expect(await peer.next()).toMatchObject({ sequence: sequences[2], status: SmppStatus.ESME_RTHROTTLED });
    const [first] = await desk.submissions.take(2);
    first!.answer([{ taken: numberOf(1) }]);
    expect(await peer.next()).toMatchObject({ sequence: sequences[0], status: 0 });
    expect(desk.submissions.length).toBe(0);
  });
});

describe('submit_multi', () => {
  const addresses = ['8613800000001', '8613800000002', '8613800000003'];
  const destAddresses = addresses.map((address) => ({ ton: 1, npi: 1, address }));
  const values = { sourceAddr: '1069', shortMessage: latin('hi'), destAddresses };

  test('names those who do not get it, lists too', async () => {
    const { desk, peer } = await bound();
    const refused: SubmitAnswer = { why: 'refused', reasonCode: 105 };
    desk.answers = () => [refused, { taken: numberOf(7) }, { taken: numberOf(8) }];
    const all = { ...values, destAddresses: [{ listName: 'all' }, ...destAddresses] };
    expect(await peer.ask(SmppCommand.submitMulti, all)).toMatchObject({
      status: 0,
      values: {
        messageId: numberOf(7),
        unsuccessSme: [
          { address: 'all', status: SmppStatus.ESME_RINVDLNAME },
          { ton: 1, npi: 1, address: addresses[0], status: 0x405 },
        ],
      },
    });
    const { submission } = await desk.submissions.next();
    expect(submission.messages.map(({ destination }) => destination.digits)).toEqual(addresses);
    expect(new Uint8Array(submission.messages[2]!.pdu)).toEqual(
      pduBytes(SmppCommand.submitSm, 0, {
        sourceAddr: '1069',
        shortMessage: latin('hi'),
        destAddrTon: 1,
        destAddrNpi: 1,
        destinationAddr: addresses[2],
      }),
    );
  });

  test('says what all of them have in common where nobody gets it', async () => {
    const { desk, peer } = await bound();
    desk.answers = () => addresses.map(() => ({ why: 'throttled' }));
    expect(await peer.ask(SmppCommand.submitMulti, values)).toMatchObject({ status: SmppStatus.ESME_RTHROTTLED });
    desk.answers = () => [{ why: 'throttled' }, { why: 'full' }, { why: 'full' }];
    expect(await peer.ask(SmppCommand.submitMulti, values)).toMatchObject({ status: SmppStatus.ESME_RSUBMITFAIL });
    const lists = { ...values, destAddresses: [{ listName: 'all' }] };
    expect(await peer.ask(SmppCommand.submitMulti, lists)).toMatchObject({ status: SmppStatus.ESME_RINVDLNAME });
  });
});

describe('after submitting', () => {
  test('query_sm, cancel_sm and replace_sm', async () => {
    const { desk, peer } = await bound();
    const messageId = numberOf(0xabcdef);
    desk.states.set(messageId, 'DELIVRD');
    const known = await peer.ask(SmppCommand.querySm, { messageId: messageId.toUpperCase() });
    expect(known).toMatchObject({ status: 0, values: { messageId, finalDate: '', messageState: 2, errorCode: 0 } });
    const ask = async (command: number, id: string) => (await peer.ask(command, { messageId: id })).status;
    expect(await ask(SmppCommand.querySm, numberOf(1))).toBe(SmppStatus.ESME_RQUERYFAIL);
    expect(await ask(SmppCommand.querySm, 'x')).toBe(SmppStatus.ESME_RINVMSGID);
    expect(await ask(SmppCommand.cancelSm, messageId)).toBe(0);
    expect(await ask(SmppCommand.cancelSm, messageId)).toBe(SmppStatus.ESME_RCANCELFAIL);
    expect(await ask(SmppCommand.cancelSm, '')).toBe(SmppStatus.ESME_RCANCELFAIL);
    expect(await ask(SmppCommand.replaceSm, messageId)).toBe(SmppStatus.ESME_RREPLACEFAIL);
  });
});
