import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skipUnless } from '@wurao/testkit';
import { afterEach, expect, test } from 'vitest';
import { loadBatch } from './batch/load-batch.ts';
import { UDP_PEERS_MAX } from './peer-table.ts';
import { RecordedIntake, sendText } from './testing/recorded-intake.ts';
import { openUdp } from './udp.ts';
import type { UdpListener, UdpOptions } from './udp-listener.ts';

const batch = await loadBatch();
const addon = 'addon' in batch ? batch.addon : undefined;
if ('reason' in batch) console.log(batch.reason);

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const peerOn = async (address: string): Promise<Socket> => {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  open.push(socket);
  return socket;
};

for (const prefer of ['plain', 'batch'] as const) {
  const testIt = prefer === 'plain' ? test : skipUnless('a C compiler for the batching of UDP', addon);
  const listen = async (intake: RecordedIntake, address = '127.0.0.1', more: Partial<UdpOptions> = {}) => {
    const listener: UdpListener = await openUdp({ address, port: 0, ...more, prefer }, intake);
    open.push(listener);
    return listener;
  };

  for (const address of ['127.0.0.1', '::1']) {
    testIt(`${prefer}: datagrams of ${address} come in and their answers go out, of every size`, async () => {
      const intake = new RecordedIntake();
      intake.onEach = ({ text, link }) => expect(sendText(link, text)).toBe(true);
      const listener = await listen(intake, address);
      expect(listener.batching).toBe(prefer === 'batch' ? 'on' : 'off');
      const peer = await peerOn(address);
      const back: string[] = [];
      const sizes = Array.from({ length: 300 }, (_, i) => (i % 50 === 49 ? 20_000 + i : 20 + i * 7));
      for (const [i, size] of sizes.entries()) {
        const text = `${i} `.padEnd(size, 'x');
        const answered = once(peer, 'message');
        peer.send(text, listener.port, address);
        if (i % 2 === 1) continue;
        const [bytes] = await answered;
        back.push(`${bytes}`);
      }
      await intake.until('datagram', sizes.length);
      expect(
        intake
          .of('datagram')
          .map(({ text }) => text.length)
          .sort(),
      ).toEqual([...sizes].sort());
      expect(back.length).toBeGreaterThan(0);
      const { link } = intake.of('datagram')[0]!;
      const { address: own, port } = peer.address();
      expect(link).toMatchObject({ transport: 'udp', isReliable: false, address: own, port, certificate: undefined });
      expect(link).toMatchObject({ localAddress: address, localPort: listener.port });
      expect(new Set(intake.all.map((one) => one.link))).toEqual(new Set([link]));
      expect(listener.linkTo(own, port)).toBe(link);
      expect(listener.figures()).toMatchObject({ received: sizes.length, dropped: 0, connections: 0 });
    });
  }

  testIt(`${prefer}: a burst is handed up whole and in its order`, async () => {
    const intake = new RecordedIntake();
    const listener = await listen(intake);
    const peer = await peerOn('127.0.0.1');
    const texts = Array.from({ length: 1_000 }, (_, i) => `datagram ${i}`);
    for (const text of texts) peer.send(text, listener.port, '127.0.0.1');
    await intake.until('datagram', texts.length);
    expect(intake.of('datagram').map(({ text }) => text)).toEqual(texts);
  });

  testIt(
    `${prefer}: a burst of sends arrives whole, in its order and unmixed, though the bytes sent are used again`,
    async () => {
      const listener = await listen(new RecordedIntake());
      const peer = await peerOn('127.0.0.1');
      const link = listener.linkTo('127.0.0.1', peer.address().port)!;
      const got: string[] = [];
      const all = new Promise<void>((resolve) =>
        peer.on('message', (bytes) => got.push(`${bytes}`) === 150 && resolve()),
      );
      const bytes = Buffer.alloc(64);
      for (let i = 0; i < 150; i++) {
        const length = bytes.write(`answer ${i}`);
        expect(link.send(bytes, length)).toBe(true);
      }
      await all;
      expect(got).toEqual(Array.from({ length: 150 }, (_, i) => `answer ${i}`));
      expect(listener.figures().sent).toBe(150);
    },
  );

  testIt(`${prefer}: IPv4 on a socket of both families has its short form, both ways`, async () => {
    const intake = new RecordedIntake();
    const listener = await listen(intake, '::');
    const peer = await peerOn('127.0.0.1');
    const answered = once(peer, 'message');
    peer.send('hello', listener.port, '127.0.0.1');
    const { link } = (await intake.until('datagram'))[0]!;
    expect(link.address).toBe('127.0.0.1');
    const same = listener.linkTo('127.0.0.1', peer.address().port);
    expect(same).toBe(link);
    expect(sendText(same!, 'answer')).toBe(true);
    expect(`${(await answered)[0]}`).toBe('answer');
  });

  testIt(`${prefer}: an answer goes to another port of the peer where it is told to`, async () => {
    const listener = await listen(new RecordedIntake());
    const [one, other] = [await peerOn('127.0.0.1'), await peerOn('127.0.0.1')];
    const answered = once(other, 'message');
    expect(sendText(listener.linkTo('127.0.0.1', one.address().port)!, 'there', other.address().port)).toBe(true);
    expect(`${(await answered)[0]}`).toBe('there');
  });

  testIt(`${prefer}: what cannot be sent is false and counted, and nothing throws`, async () => {
    const listener = await listen(new RecordedIntake());
    const link = listener.linkTo('127.0.0.1', 5_060)!;
    expect(link.send(Buffer.alloc(65_508), 65_508)).toBe(false);
    for (const port of [0, -1, 65_536, 1.5]) expect(sendText(link, 'x', port)).toBe(false);
    expect(listener.figures().dropped).toBe(5);
    for (const [address, port] of [
      ['no address', 5_060],
      ['::1', 5_060],
      ['127.0.0.1', 0],
    ] as const) {
      expect(listener.linkTo(address, port)).toBeUndefined();
    }
    await listener.close();
    expect(sendText(link, 'x')).toBe(false);
    expect(listener.figures().dropped).toBe(6);
  });

  testIt(`${prefer}: what the system refuses is counted, and what comes after it goes out`, async () => {
    const listener = await listen(new RecordedIntake());
    const peer = await peerOn('127.0.0.1');
    const answered = once(peer, 'message');
    // A socket bound to the loopback has no way to a broadcast address.
    expect(sendText(listener.linkTo('255.255.255.255', 9)!, 'x')).toBe(true);
    expect(sendText(listener.linkTo('127.0.0.1', peer.address().port)!, 'y')).toBe(true);
    expect(`${(await answered)[0]}`).toBe('y');
    await listener.close();
    expect(listener.figures()).toMatchObject({ sent: 1, dropped: 1 });
  });

  testIt(`${prefer}: closing sends what was given before, and frees the port`, async () => {
    const listener = await listen(new RecordedIntake());
    const peer = await peerOn('127.0.0.1');
    const answered = once(peer, 'message');
    sendText(listener.linkTo('127.0.0.1', peer.address().port)!, 'last words');
    await listener.close();
    await listener.close();
    expect(`${(await answered)[0]}`).toBe('last words');
    const again = await listen(new RecordedIntake(), '127.0.0.1', { port: listener.port });
    expect(again.port).toBe(listener.port);
  });

  testIt(`${prefer}: an address or port that cannot be had is a failure with its code`, async () => {
    const listener = await listen(new RecordedIntake());
    const failure = { code: 'cannot-listen', field: 'address' };
    await expect(listen(new RecordedIntake(), '127.0.0.1', { port: listener.port })).rejects.toMatchObject({
      ...failure,
      system: 'EADDRINUSE',
    });
    await expect(listen(new RecordedIntake(), '192.0.2.1')).rejects.toMatchObject({
      ...failure,
      system: 'EADDRNOTAVAIL',
    });
    await expect(listen(new RecordedIntake(), 'localhost')).rejects.toMatchObject(failure);
  });

  testIt(`${prefer}: two sockets share a port where both say so, and each family may have it to itself`, async () => {
    const first = await listen(new RecordedIntake(), '127.0.0.1', { reusePort: true });
    const second = await listen(new RecordedIntake(), '127.0.0.1', { reusePort: true, port: first.port });
    expect(second.port).toBe(first.port);
    const six = await listen(new RecordedIntake(), '::', { ipv6Only: true });
    const four = await listen(new RecordedIntake(), '0.0.0.0', { port: six.port });
    expect(four.port).toBe(six.port);
  });

  testIt(`${prefer}: more peers than fit push others out, and those in use stay`, async () => {
    const intake = new RecordedIntake();
    const listener = await listen(intake, '127.0.0.1');
    const steady = listener.linkTo('127.0.0.1', 5_060)!;
    steady.memo = 'known';
    for (let i = 0; i < 3 * UDP_PEERS_MAX; i++) {
      listener.linkTo(`10.0.${i & 255}.${i >> 8}`, 1_024 + (i % 60_000));
      if (i % 100 === 0) expect(listener.linkTo('127.0.0.1', 5_060)).toBe(steady);
    }
    expect(listener.peers()).toBeLessThanOrEqual(UDP_PEERS_MAX);
    expect(listener.peers()).toBeGreaterThan(UDP_PEERS_MAX * 0.9);
  });
}

test('without a compiler it is the plain kind, and it says why', async () => {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'wurao-batch-'));
  open.push({ close: () => rm(cacheFolder, { recursive: true }) });
  const build = { compiler: 'no-such-compiler', cacheFolder };
  const listener = await openUdp({ address: '127.0.0.1', port: 0, build }, new RecordedIntake());
  open.push(listener);
  expect(listener).toMatchObject({ batching: 'off', reason: expect.stringContaining('no-such-compiler') });
  expect(await readdir(cacheFolder)).toEqual([]);
});

skipUnless('a C compiler for the batching of UDP', addon)(
  'several that build at once end up with one file',
  async () => {
    const cacheFolder = await mkdtemp(join(tmpdir(), 'wurao-batch-'));
    open.push({ close: () => rm(cacheFolder, { recursive: true }) });
    const all = await Promise.all([1, 2].map(() => loadBatch({ cacheFolder })));
    expect(all.every((one) => 'addon' in one)).toBe(true);
    expect((await readdir(cacheFolder)).filter((name) => name.endsWith('.node'))).toHaveLength(1);
  },
);
