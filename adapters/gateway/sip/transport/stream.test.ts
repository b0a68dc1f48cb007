import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { makeCertificate, makeKeys, makeOwn } from '../stir/testing/make-certificate.ts';
import { sourceOf } from './addresses.ts';
import type { StreamLimits } from './connections.ts';
import { openTcp, openTls, type StreamListener } from './stream.ts';
import { RecordedIntake, requestText, sendText } from './testing/recorded-intake.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const listen = async (intake: RecordedIntake, limits: Partial<StreamLimits> = {}, address = '127.0.0.1') => {
  const listener = await openTcp({ address, port: 0, limits: { endingMs: 40, ...limits } }, intake);
  open.push(listener);
  return listener;
};
const dial = async (listener: StreamListener, host = '127.0.0.1'): Promise<Socket> => {
  const socket = connect(listener.port, host);
  open.push({ close: () => socket.destroy() });
  await once(socket, 'connect');
  return socket.on('error', () => {});
};
/** What comes until there are so many bytes. */
const take = (socket: Socket, length: number): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.length >= length) resolve(text);
    });
  });

for (const [bound, dialled] of [
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['::', '127.0.0.1'],
] as const) {
  test(`messages of ${dialled} come in on ${bound}, answers go out in their order, in few chunks`, async () => {
    const intake = new RecordedIntake();
    intake.onEach = ({ kind, text, link }) => kind === 'message' && sendText(link, text);
    const listener = await listen(intake, {}, bound);
    const socket = await dial(listener, dialled);
    let chunks = 0;
    socket.on('data', () => chunks++);
    const text = Array.from({ length: 200 }, (_, i) => requestText(`m${i}`, i)).join('');
    const answered = take(socket, text.length);
    socket.write(text);
    expect(await answered).toBe(text);
    expect(chunks).toBeLessThan(20);
    const { link } = intake.of('message')[0]!;
    expect(link).toMatchObject({ transport: 'tcp', isReliable: true, address: dialled, port: socket.localPort });
    expect(link).toMatchObject({ localAddress: dialled, localPort: listener.port, certificate: undefined });
    expect(listener.figures()).toEqual({ received: 200, sent: 200, dropped: 0, connections: 1 });
    socket.end();
    const [closed] = await intake.until('closed');
    expect(closed).toMatchObject({ link, error: undefined });
    expect(sendText(link, 'late')).toBe(false);
    expect(listener.figures()).toMatchObject({ dropped: 1, connections: 0 });
  });
}

test('a double CRLF is answered with one', async () => {
  const socket = await dial(await listen(new RecordedIntake()));
  const answered = take(socket, 2);
  socket.write('\r\n\r\n');
  expect(await answered).toBe('\r\n');
});

test('what cannot be read is told, may be refused, and ends the connection; nothing after it is read', async () => {
  const intake = new RecordedIntake();
  intake.onEach = ({ kind, link }) => kind === 'unreadable' && sendText(link, 'refused');
  const socket = await dial(await listen(intake));
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.write(`${requestText('a')}garbage without sense\r\n${requestText('b')}`);
  await once(socket, 'end');
  expect(text).toBe('refused');
  await intake.until('closed');
  expect(intake.all.map(({ kind }) => kind)).toEqual(['message', 'unreadable', 'closed']);
});

test('a peer that does not end its side of an ended connection loses it', async () => {
  const intake = new RecordedIntake();
  const listener = await listen(intake);
  const socket = connect({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true });
  open.push({ close: () => socket.destroy() });
  socket.on('error', () => {}).write('garbage without sense\r\n');
  await intake.until('closed');
  expect(listener.figures().connections).toBe(0);
});

test('a message that is begun and not made whole in time ends the connection, however its bytes trickle', async () => {
  const intake = new RecordedIntake();
  const socket = await dial(await listen(intake, { wholeMs: 60 }));
  socket.write(requestText('a') + requestText('b').slice(0, 30));
  const trickle = setInterval(() => socket.write('x'), 5);
  const [closed] = await intake.until('closed');
  clearInterval(trickle);
  expect(closed?.error).toMatchObject({ code: 'message-timeout' });
  expect(intake.of('message')).toHaveLength(1);
});

test('a connection on which nothing happens is ended', async () => {
  const intake = new RecordedIntake();
  await dial(await listen(intake, { idleMs: 40 }));
  const [closed] = await intake.until('closed');
  expect(closed?.error).toMatchObject({ code: 'idle' });
});

test('a peer that does not read what it is sent loses its connection at the limit', async () => {
  const intake = new RecordedIntake();
  const listener = await listen(intake, { queuedBytesMax: 100_000 });
  const socket = await dial(listener);
  socket.pause().write(requestText('a'));
  const { link } = (await intake.until('message'))[0]!;
  const text = 'x'.repeat(10_000);
  let taken = 0;
  while (sendText(link, text)) {
    taken++;
    if (taken % 5 === 0) await new Promise(setImmediate);
  }
  expect(taken).toBeGreaterThanOrEqual(10);
  const [closed] = await intake.until('closed');
  expect(closed?.error).toMatchObject({ code: 'slow-reader' });
  expect(listener.figures()).toMatchObject({ connections: 0 });
});

test('one source may have so many connections, and all together so many', async () => {
  const intake = new RecordedIntake();
  const listener = await listen(intake, { perSourceMax: 2, connectionsMax: 3 }, '::');
  const [first] = [await dial(listener), await dial(listener)];
  const third = await dial(listener);
  await once(third, 'close');
  expect(listener.turnedAway()).toBe(1);
  await dial(listener, '::1');
  const fifth = await dial(listener, '::1');
  await once(fifth, 'close');
  expect(listener.turnedAway()).toBe(2);
  first?.end();
  await intake.until('closed');
  const again = await dial(listener);
  again.write(requestText('a'));
  await intake.until('message');
});

test('the addresses of one customer are one source', () => {
  expect(sourceOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(sourceOf('2001:db8::1')).toBe(sourceOf('2001:db8:0:0:1:2:3:4'));
  expect(sourceOf('2001:db8:0:1::1')).not.toBe(sourceOf('2001:db8::1'));
  expect(sourceOf('2001:db8::1:2:3:4:5')).toBe('2001:db8:0:1');
  expect(sourceOf('::1')).toBe('0:0:0:0');
});

test('closing sends what was given before and ends every connection', async () => {
  const intake = new RecordedIntake();
  const listener = await listen(intake);
  const socket = await dial(listener);
  socket.write(requestText('a'));
  const { link } = (await intake.until('message'))[0]!;
  const answered = take(socket, 10);
  sendText(link, 'last words');
  await listener.close();
  expect(await answered).toBe('last words');
});

test('a port that is taken is a failure with its code', async () => {
  const { port } = await listen(new RecordedIntake());
  await expect(openTcp({ address: '127.0.0.1', port }, new RecordedIntake())).rejects.toMatchObject({
    code: 'cannot-listen',
    system: 'EADDRINUSE',
  });
});

const identityOf = (name: string) => {
  const keys = makeKeys();
  const key = `${keys.privateKey.export({ format: 'pem', type: 'pkcs8' })}`;
  return { keys, key, cert: makeOwn(name, keys, Date.now(), { isAuthority: true }) };
};
/** As `openssl x509 -fingerprint -sha256` says it, without its colons. */
const fingerprintOf = (cert: string) => new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
const server = identityOf('gate.example');

const listenTls = async (intake: RecordedIntake, clientCa?: string, limits: Partial<StreamLimits> = {}) => {
  const identity = { key: server.key, cert: server.cert, ...(clientCa === undefined ? {} : { clientCa }) };
  const listener = await openTls(
    { address: '127.0.0.1', port: 0, identity, limits: { endingMs: 40, ...limits } },
    intake,
  );
  open.push(listener);
  return listener;
};
const dialTls = (listener: StreamListener, more: ConnectionOptions = {}) => {
  const socket = connectTls({ port: listener.port, host: '127.0.0.1', rejectUnauthorized: false, ...more });
  open.push({ close: () => socket.destroy() });
  return socket;
};

test('TLS: a client is known by the fingerprint of its certificate, where it shows one', async () => {
  const intake = new RecordedIntake();
  intake.onEach = ({ kind, text, link }) => kind === 'message' && sendText(link, text);
  const listener = await listenTls(intake);
  const client = identityOf('carrier.example');
  const withOne = dialTls(listener, { key: client.key, cert: client.cert });
  const text = requestText('a', 40_000);
  const answered = take(withOne, text.length);
  withOne.write(text);
  expect(await answered).toBe(text);
  expect(intake.all[0]?.link).toMatchObject({ transport: 'tls', certificate: fingerprintOf(client.cert) });
  dialTls(listener).write(requestText('b'));
  await intake.until('message', 2);
  expect(intake.of('message')[1]?.link.certificate).toBeUndefined();
});

test('TLS: where clients need an authority, a certificate of another one counts as not shown', async () => {
  const intake = new RecordedIntake();
  const authority = identityOf('authority.example');
  const listener = await listenTls(intake, authority.cert);
  const stranger = identityOf('stranger.example');
  dialTls(listener, { key: stranger.key, cert: stranger.cert }).write(requestText('a'));
  await intake.until('message');
  expect(intake.all[0]?.link.certificate).toBeUndefined();
  const { keys, key } = identityOf('carrier.example');
  const wish = { subject: 'carrier.example', issuer: 'authority.example', subjectKey: keys.publicKey };
  const times = { fromMs: Date.now() - 86_400_000, toMs: Date.now() + 86_400_000 };
  const cert = makeCertificate({ ...wish, ...times, issuerKey: authority.keys.privateKey });
  dialTls(listener, { key, cert }).write(requestText('b'));
  await intake.until('message', 2);
  expect(intake.of('message')[1]?.link.certificate).toBe(fingerprintOf(cert));
});

test('TLS: a certificate is replaced while connections are open; one that cannot be used is not taken', async () => {
  const intake = new RecordedIntake();
  const listener = await listenTls(intake);
  const first = dialTls(listener);
  await once(first, 'secureConnect');
  const next = identityOf('next.example');
  listener.replaceIdentity({ key: next.key, cert: next.cert });
  expect(() => listener.replaceIdentity({ key: server.key, cert: next.cert })).toThrow(
    expect.objectContaining({ code: 'certificate-unusable', field: 'tls' }),
  );
  const second = dialTls(listener);
  await once(second, 'secureConnect');
  expect(second.getPeerX509Certificate()?.fingerprint256).toBe(new X509Certificate(next.cert).fingerprint256);
  first.write(requestText('a'));
  await intake.until('message');
});

test('TLS: below 1.2, and by peers that speak no TLS or say nothing, no connection comes about', async () => {
  const intake = new RecordedIntake();
  const listener = await listenTls(intake, undefined, { handshakeMs: 50 });
  const old = dialTls(listener, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' });
  await expect(once(old, 'secureConnect')).rejects.toThrow();
  const plain = await dial(listener);
  plain.write(requestText('a'));
  await once(plain.resume(), 'close');
  await once((await dial(listener)).resume(), 'close');
  expect(intake.all).toEqual([]);
});
