// SIP over IPv6: the cases that RFC 5118 describes, in messages of our own.
import { describe, expect, test } from 'vitest';
import { judgeRequest, kindOfHost, SipMessage, scanMessage } from '../mod.ts';
import { plainView, scannedUri } from './testing/plain-view.ts';

interface Ipv6Case {
  readonly section: string;
  readonly what: string;
  readonly uri?: string;
  readonly vias?: readonly string[];
  readonly to?: string;
  readonly contact?: string;
  readonly body?: string;
  readonly status?: number;
  readonly reads?: object;
}

const VIA = 'SIP/2.0/UDP [2001:db8:7::21];branch=z9hG4bK-v6';
const SDP = (lines: readonly string[]): string => ['v=0', ...lines, ''].join('\r\n');

const CASES: readonly Ipv6Case[] = [
  {
    section: '4.1',
    what: 'an IPv6 reference',
    uri: 'sip:[2001:db8:7::5]',
    reads: { uri: { host: '[2001:db8:7::5]', port: -1 }, vias: [{ host: '[2001:db8:7::21]', port: -1 }] },
  },
  { section: '4.2', what: 'an address without brackets', uri: 'sip:2001:db8:7::5', status: 400 },
  {
    section: '4.3',
    what: 'what was meant as a port within the brackets is part of the address',
    uri: 'sip:[2001:db8:7::5:5090]',
    reads: { uri: { host: '[2001:db8:7::5:5090]', port: -1 } },
  },
  {
    section: '4.4',
    what: 'a port behind the brackets is a port',
    uri: 'sip:[2001:db8:7::5]:5090',
    reads: { uri: { host: '[2001:db8:7::5]', port: 5090 } },
  },
  {
    section: '4.5',
    what: 'received with brackets',
    vias: ['SIP/2.0/UDP [2001:db8:7::21];received=[2001:db8:7::99];branch=z9hG4bK-a'],
    reads: { vias: [{ received: '2001:db8:7::99', branch: 'z9hG4bK-a' }] },
  },
  {
    section: '4.5',
    what: 'received without brackets',
    vias: ['SIP/2.0/UDP [2001:db8:7::21];received=2001:db8:7::99;branch=z9hG4bK-a'],
    reads: { vias: [{ received: '2001:db8:7::99', branch: 'z9hG4bK-a' }] },
  },
  {
    section: '4.6',
    what: 'IPv6 in the body',
    body: SDP(['o=- 1 1 IN IP6 2001:db8:7::21', 's=-', 'c=IN IP6 2001:db8:7::21', 't=0 0', 'm=audio 6000 RTP/AVP 8']),
    reads: { body: expect.stringContaining('c=IN IP6 2001:db8:7::21') },
  },
  {
    section: '4.7',
    what: 'both families in one message',
    vias: [
      'SIP/2.0/UDP [2001:db8:7::9]:6050;branch=z9hG4bK-1',
      'SIP/2.0/UDP 192.0.2.71;branch=z9hG4bK-2',
      'SIP/2.0/TCP [2001:db8:7::21];branch=z9hG4bK-3',
    ],
    contact: '"Desk" <sip:desk@[2001:db8:7::21]>',
    reads: {
      vias: [{ host: '[2001:db8:7::9]', port: 6050 }, { host: '192.0.2.71' }, { transport: 'TCP' }],
      contacts: [{ display: 'Desk', uri: { user: 'desk', host: '[2001:db8:7::21]' } }],
    },
  },
  {
    section: '4.8',
    what: 'both families in the body',
    body: SDP([
      'o=- 1 1 IN IP4 pbx.example.com',
      's=-',
      't=0 0',
      'm=audio 6000 RTP/AVP 8',
      'c=IN IP6 2001:db8:7::1',
      'm=video 6024 RTP/AVP 97',
      'c=IN IP4 192.0.2.71',
    ]),
    reads: { body: expect.stringMatching(/IP6 2001:db8:7::1[\s\S]*IP4 192\.0\.2\.71/) },
  },
  {
    section: '4.9',
    what: 'IPv4 mapped into IPv6',
    vias: [
      'SIP/2.0/UDP [::ffff:192.0.2.44]:19000;branch=z9hG4bK-1',
      'SIP/2.0/UDP [::ffff:192.0.2.45];branch=z9hG4bK-2',
    ],
    contact: '<sip:ted@[::ffff:192.0.2.45]>',
    reads: {
      vias: [{ host: '[::ffff:192.0.2.44]', port: 19_000 }, { host: '[::ffff:192.0.2.45]' }],
      contacts: [{ uri: { host: '[::ffff:192.0.2.45]' } }],
    },
  },
  {
    section: '4.10',
    what: 'three colons before an IPv4 address, which the old grammar made',
    uri: 'sip:user@[2001:db8:7:::192.0.2.9]',
    to: 'sip:user@[2001:db8:7:::192.0.2.9]',
    reads: { uri: { user: 'user', host: '[2001:db8:7:::192.0.2.9]' }, to: { uri: { user: 'user' } } },
  },
  {
    section: '4.10',
    what: 'two colons before an IPv4 address',
    uri: 'sip:user@[2001:db8:7::192.0.2.9]',
    reads: { uri: { host: '[2001:db8:7::192.0.2.9]' } },
  },
  { section: '4.10', what: 'three colons anywhere else', uri: 'sip:user@[2001:db8:::7]', status: 400 },
];

function messageOf({ uri = 'sip:user@example.com', vias = [VIA], to = 'sip:user@example.com', ...rest }: Ipv6Case) {
  const { contact, body = '' } = rest;
  const lines = [
    `INVITE ${uri} SIP/2.0`,
    ...vias.map((via) => `Via: ${via}`),
    'From: <sip:caller@[2001:db8:7::21]>;tag=81',
    `To: ${to}`,
    'Call-ID: six@[2001:db8:7::21]',
    'CSeq: 7 INVITE',
    'Max-Forwards: 70',
    ...(contact === undefined ? [] : [`Contact: ${contact}`]),
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ];
  const bytes = new TextEncoder().encode(lines.join('\r\n'));
  const message = new SipMessage();
  expect(scanMessage(message, bytes, 0, bytes.length)).toBeUndefined();
  return message;
}

describe('RFC 5118', () => {
  test.each(CASES)('$section $what', (given) => {
    const message = messageOf(given);
    expect(judgeRequest(message)?.status).toBe(given.status);
    if (given.reads !== undefined) expect(plainView(message)).toMatchObject(given.reads);
  });

  test.each([
    ['::', true],
    ['::1', true],
    ['1::', true],
    ['1:2:3:4:5:6:7:8', true],
    ['1:2:3:4:5:6:192.0.2.1', true],
    ['::ffff:192.0.2.1', true],
    [':::192.0.2.1', true],
    ['1:2:3:4:5:6:7', false],
    ['1:2:3:4:5:6:7:8:9', false],
    ['1::2::3', false],
    ['12345::', false],
    ['1:', false],
    [':1', false],
    ['1:2:3:4:5:6:7:192.0.2.1', false],
    ['::ffff:192.0.2.256', false],
    ['1::::192.0.2.1', false],
    ['', false],
    ['::g', false],
  ])('the address %s is one: %s', (address, isAddress) => {
    const read = () => scannedUri(`sip:[${address}]`);
    if (!isAddress) expect(read).toThrow(RangeError);
    else expect(kindOfHost(read().bytes, read().hostStart, read().hostEnd)).toBe('ipv6');
  });
});
