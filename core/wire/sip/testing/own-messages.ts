// Messages of our own: an INVITE as a carrier sends it, what answers it, and less usual ones.

const SDP = [
  'v=0',
  'o=- 20518 0 IN IP4 203.0.113.1',
  's=-',
  'c=IN IP4 203.0.113.1',
  't=0 0',
  'm=audio 54400 RTP/AVP 8',
  '',
].join('\r\n');

const lines = (head: readonly string[], body = ''): Uint8Array =>
  new TextEncoder().encode([...head, `Content-Length: ${body.length}`, '', body].join('\r\n'));

export const INVITE = lines(
  [
    'INVITE sip:+8613800138000@gate.example.com:5060;user=phone SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-524287-1-ab12cd34;rport',
    'Via: SIP/2.0/TCP [2001:db8::5];received=2001:db8::6;branch=z9hG4bKold, SIP/2.0/TLS far.example.com;branch=z9hG4bKx',
    'Max-Forwards: 70',
    'From: "Sales, \\"North\\"" <sip:+861065551234@carrier.example.com;user=phone>;tag=8f3a1c77',
    'To: <sip:+8613800138000@gate.example.com;user=phone>',
    'Call-ID: 4b1c9d20-7f11-4c3c-9f50-1d2e3f405060@192.0.2.10',
    'CSeq: 1 INVITE',
    'Contact: <sip:+861065551234@192.0.2.10:5060;transport=udp>',
    'Route: <sip:gate.example.com;lr>, <sip:next.example.com;lr>',
    'Record-Route: <sip:edge.example.com;lr>',
    'P-Asserted-Identity: <sip:+861065551234@carrier.example.com>, <tel:+861065551234>',
    'Diversion: "Desk" <tel:+861065550000>;reason=unconditional',
    'Identity: eyJhbGciOiJFUzI1NiJ9..sig;info=<https://cert.example.org/a.cer>;alg=ES256;ppt=shaken',
    'Date: Sat, 13 Nov 2010 23:29:00 GMT',
    'Subject: a line',
    ' that goes on',
    'Content-Type: application/sdp',
  ],
  SDP,
);

export const RESPONSE = lines([
  'SIP/2.0 183 Session Progress',
  'v: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKours',
  'v: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-524287-1-ab12cd34',
  'f: <sip:a@example.com>;tag=1',
  't: <sip:b@example.com>;tag=2',
  'i: abc',
  'CSeq: 1 INVITE',
  'm: *',
]);

export const REGISTER = lines([
  'REGISTER sip:example.com SIP/2.0',
  'Via: SIP/2.0/TLS client.example.com;branch=z9hG4bKnashds7',
  'From: Bob <sips:bob@example.com>;tag=ja743ks76zlflH',
  'To: Bob <sips:bob@example.com>',
  'Call-ID: 1j9FpLxk3uxtm8tn@example.com',
  'CSeq: 2 REGISTER',
  'Contact: <sips:bob@client.example.com>;q=0.5,',
  ' "B, o" <tel:110;phone-context=+86>',
  'Expires: 60',
]);

export const OWN_MESSAGES: readonly Uint8Array[] = [INVITE, RESPONSE, REGISTER];
