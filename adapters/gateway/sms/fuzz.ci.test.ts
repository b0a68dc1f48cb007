// Bent messages into bound sessions: nothing throws, nothing hangs, what is asked between them is answered, the session beside is well,
// and each message that a way on took is told of once. 40,000 of them each; ten million in a soak.

import { diceOf, fuzzSize } from '@wurao/testkit';
import { CMPP_RULES, SMPP_RULES, SmppCommand, SmppTag, type SmppTlv, smppIntegerTlv } from '@wurao/wire';
import { describe, expect, test } from 'vitest';
import { openCmppServer } from './cmpp/server.ts';
import { openCmppUpstream } from './cmpp/upstream.ts';
import type { CarriedMessage, MerchantSession } from './ports.ts';
import type { SmsClock } from './sessions/limits.ts';
import { openSmppServer } from './smpp/server.ts';
import { openSmppUpstream } from './smpp/upstream.ts';
import { bendMessage } from './testing/bend-message.ts';
import { CmppPeer, cmppBytes, deliverOf, submitOf } from './testing/cmpp-peer.ts';
import { FakeDesk, numberOf, SECRET } from './testing/fake-desk.ts';
import { FakeNetwork } from './testing/fake-network.ts';
import { FakeUpstreamDesk } from './testing/fake-upstream-desk.ts';
import { pduBytes, SmppPeer } from './testing/smpp-peer.ts';
import { closingAfterEach, TO } from './testing/smpp-stage.ts';
import { smsClock } from './testing/sms-clock.ts';

const { rounds: ROUNDS, timeoutMs: TIMEOUT_MS, seed: SEED } = fuzzSize(40_000, 20_261_126);
const BATCH = 50;
const STEP_MS = 500;
/** Lengths are left alone. */
const HEADER_FROM = 4;
const AT = { address: '127.0.0.1', port: 0 };
const PROBE = 0x7000_0000;
const CLOSE_MS = { SMPP: SMPP_RULES.closeMs, CMPP: CMPP_RULES.closeMs };

const open = closingAfterEach();

/** A desk that keeps nothing, answers whatever, and delivers now and then, so that answers to it may be bent, too. */
class BusyDesk extends FakeDesk {
  override submitted(
    session: MerchantSession,
    { messages }: Parameters<FakeDesk['submitted']>[1],
    answer: Parameters<FakeDesk['submitted']>[2],
  ): void {
    this.taken++;
    answer(messages.map((_, index) => (index % 3 === 1 ? { why: 'throttled' } : { taken: numberOf(index + 1) })));
    const report = {
      message: numberOf(this.taken),
      state: 'DELIVRD',
      error: '000',
      submittedMs: 0,
      doneMs: 0,
      source: { digits: '1069', ton: 0, npi: 0 },
      destination: { digits: '138', ton: 0, npi: 0 },
    };
    session.deliver({ report }, () => {});
  }
}

const concatenated: readonly SmppTlv[] = [
  smppIntegerTlv(SmppTag.sarMsgRefNum, 3),
  smppIntegerTlv(SmppTag.sarTotalSegments, 2),
  smppIntegerTlv(SmppTag.sarSegmentSeqnum, 1),
];
const text = Buffer.from('hello');
const UDH = Buffer.from([5, 0, 3, 7, 2, 1, 0x68]);
const destAddresses = [{ ton: 1, npi: 1, address: '138' }, { listName: 'all' }];
const SMPP_SEEDS: readonly Uint8Array[] = [
  pduBytes(SmppCommand.submitSm, 1, { ...TO, shortMessage: text }),
  pduBytes(SmppCommand.submitSm, 2, { ...TO, esmClass: 0x40, dataCoding: 8, shortMessage: UDH }),
  pduBytes(SmppCommand.submitSm, 3, { ...TO, validityPeriod: '000001000000000R' }, concatenated),
  pduBytes(SmppCommand.submitMulti, 4, { sourceAddr: '1069', destAddresses, shortMessage: text }),
  pduBytes(SmppCommand.dataSm, 5, TO, [{ tag: SmppTag.messagePayload, value: text }]),
  pduBytes(SmppCommand.querySm, 6, { messageId: numberOf(1) }),
  pduBytes(SmppCommand.cancelSm, 7, { messageId: numberOf(1) }),
  pduBytes(SmppCommand.replaceSm, 8, { messageId: numberOf(1) }),
  pduBytes(SmppCommand.enquireLink, 9),
  pduBytes(SmppCommand.deliverSmResp, 2, { messageId: '' }),
  pduBytes(SmppCommand.deliverSm, 10, { ...TO, esmClass: 4, shortMessage: Buffer.from('id:1 stat:DELIVRD err:000') }),
  pduBytes(SmppCommand.deliverSm, 11, { ...TO, shortMessage: text }),
  pduBytes(SmppCommand.submitSmResp, 3, { messageId: '77' }),
  pduBytes(SmppCommand.genericNack, 3, undefined, [], 3),
];

const CMPP_SEEDS: readonly Uint8Array[] = [
  submitOf(1),
  submitOf(2, { tpUdhi: 1, content: UDH, destTerminalIds: ['138', '139'] }),
  submitOf(3, { pkTotal: 2, pkNumber: 1, validTime: '000001000000000R' }),
  deliverOf(4),
  deliverOf(5, { registeredDelivery: 1, content: new Uint8Array(71) }),
  { command: 'QUERY', sequenceId: 6, time: '20261126', queryType: 0, queryCode: '', reserve: '' } as const,
  { command: 'CANCEL', sequenceId: 7, msgId: 1n } as const,
  { command: 'ACTIVE_TEST', sequenceId: 8 } as const,
  { command: 'DELIVER_RESP', sequenceId: 2, msgId: 1n, result: 0 } as const,
  { command: 'SUBMIT_RESP', sequenceId: 3, msgId: 1n, result: 0 } as const,
].map((pdu) => cmppBytes(pdu, '3.0'));

/** What a test plays, in either protocol. */
interface Played {
  readonly closed: Promise<unknown>;
  close(): void;
  raw(bytes: Uint8Array): void;
  /** The next message that comes. */
  nextOne(): Promise<{ readonly sequence: number; readonly isSubmit: boolean }>;
}

const smppPlayed = (peer: SmppPeer): Played => ({
  closed: peer.closed,
  close: () => void peer.socket.destroy(),
  raw: (bytes) => peer.raw(bytes),
  nextOne: async () => {
    const { sequence, command } = await peer.next();
    return { sequence, isSubmit: command === SmppCommand.submitSm };
  },
});
const cmppPlayed = (peer: CmppPeer): Played => ({
  closed: peer.closed,
  close: () => void peer.socket.destroy(),
  raw: (bytes) => peer.raw(bytes),
  nextOne: async () => {
    const { sequenceId, command } = await peer.received.next();
    return { sequence: sequenceId, isSubmit: command === 'SUBMIT' };
  },
});

interface Protocol {
  readonly headerBytes: number;
  readonly seeds: readonly Uint8Array[];
  readonly probe: Uint8Array;
  readonly goodbye: Uint8Array;
  readonly serve: (desk: FakeDesk) => ReturnType<typeof openSmppServer>;
  readonly bind: (port: number) => Promise<Played>;
  readonly connect: (port: number, desk: FakeUpstreamDesk, clock: SmsClock) => ReturnType<typeof openSmppUpstream>;
  /** The network lets a way on in, on the connection that comes. */
  readonly letIn: (network: FakeNetwork) => Promise<Played>;
  readonly message: CarriedMessage;
  readonly answerTo: (sequence: number) => Uint8Array;
}

const own = { name: 'own', host: '127.0.0.1', account: '900001', secret: SECRET };
const plain = {
  source: { digits: '1069', ton: 0, npi: 0 },
  destination: { digits: '138', ton: 0, npi: 0 },
  channel: 'sms',
  alphabet: 'ascii',
  text,
  concat: undefined,
} as const;

const PROTOCOLS: Readonly<Record<'SMPP' | 'CMPP', Protocol>> = {
  SMPP: {
    headerBytes: 16,
    seeds: SMPP_SEEDS,
    probe: pduBytes(SmppCommand.enquireLink, PROBE),
    goodbye: pduBytes(SmppCommand.unbind, PROBE - 1),
    serve: (desk) => openSmppServer(AT, desk),
    bind: async (port) => {
      const peer = await SmppPeer.dial(port);
      expect(await peer.bind()).toMatchObject({ status: 0 });
      return smppPlayed(peer);
    },
    connect: (port, desk, clock) => openSmppUpstream({ ...own, port, clock }, desk),
    letIn: async (network) => {
      const peer = new SmppPeer(await network.sockets.next());
      peer.respond(await peer.next(), 0, { systemId: '' });
      return smppPlayed(peer);
    },
    message: { ...plain, form: 'smpp', pdu: pduBytes(SmppCommand.submitSm, 1, { ...TO, dataCoding: 1 }) },
    answerTo: (sequence) => pduBytes(SmppCommand.submitSmResp, sequence, { messageId: '1' }),
  },
  CMPP: {
    headerBytes: 12,
    seeds: CMPP_SEEDS,
    probe: cmppBytes({ command: 'ACTIVE_TEST', sequenceId: PROBE }, '3.0'),
    goodbye: cmppBytes({ command: 'TERMINATE', sequenceId: PROBE - 1 }, '3.0'),
    serve: (desk) => openCmppServer(AT, desk),
    bind: async (port) => {
      const peer = await CmppPeer.dial(port, '3.0');
      expect((await peer.connect()).answer.status).toBe(0);
      return cmppPlayed(peer);
    },
    connect: (port, desk, clock) => openCmppUpstream({ ...own, port, clock }, desk),
    letIn: async (network) => {
      const peer = new CmppPeer(await network.sockets.next(), '3.0');
      const { sequenceId, version } = await peer.next('CONNECT');
      peer.send({ command: 'CONNECT_RESP', sequenceId, status: 0, authenticatorIsmg: new Uint8Array(16), version });
      return cmppPlayed(peer);
    },
    message: { ...plain, form: 'cmpp-3.0', pdu: cmppBytes(submitOf(1), '3.0') },
    answerTo: (sequenceId) => cmppBytes({ command: 'SUBMIT_RESP', sequenceId, msgId: 1n, result: 0 }, '3.0'),
  },
};

/** Sends them with a probe behind; false where they ended the session. `submitted` is told of the submits that come meanwhile. */
async function play(
  peer: Played,
  batch: readonly Uint8Array[],
  probe: Uint8Array,
  submitted = (_sequence: number) => {},
) {
  peer.raw(Buffer.concat([...batch, probe]));
  const gone = peer.closed.then(() => undefined);
  for (;;) {
    const one = await Promise.race([peer.nextOne(), gone]);
    if (one === undefined) return false;
    if (one.isSubmit) submitted(one.sequence);
    else if (one.sequence === PROBE) return true;
  }
}

describe.each(['SMPP', 'CMPP'] as const)('%s', (name) => {
  const { headerBytes, seeds, probe, goodbye, serve, bind, connect, letIn, message, answerTo } = PROTOCOLS[name];

  test('bent messages into a session of a merchant', { timeout: TIMEOUT_MS }, async () => {
    const dice = diceOf(SEED);
    const desk = new BusyDesk();
    const server = await serve(desk);
    open.push(server);
    const good = await bind(server.port);
    open.push(good);
    let bent = await bind(server.port);
    let answered = 0;
    for (let done = 0; done < ROUNDS; done += BATCH) {
      const batch = Array.from({ length: BATCH }, () => bendMessage(dice, dice.pick(seeds), HEADER_FROM, headerBytes));
      if (await play(bent, batch, probe)) answered++;
      else bent = await bind(server.port);
      expect(await play(good, [], probe)).toBe(true);
    }
    bent.close();
    // The others had a goodbye among them.
    expect(answered).toBeGreaterThan((ROUNDS / BATCH) * 0.1);
    expect(desk.taken).toBeGreaterThan(ROUNDS / 50);
    expect(server.figures().malformed).toBeGreaterThan(ROUNDS / 20);
  });

  test('bent messages of a network: each message is told of once', { timeout: TIMEOUT_MS }, async () => {
    const dice = diceOf(SEED + 1);
    const { fake, clock } = smsClock(Date.UTC(2026, 10, 26));
    const network = await FakeNetwork.listen();
    const desk = new FakeUpstreamDesk();
    const upstream = connect(network.port, desk, clock);
    open.push(network, upstream);
    let peer = await letIn(network);
    let waiting: number[] = [];
    let sent = 0;
    const told = new Map<string, number>();
    for (let done = 0; done < ROUNDS; done += BATCH) {
      while (
        upstream.send(message, true, (outcome) => {
          const what = 'sent' in outcome ? 'sent' : outcome.failed;
          told.set(what, (told.get(what) ?? 0) + 1);
        })
      ) {
        sent++;
      }
      const answers = waiting.map((sequence) =>
        bendMessage(dice, answerTo(sequence), dice.once(8) ? HEADER_FROM : headerBytes, headerBytes),
      );
      const others = Array.from({ length: BATCH - answers.length }, () =>
        bendMessage(dice, dice.pick(seeds), HEADER_FROM, headerBytes),
      );
      // Answers whose header was bent are lost: with a goodbye it hears so, and begins anew.
      if (dice.once(20)) others.push(goodbye);
      waiting = [];
      const goesOn = await play(peer, [...answers, ...others], probe, (sequence) => waiting.push(sequence));
      if (goesOn) continue;
      await desk.losses.next();
      waiting = [];
      const { attempts } = upstream.figures();
      while (upstream.figures().attempts === attempts) fake.advance(STEP_MS);
      peer = await letIn(network);
      await desk.openings.next();
    }
    upstream.close();
    // For the answers to what it sent it waits so long, and once more for that to its goodbye.
    for (let wait = 0; wait < 2; wait++) fake.advance(CLOSE_MS[name]);
    await peer.closed;
    const all = [...told.values()].reduce((sum, count) => sum + count, 0);
    expect(all).toBe(sent);
    expect(told.get('sent')).toBeGreaterThan(ROUNDS / 200);
    expect(told.get('unknown')).toBeGreaterThan(ROUNDS / 500);
  });
});
