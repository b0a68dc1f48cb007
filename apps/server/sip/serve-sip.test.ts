import { generateKeyPairSync, verify } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { type RunningServer, serve } from '../serve.ts';

const STARTS_WITHIN_MS = 60_000;
/** In Shanghai, on a Friday. */
const TEN_OCLOCK_MS = Date.parse('2026-11-27T10:00:00+08:00');
const dataDir = mkdtempSync(join(tmpdir(), 'wurao-sip-'));
const cardKeys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
writeFileSync(join(dataDir, 'card.pem'), cardKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
const configOf = (more: Readonly<Record<string, string>> = {}) => {
  const flags = {
    'data-dir': dataDir,
    'http-port': '0',
    'sip-port': '0',
    'log-level': 'silent',
    'counter-slots': '1024',
    'sip-remembered-calls': '1024',
    'sip-batching': 'false',
    'redress-url': 'https://gate.example',
    'redress-name': 'Gate',
    'redress-certificate-url': 'https://gate.example/card.pem',
    'redress-key': 'card.pem',
  };
  const config = loadConfig({ flags: { ...flags, ...more }, env: {}, cwd: dataDir, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  return config.value;
};

let server: RunningServer;
const start = async (): Promise<void> => {
  const served = await serve(configOf(), {
    inline: true,
    log: () => {},
    clock: () => TEN_OCLOCK_MS + Math.floor(performance.now()),
  });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  server = served.value;
};
beforeAll(start, STARTS_WITHIN_MS);
afterAll(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

const sipPort = (): number =>
  Number(
    server.addresses
      .find((address) => address.startsWith('sip:'))
      ?.split(':')
      .at(-1),
  );

/** A telephone or a switch: what it is sent waits until somebody reads it. */
const peerOf = async () => {
  const socket = createSocket('udp4');
  sockets.push(socket);
  const came: string[] = [];
  let wake = (): void => {};
  socket.on('message', (bytes) => {
    came.push(bytes.toString('latin1'));
    wake();
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  return {
    port,
    say: (text: string, to = sipPort()) => socket.send(text, to, '127.0.0.1'),
    next: async (begins: string): Promise<string> => {
      for (;;) {
        const at = came.findIndex((text) => text.startsWith(begins));
        if (at >= 0) return came.splice(at, 1)[0] ?? '';
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
};

/** The last one has 95000 on its own allow list: no cap holds it back. */
const CALLEES = { agreed: '13800000001', protected: '13800000002', allows: '13800000007' } as const;

const invite = (port: number, callee: string, callId: string, caller = '95000'): string =>
  [
    `INVITE sip:${callee}@127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK-${callId};rport`,
    `From: <sip:${caller}@carrier.example>;tag=a1`,
    `To: <sip:${callee}@127.0.0.1>`,
    `Call-ID: ${callId}`,
    'CSeq: 1 INVITE',
    'Max-Forwards: 70',
    `Contact: <sip:${caller}@127.0.0.1:${port}>`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
const field = (message: string, name: string): string =>
  message
    .split('\r\n')
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2) ?? '';
const get = async (url: string): Promise<Record<string, unknown>> => {
  const answer = await server.inject({
    method: 'GET',
    url,
    headers: { authorization: `Bearer ${server.adminKey.secret}` },
  });
  expect(answer.statusCode, url).toBe(200);
  return answer.json();
};

test('calls of this machine are decided by the sample world, by UDP and by TCP, and counted in /metrics', async () => {
  const peer = await peerOf();
  peer.say(invite(peer.port, CALLEES.agreed, 'agreed'));
  const allowed = await peer.next('SIP/2.0 302');
  expect(field(allowed, 'Contact')).toMatch(/^<sip:13800000001@127\.0\.0\.1:5070;wurao-permit=s1\./);
  peer.say(invite(peer.port, CALLEES.protected, 'protected'));
  expect(field(await peer.next('SIP/2.0 603'), 'Reason')).toBe('Q.850;cause=21');
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(sipPort(), '127.0.0.1', () => {
      socket.write(invite(5062, CALLEES.protected, 'by-tcp').replace('SIP/2.0/UDP', 'SIP/2.0/TCP'));
    });
    socket.once('data', (bytes) => {
      socket.destroy();
      resolve(bytes.toString('latin1'));
    });
  });
  expect(answer).toMatch(/^SIP\/2\.0 603 Decline/);
  const metrics = await server.inject({ method: 'GET', url: '/metrics' });
  expect(metrics.body).toContain('wurao_sip_answers_total{status="302"} 1');
  expect(metrics.body).toContain('wurao_sip_answers_total{status="603"} 2');
});

test(
  'a retransmission after a restart gets the answer that the call got, and is not counted again',
  async () => {
    const peer = await peerOf();
    const call = invite(peer.port, CALLEES.allows, 'twice');
    peer.say(call);
    const before = await peer.next('SIP/2.0');
    await server.close();
    await start();
    peer.say(call);
    expect(await peer.next('SIP/2.0')).toBe(before);
    expect((await server.inject({ method: 'GET', url: '/metrics' })).body).toContain(
      'wurao_sip_calls_total{what="repeat"} 1',
    );
  },
  STARTS_WITHIN_MS,
);

test(
  'authorities of next hops that cannot be read are named, and nothing is left open',
  async () => {
    const flags = { 'data-dir': join(dataDir, 'other'), 'sip-server-ca': join(dataDir, 'none.pem') };
    const served = await serve(configOf(flags), { inline: true, log: () => {}, empty: true });
    expect(served).toMatchObject({
      ok: false,
      errors: [{ field: 'sipServerCa', remedy: expect.stringContaining('PEM') }],
    });
  },
  STARTS_WITHIN_MS,
);

test('next hops change between two calls, and what needs a restart is named', async () => {
  const peer = await peerOf();
  const sms = { 'sms-upstreams': 'smpp://a:topsecret@smsc.example' };
  const reloaded = await server.reload(
    configOf({ 'sip-next-hops': 'sip:127.0.0.1:5099', 'sip-address': '127.0.0.2', ...sms }),
  );
  expect(reloaded).toEqual({
    ok: true,
    value: { inForce: ['nextHops'], atRestart: ['addresses', 'sms.upstreams'] },
  });
  await server.execute({
    actor: { role: 'admin', keyId: undefined, party: undefined, subscriber: undefined },
    idempotency: undefined,
    command: { kind: 'registerLine', line: { ...(await lineSample()), sip: undefined } },
  });
  peer.say(invite(peer.port, CALLEES.allows, 'reloaded'));
  expect(field(await peer.next('SIP/2.0'), 'Contact')).toContain('@127.0.0.1:5099;');
});

const lineSample = async () => ({
  id: 'line-sample-1' as never,
  name: 'line',
  class: 'access' as const,
  chain: ['party-sample-carrier' as never],
  enforcement: { mode: 'enforce' as const },
  trusted: false,
  unknownCallers: 'refuse' as const,
  refusalStyle: '603' as const,
  status: 'active' as const,
  entry: { addresses: ['127.0.0.1'], certificates: [], digest: undefined },
});

/** A request within the call that `answered` set up, by the route that the gate asked for. */
const inDialog = (method: string, cseq: number, answered: string, from: number, to: number): string =>
  [
    `${method} sip:b@127.0.0.1:${to} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${from};branch=z9hG4bK-${method}${cseq};rport`,
    `Route: ${field(answered, 'Record-Route')}`,
    `From: ${field(answered, 'From')}`,
    `To: ${field(answered, 'To')}`,
    `Call-ID: ${field(answered, 'Call-ID')}`,
    `CSeq: ${cseq} ${method}`,
    'Max-Forwards: 70',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');

test(
  'a proxying line: the call is set up and ended through the gate, and the journal has how it went',
  async () => {
    const caller = await peerOf();
    const callee = await peerOf();
    const sip = {
      mode: 'proxy' as const,
      nextHops: [`sip:127.0.0.1:${callee.port}`],
      recordRoute: true,
      redress: undefined,
    };
    await server.execute({
      actor: { role: 'admin', keyId: undefined, party: undefined, subscriber: undefined },
      idempotency: undefined,
      command: { kind: 'registerLine', line: { ...(await lineSample()), sip } },
    });
    caller.say(invite(caller.port, CALLEES.allows, 'proxied'));
    const forwarded = await callee.next('INVITE');
    const vias = forwarded.split('\r\n').filter((line) => line.startsWith('Via: '));
    const route = field(forwarded, 'Record-Route');
    expect([vias.length, route.includes('wurao=')]).toEqual([2, true]);
    const common = [
      ...vias,
      `From: ${field(forwarded, 'From')}`,
      `To: ${field(forwarded, 'To')};tag=b1`,
      'Call-ID: proxied',
      'CSeq: 1 INVITE',
    ];
    const ok = [
      'SIP/2.0 200 OK',
      ...common,
      `Record-Route: ${route}`,
      `Contact: <sip:b@127.0.0.1:${callee.port}>`,
      'Content-Length: 0',
      '',
      '',
    ];
    callee.say(ok.join('\r\n'));
    const answered = await caller.next('SIP/2.0 200');
    caller.say(inDialog('ACK', 1, answered, caller.port, callee.port));
    await callee.next('ACK');
    caller.say(inDialog('BYE', 2, answered, caller.port, callee.port));
    const bye = await callee.next('BYE');
    const byeVias = bye.split('\r\n').filter((line) => line.startsWith('Via: '));
    callee.say(
      [
        'SIP/2.0 200 OK',
        ...byeVias,
        `From: ${field(bye, 'From')}`,
        `To: ${field(bye, 'To')}`,
        'Call-ID: proxied',
        'CSeq: 2 BYE',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    await caller.next('SIP/2.0 200');
    const listed = await get(`/v1/subscribers/${CALLEES.allows}/contacts`);
    const attempts = (listed['attempts'] ?? listed['contacted']) as readonly { id: string; outcome?: unknown }[];
    const proxied = attempts.find(({ outcome }) => outcome !== undefined);
    expect(proxied?.outcome).toMatchObject({ status: 200, endedBy: 'caller' });
  },
  STARTS_WITHIN_MS,
);

const anyone = (method: 'GET' | 'POST', url: string, more: { accept?: string; payload?: object } = {}) =>
  server.inject({
    method,
    url,
    headers: more.accept === undefined ? {} : { accept: more.accept },
    ...(more.payload ? { payload: more.payload } : {}),
  });

/** A call to a protected number over a line that refuses so. */
const refusedIn = async (refusalStyle: '603+' | '608', callId: string): Promise<string> => {
  const sip = { mode: 'redirect' as const, nextHops: [], recordRoute: false, redress: 'mailto:help@carrier.example' };
  await server.execute({
    actor: { role: 'admin', keyId: undefined, party: undefined, subscriber: undefined },
    idempotency: undefined,
    command: { kind: 'registerLine', line: { ...(await lineSample()), refusalStyle, sip } },
  });
  const peer = await peerOf();
  peer.say(invite(peer.port, CALLEES.protected, callId).replace('Max-F', 'Feature-Caps: *;+sip.608\r\nMax-F'));
  return peer.next(`SIP/2.0 ${refusalStyle.slice(0, 3)}`);
};

test(
  'a refused caller finds the signed card where the 608 says, and appeals against that call',
  async () => {
    const said = await refusedIn('608', 'appealed');
    const url =
      /^<https:\/\/gate\.example(\/v1\/redress\/[^>]+)>;purpose=jwscard$/.exec(field(said, 'Call-Info'))?.[1] ?? '';
    const card = await anyone('GET', url);
    expect([card.statusCode, card.headers['content-type']]).toEqual([200, 'application/jose']);
    const [header = '', claims = '', signature = ''] = card.body.split('.');
    const key = { key: cardKeys.publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
    const page = await anyone('GET', url, { accept: 'text/html,*/*;q=0.8' });
    expect(page.body).toContain('href="mailto:help@carrier.example"');
    expect(page.body).not.toMatch(/13800000002|do-not-disturb/);
    const reference = url.split('/').at(-1) ?? '';
    const payload = { reference, statement: 'They asked us to.', contact: 'us@example.com', caller: '95000' };
    const filed = await anyone('POST', '/v1/appeals', { payload });
    expect(filed.statusCode).toBe(201);
    expect((await anyone('POST', '/v1/appeals', { payload })).statusCode).toBe(409);
    const bare = { ...payload, reference: reference.split('.')[0] };
    expect((await anyone('POST', '/v1/appeals', { payload: bare })).statusCode).toBe(404);
    expect(await get('/v1/appeals')).toMatchObject({
      items: [
        { id: filed.json().id, line: 'line-sample-1', merchant: 'merchant-sample-bank', contact: 'us@example.com' },
      ],
    });
  },
  STARTS_WITHIN_MS,
);

test(
  'the id of a 603+ is a reference, too',
  async () => {
    const reason = (await refusedIn('603+', 'plus')).split('\r\n').find((line) => line.startsWith('Reason: SIP'));
    const reference = /;id=([^"]+)"/.exec(reason ?? '')?.[1] ?? '';
    const payload = { reference, statement: 'They asked us to.', contact: 'us@example.com' };
    expect((await anyone('POST', '/v1/appeals', { payload })).statusCode).toBe(201);
  },
  STARTS_WITHIN_MS,
);
