// Messages of other implementations' tests, played into bound sessions: each gets an answer that is right, and the session goes on.
import { readFileSync } from 'node:fs';
import { sharedData, skipUnless } from '@wurao/testkit';
import { SmppCommand, smppCommandName, smppStatusName } from '@wurao/wire';
import { expect } from 'vitest';
import { openSmppUpstream } from './smpp/upstream.ts';
import { cmppStage, VERSIONS } from './testing/cmpp-stage.ts';
import { SECRET } from './testing/fake-desk.ts';
import { FakeNetwork } from './testing/fake-network.ts';
import { FakeUpstreamDesk } from './testing/fake-upstream-desk.ts';
import { SmppPeer } from './testing/smpp-peer.ts';
import { closingAfterEach, smppStage } from './testing/smpp-stage.ts';

const PROBE = 0x7000_0000;

interface Vector {
  readonly protocol: 'smpp' | 'cmpp';
  readonly source: string;
  readonly hex: string;
}

const file = sharedData('sms-pdu/vectors.json');
const vectors = file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as readonly Vector[]);
const test = skipUnless('shared data sms-pdu/vectors.json', vectors);
const of = (protocol: Vector['protocol']) => (vectors ?? []).filter((vector) => vector.protocol === protocol);
const bytesOf = ({ hex }: Vector) => new Uint8Array(Buffer.from(hex, 'hex'));
const commandOf = (bytes: Uint8Array) => new DataView(bytes.buffer).getUint32(4);
const lineOf = ({ source }: Vector) => source.split(' ').at(-1)!;

const smpp = smppStage();
const cmpp = cmppStage();
const open = closingAfterEach();

test('SMPP, into a session of a merchant: what a server does not take is answered, too', async () => {
  const { peer } = await smpp.bound();
  const answers: string[] = [];
  for (const vector of of('smpp')) {
    const bytes = bytesOf(vector);
    peer.raw(bytes);
    if (commandOf(bytes) < 0x8000_0000) {
      const { command, status } = await peer.next();
      answers.push(`${smppCommandName(command)} ${smppStatusName(status)}`);
    }
    expect(await peer.ask(SmppCommand.enquireLink)).toMatchObject({ status: 0 });
  }
  expect([...new Set(answers)].sort()).toEqual(['deliver_sm_resp ESME_RINVBNDSTS', 'submit_sm_resp ESME_ROK']);
});

test('SMPP, into our way on: receipts and replies', async () => {
  const network = await FakeNetwork.listen();
  const desk = new FakeUpstreamDesk();
  const own = { name: 'own', host: '127.0.0.1', port: network.port, account: 'gate', secret: SECRET };
  const upstream = openSmppUpstream(own, desk);
  open.push(network, upstream);
  const peer = new SmppPeer(await network.sockets.next());
  peer.respond(await peer.next(), 0, { systemId: '' });
  await desk.openings.next();
  const heard: string[] = [];
  for (const vector of of('smpp')) {
    const bytes = bytesOf(vector);
    if (commandOf(bytes) !== SmppCommand.deliverSm) continue;
    peer.raw(bytes);
    expect(await peer.next()).toMatchObject({ command: SmppCommand.deliverSmResp, status: 0 });
    const { received } = await desk.receipts.next();
    const what = 'report' in received ? `${received.report.state} ${received.report.upstreamId}` : 'reply';
    heard.push(`${lineOf(vector).split(':')[1]}: ${what}`);
  }
  expect(heard).toEqual([
    '15: UNDELIV 6a3ed98a66444e8abac3acd9bba8656f',
    '25: reply',
    '36: DELIVRD bc59b8aa-2fd2-4035-8113-19301e050079',
    '44: DELIVRD 6aad5',
    '78: DELIVRD 145100315320224957',
    '89: DELIVRD 4D19C83C',
    '101: reply',
    '134: DELIVRD 18d0e03a',
    '147: DELIVRD 18d0e03a',
  ]);
});

test('CMPP, into a session of a merchant: each submit is taken in its version, and told to be broken in the other', async () => {
  const results = new Map<string, number[]>();
  for (const version of VERSIONS) {
    const { peer } = await cmpp.bound(version);
    for (const vector of of('cmpp')) {
      const bytes = bytesOf(vector);
      const isWhole = bytes.length >= 12 && new DataView(bytes.buffer).getUint32(0) === bytes.length;
      // TERMINATE would end it, and the bodies alone are no messages.
      if (!isWhole || commandOf(bytes) === 2) continue;
      peer.raw(bytes);
      peer.send({ command: 'ACTIVE_TEST', sequenceId: PROBE });
      for (;;) {
        const pdu = await peer.received.next();
        if (pdu.command === 'ACTIVE_TEST_RESP' && pdu.sequenceId === PROBE) break;
        if (pdu.command !== 'SUBMIT_RESP') continue;
        results.set(lineOf(vector), [...(results.get(lineOf(vector)) ?? []), pdu.result]);
      }
    }
  }
  expect(Object.fromEntries(results)).toEqual({
    'conn_test.go:27': [1, 0],
    'submit_fuzz_test.go:14': [0, 1],
    'submit_test.go:90': [0, 1],
    'submit_test.go:119': [0, 1],
    'submit_test.go:264': [1, 0],
    'submit_test.go:296': [1, 0],
  });
});
