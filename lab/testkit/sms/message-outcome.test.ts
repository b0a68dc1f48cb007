import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, serve } from '@wurao/server';
import { afterEach, expect, test } from 'vitest';
import { apiClient } from '../api-client.ts';
import { MessageStorm, nameOf } from './message-storm.ts';
import { startNetwork } from './network.ts';
import { agree, makeSmsWorld, SMS_WORLD } from './sms-world.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test('how a message ended stands with its decision, for staff and for the subscriber', async () => {
  const states = ['DELIVRD', 'UNDELIV'];
  const network = await startNetwork({ stateOf: () => states.shift() });
  undo.push(() => network.close());
  const dataDir = mkdtempSync(join(tmpdir(), 'wurao-message-outcome-'));
  undo.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const gates = { 'sip-port': 'off', 'smpp-port': '0', 'cmpp-port': 'off', 'sms-upstreams': network.url };
  const flags = {
    'data-dir': dataDir,
    'http-port': '0',
    'log-level': 'silent',
    'counter-slots': '1024',
    'sip-remembered-calls': '1024',
    ...gates,
  };
  const config = loadConfig({ flags, env: {}, cwd: dataDir, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  const served = await serve(config.value, { inline: true, empty: true, log: () => {} });
  if (!served.ok) throw new Error(JSON.stringify(served.errors));
  undo.push(() => served.value.close());
  const admin = apiClient(String(served.value.addresses[0]), served.value.adminKey.secret);
  await makeSmsWorld(admin);
  const { callee, first } = SMS_WORLD;
  await agree(admin, callee);
  const messageOf = (index: number) => {
    // However fast it is: there is an outcome for each, and both stand on the first page.
    if (index === 1) storm.pause();
    return { from: first.port, to: callee, text: `【样例小店】${nameOf(index)} 新品上架,拒收请回复R` };
  };
  const { account, secret } = first;
  const storm = new MessageStorm({ protocol: 'smpp', account, secret, windowMax: 1, messageOf, mustPass: () => true });
  undo.push(() => storm.close());
  const door = served.value.addresses.find((address) => address.startsWith('smpp:'));
  storm.connect(Number(new URL(String(door)).port));
  storm.go();
  await storm.until(() => storm.reports.size >= 2);

  const { body } = await admin.get(`/v1/subscribers/+86${callee}/attempts`);
  const attempts = (body['items'] as { id: string; outcome?: object }[]).toReversed();
  expect(attempts).toHaveLength(2);
  expect(attempts[0]?.outcome).toMatchObject({ delivered: true, state: 'DELIVRD', source: 'report' });
  expect(attempts[1]?.outcome).toMatchObject({ delivered: false, state: 'UNDELIV', error: '000' });
  const explained = await admin.get(`/v1/decisions/${attempts[1]?.id}/explanation`);
  expect(explained.body['outcome']).toEqual(attempts[1]?.outcome);
}, 60_000);
