// Our way on to a network that speaks CMPP, with a network that a test plays.
import { authenticatorSource, type CmppPduOf, type CmppVersion, writeReport } from '@wurao/wire';
import { describe, expect, test } from 'vitest';
import type { CarriedMessage, SendOutcome, UpstreamSession } from '../ports.ts';
import { UpstreamFault } from '../sessions/upstream.ts';
import { CmppPeer, cmppBytes, deliverOf, submitOf } from '../testing/cmpp-peer.ts';
import { VERSIONS } from '../testing/cmpp-stage.ts';
import { FakeNetwork } from '../testing/fake-network.ts';
import { FakeUpstreamDesk } from '../testing/fake-upstream-desk.ts';
import { closingAfterEach } from '../testing/smpp-stage.ts';
import { smsClock } from '../testing/sms-clock.ts';
import { md5 } from './md5.ts';
import { type CmppUpstreamOptions, openCmppUpstream } from './upstream.ts';

const open = closingAfterEach();

async function stage(version: CmppVersion, options: Partial<CmppUpstreamOptions> = {}) {
  const network = await FakeNetwork.listen();
  const desk = new FakeUpstreamDesk();
  const own = { name: 'carrier', host: '127.0.0.1', port: network.port, account: '900002', secret: 'hush' };
  const upstream = openCmppUpstream({ ...own, version, ...options }, desk);
  open.push(network, upstream);
  const gateway = new CmppPeer(await network.sockets.next(), version);
  const connect = await gateway.next('CONNECT');
  return { desk, upstream, gateway, connect };
}

const accept = (gateway: CmppPeer, { sequenceId, version }: CmppPduOf<'CONNECT'>, status = 0) =>
  gateway.send({ command: 'CONNECT_RESP', sequenceId, status, authenticatorIsmg: new Uint8Array(16), version });

async function opened(version: CmppVersion, options: Partial<CmppUpstreamOptions> = {}) {
  const there = await stage(version, options);
  accept(there.gateway, there.connect);
  expect(await there.desk.openings.next()).toBe(there.upstream);
  return there;
}

const carried = (form: CmppVersion, more: Partial<CmppPduOf<'SUBMIT'>> = {}): CarriedMessage => ({
  source: { digits: '1069', ton: 0, npi: 0 },
  destination: { digits: '13800000001', ton: 0, npi: 0 },
  channel: 'sms',
  alphabet: 'ascii',
  text: Buffer.from('hi'),
  concat: undefined,
  form: `cmpp-${form}`,
  pdu: cmppBytes(submitOf(99, more), form),
});

const sending = (upstream: UpstreamSession, message: CarriedMessage) =>
  new Promise<SendOutcome>((resolve) => expect(upstream.send(message, true, resolve)).toBe(true));

describe.each(VERSIONS)('by %s', (version) => {
  test('connects with an authenticator of now, and is open when that is answered', async () => {
    const { clock } = smsClock(Date.UTC(2026, 10, 26, 1, 2, 3));
    const { upstream, gateway, connect, desk } = await stage(version, { clock });
    const timestamp = 1126090203;
    const login = { sourceAddr: '900002', secret: Buffer.from('hush'), timestamp };
    expect(connect).toMatchObject({ sourceAddr: '900002', timestamp, version: version === '2.0' ? 0x20 : 0x30 });
    expect([...connect.authenticatorSource]).toEqual([...authenticatorSource(md5, login)]);
    expect(upstream.isOpen).toBe(false);
    accept(gateway, connect);
    await desk.openings.next();
    expect([upstream.isOpen, upstream.room]).toEqual([true, 16]);
  });

  test('a refusal is told by its number', async () => {
    const { upstream, gateway, connect } = await stage(version);
    accept(gateway, connect, 3);
    await gateway.closed;
    expect(upstream.figures()).toMatchObject({ opened: 0, lastFailure: 'CONNECT refused: 3' });
  });

  test('a message of the same version is copied, but for who is charged and who wants a report', async () => {
    const { upstream, gateway } = await opened(version);
    const more = { linkId: 'abc', feeTerminalId: '13800000009', validTime: '261126220000032+' };
    const told = sending(upstream, carried(version, more));
    const got = await gateway.next('SUBMIT');
    const expected = submitOf(got.sequenceId, { ...more, msgSrc: '900002', registeredDelivery: 1 });
    expect(cmppBytes(got, version)).toEqual(cmppBytes(expected, version));
    gateway.send({ command: 'SUBMIT_RESP', sequenceId: got.sequenceId, msgId: 0xabcdef0123456789n, result: 0 });
    expect(await told).toEqual({ sent: 'abcdef0123456789' });
  });

  test('one of the other version is written anew', async () => {
    const { upstream, gateway } = await opened(version, { service: { msgSrc: 'AB' } });
    const other = version === '2.0' ? '3.0' : '2.0';
    upstream.send(carried(other, { linkId: 'abc', feeTerminalId: '13800000009' }), false, () => {});
    const got = await gateway.next('SUBMIT');
    const linkId = version === '2.0' ? '' : 'abc';
    const expected = submitOf(got.sequenceId, { msgSrc: 'AB', feeTerminalId: '13800000009', linkId });
    expect(cmppBytes(got, version)).toEqual(cmppBytes(expected, version));
  });

  test.each<readonly [string, number, bigint, SendOutcome]>([
    ['flow control', 8, 0n, { failed: 'later' }],
    ['a refusal', 13, 0n, { failed: 'refused', status: 13 }],
    ['success without a number', 0, 0n, { sent: '' }],
  ])('%s', async (_name, result, msgId, outcome) => {
    const { upstream, gateway } = await opened(version);
    const told = sending(upstream, carried(version));
    const { sequenceId } = await gateway.next('SUBMIT');
    gateway.send({ command: 'SUBMIT_RESP', sequenceId, msgId, result });
    expect(await told).toEqual(outcome);
  });

  test('an answer that cannot be read is unknown; the session stays', async () => {
    const { upstream, gateway } = await opened(version);
    const told = sending(upstream, carried(version));
    const { sequenceId } = await gateway.next('SUBMIT');
    const answer = cmppBytes({ command: 'SUBMIT_RESP', sequenceId, msgId: 1n, result: 0 }, version).slice(0, 14);
    answer[3] = answer.length;
    gateway.raw(answer);
    expect(await told).toEqual({ failed: 'unknown' });
    expect(upstream.isOpen).toBe(true);
  });

  test('what is too long for CMPP is refused, without a word to the network', async () => {
    const { upstream, gateway } = await opened(version);
    const long = { ...carried(version), form: 'smpp' as const, pdu: new Uint8Array(0) };
    expect(await sending(upstream, long)).toEqual({ failed: 'refused', status: 6 });
    expect(gateway.received.length).toBe(0);
    expect(upstream.room).toBe(16);
  });

  const doneMs = Date.UTC(2026, 10, 26, 1, 3);
  const status = (stat: string) =>
    writeReport(
      {
        msgId: 0x77n,
        stat,
        submitTime: '2611260902',
        doneTime: '2611260903',
        destTerminalId: '13800000001',
        smscSequence: 1,
      },
      version,
    ) as Uint8Array;

  test('a report is answered when it is kept', async () => {
    const { desk, gateway } = await opened(version);
    desk.isKept = undefined;
    gateway.send(deliverOf(5, { registeredDelivery: 1, content: status('MA:0012') }));
    const { received, answer } = await desk.receipts.next();
    expect(received).toEqual({
      report: { upstreamId: '0000000000000077', state: 'MA:0012', error: '000', doneMs },
    });
    expect(gateway.received.length).toBe(0);
    answer(true);
    expect(await gateway.next('DELIVER_RESP')).toMatchObject({ sequenceId: 5, msgId: 0x1234n, result: 0 });
    gateway.send(deliverOf(6, { registeredDelivery: 1, content: status('DELIVRD') }));
    (await desk.receipts.next()).answer(false);
    expect(await gateway.next('DELIVER_RESP')).toMatchObject({ sequenceId: 6, result: 8 });
  });

  test('what is no end, and what nobody can read, does not reach the desk', async () => {
    const { desk, gateway } = await opened(version);
    const ask = async (more: Partial<CmppPduOf<'DELIVER'>>) => {
      gateway.send(deliverOf(7, more));
      return (await gateway.next('DELIVER_RESP')).result;
    };
    expect(await ask({ registeredDelivery: 1, content: status('ACCEPTD') })).toBe(0);
    expect(await ask({ registeredDelivery: 1, content: Buffer.from('what?') })).toBe(1);
    expect(await ask({ tpUdhi: 1 })).toBe(1);
    expect(desk.receipts.length).toBe(0);
  });

  test('a reply, with a copy of it', async () => {
    const { desk, gateway } = await opened(version);
    const deliver = deliverOf(9, { msgFmt: 15, content: Buffer.from([0xcd, 0xcb, 0xb6, 0xa9]) });
    gateway.send(deliver);
    expect(await gateway.next('DELIVER_RESP')).toMatchObject({ result: 0 });
    const { reply } = (await desk.receipts.next()).received as { reply: CarriedMessage };
    expect(reply).toMatchObject({
      source: { digits: '13800000001' },
      destination: { digits: '1069' },
      alphabet: 'gb18030',
      form: `cmpp-${version}`,
    });
    expect(reply.pdu).toEqual(cmppBytes(deliver, version));
  });
});

test('a network that answers in the form of 2.0 is spoken to in 2.0', async () => {
  const { desk, upstream, gateway, connect } = await stage('3.0');
  gateway.version = '2.0';
  accept(gateway, { ...connect, version: 0x20 });
  await desk.openings.next();
  upstream.send(carried('3.0'), false, () => {});
  expect((await gateway.next('SUBMIT')).destTerminalIds).toEqual(['13800000001']);
});

test('an account that no CONNECT can carry is told at once', () => {
  const make = () =>
    openCmppUpstream(
      { name: 'carrier', host: '127.0.0.1', port: 1, account: '1234567', secret: 's' },
      new FakeUpstreamDesk(),
    );
  expect(make).toThrow(UpstreamFault);
  expect(make).toThrow('Source_Addr');
});
