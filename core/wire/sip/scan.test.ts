// Scanning at its bounds: streams cut anywhere, empty lines, line ends that are none, and too much of everything.
import { describe, expect, test } from 'vitest';
import {
  BODY_BYTES_MAX,
  frameLength,
  HEADER_BYTES_MAX,
  HEADERS_MAX,
  HeaderId,
  judgeRequest,
  SipMessage,
  scanMessage,
  scanStream,
  URI_BYTES_MAX,
} from '../mod.ts';
import { INVITE, REGISTER } from './testing/own-messages.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const HEAD =
  'Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n';
const request = (more = '', uri = 'sip:a@b'): string => `OPTIONS ${uri} SIP/2.0\r\n${HEAD}${more}\r\n`;

function scanned(text: string): SipMessage {
  const message = new SipMessage();
  const bytes = bytesOf(text);
  expect(scanMessage(message, bytes, 0, bytes.length)).toBeUndefined();
  return message;
}

describe('a stream', () => {
  const joined = new Uint8Array([...bytesOf('\r\n\r\n'), ...INVITE, ...bytesOf('\r\n'), ...REGISTER]);

  test('holds one message after the other, wherever it is cut', () => {
    const first = INVITE.length + 4;
    for (let end = 0; end < first; end++) expect(frameLength(joined, 0, end)).toBe('more');
    for (let end = first; end <= joined.length; end++) expect(frameLength(joined, 0, end)).toBe(first);
    expect(frameLength(joined, first, joined.length)).toBe(REGISTER.length + 2);
    const message = new SipMessage();
    scanStream(message, joined, first, joined.length);
    expect([message.method, message.first(HeaderId.expires)]).toEqual(['REGISTER', '60']);
  });

  test.each([
    [request(), 'length-missing'],
    [request('l: x\r\n'), 'length-invalid'],
    [request('l: 1\r\nContent-Length: 1\r\n'), 'length-conflict'],
    [request(`l: ${BODY_BYTES_MAX + 1}\r\n`), 'too-large'],
    [`OPTIONS sip:a@b SIP/2.0\r\n${'a: b\r\n'.repeat(HEADERS_MAX + 1)}`, 'too-large'],
    [`OPTIONS sip:a@b SIP/2.0\r\na: ${'b'.repeat(HEADER_BYTES_MAX)}`, 'too-large'],
    [`OPTIONS ${'b'.repeat(HEADER_BYTES_MAX)}`, 'not-sip'],
    ['\r\n'.repeat(1_000), 'empty'],
    ['GET / HTTP/1.1\r\n', 'not-sip'],
    ['\u0016\u0003\u0001', 'not-sip'],
    ['SIP/2.0 700 No\r\n', 'status'],
    ['SIP/2.0 099 No\r\n', 'status'],
    ['SIP/3.0 200 OK\r\n', 'status'],
  ])('cannot go on: %#', (text, code) => {
    const bytes = bytesOf(text);
    expect(frameLength(bytes, 0, bytes.length)).toMatchObject({ code });
  });
});

describe('a datagram', () => {
  test.each([
    ['without Content-Length its body is the rest', request(), 'abc', 'abc', undefined],
    ['what follows its body is ignored', request('l: 2\r\n'), 'abc', 'ab', undefined],
    ['a body that is cut', request('l: 4\r\n'), 'abc', 'abc', 'length-exceeds'],
    ['LF alone', request().replace('\r\nTo', '\nTo'), '', '', 'line-end'],
    ['CR alone', request('a: b\rc: d\r\n'), '', '', 'line-end'],
    ['a NUL', request('a: b\0c\r\n'), '', '', 'control'],
    ['a NUL in a quoted pair', request('a: "b\\\0c"\r\n'), '', '', undefined],
    ['a line without a colon', request('a b\r\n'), '', '', 'header-line'],
    ['a fold of nothing', `OPTIONS sip:a@b SIP/2.0\r\n a: b\r\n${HEAD}\r\n`, '', '', 'header-line'],
    ['two spaces', request().replace(' sip', '  sip'), '', '', 'start-line'],
    ['another version', request().replace('SIP/2.0\r', 'SIP/2.1\r'), '', '', 'version'],
  ])('%s', (_what, head, rest, body, fault) => {
    const message = scanned(head + rest);
    expect(message.text({ start: message.bodyStart, end: message.bodyEnd })).toBe(body);
    expect(message.fault).toBe(fault);
  });

  test('one object serves for many: nothing is left of the one before', () => {
    const message = scanned(request('Contact: <sip:c@d>\r\nfoo: bar\r\n'));
    const next = bytesOf('SIP/2.0 200 OK\r\n\r\n');
    scanMessage(message, next, 0, next.length);
    expect([message.method, message.status, message.lines, message.count(HeaderId.contact)]).toEqual(['', 200, 0, 0]);
    expect([message.other('foo'), message.first(HeaderId.via)]).toEqual([[], undefined]);
  });

  test('what is larger than the bounds is refused by name', () => {
    expect(judgeRequest(scanned(request('a: b\r\n'.repeat(HEADERS_MAX))))?.status).toBe(513);
    expect(judgeRequest(scanned(request(`a: ${'b'.repeat(HEADER_BYTES_MAX)}\r\n`)))?.status).toBe(513);
    expect(judgeRequest(scanned(request('', `sip:${'a'.repeat(URI_BYTES_MAX)}@b`)))?.status).toBe(414);
    expect(judgeRequest(scanned(request() + 'b'.repeat(BODY_BYTES_MAX + 1)))?.status).toBe(413);
  });
});

describe('abilities', () => {
  const server = { role: 'server', extensions: ['100rel'], methods: ['INVITE', 'ACK'] } as const;

  test('a method that is known and not served: 405 with Allow; one that is not: 501', () => {
    expect(judgeRequest(scanned(request()), server)).toMatchObject({
      status: 405,
      headers: [['Allow', 'INVITE, ACK']],
    });
    expect(judgeRequest(scanned(request().replaceAll('OPTIONS', 'FLY')), server)?.status).toBe(501);
  });

  test('Require: what is understood is no reason, nor is any of an ACK', () => {
    const invite = (more: string) => scanned(request(more).replaceAll('OPTIONS', 'INVITE'));
    expect(judgeRequest(invite('Require: 100Rel\r\n'), server)).toBeUndefined();
    expect(judgeRequest(invite('Require: 100rel\r\nRequire: timer, path\r\n'), server)).toMatchObject({
      status: 420,
      headers: [['Unsupported', 'timer, path']],
    });
    expect(judgeRequest(scanned(request('Require: x\r\n').replaceAll('OPTIONS', 'ACK')), server)).toBeUndefined();
  });
});
