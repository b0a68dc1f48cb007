// How sessions of SMPP end, and what they bear: silence, slow readers, what is malformed, TLS.
import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { SmppCommand, SmppStatus, SmppTag } from '@wurao/wire';
import { describe, expect, test } from 'vitest';
import { makeKeys, makeOwn } from '../../sip/stir/testing/make-certificate.ts';
import type { DeliverOutcome } from '../ports.ts';
import { numberOf, SECRET } from '../testing/fake-desk.ts';
import { FakeUpstreamDesk } from '../testing/fake-upstream-desk.ts';
import { pduBytes, SmppPeer } from '../testing/smpp-peer.ts';
import { latin, smppStage, TO } from '../testing/smpp-stage.ts';
import { smsClock } from '../testing/sms-clock.ts';
import { openSmppUpstream } from './upstream.ts';

const { serve, dial, bound } = smppStage();

const report = {
  message: numberOf(1),
  state: 'DELIVRD',
  error: '000',
  submittedMs: 0,
  doneMs: 0,
  source: { digits: '1069', ton: 0, npi: 0 },
  destination: { digits: '8613800000001', ton: 1, npi: 1 },
};

describe('what is malformed gets its answer, and the session goes on', () => {
  const whole = pduBytes(SmppCommand.submitSm, 50, { ...TO, shortMessage: latin('hi') });
  const resized = (bytes: Uint8Array): Uint8Array => {
    const sized = bytes.slice();
    new DataView(sized.buffer).setUint32(0, sized.length);
    return sized;
  };
  const put = (at: number, ...octets: number[]): Uint8Array => {
    const bytes = whole.slice();
    bytes.set(octets, at);
    return bytes;
  };
  const joined = (...parts: Uint8Array[]): Uint8Array => resized(new Uint8Array(Buffer.concat(parts)));
  const header = (command: number, sequence: number, length = 16): Uint8Array => {
    const bytes = pduBytes(SmppCommand.enquireLink, sequence);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, length);
    view.setUint32(4, command);
    return bytes;
  };
  const NACK = SmppCommand.genericNack;
  const SUBMIT = SmppCommand.submitSmResp;
  const tlv = (tag: number, length: number, ...octets: number[]) =>
    Uint8Array.of(tag >> 8, tag & 255, length >> 8, length & 255, ...octets);

  test.each<readonly [string, Uint8Array, number, number, number]>([
    ['an id that nobody has', header(0x7777, 50), NACK, SmppStatus.ESME_RINVCMDID, 50],
    ['an id of 5.0', header(0x0111, 50), NACK, SmppStatus.ESME_RINVCMDID, 50],
    ['no body', header(SmppCommand.submitSm, 50), SUBMIT, SmppStatus.ESME_RINVCMDLEN, 50],
    ['half a body', resized(whole.slice(0, 30)), SUBMIT, SmppStatus.ESME_RINVCMDLEN, 50],
    ['a text shorter than it says', put(whole.length - 3, 200), SUBMIT, SmppStatus.ESME_RINVCMDLEN, 50],
    ['an address without an end', put(22, ...new Array<number>(25).fill(0x31)), SUBMIT, SmppStatus.ESME_RINVSRCADR, 50],
    ['half a parameter', joined(whole, Uint8Array.of(4, 0x24, 0)), SUBMIT, SmppStatus.ESME_RINVOPTPARSTREAM, 50],
    ['a parameter too long', joined(whole, tlv(0x0424, 900, 1)), SUBMIT, SmppStatus.ESME_RINVOPTPARSTREAM, 50],
    ['a parameter of no such length', joined(whole, tlv(0x020c, 1, 1)), SUBMIT, SmppStatus.ESME_RINVPARLEN, 50],
    ['the text twice', joined(whole, tlv(0x0424, 1, 1)), SUBMIT, SmppStatus.ESME_RINVMSGLEN, 50],
    ['a header that is none', put(whole.length - 12, 0x40), SUBMIT, SmppStatus.ESME_RINVESMCLASS, 50],
  ])('%s', async (_name, bytes, command, status, sequence) => {
    const { desk, peer, server } = await bound();
    const before = server.figures().malformed;
    peer.raw(bytes);
    expect(await peer.next()).toMatchObject({ command, status, sequence });
    expect(await peer.ask(SmppCommand.submitSm, TO)).toMatchObject({ status: 0 });
    await desk.submissions.next();
    expect(desk.submissions.length).toBe(0);
    expect(server.figures().malformed - before).toBeLessThanOrEqual(1);
  });

  test('a PDU of 100 KB is passed over', async () => {
    const { peer } = await bound();
    const bytes = new Uint8Array(100_000);
    bytes.set(header(SmppCommand.submitSm, 50, bytes.length));
    peer.raw(bytes);
    expect(await peer.next()).toMatchObject({ command: NACK, status: SmppStatus.ESME_RINVCMDLEN, sequence: 50 });
    expect(await peer.ask(SmppCommand.submitSm, TO)).toMatchObject({ status: 0 });
  });

  test.each([3, 0xffff_ffff])('but a length of %i ends it: where the next one begins is not known', async (length) => {
    const { desk, peer, session } = await bound();
    peer.raw(header(SmppCommand.submitSm, 50, length));
    expect(await peer.next()).toMatchObject({ command: NACK, status: SmppStatus.ESME_RINVCMDLEN });
    await peer.closed;
    expect(await desk.gone.next()).toBe(session);
  });

  test('a bind, too', async () => {
    const { desk, server } = await serve();
    const peer = await dial(server.port);
    const bind = pduBytes(SmppCommand.bindTransceiver, 1, { systemId: 'merchant' });
    peer.raw(resized(bind.slice(0, 20)));
    expect(await peer.next()).toMatchObject({ status: SmppStatus.ESME_RINVCMDLEN });
    expect(await peer.bind()).toMatchObject({ status: 0 });
    expect(desk.asks.length).toBe(1);
  });

  test('answers to nothing are left alone', async () => {
    const { peer } = await bound();
    peer.raw(pduBytes(SmppCommand.deliverSmResp, 9, { messageId: '' }));
    peer.raw(pduBytes(NACK, 9));
    expect(await peer.ask(SmppCommand.submitSm, TO)).toMatchObject({ status: 0 });
  });

  test('a message of 60 KB in message_payload arrives', async () => {
    const { desk, peer } = await bound();
    const value = new Uint8Array(60_000).fill(0x61);
    await peer.ask(SmppCommand.submitSm, TO, [{ tag: SmppTag.messagePayload, value }]);
    expect((await desk.submissions.next()).submission.messages[0]!.text).toHaveLength(60_000);
  });
});

describe('the end', () => {
  test('unbind is answered; what was under way is told', async () => {
    const { desk, peer, session } = await bound();
    const told: DeliverOutcome[] = [];
    session.deliver({ report }, (outcome) => told.push(outcome));
    await peer.next();
    expect(await peer.ask(SmppCommand.unbind)).toMatchObject({ command: SmppCommand.unbindResp, status: 0 });
    await peer.closed;
    expect(await desk.gone.next()).toBe(session);
    expect(told).toEqual(['unknown']);
  });

  test('close answers what it has, then says goodbye; nothing new is taken', async () => {
    const { desk, peer, session } = await bound();
    desk.answers = undefined;
    const sequence = peer.send(SmppCommand.submitSm, TO);
    const { answer } = await desk.submissions.next();
    session.close();
    expect([session.room, session.deliver({ report }, () => {})]).toEqual([0, false]);
    expect(await peer.ask(SmppCommand.submitSm, TO)).toMatchObject({ status: SmppStatus.ESME_RTHROTTLED });
    answer([{ taken: numberOf(5) }]);
    expect(await peer.next()).toMatchObject({ sequence, status: 0, values: { messageId: numberOf(5) } });
    const unbind = await peer.next();
    expect(unbind.command).toBe(SmppCommand.unbind);
    peer.respond(unbind);
    await peer.closed;
    expect(await desk.gone.next()).toBe(session);
  });

  test('closing the port says goodbye to all, and cuts off who does not answer', async () => {
    const { fake, clock } = smsClock();
    const { desk, peer, server } = await bound({ clock });
    const unbound = await dial(server.port);
    expect(await unbound.ask(SmppCommand.enquireLink)).toMatchObject({ status: 0 });
    const closed = server.close();
    expect((await peer.next()).command).toBe(SmppCommand.unbind);
    await unbound.closed;
    fake.advance(4_000);
    await closed;
    await peer.closed;
    expect(desk.gone.length).toBe(1);
  });

  test('who says nothing is asked after 60 s, and gone after 60 s more', async () => {
    const { fake, clock } = smsClock();
    const { desk, peer, session } = await bound({ clock });
    fake.advance(60_000);
    const probe = await peer.next();
    expect(probe.command).toBe(SmppCommand.enquireLink);
    peer.respond(probe);
    expect(await peer.ask(SmppCommand.enquireLink)).toMatchObject({ command: SmppCommand.enquireLinkResp });
    fake.advance(60_000);
    expect((await peer.next()).command).toBe(SmppCommand.enquireLink);
    expect(desk.gone.length).toBe(0);
    fake.advance(60_000);
    expect(await desk.gone.next()).toBe(session);
    await peer.closed;
  });

  test('who does not bind within 30 s is gone', async () => {
    const { fake, clock } = smsClock();
    const { server } = await serve({ clock });
    const peer = await dial(server.port);
    expect(await peer.ask(SmppCommand.enquireLink)).toMatchObject({ status: 0 });
    fake.advance(30_000);
    await peer.closed;
    expect(server.figures()).toMatchObject({ bound: 0 });
  });

  test('who does not fetch what is written is cut off at a bound', async () => {
    const { desk, peer, session } = await bound({ limits: { queuedBytesMax: 1_000 } });
    peer.socket.pause();
    const told: DeliverOutcome[] = [];
    for (let i = 0; i < 16; i++) session.deliver({ report }, (outcome) => told.push(outcome));
    expect(await desk.gone.next()).toBe(session);
    // Nothing of that had been given to the system yet.
    expect(told.length).toBeGreaterThan(4);
    expect(new Set(told)).toEqual(new Set(['later']));
  });
});

test('more connections of one source than its limit are turned away', async () => {
  const { server } = await serve({ limits: { perSourceMax: 1 } });
  await (await dial(server.port)).bind();
  const second = await dial(server.port);
  await second.closed;
  expect(server.figures()).toMatchObject({ connections: 1, turnedAway: 1 });
});

const identityOf = (name: string) => {
  const keys = makeKeys();
  const key = keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { key, cert: makeOwn(name, keys, Date.now(), { isAuthority: true }) };
};

test('over TLS, also with a certificate of the client', async () => {
  const [own, theirs] = [identityOf('gate'), identityOf('merchant')];
  const { desk, server } = await serve({ tls: own });
  const socket = connectTls({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false, ...theirs });
  await once(socket, 'secureConnect');
  const peer = new SmppPeer(socket);
  expect(await peer.bind()).toMatchObject({ status: 0 });
  expect(desk.asks).toHaveLength(1);
  socket.destroy();
});

test('our own way on binds over TLS where the certificate shows the name that it is to show', async () => {
  const own = identityOf('smsc.example');
  const { desk, server } = await serve({ tls: own });
  const upstreamDesk = new FakeUpstreamDesk();
  const options = { name: 'carrier', host: '127.0.0.1', port: server.port, account: 'gate', secret: SECRET };
  const upstream = openSmppUpstream({ ...options, tls: { ca: own.cert, serverName: 'smsc.example' } }, upstreamDesk);
  expect(await upstreamDesk.openings.next()).toBe(upstream);
  expect(desk.asks[0]).toMatchObject({ account: 'gate' });
  upstream.close();
  const wrong = openSmppUpstream({ ...options, tls: { ca: own.cert, serverName: 'other.example' } }, upstreamDesk);
  await new Promise<void>((resolve) => {
    const look = () => (wrong.figures().lastFailure === undefined ? setImmediate(look) : resolve());
    look();
  });
  expect(wrong.figures().opened).toBe(0);
  expect(wrong.figures().lastFailure).toContain('other.example');
  wrong.close();
});
