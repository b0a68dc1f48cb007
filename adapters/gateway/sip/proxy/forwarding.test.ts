// What a message looks like on its way: Via, Route, Request-URI, Max-Forwards (RFC 3261, 16.4, 16.6, 16.7), and what is no way.
import { expect, test } from 'vitest';
import { valueIn, valuesIn } from './testing/party.ts';
import { Stage } from './testing/stage.ts';

test('an INVITE as it goes on (16.6)', () => {
  const stage = new Stage();
  stage.party('caller').extra = [
    ['P-Asserted-Identity', '<sip:95000@example.com>'],
    ['X-Wurao-Secret', 'no'],
    ['X-Other', 'kept'],
    ['Record-Route', '<sip:192.0.2.1;lr>'],
  ];
  stage.line('caller INVITE');
  const came = stage.party('caller').again('INVITE');
  const sent = stage.party('a').asked('INVITE');
  expect(sent.split('\r\n')[0]).toBe('INVITE sip:13800000001@198.51.100.1:5070 SIP/2.0');
  const [ours, theirs, ...more] = valuesIn(sent, 'Via');
  expect(ours).toMatch(/^SIP\/2\.0\/UDP 203\.0\.113\.1:5060;branch=z9hG4bKb\d+\.[0-9a-f]{16}$/);
  // They sent from the address that they say: nothing is to be added.
  expect(theirs).toBe(valueIn(came, 'Via'));
  expect(more).toEqual([]);
  expect(valueIn(sent, 'Max-Forwards')).toBe('19');
  expect(valuesIn(sent, 'P-Asserted-Identity')).toEqual([]);
  expect(valuesIn(sent, 'X-Wurao-Secret')).toEqual([]);
  expect(valueIn(sent, 'X-Other')).toBe('kept');
  expect(valuesIn(sent, 'Record-Route')[1]).toBe('<sip:192.0.2.1;lr>');
  for (const name of ['From', 'To', 'Call-ID', 'CSeq', 'Contact'])
    expect(valueIn(sent, name)).toBe(valueIn(came, name));
});

test('each next hop has its Request-URI and a branch of its own; ACK and CANCEL have those of their INVITE', () => {
  const stage = new Stage({ hops: ['a', 'b'] });
  for (const line of ['caller INVITE', 'a 503', 'b 180', 'caller CANCEL', 'b 487']) stage.line(line);
  const [a, b] = [stage.party('a'), stage.party('b')];
  expect(b.asked('INVITE').split('\r\n')[0]).toBe('INVITE sip:13800000001@198.51.100.2:5070 SIP/2.0');
  const branches = [a, b].map((hop) => valueIn(hop.asked('INVITE'), 'Via'));
  expect(branches[0]).not.toBe(branches[1]);
  expect(valuesIn(a.asked('ACK'), 'Via')).toEqual([branches[0]]);
  expect(valuesIn(b.asked('CANCEL'), 'Via')).toEqual([branches[1]]);
  expect(valuesIn(b.asked('ACK'), 'Via')).toEqual([branches[1]]);
  expect(stage.proxy.figures().failovers).toBe(1);
});

test('a CANCEL goes on with its reasons (RFC 3326)', () => {
  const stage = new Stage();
  stage.line('caller INVITE');
  stage.line('a 180');
  const cancel = stage
    .party('caller')
    .request('CANCEL')
    .replace('Max', 'Reason: SIP;cause=200;text="elsewhere"\r\nMax');
  stage.give(cancel, stage.party('caller').link);
  expect(valueIn(stage.party('a').asked('CANCEL'), 'Reason')).toBe('SIP;cause=200;text="elsewhere"');
});

test('a response loses our Via and goes to the port that its request says (16.7, 18.2.2)', () => {
  const stage = new Stage();
  const caller = stage.party('caller');
  const ports: (number | undefined)[] = [];
  const { send } = caller.link;
  Object.assign(caller.link, {
    send: (bytes: Uint8Array, length: number, port?: number) => {
      ports.push(port);
      return send(bytes, length, port);
    },
  });
  stage.line('caller INVITE');
  stage.line('a 180');
  expect(valuesIn(caller.answered(), 'Via')).toEqual([valueIn(caller.again('INVITE'), 'Via')]);
  const asks = (via: string) => {
    stage.give(caller.request('INVITE', 'new').replace(/Via: [^;]*/, `Via: ${via}`), caller.link);
    stage.line('a 180');
  };
  asks('SIP/2.0/UDP 192.0.2.10');
  asks('SIP/2.0/UDP 10.0.0.1:5099');
  expect(valueIn(stage.party('a').asked('INVITE'), 'Via')).not.toContain('received');
  expect(valuesIn(stage.party('a').asked('INVITE'), 'Via')[1]).toMatch(
    /^SIP\/2\.0\/UDP 10\.0\.0\.1:5099;.*;received=192\.0\.2\.10$/,
  );
  asks('SIP/2.0/UDP 10.0.0.1:5099;rport');
  expect(valuesIn(stage.party('a').asked('INVITE'), 'Via')[1]).toContain(';rport=5080');
  expect(ports).toEqual([5080, 5060, 5099, undefined]);
});

test('a response that is not for a branch of ours, or for ours alone, is dropped (RFC 6026, 8.9)', () => {
  const stage = new Stage();
  stage.line('caller INVITE');
  const { link } = stage.party('a');
  const good = stage.party('a').response(180, 'INVITE');
  stage.emitted.length = 0;
  stage.give(good.replace(/branch=z9hG4bKb/, 'branch=z9hG4bKx'), link);
  stage.give(good.replace(/CSeq: (\d+) INVITE/, 'CSeq: $1 BYE'), link);
  stage.give(good.replace(/Via: SIP\/2.0\/UDP 192[^\r]*\r\n/, ''), link);
  stage.give(good.replace(/From: [^\r]*\r\n/, ''), link);
  expect(stage.emitted).toEqual([]);
  expect(stage.proxy.figures().strays).toBe(3);
  stage.give(good, link);
  expect(stage.emitted).toEqual(['caller<180']);
});

test('what came back as it went out is a loop: 482; what came back changed is a spiral (16.3, item 4)', () => {
  const stage = new Stage({ order: { uris: ['sip:13800000001@203.0.113.1'] } });
  stage.line('caller INVITE');
  const back = stage
    .party('a')
    .asked('INVITE')
    .replace('Via', 'Via: SIP/2.0/UDP 198.51.100.1:5070;branch=z9hG4bKback\r\nVia');
  stage.emitted.length = 0;
  stage.give(back, stage.party('a').link);
  expect(stage.emitted).toEqual(['a<482']);
  expect(stage.admissions).toBe(1);
  expect(stage.proxy.figures().loops).toBe(1);
  const changes: readonly ((text: string) => string)[] = [
    (text) => text.replace('13800000001@203', '13800000002@203'),
    (text) => text.replace('Max-Forwards', 'Diversion: <sip:13800000001@example.com>\r\nMax-Forwards'),
    (text) => text.replace('Max-Forwards', 'Route: <sip:192.0.2.77;lr>\r\nMax-Forwards'),
  ];
  changes.forEach((change, index) => {
    stage.emitted.length = 0;
    stage.give(change(back.replace('z9hG4bKback', `z9hG4bKback${index}`)), stage.party('a').link);
    expect(stage.emitted).toEqual(['a<INVITE']);
  });
  expect(stage.admissions).toBe(4);
});

test('a Route by which a client sends is ours and goes; what is behind it stays, a strict router is served (16.4, 16.6)', () => {
  const routeOn = (route: string) => {
    const stage = new Stage();
    stage.party('caller').extra = [['Route', route]];
    stage.line('caller INVITE');
    const sent = stage.party('a').asked('INVITE');
    return [sent.split(' ')[1], ...valuesIn(sent, 'Route')];
  };
  const uri = 'sip:13800000001@198.51.100.1:5070';
  expect(routeOn('<sip:203.0.113.1;lr>')).toEqual([uri]);
  expect(routeOn('<sip:GATE.example:5060;lr>')).toEqual([uri]);
  expect(routeOn('<sip:203.0.113.1:5061;lr>')).toEqual([uri, '<sip:203.0.113.1:5061;lr>']);
  expect(routeOn('<sip:gate.example;lr>, <sip:b.example;lr>, <sip:c.example>')).toEqual([
    uri,
    '<sip:b.example;lr>',
    '<sip:c.example>',
  ]);
});

test('within a dialog: by what is left of Route, as a strict router before or after us wants it (16.4; 16.6, step 6)', () => {
  const sentTo = (change: (bye: string, ours: string) => string) => {
    const stage = new Stage({ hops: ['a', 'b'] });
    for (const line of ['caller INVITE', 'a 200', 'caller ACK']) stage.line(line);
    const ours = valueIn(stage.party('caller').answered(), 'Record-Route');
    stage.emitted.length = 0;
    stage.give(change(stage.party('caller').request('BYE'), ours), stage.party('caller').link);
    const hop = stage.emitted[0] === 'b<BYE' ? 'b' : 'a';
    const sent = stage.party(hop).asked('BYE');
    return [stage.emitted.join(), sent.split(' ')[1], ...valuesIn(sent, 'Route')];
  };
  const contact = 'sip:a@198.51.100.1:5070';
  expect(sentTo((bye) => bye)).toEqual(['a<BYE', contact]);
  expect(sentTo((bye) => bye.replace(/Route: ([^\r]*)/, 'Route: $1, <sip:198.51.100.2:5070;lr>'))).toEqual([
    'b<BYE',
    contact,
    '<sip:198.51.100.2:5070;lr>',
  ]);
  expect(sentTo((bye) => bye.replace(/Route: ([^\r]*)/, 'Route: $1, <sip:198.51.100.2:5070>'))).toEqual([
    'b<BYE',
    'sip:198.51.100.2:5070',
    `<${contact}>`,
  ]);
  // A strict router before us puts our value into the Request-URI and the contact last into Route.
  const strict = sentTo((bye, ours) =>
    bye.replace(/BYE [^ ]*/, `BYE ${ours.slice(1, -1)}`).replace(/Route: [^\r]*/, `Route: <${contact}>`),
  );
  expect(strict).toEqual(['a<BYE', contact]);
});

test('a contact that is a name is reached where its owner was, an unknown one is no way: 500', () => {
  const stage = new Stage();
  for (const line of ['caller INVITE', 'a 200', 'caller ACK']) stage.line(line);
  const { link } = stage.party('caller');
  const named = stage
    .party('caller')
    .request('INFO')
    .replace(/INFO [^ ]*/, 'INFO sip:a@phone.example');
  stage.emitted.length = 0;
  stage.give(named, link);
  expect(stage.emitted).toEqual(['a<INFO']);
  stage.line('restart');
  stage.emitted.length = 0;
  stage.give(named, link);
  expect(stage.emitted).toEqual(['caller<500']);
});

test('after a restart a name is located by the core; in memory its owner is asked by the name of its certificate', () => {
  const target = { transport: 'tls', address: '198.51.100.1', port: 5071, serverName: 'a.example' } as const;
  const located: unknown[] = [];
  const stage = new Stage({
    transport: 'tls',
    order: { targets: [target] },
    locate: (...asked) => {
      located.push(asked);
      return target;
    },
  });
  const linked: unknown[] = [];
  stage.watchLinks = (to) => linked.push(to);
  const { link } = stage.party('caller');
  for (const line of ['caller INVITE', 'a 200', 'caller ACK', 'a closed']) stage.line(line);
  const contacts = ['sips:a@198.51.100.1:5072', 'sip:a@198.51.100.1:5073', 'sip:a@198.51.100.1;transport=udp'];
  linked.length = 0;
  for (const contact of contacts) {
    const info = stage
      .party('caller')
      .request('INFO')
      .replace(/INFO [^ ]*/, `INFO ${contact}`);
    stage.give(info, link);
  }
  expect(linked).toEqual([
    { ...target, port: 5072 },
    { ...target, port: 5073 },
    { transport: 'udp', address: '198.51.100.1', port: 5060, serverName: undefined },
  ]);
  stage.line('restart');
  const named = stage
    .party('caller')
    .request('INFO')
    .replace(/INFO [^ ]*/, 'INFO sip:a@A.example:5074;transport=TLS');
  stage.emitted.length = 0;
  stage.give(named, link);
  expect(stage.emitted).toEqual(['a<INFO']);
  expect(located).toEqual([['a.example', 5074, 'tls']]);
});

test('on connections the callee reaches the caller by the one that is open, whatever port its contact says', () => {
  const stage = new Stage({ transport: 'tcp' });
  for (const line of ['caller INVITE', 'a 200', 'caller ACK']) stage.line(line);
  const bye = stage.party('a').request('INFO').replace(':5080', ':40000');
  stage.emitted.length = 0;
  const seen: unknown[] = [];
  stage.watchLinks = (target) => seen.push(target);
  stage.give(bye, stage.party('a').link);
  expect(stage.emitted).toEqual(['caller<INFO']);
  expect(seen).toEqual([]);
  stage.line('caller closed');
  stage.give(bye.replace('branch=z9hG4bK', 'branch=z9hG4bKx'), stage.party('a').link);
  expect(seen).toEqual([{ transport: 'tcp', address: '192.0.2.10', port: 40_000, serverName: undefined }]);
});

test('too many hops and other faults are refused here, repeated until acknowledged (16.3)', () => {
  const stage = new Stage();
  const { link } = stage.party('caller');
  const refused = (change: (text: string) => string) => {
    stage.emitted.length = 0;
    stage.give(change(stage.party('caller').request('INVITE', 'new')), link);
    return stage.emitted.join();
  };
  expect(refused((text) => text.replace('Max-Forwards: 20', 'Max-Forwards: 0'))).toBe('caller<483');
  expect(refused((text) => text.replace('Max-Forwards', 'Proxy-Require: magic\r\nMax-Forwards'))).toBe('caller<420');
  expect(stage.admissions).toBe(0);
  expect(stage.line('caller ACK')).toBe('');
});

test('clients of RFC 2543: without a branch, transactions are told by everything else (17.2.3)', () => {
  const stage = new Stage();
  const { link } = stage.party('caller');
  const old = (text: string) => text.replace(/;branch=[^\r;]*/, '');
  const invite = old(stage.party('caller').request('INVITE'));
  stage.give(invite, link);
  stage.give(invite, link);
  expect(stage.admissions).toBe(1);
  stage.line('a 486');
  const answered = stage.party('caller').answered();
  const ack = invite.replaceAll('INVITE', 'ACK').replace(/To: [^\r]*/, `To: ${valueIn(answered, 'To')}`);
  stage.give(ack.replace('a-tag', 'b-tag'), link);
  expect(stage.line('+500')).toBe('caller<486');
  stage.give(ack, link);
  expect(stage.line('+32000')).toBe('');
});

test('the ACK of a 2xx goes on, also where a client of RFC 2543 makes it look like one of the INVITE (RFC 6026, 6)', () => {
  const stage = new Stage();
  const { link } = stage.party('caller');
  const old = (text: string) => text.replace(/Via: [^\r]*/, 'Via: SIP/2.0/UDP 192.0.2.10:5080');
  const uri = 'sip:a@198.51.100.1:5070';
  stage.give(old(stage.party('caller').request('INVITE')).replace(/INVITE [^ ]*/, `INVITE ${uri}`), link);
  stage.line('a 200');
  stage.emitted.length = 0;
  stage.give(old(stage.party('caller').request('ACK')), link);
  expect(stage.emitted).toEqual(['a<ACK']);
});

test('beyond its bounds the gate sheds new calls, and keeps room for those under way', () => {
  const stage = new Stage({ limits: { transactions: 4 } });
  for (const line of ['caller INVITE', 'a 200', 'caller ACK']) stage.line(line);
  for (let call = 0; call < 3; call++) expect(stage.line('caller INVITE new')).toBe('a<INVITE');
  expect(stage.line('caller INVITE new')).toBe('caller<503');
  expect(valueIn(stage.party('caller').answered(), 'Retry-After')).toBe('5');
  expect(stage.line('caller ACK')).toBe('');
  expect(stage.line('caller INVITE new')).toBe('caller<503');
  // The caller's last 2xx is its first call's.
  expect(stage.line('a INFO Route=')).toBe('a<481');
  expect(stage.line('a INFO')).toBe('a<503');
  expect(stage.admissions).toBe(4);
  expect(stage.proxy.figures()).toMatchObject({ sheds: 3, transactions: 9 });
  const heavy = new Stage({ limits: { heldBytes: 600 } });
  expect(heavy.line('caller INVITE')).toBe('a<INVITE');
  expect(heavy.line('caller INVITE new')).toBe('caller<503');
});
