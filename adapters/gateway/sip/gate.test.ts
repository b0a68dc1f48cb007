import { createHash } from 'node:crypto';
import { type DigestCredentials, digestResponse, ha1Of, type Line, readDigest } from '@wurao/domain';
import { expect, test } from 'vitest';
import { SipGate } from './gate.ts';
import { NextHops } from './next-hops.ts';
import { checkPermitParameter } from './permit-parameter.ts';
import type { SipSettings } from './settings.ts';
import { digestDesk, FakeCalls, FakeLink, inviteText, lineOf, settingsOf } from './testing/fake-calls.ts';

const ALLOWED = 'sip:13800000002@gate.example';
const REFUSED = 'sip:13800000001@gate.example';

const gateOf = (more: { lines?: readonly Line[]; settings?: Partial<SipSettings> } = {}) => {
  const calls = new FakeCalls(more.lines ?? [lineOf('line-a')]);
  const settings = settingsOf(more.settings);
  const gate = new SipGate({
    calls,
    settings: () => settings,
    digest: digestDesk(() => calls.nowMs()),
    nextHops: new NextHops(
      () => Promise.resolve([]),
      () => calls.nowMs(),
    ),
    tagSeed: 7,
    elapsedMs: () => 0,
  });
  const link = new FakeLink();
  const say = (text: string, from: FakeLink = link): string => {
    const bytes = Buffer.from(text, 'latin1');
    const before = from.sent.length;
    gate.datagram(bytes, 0, bytes.length, from);
    calls.write();
    return from.sent.length > before ? from.last : '';
  };
  return { gate, calls, link, say, settings };
};
const statusOf = (response: string): string => response.split('\r\n')[0] ?? '';
const field = (response: string, name: string): string[] =>
  response
    .split('\r\n')
    .filter((line) => line.startsWith(`${name}: `))
    .map((line) => line.slice(name.length + 2));

test('an allowed call is sent on to the next hop with its user part and a permit for it alone', () => {
  const { say, settings } = gateOf();
  const answer = say(inviteText('sip:+8613800000002;npdi@gate.example;user=phone', { Diversion: '<sip:95588@x>' }));
  expect(statusOf(answer)).toBe('SIP/2.0 302 Moved Temporarily');
  const [contact = ''] = field(answer, 'Contact');
  const [, user, permit] = /^<sip:([^@]+)@next\.example:5080;wurao-permit=([^;>]+)>$/.exec(contact) ?? [];
  expect(user).toBe('+8613800000002;npdi');
  const binding = { callee: '+8613800000002;npdi', caller: '95588', callId: 'call-1@carrier.example' };
  expect(checkPermitParameter(settings.permitSecret, permit ?? '', binding, 1_800_000_005_000)).toBe('good');
  expect(answer).not.toContain('Diversion');
  expect(field(answer, 'Via')).toEqual([
    'SIP/2.0/UDP 203.0.113.9:5062;branch=z9hG4bK-1;rport=40000;received=198.51.100.7',
  ]);
});

test('several next hops are Contacts in order; the line’s own come before the gate’s; a tel URI becomes a sip URI', () => {
  const sip = {
    mode: 'redirect',
    nextHops: ['sip:a.example', 'sips:b.example'],
    recordRoute: false,
    redress: undefined,
  } as const;
  const { say } = gateOf({ lines: [lineOf('line-a', { sip })] });
  const contacts = field(say(inviteText('tel:+8613800000002')), 'Contact').map((contact) =>
    contact.replace(/s1\.[^>;]+/, '…'),
  );
  expect(contacts).toEqual([
    '<sip:+8613800000002@a.example;user=phone;wurao-permit=…>;q=1.0',
    '<sips:+8613800000002@b.example;user=phone;wurao-permit=…>;q=0.9',
  ]);
});

test('a refused call is declined in the way its line asks for; the key is for trusted lines', () => {
  const answers = (['603', '603+', '607', '608'] as const).map((refusalStyle) => {
    const redress = 'https://redress.example/appeal';
    const sip = { mode: 'redirect', nextHops: [], recordRoute: false, redress } as const;
    const { say } = gateOf({
      lines: [lineOf('line-a', { refusalStyle, trusted: refusalStyle === '607', sip })],
      settings: { redressCard: (line, id) => `https://redress.example/cards/${line.id}/${id}` },
    });
    const shows = say(inviteText(REFUSED, { 'Feature-Caps': '*;+sip.608' }));
    return [
      statusOf(shows),
      ...field(shows, 'Reason'),
      ...field(shows, 'X-Wurao-Reason'),
      ...field(shows, 'Call-Info'),
    ];
  });
  expect(answers).toEqual([
    ['SIP/2.0 603 Decline', 'Q.850;cause=21'],
    [
      'SIP/2.0 603 Network Blocked',
      'Q.850;cause=21',
      'SIP;cause=603;text="v=analytics1;url=https://redress.example/appeal;id=d1-1aa"',
    ],
    ['SIP/2.0 607 Unwanted', 'Q.850;cause=21', 'no-consent'],
    ['SIP/2.0 608 Rejected', 'Q.850;cause=21', '<https://redress.example/cards/line-a/d1-1aa>;purpose=jwscard'],
  ]);
});

test('a 603+ names the decision by its reference, where appeals are taken', () => {
  const { say } = gateOf({
    lines: [lineOf('line-a', { refusalStyle: '603+' })],
    settings: { redressReference: (id) => `${id}.tag` },
  });
  expect(field(say(inviteText(REFUSED)), 'Reason')[1]).toBe('SIP;cause=603;text="v=analytics1;id=d1-1aa.tag"');
});

test('608 is said only to who shows that it understands, and only with a card', () => {
  const line = lineOf('line-a', { refusalStyle: '608' });
  const card = (): string => 'https://redress.example/card';
  const shown = { 'Feature-Caps': '*;+sip.608' };
  expect(statusOf(gateOf({ lines: [line], settings: { redressCard: card } }).say(inviteText(REFUSED)))).toBe(
    'SIP/2.0 603 Decline',
  );
  expect(statusOf(gateOf({ lines: [line] }).say(inviteText(REFUSED, shown)))).toBe('SIP/2.0 603 Decline');
});

test('a retransmission gets the same bytes and is decided once; a fork shares the decision, another callee does not', () => {
  const { say, calls } = gateOf();
  const first = say(inviteText(ALLOWED));
  expect(say(inviteText(ALLOWED))).toBe(first);
  const fork = say(inviteText(ALLOWED, { Via: 'SIP/2.0/UDP 203.0.113.9:5062;branch=z9hG4bK-2;rport' }));
  expect(field(fork, 'Contact')).toEqual(field(first, 'Contact'));
  expect(calls.decided).toHaveLength(1);
  expect(statusOf(say(inviteText(REFUSED)))).toBe('SIP/2.0 603 Decline');
  expect(calls.decided).toHaveLength(2);
});

test('nobody is told before the journal has it; a decision that was not written did not happen', () => {
  const { gate, calls, link } = gateOf();
  const bytes = Buffer.from(inviteText(ALLOWED));
  gate.datagram(bytes, 0, bytes.length, link);
  expect(link.sent).toEqual([]);
  calls.write(false);
  expect(link.sent).toHaveLength(1);
  expect(statusOf(link.last)).toBe('SIP/2.0 503 Service Unavailable');
  expect(field(link.last, 'Retry-After')).toEqual(['1']);
  expect(field(link.last, 'Via')).toEqual([
    'SIP/2.0/UDP 203.0.113.9:5062;branch=z9hG4bK-1;rport=40000;received=198.51.100.7',
  ]);
  expect(gate.figures.unwritten).toBe(1);
  gate.datagram(bytes, 0, bytes.length, link);
  calls.write();
  expect(statusOf(link.last)).toBe('SIP/2.0 302 Moved Temporarily');
});

test.each([
  ['OPTIONS', {}, 'SIP/2.0 200 OK'],
  ['REGISTER', {}, 'SIP/2.0 405 Method Not Allowed'],
  ['BYE', { To: '<sip:13800000002@gate.example>;tag=x' }, 'SIP/2.0 481 Call/Transaction Does Not Exist'],
  ['CANCEL', {}, 'SIP/2.0 481 Call/Transaction Does Not Exist'],
  ['ACK', {}, ''],
  ['INVITE', { To: '<sip:13800000002@gate.example>;tag=x' }, 'SIP/2.0 481 Call/Transaction Does Not Exist'],
  ['INVITE', { 'Max-Forwards': '0' }, 'SIP/2.0 483 Too Many Hops'],
  ['INVITE', { 'Proxy-Require': 'foo' }, 'SIP/2.0 420 Bad Extension'],
  ['INVITE', { From: undefined }, 'SIP/2.0 400 Missing From'],
])('%s %o: %s', (method, more, status) => {
  const { say, calls } = gateOf();
  expect(statusOf(say(inviteText(ALLOWED, more, method)))).toBe(status);
  expect(calls.decided).toEqual([]);
});

test('a CANCEL of a call that was answered is answered 200 and changes nothing', () => {
  const { say } = gateOf();
  say(inviteText(ALLOWED));
  expect(statusOf(say(inviteText(ALLOWED, {}, 'CANCEL')))).toBe('SIP/2.0 200 OK');
});

test.each([
  ['sip:alice@gate.example', 'SIP/2.0 404 Not Found'],
  ['sip:gate.example', 'SIP/2.0 484 Address Incomplete'],
  ['sip:1380000@gate.example', 'SIP/2.0 484 Address Incomplete'],
  ['tel:62345678;phone-context=+8610', 'SIP/2.0 302 Moved Temporarily'],
  ['tel:62345678;phone-context=example.org', 'SIP/2.0 484 Address Incomplete'],
  ['sip:8613800000002@gate.example', 'SIP/2.0 302 Moved Temporarily'],
])('called %s: %s', (uri, status) => {
  expect(statusOf(gateOf().say(inviteText(uri)))).toBe(status);
});

test('who calls, by whose word, and who was called first', () => {
  const { say, calls } = gateOf();
  say(
    inviteText(ALLOWED, {
      From: '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1',
      'P-Asserted-Identity': '"Bank, of us" <sip:95588@c.example>, <tel:+8610-6234-5678>',
      Diversion: '<sip:13800000003@x>;reason=unconditional, <tel:+8613800000004>;reason=no-answer',
      'X-Wurao-Content': 'content-1',
    }),
  );
  say(
    inviteText(ALLOWED, {
      'Call-ID': '2',
      'History-Info': '<sip:13800000005@x>;index=1,<sip:13800000002@x>;index=1.1',
    }),
  );
  expect(
    calls.decided.map(({ caller, assertedCaller, firstCalled, content }) => [
      caller,
      assertedCaller,
      firstCalled,
      content,
    ]),
  ).toEqual([
    [undefined, '95588', '+8613800000004', 'content-1'],
    ['95588', undefined, '+8613800000005', undefined],
  ]);
  expect(calls.decided[0]).toMatchObject({
    callee: '+8613800000002',
    calleeKey: 8613800000002,
    line: 'line-a',
    attemptId: 'call-1@carrier.example 1',
  });
});

test('a Call-ID of many thousand characters stands in the journal as its hash, and is one call all the same', () => {
  const { say, calls } = gateOf();
  const long = 'x'.repeat(20_000);
  const first = say(inviteText(ALLOWED, { 'Call-ID': long }));
  expect(statusOf(first)).toBe('SIP/2.0 302 Moved Temporarily');
  expect(say(inviteText(ALLOWED, { 'Call-ID': long }))).toBe(first);
  say(inviteText(ALLOWED, { 'Call-ID': `${long}y` }));
  expect(calls.decided.map(({ attemptId }) => attemptId?.length)).toEqual([73, 73]);
});

test('where the answer goes on UDP: where it came from when rport asks, else to the port in Via', () => {
  const { say, link } = gateOf();
  say(inviteText(ALLOWED));
  say(inviteText(ALLOWED, { Via: 'SIP/2.0/UDP 203.0.113.9:5062;branch=z9hG4bK-1' }));
  say(inviteText(ALLOWED, { Via: 'SIP/2.0/UDP 203.0.113.9;branch=z9hG4bK-1' }));
  expect(link.sent.map(({ port }) => port)).toEqual([undefined, 5062, 5060]);
});

test('while the tables are not there commercial calls are told to come back, and emergency calls go on', () => {
  const { say, calls } = gateOf();
  calls.isReady = false;
  const later = say(inviteText(ALLOWED));
  expect([statusOf(later), ...field(later, 'Retry-After')]).toEqual(['SIP/2.0 480 Temporarily Unavailable', '2']);
  expect(statusOf(say(inviteText('sip:110@gate.example')))).toBe('SIP/2.0 302 Moved Temporarily');
  expect(calls.decided).toEqual([]);
});

test('a stranger’s call is decided as nobody’s, a flood of strangers is dropped, and the line beside it is answered', () => {
  const { gate, say, calls, link } = gateOf({ settings: { strangerRate: 5 } });
  const stranger = new FakeLink('203.0.113.66');
  for (let i = 0; i < 50; i++) say(inviteText(ALLOWED, { 'Call-ID': `flood-${i}` }), stranger);
  expect([stranger.sent.length, gate.figures.limited, calls.decided.length]).toEqual([5, 45, 5]);
  expect(calls.decided[0]?.line).toBeUndefined();
  for (let i = 0; i < 50; i++) say(inviteText(ALLOWED, { 'Call-ID': `good-${i}` }));
  expect(link.sent).toHaveLength(50);
});

test('a line’s own limit is told: 503, come back', () => {
  const { gate, say } = gateOf({ settings: { sourceRate: 2 } });
  const statuses = [1, 2, 3].map((id) => statusOf(say(inviteText(ALLOWED, { 'Call-ID': String(id) }))));
  expect(statuses[2]).toBe('SIP/2.0 503 Service Unavailable');
  expect(gate.figures.shed).toBe(1);
});

test('lines that change are known at once', () => {
  const { say, calls } = gateOf();
  say(inviteText(ALLOWED));
  calls.setLines([lineOf('line-b')]);
  say(inviteText(ALLOWED, { 'Call-ID': '2' }));
  expect(calls.decided.map(({ line }) => line)).toEqual(['line-a', 'line-b']);
});

test('a line with a password: challenged, let in, its retransmission answered, its count not taken twice', () => {
  const hash = (algorithm: string, text: string): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const digest = { user: 'bank', realm: 'wurao', ha1: ha1Of(hash, 'bank', 'wurao', 'right') };
  const line = lineOf('line-d', { entry: { addresses: [], certificates: [], digest } });
  const { say, calls } = gateOf({ lines: [line] });
  const challenge = say(inviteText(ALLOWED));
  expect(statusOf(challenge)).toBe('SIP/2.0 407 Proxy Authentication Required');
  const [offered = ''] = field(challenge, 'Proxy-Authenticate');
  const nonce = /nonce="([^"]+)"/.exec(offered)?.[1] ?? '';
  const authorization = (password: string, count: string): string => {
    const said: Omit<DigestCredentials, 'user' | 'realm' | 'response'> = {
      nonce,
      uri: ALLOWED,
      algorithm: 'SHA-256',
      cnonce: 'c',
      nc: count,
    };
    const response = digestResponse(hash, ha1Of(hash, 'bank', 'wurao', password).sha256, 'INVITE', said);
    const text = `Digest username="bank", realm="wurao", nonce="${nonce}", uri="${ALLOWED}", response="${response}", algorithm=SHA-256, cnonce="c", qop=auth, nc=${count}`;
    expect(readDigest(text)).toMatchObject({ user: 'bank' });
    return text;
  };
  const wrong = say(
    inviteText(ALLOWED, { CSeq: '2 INVITE', 'Proxy-Authorization': authorization('wrong', '00000001') }),
  );
  expect(statusOf(wrong)).toBe('SIP/2.0 407 Proxy Authentication Required');
  const right = inviteText(ALLOWED, { CSeq: '2 INVITE', 'Proxy-Authorization': authorization('right', '00000001') });
  const answer = say(right);
  expect(statusOf(answer)).toBe('SIP/2.0 302 Moved Temporarily');
  expect(say(right)).toBe(answer);
  expect(calls.decided.map(({ line: named }) => named)).toEqual(['line-d']);
  const stolen = say(
    inviteText(ALLOWED, { CSeq: '3 INVITE', 'Proxy-Authorization': authorization('right', '00000001') }),
  );
  expect(statusOf(stolen)).toBe('SIP/2.0 407 Proxy Authentication Required');
  expect(stolen).toContain('stale=true');
  expect(calls.decided).toHaveLength(1);
});
