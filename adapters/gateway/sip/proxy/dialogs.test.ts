// Requests within dialogs: who may send what, what is remembered, and how calls end that nobody ends.
import { asId, type DecisionId } from '@wurao/domain';
import { expect, test } from 'vitest';
import { DIALOG_LIVES_MS } from './proxy-port.ts';
import { valueIn, valuesIn } from './testing/party.ts';
import { Stage, type StageOptions } from './testing/stage.ts';

function talking(options: StageOptions = {}): Stage {
  const stage = new Stage(options);
  for (const line of ['caller INVITE', 'a 180', 'a 200', 'caller ACK']) stage.line(line);
  return stage;
}

const ruined = (route: string): string => route.replace(/(wurao=[^.]*\.)..../, '$1AAAA');

test('a Route of ours that nobody signed, or for another call: 403; an ACK is dropped', () => {
  const stage = talking();
  const route = valueIn(stage.party('caller').answered(), 'Record-Route');
  expect(route).toMatch(/^<sip:203\.0\.113\.1:5060;lr;wurao=decision-1\.[\w-]{22}>$/);
  const forged = [
    ruined(route),
    '<sip:203.0.113.1:5060;lr;wurao=decision-1>',
    '<sip:203.0.113.1:5060;lr;wurao>',
    '<sip:203.0.113.1:5060;lr;wurao=.>',
    '<sip:203.0.113.1:5060;lr>',
    '<sip:gate.example;lr>',
  ];
  for (const value of forged) {
    expect(stage.line(`caller BYE Route=${value}`), value).toBe('caller<403');
    expect(stage.line(`caller ACK Route=${value}`), value).toBe('');
    expect(stage.line(`caller INFO Route=${value}`), value).toBe('caller<403');
  }
  expect(stage.proxy.figures()).toMatchObject({ forbidden: 12, strays: 6, dialogs: 1 });
  expect(stage.outcomes).toEqual([]);
  stage.line('caller INVITE new');
  stage.line('a 200');
  // What was signed for the first call does not serve the second.
  expect(stage.line(`caller BYE Route=${route}`)).toBe('caller<403');
  expect(stage.line('caller BYE')).toBe('a<BYE');
});

test('within a dialog without a Route of ours: 481; other methods without a dialog: 405', () => {
  const stage = talking();
  expect(stage.line('caller BYE Route=')).toBe('caller<481');
  expect(stage.line('caller BYE Route=<sip:198.51.100.9;lr>')).toBe('caller<481');
  const message = stage
    .party('caller')
    .request('MESSAGE')
    .replace(/;tag=a-tag/, '');
  stage.emitted.length = 0;
  stage.give(message, stage.party('caller').link);
  expect(stage.emitted).toEqual(['caller<405']);
});

test('a re-INVITE of a dialog in memory is not decided, of another one it is 481', () => {
  const stage = talking();
  expect(stage.line('caller INVITE')).toBe('a<INVITE');
  expect(stage.line('a 200')).toBe('caller<200');
  expect(stage.line('caller ACK')).toBe('a<ACK');
  expect(valuesIn(stage.party('a').asked('INVITE'), 'Record-Route')).toHaveLength(1);
  expect(stage.line('a INVITE')).toBe('caller<INVITE');
  expect(stage.line('caller 488')).toBe('caller<ACK a<488');
  expect(stage.admissions).toBe(1);
  const other = stage.party('caller').request('INVITE').replaceAll('a-tag', 'another-tag');
  stage.emitted.length = 0;
  stage.give(other, stage.party('caller').link);
  expect(stage.emitted).toEqual(['caller<481']);
  expect(stage.admissions).toBe(1);
  expect(stage.proxy.figures().dialogs).toBe(1);
});

test('after a restart whatever is signed passes, but for INVITE', () => {
  const stage = talking();
  stage.line('restart');
  expect(stage.line('caller ACK')).toBe('a<ACK');
  expect(stage.line('caller INVITE')).toBe('caller<481');
  for (const method of ['UPDATE', 'INFO', 'PRACK', 'REFER', 'BYE']) {
    expect(stage.line(`caller ${method}`)).toBe(`a<${method}`);
    expect(stage.line(`a 200 ${method}`)).toBe('caller<200');
  }
  expect(stage.line('a BYE')).toBe('caller<BYE');
  expect(stage.outcomes).toEqual([]);
});

test('what is owned: repeats, CANCEL and ACK of what runs, and what has a Route of ours and a To tag', () => {
  const stage = new Stage();
  const owns: [string, boolean][] = [];
  const { proxy } = stage;
  const { request, response } = proxy;
  proxy.request = (message, link) => {
    owns.push([message.method, proxy.owns(message)]);
    request.call(proxy, message, link);
  };
  proxy.response = (message, link) => response.call(proxy, message, link);
  for (const line of ['caller INVITE', 'caller INVITE again', 'caller CANCEL', 'caller CANCEL again', 'a 200']) {
    stage.line(line);
  }
  for (const line of ['caller ACK', 'caller ACK Route=', 'caller BYE', 'caller BYE Route=', 'caller INVITE new'])
    stage.line(line);
  stage.line('a 486');
  stage.line('caller ACK');
  stage.clock.advance(40_000);
  stage.line('caller CANCEL');
  expect(owns).toEqual([
    ['INVITE', false],
    ['INVITE', true],
    ['CANCEL', true],
    ['CANCEL', true],
    ['ACK', true],
    ['ACK', false],
    ['BYE', true],
    ['BYE', false],
    ['INVITE', false],
    ['ACK', true],
    ['CANCEL', false],
  ]);
});

test('CANCEL of what is not there: 481', () => {
  const stage = new Stage();
  stage.line('caller INVITE');
  stage.line('a 486');
  stage.line('caller ACK');
  stage.clock.advance(40_000);
  expect(stage.line('caller CANCEL')).toBe('caller<481');
});

test('a call that talks holds no message', () => {
  expect(talking().proxy.figures()).toMatchObject({ heldBytes: 0, transactions: 2, dialogs: 1 });
});

test('a fork further on: the call is over when all of its dialogs are, and told once', () => {
  const stage = talking();
  const { link } = stage.party('a');
  const second = stage.party('a').response(200, 'INVITE', 'other-tag');
  stage.emitted.length = 0;
  stage.give(second, link);
  stage.give(second, link);
  expect(stage.emitted).toEqual(['caller<200', 'caller<200']);
  expect(stage.proxy.figures().dialogs).toBe(2);
  // The last 2xx was the other callee's: that one is ended first.
  stage.clock.advance(1_000);
  expect(stage.line('caller BYE')).toBe('a<BYE');
  expect(stage.outcomes).toEqual([]);
  // A 2xx repeated after its BYE opens nothing anew.
  stage.give(second, link);
  expect(stage.proxy.figures().dialogs).toBe(1);
  stage.clock.advance(5_000);
  expect(stage.line('a BYE')).toBe('caller<BYE');
  expect(stage.outcomes).toEqual([
    { decision: 'decision-1', status: 200, ringingMs: 0, answeredMs: 0, endedMs: 6_000, endedBy: 'callee' },
  ]);
});

test('forks before the gate share a decision: one outcome, when both are over; answered where one was', () => {
  const order = { decisionId: asId<DecisionId>('shared') };
  const fork = (stage: Stage) => {
    const { link } = stage.party('caller');
    const invite = stage.party('caller').request('INVITE');
    stage.give(invite, link);
    const first = stage.party('a').response(200, 'INVITE', 'first-tag');
    stage.give(invite.replace('branch=z9hG4bK', 'branch=z9hG4bKother'), link);
    expect(stage.admissions).toBe(2);
    return first;
  };
  const refusedFirst = new Stage({ order });
  const answer = fork(refusedFirst);
  refusedFirst.line('a 486');
  expect(refusedFirst.told()).toEqual([]);
  refusedFirst.give(answer, refusedFirst.party('a').link);
  expect(refusedFirst.told()).toEqual([]);
  refusedFirst.line('caller BYE');
  expect(refusedFirst.told()).toEqual(['200 answered ended caller']);
  const answeredFirst = new Stage({ order, recordRoute: false });
  answeredFirst.give(fork(answeredFirst), answeredFirst.party('a').link);
  expect(answeredFirst.told()).toEqual([]);
  answeredFirst.line('a 486');
  expect(answeredFirst.told()).toEqual(['200 answered']);
  const refusedTwice = new Stage({ order });
  const refusal = fork(refusedTwice).replace('200 Said', '603 Said');
  refusedTwice.line('a 486');
  refusedTwice.give(refusal, refusedTwice.party('a').link);
  expect(refusedTwice.told()).toEqual(['603 ended network']);
});

test('a call that comes by the gate twice with one decision has one outcome, and its dialog is one', () => {
  const order = { decisionId: asId<DecisionId>('shared'), uris: ['sip:13800000002@198.51.100.1:5070'] };
  const stage = new Stage({ order });
  const { link } = stage.party('a');
  stage.line('caller INVITE');
  const between = (text: string) =>
    text.replace('Via', 'Via: SIP/2.0/UDP 198.51.100.1:5070;branch=z9hG4bKagain\r\nVia');
  stage.give(between(stage.party('a').asked('INVITE')), link);
  expect(stage.admissions).toBe(2);
  stage.line('a 200');
  // What came back to the hop between goes on to the caller.
  stage.give(
    stage
      .party('a')
      .answered()
      .replace(/Via: [^\r]*\r\n/, ''),
    link,
  );
  expect(stage.proxy.figures().dialogs).toBe(1);
  expect(stage.told()).toEqual([]);
  expect(stage.line('caller BYE')).toBe('a<BYE');
  expect(stage.told()).toEqual(['200 answered ended caller']);
});

test('however many callees answer, sixteen dialogs of a call are remembered', () => {
  const stage = talking();
  for (let tag = 0; tag < 40; tag++)
    stage.give(stage.party('a').response(200, 'INVITE', `tag-${tag}`), stage.party('a').link);
  expect(stage.proxy.figures().dialogs).toBe(16);
});

test('a dialog that nobody ends is forgotten, its call told without an end; a re-INVITE gives it another life', () => {
  const stage = talking();
  stage.clock.advance(DIALOG_LIVES_MS - 1);
  expect(stage.outcomes).toEqual([]);
  stage.line('caller INVITE');
  stage.line('a 200');
  stage.clock.advance(DIALOG_LIVES_MS - 1);
  expect(stage.told()).toEqual([]);
  stage.clock.advance(1);
  expect(stage.told()).toEqual(['200 rang answered']);
  expect(stage.proxy.figures()).toMatchObject({ dialogs: 0, transactions: 0, heldBytes: 0 });
  expect(stage.clock.pending).toBe(0);
  // Its BYE still passes, and says nothing more.
  expect(stage.line('caller BYE')).toBe('a<BYE');
  expect(stage.outcomes).toHaveLength(1);
});

test('beyond the bound the oldest dialog goes', () => {
  const stage = talking({ limits: { dialogs: 2 } });
  for (const line of ['caller INVITE new', 'a 200', 'caller INVITE new', 'a 200']) stage.line(line);
  expect(stage.proxy.figures().dialogs).toBe(2);
  expect(stage.told()).toEqual(['200 rang answered']);
  expect(stage.outcomes[0]!.decision).toBe('decision-1');
});

test('the gate ends: what talks is told without an end, what rings is cancelled, who waits gets 503', () => {
  const stage = talking();
  stage.line('caller INVITE new');
  stage.line('a 180');
  expect(stage.line('close')).toBe('a<CANCEL caller<503');
  expect(stage.told()).toEqual(['503 rang ended network', '200 rang answered']);
  expect(stage.proxy.figures()).toMatchObject({ dialogs: 0, transactions: 0, heldBytes: 0 });
  expect(stage.clock.pending).toBe(0);
  expect(stage.line('caller INVITE new')).toBe('');
  expect(stage.line('close')).toBe('');
  expect(stage.outcomes).toHaveLength(2);
});

test('both sides by doors of their own: two values, the next hop one on top; both are taken off again (RFC 5658)', () => {
  const stage = talking({ transport: 'udp', hopTransport: 'tcp' });
  const invite = stage.party('a').asked('INVITE');
  expect(valuesIn(invite, 'Record-Route').map((value) => value.replace(/wurao=.*/, ''))).toEqual([
    '<sip:203.0.113.1:5060;transport=tcp;lr;',
    '<sip:203.0.113.1:5060;lr;',
  ]);
  expect(stage.line('caller BYE')).toBe('a<BYE');
  expect(valuesIn(stage.party('a').asked('BYE'), 'Route')).toEqual([]);
  expect(stage.line('a 200 BYE')).toBe('caller<200');
  expect(stage.line('a INFO')).toBe('caller<INFO');
  expect(valuesIn(stage.party('caller').asked('INFO'), 'Route')).toEqual([]);
});
