// Our way on to a network that speaks SMPP, with a network that a test plays.
import { SmppCommand, SmppStatus, SmppTag, smppIntegerTlv, smppTextTlv } from '@wurao/wire';
import { describe, expect, test } from 'vitest';
import type { CarriedMessage, SendOutcome, UpstreamSession } from '../ports.ts';
import { UpstreamFault } from '../sessions/upstream.ts';
import { FakeNetwork } from '../testing/fake-network.ts';
import { FakeUpstreamDesk } from '../testing/fake-upstream-desk.ts';
import { pduBytes, SmppPeer } from '../testing/smpp-peer.ts';
import { closingAfterEach, latin, TO } from '../testing/smpp-stage.ts';
import { smsClock } from '../testing/sms-clock.ts';
import { openSmppUpstream, type SmppUpstreamOptions } from './upstream.ts';

const open = closingAfterEach();

async function stage(options: Partial<SmppUpstreamOptions> = {}) {
  const network = await FakeNetwork.listen();
  const desk = new FakeUpstreamDesk();
  const own = { name: 'carrier', host: '127.0.0.1', port: network.port, account: 'gate', secret: 'secret' };
  const upstream = openSmppUpstream({ ...own, ...options }, desk);
  open.push(network, upstream);
  const smsc = async () => new SmppPeer(await network.sockets.next());
  return { network, desk, upstream, smsc };
}

async function opened(options: Partial<SmppUpstreamOptions> = {}) {
  const there = await stage(options);
  const smsc = await there.smsc();
  smsc.respond(await smsc.next(), 0, { systemId: 'smsc' });
  expect(await there.desk.openings.next()).toBe(there.upstream);
  return { ...there, smsc };
}

function carried(values = {}, alphabet: CarriedMessage['alphabet'] = 'gsm7', text = latin('hi')): CarriedMessage {
  return {
    source: { digits: '1069', ton: 0, npi: 0 },
    destination: { digits: '8613800000001', ton: 1, npi: 1 },
    channel: 'sms',
    alphabet,
    text,
    concat: undefined,
    form: 'smpp',
    pdu: pduBytes(SmppCommand.submitSm, 99, { ...TO, shortMessage: text, ...values }),
  };
}

const sending = (upstream: UpstreamSession, message = carried()) =>
  new Promise<SendOutcome>((resolve) => expect(upstream.send(message, true, resolve)).toBe(true));

describe('opening', () => {
  test('binds as a transceiver, and is open when that is answered', async () => {
    const { desk, upstream, smsc } = await stage({ systemType: 'gw' });
    const network = await smsc();
    const bind = await network.next();
    expect(bind).toMatchObject({
      command: SmppCommand.bindTransceiver,
      values: { systemId: 'gate', password: 'secret', systemType: 'gw', interfaceVersion: 0x34 },
    });
    expect([upstream.isOpen, upstream.room]).toEqual([false, 0]);
    network.respond(bind, 0, { systemId: 'smsc' });
    await desk.openings.next();
    expect([upstream.isOpen, upstream.room]).toEqual([true, 16]);
    expect(upstream.figures()).toMatchObject({ attempts: 1, opened: 1, lastFailure: undefined });
  });

  test('tries again with growing pauses, of which chance takes up to a half, until it is closed', async () => {
    const { fake, clock } = smsClock();
    const { desk, upstream, smsc } = await stage({ clock, random: () => 0 });
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const network = await smsc();
      network.respond(await network.next(), SmppStatus.ESME_RBINDFAIL);
      await network.closed;
      // Its own end of the connection is noticed in a turn of its own.
      await new Promise<void>((resolve) => {
        const look = () => (fake.pending === 1 ? resolve() : setImmediate(look));
        look();
      });
      const beforeMs = fake.nowMs;
      const before = upstream.figures().attempts;
      while (upstream.figures().attempts === before) fake.advance(100);
      waits.push(fake.nowMs - beforeMs);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(upstream.figures()).toMatchObject({ opened: 0, lastFailure: 'bind refused: ESME_RBINDFAIL' });
    expect([desk.openings.length, desk.losses.length]).toEqual([0, 0]);
    upstream.close();
    fake.advance(3_600_000);
    expect([upstream.figures().attempts, fake.pending]).toEqual([9, 0]);
  });

  test('a network that is not there is tried again', async () => {
    const { fake, clock } = smsClock();
    const network = await FakeNetwork.listen();
    const { port } = network;
    await network.close();
    const desk = new FakeUpstreamDesk();
    const upstream = openSmppUpstream(
      { name: 'carrier', host: '127.0.0.1', port, account: 'gate', secret: 's', clock, random: () => 1 },
      desk,
    );
    open.push(upstream);
    await new Promise<void>((resolve) => {
      const look = () => (upstream.figures().lastFailure === undefined ? setImmediate(look) : resolve());
      look();
    });
    expect(upstream.figures().lastFailure).toContain('ECONNREFUSED');
    const again = await FakeNetwork.listen(port);
    open.push(again);
    fake.advance(1_000);
    await again.sockets.next();
    expect(upstream.figures().attempts).toBe(2);
  });

  test('a secret that no bind can carry is told at once', () => {
    const make = () =>
      openSmppUpstream(
        { name: 'carrier', host: '127.0.0.1', port: 1, account: 'gate', secret: '123456789' },
        new FakeUpstreamDesk(),
      );
    expect(make).toThrow(UpstreamFault);
    expect(make).toThrow('password');
  });
});

describe('sending', () => {
  test('a message of the same form is copied, under a number of its own; a report is asked for by us', async () => {
    const { upstream, smsc } = await opened();
    const message = carried({ registeredDelivery: 0, serviceType: 'x', validityPeriod: '261126140000000+' });
    const told = sending(upstream, message);
    const got = await smsc.next();
    expect(got).toMatchObject({ sequence: 2, values: { registeredDelivery: 1, serviceType: 'x' } });
    const expected = pduBytes(SmppCommand.submitSm, 2, { ...got.values, registeredDelivery: 1 });
    expect(new Uint8Array(got.bytes)).toEqual(expected);
    smsc.respond(got, 0, { messageId: 'a-7' });
    expect(await told).toEqual({ sent: 'a-7' });
    upstream.send(carried({ registeredDelivery: 0x11 }), false, () => {});
    expect(await smsc.next()).toMatchObject({ sequence: 3, values: { registeredDelivery: 0 } });
  });

  test.each<readonly [string, number, string | undefined, SendOutcome]>([
    ['throttled', 0x58, undefined, { failed: 'later' }],
    ['a full queue', 0x14, undefined, { failed: 'later' }],
    ['a refusal', 0x0b, undefined, { failed: 'refused', status: 0x0b }],
    ['a status of their own', 0x412, '', { failed: 'refused', status: 0x412 }],
    ['success without a body', 0, undefined, { sent: '' }],
    ['success without an id', 0, '', { sent: '' }],
  ])('%s', async (_name, status, messageId, outcome) => {
    const { upstream, smsc } = await opened();
    const told = sending(upstream);
    smsc.respond(await smsc.next(), status, messageId === undefined ? undefined : { messageId });
    expect(await told).toEqual(outcome);
  });

  test('a generic_nack answers, too; success that cannot be read is one without an id', async () => {
    const { upstream, smsc } = await opened();
    const nacked = sending(upstream);
    const first = await smsc.next();
    smsc.raw(pduBytes(SmppCommand.genericNack, first.sequence, undefined, [], SmppStatus.ESME_RINVCMDLEN));
    expect(await nacked).toEqual({ failed: 'refused', status: SmppStatus.ESME_RINVCMDLEN });
    const broken = sending(upstream);
    const second = await smsc.next();
    const answer = pduBytes(SmppCommand.submitSmResp, second.sequence, { messageId: 'abc' });
    answer[answer.length - 1] = 0x64;
    smsc.raw(answer);
    expect(await broken).toEqual({ sent: '' });
    expect(upstream.isOpen).toBe(true);
  });

  test('as many as the window has room for, and word when there is room again', async () => {
    const { desk, upstream, smsc } = await opened({ windowMax: 2 });
    const send = () => upstream.send(carried(), true, () => {});
    expect([send(), send(), send(), upstream.room]).toEqual([true, true, false, 0]);
    smsc.respond(await smsc.next(), 0, { messageId: '1' });
    await desk.roomy.next();
    expect(upstream.room).toBe(1);
  });

  test('what is sent and not answered is unknown after 60 s; the session stays', async () => {
    const { fake, clock } = smsClock();
    const { upstream, smsc } = await opened({ clock });
    const told = sending(upstream);
    await smsc.next();
    fake.advance(59_999);
    fake.advance(1);
    expect(await told).toEqual({ failed: 'unknown' });
    expect(upstream.isOpen).toBe(true);
  });

  test('a lost connection: all that was under way is told first, then the loss; then it is opened again', async () => {
    const { fake, clock } = smsClock();
    const { network, desk, upstream, smsc } = await opened({ clock, random: () => 1 });
    const order: string[] = [];
    upstream.send(carried(), true, (outcome) => order.push(JSON.stringify(outcome)));
    await smsc.next();
    smsc.socket.destroy();
    order.push(await desk.losses.next());
    expect(order).toEqual(['{"failed":"unknown"}', 'lost']);
    expect([upstream.isOpen, upstream.room, upstream.send(carried(), true, () => {})]).toEqual([false, 0, false]);
    fake.advance(1_000);
    const again = new SmppPeer(await network.sockets.next());
    again.respond(await again.next(), 0, { systemId: '' });
    await desk.openings.next();
    expect(upstream.isOpen).toBe(true);
  });

  test('data_coding 0 is told by name to a network that means something else by it', async () => {
    const { upstream, smsc } = await opened();
    const send = async (message: CarriedMessage) => {
      upstream.send(message, false, () => {});
      return (await smsc.next()).values;
    };
    const octets = latin('\xa3é');
    expect(await send(carried({}, 'latin1', octets))).toMatchObject({ dataCoding: 3, serviceType: '' });
    expect(await send(carried({ serviceType: 'x' }, 'ascii'))).toMatchObject({ dataCoding: 1, serviceType: 'x' });
    expect(await send(carried({}, 'gsm7'))).toMatchObject({ dataCoding: 0 });
  });

  test('close says goodbye, after the answer to what was given', async () => {
    const { fake, clock } = smsClock();
    const { desk, upstream, smsc } = await opened({ clock });
    upstream.send(carried(), false, () => {});
    upstream.send(carried(), false, () => {});
    upstream.close();
    const given = [await smsc.next(), await smsc.next()];
    expect(given.map(({ command }) => command)).toEqual([SmppCommand.submitSm, SmppCommand.submitSm]);
    for (const one of given) smsc.respond(one, 0, { messageId: '7' });
    const unbind = await smsc.next();
    expect(unbind.command).toBe(SmppCommand.unbind);
    expect(upstream.figures().received).toBe(3);
    expect(upstream.send(carried(), false, () => {})).toBe(false);
    smsc.respond(unbind);
    expect(await desk.losses.next()).toBe('left');
    await smsc.closed;
    fake.advance(3_600_000);
    expect(upstream.figures().attempts).toBe(1);
  });

  test('it is closed when the network has answered what it was sent, and said goodbye', async () => {
    const { upstream, smsc } = await opened();
    const said: string[] = [];
    const outcome = sending(upstream).then((sent) => said.push(JSON.stringify(sent)));
    upstream.close();
    const closed = upstream.closed().then(() => said.push('closed'));
    smsc.respond(await smsc.next(), 0, { messageId: '7' });
    smsc.respond(await smsc.next(), 0);
    await Promise.all([outcome, closed]);
    expect(said).toEqual(['{"sent":"7"}', 'closed']);
    // There is nothing to wait for any more.
    await upstream.closed();
  });

  test('a network that does not answer is waited for so long', async () => {
    const { fake, clock } = smsClock();
    const { upstream, smsc } = await opened({ clock, limits: { leavingMs: 3_000 } });
    const outcome = sending(upstream);
    upstream.close();
    const closed = upstream.closed();
    await smsc.next();
    fake.advance(3_000);
    expect(await outcome).toEqual({ failed: 'unknown' });
    await closed;
  });

  test('an answer that stays away does not hold back the goodbye for ever', async () => {
    const { fake, clock } = smsClock();
    const { upstream, smsc } = await opened({ clock, rules: { closeMs: 2_000 } });
    upstream.send(carried(), false, () => {});
    upstream.close();
    expect((await smsc.next()).command).toBe(SmppCommand.submitSm);
    fake.advance(2_000);
    expect((await smsc.next()).command).toBe(SmppCommand.unbind);
  });
});

describe('hearing', () => {
  const text = 'id:77 sub:001 dlvrd:001 submit date:2611260902 done date:2611260903 stat:DELIVRD err:012 text:hi';
  const receipt = { ...TO, esmClass: 4, shortMessage: latin(text) };

  test('a receipt, answered when it is kept', async () => {
    const { desk, smsc } = await opened();
    desk.isKept = undefined;
    smsc.send(SmppCommand.deliverSm, receipt);
    const { received, answer } = await desk.receipts.next();
    const doneMs = Date.UTC(2026, 10, 26, 1, 3);
    expect(received).toEqual({ report: { upstreamId: '77', state: 'DELIVRD', error: '012', doneMs } });
    expect(smsc.received.length).toBe(0);
    answer(true);
    expect(await smsc.next()).toMatchObject({ command: SmppCommand.deliverSmResp, status: 0, sequence: 1 });
    smsc.send(SmppCommand.deliverSm, receipt);
    (await desk.receipts.next()).answer(false);
    expect(await smsc.next()).toMatchObject({ status: SmppStatus.ESME_RX_T_APPN, sequence: 2 });
  });

  test('what its parameters say counts before its text', async () => {
    const { desk, smsc } = await opened();
    const tlvs = [
      smppTextTlv(SmppTag.receiptedMessageId, 'abc'),
      smppIntegerTlv(SmppTag.messageState, 5),
      { tag: SmppTag.networkErrorCode, value: Uint8Array.of(3, 0, 8) },
    ];
    await smsc.ask(SmppCommand.deliverSm, receipt, tlvs);
    await smsc.ask(SmppCommand.deliverSm, { ...TO, esmClass: 0, shortMessage: latin('') }, tlvs);
    const [both, alone] = await desk.receipts.take(2);
    expect(both!.received).toMatchObject({ report: { upstreamId: 'abc', state: 'UNDELIV', error: '012' } });
    expect(alone!.received).toMatchObject({
      report: { upstreamId: 'abc', state: 'UNDELIV', error: '008', doneMs: undefined },
    });
  });

  test('what is no end, and what nobody can read, does not reach the desk', async () => {
    const { desk, smsc } = await opened();
    const status = async (values: object) => (await smsc.ask(SmppCommand.deliverSm, { ...receipt, ...values })).status;
    expect(await status({ shortMessage: latin(text.replace('DELIVRD', 'ENROUTE')) })).toBe(0);
    expect(await status({ esmClass: 0x20 })).toBe(0);
    expect(await status({ esmClass: 0x08 })).toBe(0);
    expect(await status({ shortMessage: latin('what?') })).toBe(SmppStatus.ESME_RX_P_APPN);
    // No network gives a message a number of more than 64 characters.
    const long = (digits: number) => status({ shortMessage: latin(text.replace('77', '7'.repeat(digits))) });
    expect(await long(65)).toBe(SmppStatus.ESME_RX_P_APPN);
    expect(desk.receipts.length).toBe(0);
    expect(await long(64)).toBe(0);
    expect((await desk.receipts.next()).received).toMatchObject({ report: { upstreamId: '7'.repeat(64) } });
    expect(desk.receipts.length).toBe(0);
  });

  test('a reply, by deliver_sm and by data_sm', async () => {
    const { desk, smsc } = await opened();
    const reply = { sourceAddr: '8613800000001', destinationAddr: '1069', dataCoding: 8 };
    const tlvs = [{ tag: SmppTag.messagePayload, value: latin('\0T\0D') }];
    await smsc.ask(SmppCommand.deliverSm, { ...reply, shortMessage: latin('\0T\0D') });
    await smsc.ask(SmppCommand.dataSm, reply, tlvs);
    for (const { received } of await desk.receipts.take(2)) {
      expect(received).toMatchObject({
        reply: { source: { digits: '8613800000001' }, destination: { digits: '1069' }, alphabet: 'ucs2', form: 'smpp' },
      });
      const message = (received as { reply: CarriedMessage }).reply;
      expect(Buffer.from(message.text).toString('latin1')).toBe('\0T\0D');
      expect(message.pdu[7]).toBe(SmppCommand.deliverSm);
    }
  });

  test('a parameter of a wrong length costs no receipt', async () => {
    const { desk, smsc } = await opened();
    const good = pduBytes(SmppCommand.deliverSm, 5, receipt, [{ tag: 0x1499, value: latin('abc') }]);
    // user_message_reference has two octets.
    good.set([0x02, 0x04], good.length - 7);
    smsc.raw(good);
    expect(await smsc.next()).toMatchObject({ status: 0, sequence: 5 });
    expect((await desk.receipts.next()).received).toMatchObject({ report: { upstreamId: '77' } });
  });
});
