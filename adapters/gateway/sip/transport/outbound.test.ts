import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Target } from '../ports.ts';
import { makeKeys, makeOwn } from '../stir/testing/make-certificate.ts';
import { OutboundLinks, type OutboundOptions } from './outbound.ts';
import { openTcp, openTls } from './stream.ts';
import { RecordedIntake, requestText, sendText } from './testing/recorded-intake.ts';
import { openPlainUdp } from './udp-plain.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
const kept = <T extends { close(): unknown }>(one: T): T => {
  open.push(one);
  return one;
};
const outbound = (intake: RecordedIntake, more: Partial<OutboundOptions> = {}) =>
  kept(new OutboundLinks({ udp: [], limits: { endingMs: 40 }, ...more }, intake));
const targetOf = (port: number, more: Partial<Target> = {}): Target => ({
  transport: 'tcp',
  address: '127.0.0.1',
  port,
  serverName: undefined,
  ...more,
});
const limits = { endingMs: 40 };
const echo = (): RecordedIntake => {
  const intake = new RecordedIntake();
  intake.onEach = ({ kind, text, link }) => kind === 'message' && sendText(link, text);
  return intake;
};

test('what is sent while a connection is being opened goes out when it is open, and answers come in', async () => {
  const far = echo();
  const listener = kept(await openTcp({ address: '127.0.0.1', port: 0, limits }, far));
  const intake = new RecordedIntake();
  const out = outbound(intake);
  const link = out.linkTo(targetOf(listener.port))!;
  expect(link).toMatchObject({ transport: 'tcp', isReliable: true, address: '127.0.0.1', port: listener.port });
  for (const name of ['a', 'b', 'c']) expect(sendText(link, requestText(name))).toBe(true);
  expect(out.linkTo(targetOf(listener.port))).toBe(link);
  const answers = await intake.until('message', 3);
  expect(answers.map(({ text }) => text)).toEqual(['a', 'b', 'c'].map((name) => requestText(name)));
  expect(answers[0]?.link).toBe(link);
  expect(link.localPort).toBe(far.all[0]?.link.port);
  expect(out.figures()).toEqual({ received: 3, sent: 3, dropped: 0, connections: 1 });
});

test('a connection refused is told once, its messages are lost, and the next link is a new one', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  server.close();
  await once(server, 'close');
  const intake = new RecordedIntake();
  const out = outbound(intake);
  const link = out.linkTo(targetOf(port))!;
  expect(sendText(link, requestText('a'))).toBe(true);
  await intake.until('closed');
  expect(intake.all).toEqual([
    expect.objectContaining({ link, error: expect.objectContaining({ code: 'ECONNREFUSED' }) }),
  ]);
  expect(sendText(link, 'x')).toBe(false);
  expect(out.figures()).toEqual({ received: 0, sent: 0, dropped: 2, connections: 0 });
  const listener = kept(await openTcp({ address: '127.0.0.1', port, limits }, echo()));
  const next = out.linkTo(targetOf(listener.port))!;
  expect(next).not.toBe(link);
  sendText(next, requestText('b'));
  await intake.until('message');
});

test('a connection that the far side ends is opened anew', async () => {
  const far = echo();
  const first = await openTcp({ address: '127.0.0.1', port: 0, limits }, far);
  const intake = new RecordedIntake();
  const out = outbound(intake);
  const link = out.linkTo(targetOf(first.port))!;
  sendText(link, requestText('a'));
  await intake.until('message');
  await first.close();
  await intake.until('closed');
  const second = kept(await openTcp({ address: '127.0.0.1', port: first.port, limits }, far));
  sendText(out.linkTo(targetOf(second.port))!, requestText('b'));
  await intake.until('message', 2);
});

test('what waits for a connection is bounded, and a connection has to come about in time', async () => {
  const intake = new RecordedIntake();
  const out = outbound(intake, { limits: { connectMs: 40, queuedBytesMax: 1_000 } });
  // TLS to a server that says nothing: connected, and never open.
  const mute = createServer((socket) => kept({ close: () => socket.destroy() }));
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  kept({ close: () => mute.close() });
  const bound = mute.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const link = out.linkTo(targetOf(port, { transport: 'tls' }))!;
  expect(sendText(link, 'x'.repeat(600))).toBe(true);
  expect(sendText(link, 'x'.repeat(600))).toBe(false);
  expect(sendText(link, 'x'.repeat(300))).toBe(true);
  const [closed] = await intake.until('closed');
  expect(closed?.error).toMatchObject({ code: 'connect-timeout' });
  expect(out.figures()).toMatchObject({ dropped: 3, connections: 0 });
});

test('with too many connections the one used longest ago gives way', async () => {
  const far = echo();
  const listeners = await Promise.all(
    [1, 2, 3].map(async () => kept(await openTcp({ address: '127.0.0.1', port: 0, limits }, far))),
  );
  const intake = new RecordedIntake();
  const out = outbound(intake, { connectionsMax: 2 });
  const [a, b] = listeners.map(({ port }) => port);
  const first = out.linkTo(targetOf(a!))!;
  const second = out.linkTo(targetOf(b!))!;
  expect(out.linkTo(targetOf(a!))).toBe(first);
  out.linkTo(targetOf(listeners[2]!.port));
  const [closed] = await intake.until('closed');
  expect(closed).toMatchObject({ link: second, error: { code: 'crowded-out' } });
  expect(out.linkTo(targetOf(a!))).toBe(first);
});

test('UDP goes out by the socket that listens, of the family of the target', async () => {
  const intake = new RecordedIntake();
  const six = kept(await openPlainUdp({ address: '::1', port: 0 }, intake));
  const four = kept(await openPlainUdp({ address: '127.0.0.1', port: 0 }, intake));
  const out = outbound(intake, { udp: [six, four] });
  const link = out.linkTo(targetOf(four.port, { transport: 'udp' }))!;
  expect(link.localPort).toBe(four.port);
  expect(out.linkTo(targetOf(six.port, { transport: 'udp', address: '::1' }))?.localPort).toBe(six.port);
  sendText(link, 'to myself');
  expect((await intake.until('datagram'))[0]?.link).toBe(link);
  expect(outbound(intake).linkTo(targetOf(5_060, { transport: 'udp' }))).toBeUndefined();
});

test('no address, no port, or closed: no link', async () => {
  const out = outbound(new RecordedIntake());
  expect(out.linkTo(targetOf(5_060, { address: 'example.com' }))).toBeUndefined();
  expect(out.linkTo(targetOf(0))).toBeUndefined();
  await out.close();
  expect(out.linkTo(targetOf(5_060))).toBeUndefined();
});

test('TLS: nothing is sent before the certificate is found right: for the name, and by its authority', async () => {
  const keys = makeKeys();
  const cert = makeOwn('gate.example', keys, Date.now(), { isAuthority: true });
  const key = `${keys.privateKey.export({ format: 'pem', type: 'pkcs8' })}`;
  const far = echo();
  const listener = kept(await openTls({ address: '127.0.0.1', port: 0, limits, identity: { key, cert } }, far));
  const intake = new RecordedIntake();
  const trusting = outbound(intake, { tls: { ca: cert } });
  const good = targetOf(listener.port, { transport: 'tls', serverName: 'gate.example' });
  const link = trusting.linkTo(good)!;
  sendText(link, requestText('a'));
  await intake.until('message');
  const wrong = [
    trusting.linkTo({ ...good, serverName: 'other.example' })!,
    trusting.linkTo({ ...good, serverName: undefined })!,
    outbound(intake).linkTo(good)!,
  ];
  for (const one of wrong) sendText(one, requestText('b'));
  const closed = await intake.until('closed', 3);
  expect(closed.map((one) => wrong.includes(one.link) && one.error !== undefined)).toEqual([true, true, true]);
  expect(far.of('message').map(({ text }) => text)).toEqual([requestText('a')]);
});
