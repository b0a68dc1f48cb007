import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { checkSms, type Reach } from './check-sms.ts';

const root = mkdtempSync(join(tmpdir(), 'wurao-check-sms-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const findings = async (flags: Readonly<Record<string, string>>, reach?: Reach): Promise<string[]> => {
  const config = loadConfig({ flags, env: {}, cwd: root, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  const found = await checkSms(config.value.sms, reach);
  return found.map(({ check, state, message }) => `${state} ${check}: ${message}`);
};

const listening = async (): Promise<{ server: Server; port: number }> => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
};

const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

test('gates that are off, gates without a network behind them, and files that cannot be read', async () => {
  expect(await findings({ 'smpp-port': 'off', 'cmpp-port': 'off' })).toEqual(['ok sms: off']);
  expect(await findings({})).toEqual(['ok sms: smpp 2775, cmpp 7890; no upstream: what is taken waits']);
  writeFileSync(join(root, 'gate.pem'), 'x');
  const tls = { 'sms-certificate': join(root, 'gate.pem'), 'sms-key': join(root, 'gate.key') };
  expect(await findings({ ...tls, 'cmpp-port': 'off' })).toEqual([
    `fail sms: ${join(root, 'gate.key')} cannot be read`,
    'ok sms: smpp 2775, smpps 3550; no upstream: what is taken waits',
  ]);
});

test('an upstream that is reached, and one where nobody listens; no secret is told', async () => {
  const { server, port } = await listening();
  const gone = await listening();
  await closed(gone.server);
  const ways = [
    `smpp://wurao:topsecret@127.0.0.1:${port}?name=first`,
    `cmpp://901000:topsecret@127.0.0.1:${gone.port}`,
  ];
  const found = await findings({ 'sms-upstreams': ways.join(',') });
  await closed(server);
  expect(found).toEqual([
    'ok sms: smpp 2775, cmpp 7890',
    `ok sms upstream: first is reached at 127.0.0.1:${port}`,
    `warn sms upstream: cmpp-127.0.0.1-${gone.port} is not reached at 127.0.0.1:${gone.port}: ECONNREFUSED`,
  ]);
  expect(found.join()).not.toContain('topsecret');
});

test('an upstream that stays silent is waited for so long and no longer', async () => {
  const silent = { reachMs: 1, dial: () => new Socket() };
  expect(await findings({ 'sms-upstreams': 'smpp://a:secret@[2001:db8::1]' }, silent)).toEqual([
    'ok sms: smpp 2775, cmpp 7890',
    'warn sms upstream: smpp-2001:db8::1-2775 is not reached at [2001:db8::1]:2775: no answer in 1 ms',
  ]);
});
