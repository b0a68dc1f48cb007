import { expect, test } from 'vitest';
import { NAMES_LIVE_MS, NextHops, placeOfUri } from './next-hops.ts';

test.each([
  ['sip:192.0.2.1', 'udp', '192.0.2.1', 5060],
  ['sip:192.0.2.1:5080;lr', 'udp', '192.0.2.1', 5080],
  ['SIP:sbc.Example;transport=TCP', 'tcp', 'sbc.example', 5060],
  ['sips:[2001:db8::1]', 'tls', '2001:db8::1', 5061],
  ['sips:sbc.example;transport=tcp', 'tls', 'sbc.example', 5061],
  ['sip:sbc.example:5071;transport=tls', 'tls', 'sbc.example', 5071],
])('%s', (uri, transport, host, port) => {
  expect(placeOfUri(uri)).toEqual({ transport, host, port });
});

const hopsOf = (answers: Record<string, readonly string[]>) => {
  let nowMs = 0;
  const asked: string[] = [];
  const hops = new NextHops(
    (name) => {
      asked.push(name);
      return answers[name] === undefined ? Promise.reject(new Error('no such name')) : Promise.resolve(answers[name]);
    },
    () => nowMs,
  );
  return { hops, asked, answers, pass: (ms: number) => (nowMs += ms) };
};
const addressesOf = (hops: NextHops, ...uris: string[]): string[] =>
  hops.targetsOf(uris).map(({ target }) => `${target.transport} ${target.address} ${target.port} ${target.serverName}`);

test('names become addresses, in the order of the list; a TLS name is what the certificate must show', async () => {
  const { hops } = hopsOf({ 'a.example': ['192.0.2.1', '2001:db8::1'], 'b.example': ['192.0.2.2'] });
  const uris = ['sips:a.example', 'sip:b.example:5080', 'sip:192.0.2.3'];
  await hops.prepare(uris);
  expect(addressesOf(hops, ...uris)).toEqual([
    'tls 192.0.2.1 5061 a.example',
    'tls 2001:db8::1 5061 a.example',
    'udp 192.0.2.2 5080 undefined',
    'udp 192.0.2.3 5060 undefined',
  ]);
  expect([hops.isUsed('192.0.2.2'), hops.isUsed('192.0.2.9')]).toEqual([true, false]);
});

test('a name is asked for once at a time and anew after its time; while nobody answers, what was known stays', async () => {
  const { hops, asked, answers, pass } = hopsOf({ 'a.example': ['192.0.2.1'] });
  expect(addressesOf(hops, 'sip:a.example', 'sip:a.example;transport=tcp')).toEqual([]);
  await hops.prepare([]);
  await new Promise(setImmediate);
  expect(addressesOf(hops, 'sip:a.example')).toEqual(['udp 192.0.2.1 5060 undefined']);
  expect(asked).toEqual(['a.example']);
  delete answers['a.example'];
  pass(NAMES_LIVE_MS + 1);
  addressesOf(hops, 'sip:a.example');
  await new Promise(setImmediate);
  expect(addressesOf(hops, 'sip:a.example')).toEqual(['udp 192.0.2.1 5060 undefined']);
  expect([asked.length, hops.failures]).toEqual([2, 1]);
});
