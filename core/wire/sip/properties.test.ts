// URIs and writers, over random inputs: what is put together is read apart again as it was.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  HeaderId,
  hostOf,
  passwordOf,
  receivedOf,
  rportOf,
  SipMessage,
  scanMessage,
  scanUri,
  scanVia,
  schemeTextOf,
  telephoneOf,
  Uri,
  uriHeadersOf,
  uriParamOf,
  userOf,
  Via,
  valuesOf,
  writeAck,
  writeBackward,
  writeCancel,
  writeForward,
  writeResponse,
} from '../mod.ts';
import { INVITE, RESPONSE } from './testing/own-messages.ts';
import { plainVia, scannedUri } from './testing/plain-view.ts';

/** Everything but letters and digits escaped. */
const escaped = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => {
    const letter = String.fromCharCode(byte);
    return /[A-Za-z0-9]/.test(letter) ? letter : `%${byte.toString(16).padStart(2, '0')}`;
  }).join('');

const word = fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }).filter((text) => text.isWellFormed());
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const octet = fc.nat(255);
const host = fc.oneof(
  fc.domain(),
  fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.')),
  fc.ipV6().map((address) => `[${address.toLowerCase()}]`),
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const port = optional(fc.integer({ min: 1, max: 65_535 }));
const OUT = new Uint8Array(16_384);

function scanned(bytes: Uint8Array, length = bytes.length): SipMessage {
  const message = new SipMessage();
  expect(scanMessage(message, bytes.slice(0, length), 0, length)).toBeUndefined();
  expect(message.fault).toBeUndefined();
  return message;
}

const texts = (message: SipMessage, id: HeaderId): string[] =>
  valuesOf(message, id).map((value) => message.text(value));

describe('URIs', () => {
  test('what is put together is read apart', () => {
    const parts = fc.record({
      scheme: fc.constantFrom('sip', 'sips', 'SIP'),
      user: optional(word),
      password: optional(word),
      host,
      port,
      params: fc.uniqueArray(fc.tuple(name, optional(word)), { selector: ([key]) => key, maxLength: 4 }),
      headers: fc.array(fc.tuple(name, word), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(parts, (given) => {
        const password = given.user === undefined ? undefined : given.password;
        const text = [
          `${given.scheme}:`,
          given.user === undefined
            ? ''
            : `${escaped(given.user)}${password === undefined ? '' : `:${escaped(password)}`}@`,
          given.host,
          given.port === undefined ? '' : `:${given.port}`,
          ...given.params.map(([key, value]) => `;${key}${value === undefined ? '' : `=${escaped(value)}`}`),
          given.headers.length === 0
            ? ''
            : `?${given.headers.map(([key, value]) => `${key}=${escaped(value)}`).join('&')}`,
        ].join('');
        const uri = scannedUri(text);
        expect(schemeTextOf(uri)).toBe(given.scheme.toLowerCase());
        expect([userOf(uri), passwordOf(uri)]).toEqual([given.user, password]);
        expect([hostOf(uri), uri.port]).toEqual([given.host, given.port ?? -1]);
        for (const [key, value] of given.params) expect(uriParamOf(uri, key)).toBe(value ?? '');
        expect(uriHeadersOf(uri)).toEqual(given.headers);
      }),
    );
  });

  test('any bytes at all: an answer, never an exception, and nothing outside of the bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.stringMatching(/^(sips?|tel):[a-f0-9+@:;=?&%.[\]-]{0,30}$/).map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        const uri = new Uri();
        if (!scanUri(uri, given, 0, given.length)) return;
        for (const end of [uri.userEnd, uri.hostEnd, uri.paramsEnd, uri.headersEnd])
          expect(end).toBeLessThanOrEqual(given.length);
        uriHeadersOf(uri);
        telephoneOf(uri);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['tel:+86-10-6555-1234', '+861065551234', true, undefined, true],
    ['tel:6555-1234;phone-context=+8610', '65551234', false, '+8610', true],
    ['tel:(0)10.110', '010110', false, undefined, true],
    ['TEL:110;Phone-Context=example.com', '110', false, 'example.com', true],
    ['sip:+8613800138000@example.com', '+8613800138000', true, undefined, false],
    ['sip:%2B86-138-0013-8000@example.com;user=phone', '+8613800138000', true, undefined, true],
    ['sip:95%23;phone-context=+86@example.com;user=phone', '95#', false, '+86', true],
    ['sips:10086@example.com:5061;USER=PHONE', '10086', false, undefined, true],
    ['sip:beef@example.com;user=phone', 'BEEF', false, undefined, true],
  ])('%s is the number %s', (text, number, isGlobal, context, isMarked) => {
    expect(telephoneOf(scannedUri(text))).toEqual({ number, isGlobal, context, isMarked });
  });

  test.each(['sip:beef@example.com', 'sip:alice@example.com', 'sip:example.com', 'sip:+@example.com', 'mailto:a@b'])(
    '%s has no number',
    (text) => {
      expect(telephoneOf(scannedUri(text))).toBeUndefined();
    },
  );

  test.each([
    'sip:',
    'sip:@example.com',
    'sip:a@',
    'sip:a@-example.com',
    'sip:a@example..com',
    'sip:a@1.2.3',
    'sip:a@256.1.1.1',
    'sip:a@example.com:0',
    'sip:a@example.com:65536',
    'sip:a@example.com;',
    'sip:a@example.com;x=',
    'sip:a@example.com?',
    'sip:a@example.com?x',
    'sip:a%4@example.com',
    'sip:a b@example.com',
    'sip:[::1',
    'tel:',
    'tel:+',
    'tel:+86x',
    'tel:+86;',
    'sip',
    '<sip:a@example.com>',
  ])('%s is no URI', (text) => {
    expect(() => scannedUri(text)).toThrow(RangeError);
  });
});

describe('a response', () => {
  const token = fc.stringMatching(/^[A-Za-z0-9.~-]{1,20}$/);

  test('scans back with the Via, From, To, Call-ID and CSeq of its request', () => {
    const answer = fc.record({
      status: fc.integer({ min: 100, max: 699 }),
      phrase: fc.string({ maxLength: 20 }),
      toTag: token,
      headers: fc.array(fc.tuple(fc.constantFrom('Reason', 'X-Wurao-Reason', 'Contact'), fc.string({ maxLength: 30 }))),
      body: optional(fc.uint8Array({ maxLength: 200 })),
    });
    const request = scanned(INVITE);
    fc.assert(
      fc.property(answer, (given) => {
        const response = scanned(OUT, writeResponse(OUT, request, given));
        expect(response.status).toBe(given.status);
        for (const id of [HeaderId.via, HeaderId.from, HeaderId.callId, HeaderId.cseq]) {
          expect(texts(response, id)).toEqual(texts(request, id));
        }
        const tag = given.status === 100 ? '' : `;tag=${given.toTag}`;
        expect(response.first(HeaderId.to)).toBe(`${request.first(HeaderId.to)}${tag}`);
        // No value starts a line of its own.
        expect(response.lines).toBe(request.count(HeaderId.via) + 4 + given.headers.length + 1);
        expect(response.bytes.subarray(response.bodyStart, response.bodyEnd)).toEqual(given.body ?? new Uint8Array(0));
      }),
    );
  });

  test('does not fit: nothing', () => {
    const request = scanned(INVITE);
    const answer = { status: 603, phrase: 'Decline', toTag: 'x', body: new Uint8Array(10) };
    const length = writeResponse(OUT, request, answer);
    for (let room = 0; room < length; room++) expect(writeResponse(new Uint8Array(room), request, answer)).toBe(0);
    expect(writeResponse(new Uint8Array(length), request, answer)).toBe(length);
  });

  test.each([
    ['h.example.com;branch=z9hG4bK1', '192.0.2.9', 'h.example.com;branch=z9hG4bK1;received=192.0.2.9'],
    ['192.0.2.9;branch=z9hG4bK1', '192.0.2.9', '192.0.2.9;branch=z9hG4bK1'],
    ['192.0.2.9;rport;branch=z9hG4bK1', '192.0.2.9', '192.0.2.9;rport=5099;branch=z9hG4bK1;received=192.0.2.9'],
    ['h;received=10.0.0.1;rport=1;branch=z9hG4bK1', '192.0.2.9', 'h;rport=5099;branch=z9hG4bK1;received=192.0.2.9'],
    ['h;rport=1;received=10.0.0.1', '192.0.2.9', 'h;rport=5099;received=192.0.2.9'],
    ['[2001:db8::1];branch=z9hG4bK1', '2001:db8::1', '[2001:db8::1];branch=z9hG4bK1'],
    ['h;branch=z9hG4bK1, SIP/2.0/UDP i', '2001:db8::9', 'h;branch=z9hG4bK1;received=2001:db8::9, SIP/2.0/UDP i'],
  ])('tells %s where %s was heard from', (sent, address, wanted) => {
    const bytes = new TextEncoder().encode(
      `OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP ${sent}\r\nTo: <sip:a@b>\r\n\r\n`,
    );
    const answer = { status: 200, phrase: 'OK', toTag: 'x', source: { address, port: 5099 } };
    const response = scanned(OUT, writeResponse(OUT, scanned(bytes), answer));
    expect(response.first(HeaderId.via)).toBe(`SIP/2.0/UDP ${wanted}`);
    const via = new Via();
    const first = valuesOf(response, HeaderId.via)[0]!;
    expect(scanVia(via, response.bytes, first.start, first.end)).toBe(true);
    expect(receivedOf(via) ?? address).toBe(address);
    expect(rportOf(via) ?? 5099).toBe(5099);
  });

  test.each([
    ['<sip:a@b;tag=1>', true],
    ['"x;tag=1" <sip:a@b>', true],
    ['<sip:a@b>;tag=9', false],
    ['<sip:a@b> ; TAG = 9', false],
    ['sip:a@b;tag=9', false],
    ['<sip:a@b>;tagged=9', true],
  ])('To: %s gets a tag: %s', (to, isTagged) => {
    const bytes = new TextEncoder().encode(`OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nTo: ${to}\r\n\r\n`);
    const response = scanned(OUT, writeResponse(OUT, scanned(bytes), { status: 486, phrase: 'Busy', toTag: 'own' }));
    expect(response.first(HeaderId.to)).toBe(isTagged ? `${to};tag=own` : to);
  });
});

describe('what goes on', () => {
  const VIA = 'SIP/2.0/UDP gate.example.com;branch=z9hG4bKours';

  test('a request: Via and Record-Route pushed, our Route off, one hop less, the rest as it came', () => {
    const request = scanned(INVITE);
    const length = writeForward(OUT, request, {
      uri: 'sip:next@192.0.2.200',
      via: VIA,
      recordRoute: '<sip:gate.example.com;lr>',
      popRoute: true,
      drop: [HeaderId.assertedIdentity],
      dropOther: ['subject'],
      headers: [['P-Charging-Vector', 'icid-value=1']],
      source: { address: '192.0.2.11', port: 5070 },
    });
    const sent = scanned(OUT, length);
    expect(sent.text(sent.uri)).toBe('sip:next@192.0.2.200');
    expect(texts(sent, HeaderId.via)).toEqual([
      VIA,
      'SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-524287-1-ab12cd34;rport=5070;received=192.0.2.11',
      ...texts(request, HeaderId.via).slice(1),
    ]);
    expect(texts(sent, HeaderId.route)).toEqual(['<sip:next.example.com;lr>']);
    expect(texts(sent, HeaderId.recordRoute)).toEqual(['<sip:gate.example.com;lr>', '<sip:edge.example.com;lr>']);
    expect(sent.first(HeaderId.maxForwards)).toBe('69');
    expect([sent.count(HeaderId.assertedIdentity), sent.other('Subject').length]).toEqual([0, 0]);
    expect(sent.other('P-Charging-Vector')).toHaveLength(1);
    for (const id of [HeaderId.from, HeaderId.to, HeaderId.callId, HeaderId.cseq, HeaderId.identity, HeaderId.date]) {
      expect(sent.first(id)).toBe(request.first(id));
    }
    expect(sent.bytes.slice(sent.bodyStart)).toEqual(request.bytes.slice(request.bodyStart, request.bodyEnd));
  });

  test('a response loses its topmost Via, alone or first of a list', () => {
    const back = scanned(OUT, writeBackward(OUT, scanned(RESPONSE)));
    expect([back.status, back.text(back.uri)]).toEqual([183, 'Session Progress']);
    expect(texts(back, HeaderId.via)).toEqual(['SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-524287-1-ab12cd34']);
    const listed = 'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;x="1,2" , SIP/2.0/UDP b;branch=z9hG4bK2\r\n\r\n';
    const rest = scanned(OUT, writeBackward(OUT, scanned(new TextEncoder().encode(listed))));
    expect(plainVia(rest.bytes, rest.at(HeaderId.via))).toMatchObject({ host: 'b', branch: 'z9hG4bK2' });
  });

  test('ACK and CANCEL belong to the INVITE: its Request-URI, topmost Via, From, Call-ID, Route and number', () => {
    const invite = scanned(INVITE);
    const response = scanned(OUT, writeResponse(OUT, invite, { status: 603, phrase: 'Decline', toTag: 'theirs' }));
    const ack = scanned(OUT, writeAck(OUT, invite, response));
    const cancel = scanned(OUT, writeCancel(OUT, invite, [['Reason', 'SIP;cause=200']]));
    for (const sent of [ack, cancel]) {
      expect(sent.text(sent.uri)).toBe(invite.text(invite.uri));
      expect(texts(sent, HeaderId.via)).toEqual(texts(invite, HeaderId.via).slice(0, 1));
      for (const id of [HeaderId.from, HeaderId.callId]) expect(sent.first(id)).toBe(invite.first(id));
      expect(texts(sent, HeaderId.route)).toEqual(texts(invite, HeaderId.route));
      expect(sent.first(HeaderId.contentLength)).toBe('0');
    }
    expect([ack.method, ack.first(HeaderId.cseq), ack.first(HeaderId.to)]).toEqual([
      'ACK',
      '1 ACK',
      response.first(HeaderId.to),
    ]);
    expect([cancel.method, cancel.first(HeaderId.cseq), cancel.first(HeaderId.to)]).toEqual([
      'CANCEL',
      '1 CANCEL',
      invite.first(HeaderId.to),
    ]);
    expect(cancel.first(HeaderId.reason)).toBe('SIP;cause=200');
  });
});
