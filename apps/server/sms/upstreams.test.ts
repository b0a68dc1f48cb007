import { expect, test } from 'vitest';
import { readUpstreams } from './upstreams.ts';

test('reads ways on, in order, with what is usual where nothing is said', () => {
  expect(
    readUpstreams(
      'smpp://wurao:s%40cret@smsc.example, cmpp://901234:secret@[2001:db8::1]:7891?version=2.0&window=16&name=b',
    ),
  ).toEqual({
    value: [
      {
        name: 'smpp-smsc.example-2775',
        protocol: 'smpp',
        isSecure: false,
        host: 'smsc.example',
        port: 2775,
        account: 'wurao',
        secret: 's@cret',
        windowMax: 64,
        version: '3.0',
      },
      {
        name: 'b',
        protocol: 'cmpp',
        isSecure: false,
        host: '2001:db8::1',
        port: 7891,
        account: '901234',
        secret: 'secret',
        windowMax: 16,
        version: '2.0',
      },
    ],
  });
});

test.each([
  ['no URL', 'smsc.example'],
  ['none of smpp', 'http://a:b@smsc.example'],
  ['account or secret', 'smpp://wurao@smsc.example'],
  ['window', 'smpp://a:topsecret@smsc.example?window=0'],
  ['version', 'cmpp://a:topsecret@smsc.example?version=1.2'],
  ['windw is not known', 'smpp://a:topsecret@smsc.example?windw=5'],
  ['written %25', 'smpp://a:topsecret%zz@smsc.example'],
  ['its name is too long', `smpp://a:topsecret@smsc.example?name=${'n'.repeat(65)}`],
  ['its name is too long, or not plain', 'smpp://a:topsecret@smsc.example?name=%E7%BD%91'],
  ['its name is too long', `smpp://a:topsecret@${'n'.repeat(63)}.example`],
  ['stands there twice', 'smpp://a:topsecret@smsc.example,smpp://b:topsecret@smsc.example'],
  ['more than 8', Array(9).fill('smpp://a:b@c').join(',')],
])('says what is wrong, and never the secret: %s', (message, text) => {
  const read = readUpstreams(text);
  expect(read).toMatchObject({ fault: { message: expect.stringContaining(message) } });
  expect(JSON.stringify(read)).not.toContain('topsecret');
});
