// What a merchant's system sees of the CMPP port, and the desk of it, over sockets.
import {
  authenticatorIsmg,
  type CmppPdu,
  CmppResult,
  concatElement,
  instantOfReportTime,
  readReport,
  writeUdh,
} from '@wurao/wire';
import { describe, expect, test } from 'vitest';
import type { DeliverOutcome, NotTaken } from '../ports.ts';
import { cmppBytes, deliverOf, submitOf } from '../testing/cmpp-peer.ts';
import { cmppStage, VERSIONS } from '../testing/cmpp-stage.ts';
import { numberOf, SECRET } from '../testing/fake-desk.ts';
import { smsClock } from '../testing/sms-clock.ts';
import { md5 } from './md5.ts';

const { serve, dial, bound } = cmppStage();

const HEADER = writeUdh([concatElement({ reference: 7, width: 8, total: 3, number: 2 })])!;
const hexNumber = (value: number): bigint => BigInt(`0x${numberOf(value)}`);

describe.each(VERSIONS)('connecting by %s', (version) => {
  test('who knows the secret is let in, and is shown that we know it, too', async () => {
    const { desk, server } = await serve();
    const peer = await dial(server.port, version);
    const { answer, authenticator } = await peer.connect();
    const secret = Buffer.from(SECRET);
    expect(answer).toMatchObject({ status: 0, version: version === '2.0' ? 0x20 : 0x30 });
    expect([...answer.authenticatorIsmg]).toEqual([
      ...authenticatorIsmg(md5, version, { status: 0, source: authenticator, secret }),
    ]);
    expect(desk.asks).toEqual([{ protocol: 'cmpp', account: '900001', proves: expect.any(Function) }]);
    const session = await desk.bound.next();
    expect([session.takesDeliveries, session.room]).toEqual([true, 16]);
    expect(await desk.roomy.next()).toBe(session);
  });

  test('who does not hears the same as who is not known, and is cut off', async () => {
    const { desk, server } = await serve();
    const wrong = await dial(server.port, version);
    const first = (await wrong.connect({ secret: 'guess' })).answer;
    await wrong.closed;
    desk.refuse = 'unknown';
    const unknown = await dial(server.port, version);
    expect((await unknown.connect()).answer).toEqual(first);
    await unknown.closed;
    expect([first.status, desk.gone.length]).toEqual([3, 0]);
  });

  test('a Timestamp may be off by five minutes, either way', async () => {
    const nowMs = Date.UTC(2026, 10, 26, 12);
    const { clock } = smsClock(nowMs);
    const { server } = await serve({ clock });
    for (const [offMs, status] of [
      [300_000, 0],
      [-300_000, 0],
      [301_000, 3],
      [-301_000, 3],
    ] as const) {
      const peer = await dial(server.port, version);
      expect((await peer.connect({ nowMs: nowMs + offMs })).answer.status).toBe(status);
    }
  });

  test('nothing is taken before it', async () => {
    const { desk, server } = await serve();
    const peer = await dial(server.port, '3.0');
    expect((await peer.submit()).result).toBe(CmppResult.command);
    expect(desk.submissions.length).toBe(0);
  });
});

test.each([
  [0x40, 4],
  [0x10, 5],
])('Version 0x%s is none that is spoken: %i', async (octet, status) => {
  const { server } = await serve();
  const peer = await dial(server.port, '3.0');
  expect((await peer.connect({ octet })).answer.status).toBe(status);
  await peer.closed;
});

test('2.1 is spoken as 2.0', async () => {
  const { server } = await serve();
  const peer = await dial(server.port, '2.0');
  expect((await peer.connect({ octet: 0x21 })).answer.status).toBe(0);
  expect((await peer.submit()).result).toBe(0);
});

describe.each(VERSIONS)('submitting by %s', (version) => {
  test('one message, with a copy of it, is answered with its number', async () => {
    const { desk, peer } = await bound(version);
    const more = { msgFmt: 8, registeredDelivery: 1, content: Buffer.from('\x52\xff', 'latin1') };
    expect(await peer.submit(more)).toMatchObject({ result: 0, msgId: hexNumber(1) });
    const { submission } = await desk.submissions.next();
    expect(submission).toMatchObject({ wantsReceipt: true, validUntilMs: undefined, notBeforeMs: undefined });
    const [message] = submission.messages;
    expect(message).toMatchObject({
      source: { digits: '1069', ton: 0, npi: 0 },
      destination: { digits: '13800000001', ton: 0, npi: 0 },
      channel: 'sms',
      alphabet: 'ucs2',
      concat: undefined,
      form: `cmpp-${version}`,
    });
    expect([...message!.text]).toEqual([0x52, 0xff]);
    expect(message!.pdu).toEqual(cmppBytes(submitOf(peer.sequence, more), version));
  });

  test.each<readonly [string, object, object]>([
    ['class 0 in UCS-2', { msgFmt: 24 }, { channel: 'flash', alphabet: 'ucs2' }],
    ['class 0 in ASCII', { msgFmt: 16 }, { channel: 'flash', alphabet: 'ascii' }],
    ['GB', { msgFmt: 15 }, { channel: 'sms', alphabet: 'gb18030' }],
    [
      'a part by its header',
      { tpUdhi: 1, content: Buffer.concat([HEADER, Buffer.from('hi')]) },
      { concat: { reference: 7, width: 8, total: 3, number: 2 } },
    ],
    ['a part by Pk_total', { pkTotal: 4, pkNumber: 4 }, { concat: { reference: 0, width: 0, total: 4, number: 4 } }],
  ])('%s', async (_name, more, expected) => {
    const { desk, peer } = await bound(version);
    expect((await peer.submit(more)).result).toBe(0);
    const message = (await desk.submissions.next()).submission.messages[0]!;
    expect(message).toMatchObject(expected);
    expect(Buffer.from(message.text).toString()).toBe('hi');
  });

  test('many recipients are one submission; it is taken where any of them is', async () => {
    const { desk, peer } = await bound(version);
    const destTerminalIds = ['13800000001', '13800000002', '13800000003'];
    desk.answers = () => [{ why: 'refused', reasonCode: 112 }, { taken: numberOf(7) }, { taken: numberOf(8) }];
    expect(await peer.submit({ destTerminalIds })).toMatchObject({ result: 0, msgId: 7n });
    const { submission } = await desk.submissions.next();
    expect(submission.messages.map(({ destination }) => destination.digits)).toEqual(destTerminalIds);
    for (const [index, { pdu }] of submission.messages.entries()) {
      const alone = submitOf(peer.sequence, { destTerminalIds: [destTerminalIds[index]!] });
      expect(pdu).toEqual(cmppBytes(alone, version));
    }
    desk.answers = () => [{ why: 'refused', reasonCode: 112 }, { why: 'throttled' }, { why: 'throttled' }];
    expect(await peer.submit({ destTerminalIds })).toMatchObject({ result: 112, msgId: 0n });
  });

  test.each<readonly [NotTaken, number]>([
    [{ why: 'refused', reasonCode: 100 }, 100],
    [{ why: 'refused', reasonCode: 199 }, 199],
    [{ why: 'throttled' }, 8],
    [{ why: 'full' }, 8],
    [{ why: 'not-ready' }, 8],
    [{ why: 'source' }, 10],
    [{ why: 'destination' }, 13],
    [{ why: 'schedule' }, 1],
    [{ why: 'expired' }, 1],
    [{ why: 'part' }, 1],
    [{ why: 'unreadable' }, 1],
  ])('%j is told as %i', async (why, result) => {
    const { desk, peer } = await bound(version);
    desk.answers = () => [why];
    expect(await peer.submit()).toMatchObject({ result, msgId: 0n });
  });

  test('times are told as instants; what waits here is not made to wait once more further on', async () => {
    const nowMs = Date.UTC(2026, 10, 26, 12);
    const { clock } = smsClock(nowMs);
    const { desk, peer } = await bound(version, { clock });
    await peer.submit({ atTime: '000000010000000R', validTime: '000000020000000R' });
    const { submission } = await desk.submissions.next();
    expect(submission).toMatchObject({ notBeforeMs: nowMs + 3_600_000, validUntilMs: nowMs + 7_200_000 });
    const fixed = submitOf(peer.sequence, { atTime: '', validTime: '261126220000032+' });
    expect(submission.messages[0]!.pdu).toEqual(cmppBytes(fixed, version));
    for (const never of [{ atTime: '261326140000032+' }, { validTime: 'tomorrow' }]) {
      expect((await peer.submit(never)).result).toBe(CmppResult.structure);
    }
  });

  test.each<readonly [string, object, number]>([
    ['a header that is none', { tpUdhi: 1 }, CmppResult.structure],
    ['a part that is none of its message', { pkTotal: 2, pkNumber: 3 }, CmppResult.structure],
  ])('%s', async (_name, more, result) => {
    const { peer } = await bound(version);
    expect((await peer.submit(more)).result).toBe(result);
    expect((await peer.submit()).result).toBe(0);
  });

  test('QUERY is answered with zeros, CANCEL by the desk, FWD not at all', async () => {
    const { desk, peer } = await bound(version);
    peer.send({ command: 'QUERY', sequenceId: 20, time: '20261126', queryType: 1, queryCode: 'news', reserve: '' });
    expect(await peer.next('QUERY_RESP')).toMatchObject({
      sequenceId: 20,
      time: '20261126',
      queryCode: 'news',
      mtSent: 0,
    });
    desk.states.set(numberOf(7), 'ENROUTE');
    for (const [sequenceId, successId] of [
      [21, 0],
      [22, 1],
    ] as const) {
      peer.send({ command: 'CANCEL', sequenceId, msgId: 7n });
      expect(await peer.next('CANCEL_RESP')).toMatchObject({ sequenceId, successId });
    }
  });
});

test('a pseudonym is no number', async () => {
  const { peer } = await bound('3.0');
  expect((await peer.submit({ destTerminalType: 1 })).result).toBe(CmppResult.destTerminalId);
});

describe.each(VERSIONS)('deliveries by %s', (version) => {
  const report = {
    message: numberOf(0x1234),
    state: 'DELIVRD',
    error: '000',
    submittedMs: Date.UTC(2026, 10, 26, 1, 2),
    doneMs: Date.UTC(2026, 10, 26, 1, 3),
    source: { digits: '1069', ton: 0, npi: 0 },
    destination: { digits: '13800000001', ton: 0, npi: 0 },
  };

  test('a report', async () => {
    const { peer, session } = await bound(version);
    const told = new Promise((resolve) => session.deliver({ report }, resolve));
    const got = await peer.next('DELIVER');
    expect(got).toMatchObject({ destId: '1069', srcTerminalId: '13800000001', registeredDelivery: 1 });
    const read = readReport(got.content, version);
    expect(read).toMatchObject({ msgId: 0x1234n, stat: 'DELIVRD', destTerminalId: '13800000001' });
    expect(instantOfReportTime((read as { doneTime: string }).doneTime)).toBe(report.doneMs);
    peer.send({ command: 'DELIVER_RESP', sequenceId: got.sequenceId, msgId: got.msgId, result: 0 });
    expect(await told).toBe('done');
  });

  test('a reply, as it came or in the other version', async () => {
    const { peer, session } = await bound(version);
    for (const form of VERSIONS) {
      const pdu = cmppBytes(deliverOf(99, { linkId: form === version ? 'link' : '' }), form);
      const reply = {
        source: { digits: '13800000001', ton: 0, npi: 0 },
        destination: { digits: '1069', ton: 0, npi: 0 },
        channel: 'sms' as const,
        alphabet: 'ascii' as const,
        text: Buffer.from('TD'),
        concat: undefined,
        form: `cmpp-${form}` as const,
        pdu,
      };
      session.deliver({ reply }, () => {});
      const got = await peer.next('DELIVER');
      expect(got).toEqual({
        ...deliverOf(got.sequenceId, { linkId: form === version ? 'link' : '' }),
        content: got.content,
      });
      expect(Buffer.from(got.content).toString()).toBe('TD');
    }
  });

  test.each<readonly [number, DeliverOutcome]>([
    [0, 'done'],
    [8, 'later'],
    [1, 'refused'],
    [9, 'refused'],
  ])('the answer %i means %s', async (result, outcome) => {
    const { peer, session } = await bound(version);
    const told = new Promise((resolve) => session.deliver({ report }, resolve));
    const { sequenceId, msgId } = await peer.next('DELIVER');
    peer.send({ command: 'DELIVER_RESP', sequenceId, msgId, result });
    expect(await told).toBe(outcome);
  });

  test('no answer in 60 s: sent again, three times, the same', async () => {
    const { fake, clock } = smsClock();
    const { peer, session } = await bound(version, { clock });
    let told: DeliverOutcome | undefined;
    session.deliver({ report }, (outcome) => {
      told = outcome;
    });
    const first = await peer.next('DELIVER');
    const alive = async () => {
      peer.send({ command: 'ACTIVE_TEST', sequenceId: 1_000 });
      await peer.next('ACTIVE_TEST_RESP');
    };
    for (let i = 0; i < 3; i++) {
      fake.advance(60_000);
      expect(await peer.next('DELIVER')).toEqual(first);
      await alive();
    }
    expect(told).toBe(undefined);
    fake.advance(60_000);
    expect(told).toBe('unknown');
  });
});

describe.each(VERSIONS)('what is malformed by %s', (version) => {
  const whole = cmppBytes(submitOf(50), version);
  const sized = (bytes: Uint8Array): Uint8Array => {
    const made = new Uint8Array(bytes);
    new DataView(made.buffer).setUint32(0, made.length);
    return made;
  };
  /** DestUsr_tl: 2.0 and 3.0 have it behind Src_Id. */
  const COUNT_AT =
    version === '2.0'
      ? 12 + 8 + 4 + 10 + 1 + 21 + 3 + 6 + 2 + 6 + 34 + 21
      : 12 + 8 + 4 + 10 + 1 + 32 + 1 + 3 + 6 + 2 + 6 + 34 + 21;
  const put = (at: number, ...octets: number[]): Uint8Array => {
    const bytes = whole.slice();
    bytes.set(octets, at);
    return bytes;
  };

  test.each<readonly [string, Uint8Array, number]>([
    ['half a body', sized(whole.slice(0, 60)), CmppResult.length],
    ['no body', sized(whole.slice(0, 12)), CmppResult.length],
    ['more than a body', sized(Buffer.concat([whole, Buffer.alloc(3)])), CmppResult.length],
    ['no recipient', put(COUNT_AT, 0), CmppResult.structure],
    ['200 recipients', put(COUNT_AT, 200), CmppResult.structure],
  ])('%s gets its answer, and the session goes on', async (_name, bytes, result) => {
    const { desk, peer } = await bound(version);
    peer.raw(bytes);
    expect(await peer.next('SUBMIT_RESP')).toMatchObject({ sequenceId: 50, result });
    expect((await peer.submit()).result).toBe(0);
    await desk.submissions.next();
    expect(desk.submissions.length).toBe(0);
  });

  test('a command that nobody has gets none, for there is none', async () => {
    const { peer } = await bound(version);
    peer.raw(put(4, 0, 0, 0x77, 0x77));
    expect((await peer.submit()).result).toBe(0);
  });

  test.each([5, 100_000])('a length of %i ends it: where the next one begins is not known', async (length) => {
    const { desk, peer, session } = await bound(version);
    const bytes = whole.slice();
    new DataView(bytes.buffer).setUint32(0, length);
    peer.raw(bytes);
    await peer.closed;
    expect(await desk.gone.next()).toBe(session);
  });
});

test('who says nothing is asked after 180 s, and gone after three more tests of 60 s each', async () => {
  const { fake, clock } = smsClock();
  const { desk, peer, session } = await bound('3.0', { clock });
  const probes: CmppPdu[] = [];
  for (const waitMs of [180_000, 60_000, 60_000, 60_000]) {
    fake.advance(waitMs);
    probes.push(await peer.next('ACTIVE_TEST'));
  }
  expect(new Set(probes.map(({ sequenceId }) => sequenceId)).size).toBe(1);
  fake.advance(60_000);
  expect(await desk.gone.next()).toBe(session);
});

test('TERMINATE is answered; a repeat of what is not answered yet is not asked for twice', async () => {
  const { desk, peer, session } = await bound('3.0');
  desk.answers = undefined;
  const once = cmppBytes(submitOf(70), '3.0');
  peer.raw(Buffer.concat([once, once]));
  const { answer } = await desk.submissions.next();
  answer([{ taken: numberOf(9) }]);
  expect(await peer.next('SUBMIT_RESP')).toMatchObject({ sequenceId: 70, msgId: 9n });
  expect(desk.submissions.length).toBe(0);
  peer.send({ command: 'TERMINATE', sequenceId: 71 });
  expect(await peer.next('TERMINATE_RESP')).toMatchObject({ sequenceId: 71 });
  await peer.closed;
  expect(await desk.gone.next()).toBe(session);
});
