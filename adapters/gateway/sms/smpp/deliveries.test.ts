// What goes to a merchant's system by SMPP: receipts and replies.
import { SmppCommand, SmppTag, smppIntegerTlv, smppTextTlv } from '@wurao/wire';
import { expect, test } from 'vitest';
import type { CarriedMessage, DeliverOutcome } from '../ports.ts';
import { numberOf } from '../testing/fake-desk.ts';
import { pduBytes } from '../testing/smpp-peer.ts';
import { latin, smppStage, TO } from '../testing/smpp-stage.ts';

const { serve, dial, bound } = smppStage();

const report = {
  message: numberOf(0x1234),
  state: 'DELIVRD',
  error: '000',
  submittedMs: Date.UTC(2026, 10, 26, 1, 2),
  doneMs: Date.UTC(2026, 10, 26, 1, 3),
  source: { digits: '1069', ton: 0, npi: 0 },
  destination: { digits: '8613800000001', ton: 1, npi: 1 },
};
const text =
  'id:0000000000001234 sub:001 dlvrd:001 submit date:2611260902 done date:2611260903 stat:DELIVRD err:000 text:';

test('a report is a receipt from the subscriber', async () => {
  const { peer, session } = await bound();
  const told = new Promise((resolve) => session.deliver({ report }, resolve));
  const got = await peer.next();
  expect(got).toMatchObject({
    command: SmppCommand.deliverSm,
    values: {
      sourceAddr: '8613800000001',
      sourceAddrTon: 1,
      sourceAddrNpi: 1,
      destinationAddr: '1069',
      esmClass: 4,
      dataCoding: 0,
    },
  });
  expect(Buffer.from(got.values!.shortMessage!).toString('latin1')).toBe(text);
  expect(got.tlvs).toEqual([
    smppTextTlv(SmppTag.receiptedMessageId, report.message),
    smppIntegerTlv(SmppTag.messageState, 2),
  ]);
  peer.respond(got, 0, { messageId: '' });
  expect(await told).toBe('done');
});

test('a network code stands as it is, and counts as undeliverable', async () => {
  const { peer, session } = await bound();
  session.deliver({ report: { ...report, state: 'MK:0012' } }, () => {});
  session.deliver({ report: { ...report, state: 'MA:0012' } }, () => {});
  const states = [await peer.next(), await peer.next()].map(({ tlvs }) => tlvs[1]!.value[0]);
  expect(states).toEqual([7, 5]);
});

test('a reply is the PDU as it came', async () => {
  const { peer, session } = await bound();
  const pdu = pduBytes(SmppCommand.deliverSm, 77, { ...TO, shortMessage: latin('TD') });
  session.deliver({ reply: { form: 'smpp', pdu } as CarriedMessage }, () => {});
  const got = await peer.next();
  expect(got.bytes.subarray(16)).toEqual(pdu.subarray(16));
  expect(got.sequence).toBe(1);
});

test.each<readonly [number, DeliverOutcome]>([
  [0x00, 'done'],
  [0x58, 'later'],
  [0x14, 'later'],
  [0x08, 'later'],
  [0x64, 'later'],
  [0x65, 'refused'],
  [0x0b, 'refused'],
])('the answer %i means %s', async (status, outcome) => {
  const { peer, session } = await bound();
  const told = new Promise((resolve) => session.deliver({ report }, resolve));
  peer.respond(await peer.next(), status);
  expect(await told).toBe(outcome);
});

test('as many as the window has room for; whoever found none hears when there is some', async () => {
  const { desk, server } = await serve();
  desk.windowMax = 2;
  const peer = await dial(server.port);
  await peer.bind();
  const session = await desk.bound.next();
  expect(await desk.roomy.next()).toBe(session);
  const deliver = () => session.deliver({ report }, () => {});
  expect([deliver(), deliver(), deliver(), session.room]).toEqual([true, true, false, 0]);
  const [first, second] = [await peer.next(), await peer.next()];
  peer.socket.cork();
  peer.respond(first);
  peer.respond(second);
  peer.socket.uncork();
  expect(await desk.roomy.next()).toBe(session);
  expect([session.room, desk.roomy.length]).toEqual([2, 0]);
});

test('a session that ends tells of each once: what was sent is unknown', async () => {
  const { desk, peer, session } = await bound();
  const told: DeliverOutcome[] = [];
  session.deliver({ report }, (outcome) => told.push(outcome));
  await peer.next();
  session.deliver({ report }, (outcome) => told.push(outcome));
  await peer.next();
  peer.socket.destroy();
  expect(await desk.gone.next()).toBe(session);
  expect(told).toEqual(['unknown', 'unknown']);
  expect(session.deliver({ report }, () => {})).toBe(false);
  expect(session.room).toBe(0);
});

test('whoever used up the room hears when there is some, without having asked for more', async () => {
  const { desk, server } = await serve();
  desk.windowMax = 1;
  const peer = await dial(server.port);
  await peer.bind();
  const session = await desk.bound.next();
  await desk.roomy.next();
  session.deliver({ report }, () => {});
  expect(session.room).toBe(0);
  peer.respond(await peer.next());
  expect(await desk.roomy.next()).toBe(session);
});

test('a transmitter gets none, and hears of no room', async () => {
  const { desk, server } = await serve();
  const peer = await dial(server.port);
  await peer.bind(SmppCommand.bindTransmitter);
  expect((await desk.bound.next()).deliver({ report }, () => {})).toBe(false);
  await peer.ask(SmppCommand.enquireLink);
  expect(desk.roomy.length).toBe(0);
});
