// Every state x input of the four transaction machines, on UDP and on TCP, each with the section that asks for it.
import { expect, test } from 'vitest';
import { client } from './client.ts';
import { inviteClient } from './invite-client.ts';
import { inviteServer } from './invite-server.ts';
import { advance, begin, type Machine, timingOf } from './machine.ts';
import { server } from './server.ts';
import { spell } from './testing/notation.ts';

/** state, input, next state, actions on UDP, actions on TCP where they differ (`>state:` first where that differs too), section. */
type Case = readonly [string, string, string, string, string | undefined, string];

/** Inputs that a state absorbs, all for the same reason. */
const absorbs = (state: string, inputs: string, section: string): readonly Case[] =>
  inputs.split(' ').map((input) => [state, input, state, '', undefined, section]);

function check<S extends string, I extends string>(
  make: (isReliable: boolean) => Machine<S, I>,
  cases: readonly Case[],
) {
  for (const isReliable of [false, true]) {
    const machine = make(isReliable);
    const seen = new Set<string>();
    for (const [state, input, next, onUdp, onTcp, section] of cases) {
      const step = advance(machine, { state: state as S, waitMs: machine.firstWaitMs }, input as I);
      const wanted = isReliable && onTcp !== undefined ? onTcp : `>${next}: ${onUdp}`;
      expect(`>${step.transaction.state}: ${spell(step.actions)}`, `${state} x ${input} (${section})`).toBe(
        wanted.startsWith('>') ? wanted : `>${next}: ${wanted}`,
      );
      seen.add(`${state} x ${input}`);
    }
    const all = Object.entries<object>(machine.table).flatMap(([state, row]) =>
      Object.keys(row).map((input) => `${state} x ${input}`),
    );
    expect([...seen].sort()).toEqual(all.sort());
    expect(seen.size).toBe(cases.length);
  }
}

const INVITE_CLIENT: readonly Case[] = [
  ['calling', '1xx', 'proceeding', 'clear A, clear B, pass response', undefined, '17.1.1.2'],
  ['calling', '2xx', 'accepted', 'clear A, clear B, pass response, M in 32000', undefined, 'RFC 6026 7.2, 8.4'],
  [
    'calling',
    '300-699',
    'completed',
    'clear A, clear B, send ack, pass response, D in 32000',
    '>terminated: send ack, pass response, end',
    '17.1.1.2: D is zero on TCP',
  ],
  ['calling', 'timer-A', 'calling', 'send request, A in 1000', '', '17.1.1.2'],
  ['calling', 'timer-B', 'terminated', 'pass timeout, end', undefined, '17.1.1.2'],
  ['calling', 'error', 'terminated', 'pass error, end', undefined, '17.1.4'],
  ['calling', 'abandon', 'terminated', 'end', undefined, '9.1, 16.8'],
  ...absorbs('calling', 'timer-D timer-M', 'not running'),
  ['proceeding', '1xx', 'proceeding', 'pass response', undefined, '17.1.1.2'],
  ['proceeding', '2xx', 'accepted', 'pass response, M in 32000', undefined, 'RFC 6026 7.2, 8.4'],
  [
    'proceeding',
    '300-699',
    'completed',
    'send ack, pass response, D in 32000',
    '>terminated: send ack, pass response, end',
    '17.1.1.2',
  ],
  ['proceeding', 'abandon', 'terminated', 'end', undefined, '9.1, 16.8'],
  ...absorbs('proceeding', 'timer-A timer-B timer-D timer-M', 'not running'),
  ...absorbs('proceeding', 'error', '17.1.4: nothing is being sent'),
  ['completed', '2xx', 'completed', 'pass response', undefined, '13.2.2.4, 16.7 step 5'],
  ['completed', '300-699', 'completed', 'send ack', undefined, '17.1.1.2'],
  ['completed', 'timer-D', 'terminated', 'end', undefined, '17.1.1.2'],
  ['completed', 'error', 'terminated', 'pass error, end', undefined, '17.1.1.2'],
  ['completed', 'abandon', 'terminated', 'end', undefined, 'ours'],
  ...absorbs('completed', '1xx timer-A timer-B timer-M', '17.1.1.2'),
  ['accepted', '2xx', 'accepted', 'pass response', undefined, 'RFC 6026 7.2'],
  ['accepted', 'timer-M', 'terminated', 'end', undefined, 'RFC 6026 7.2'],
  ['accepted', 'abandon', 'terminated', 'end', undefined, 'ours'],
  ...absorbs('accepted', '1xx 300-699 timer-A timer-B timer-D error', 'RFC 6026 7.2'),
  ...absorbs('terminated', '1xx 2xx 300-699 timer-A timer-B timer-D timer-M error abandon', '17.1.1.2'),
];

const CLIENT: readonly Case[] = [
  ['trying', '1xx', 'proceeding', 'pass response', undefined, '17.1.2.2'],
  [
    'trying',
    '200-699',
    'completed',
    'clear E, clear F, pass response, K in 5000',
    '>terminated: pass response, end',
    '17.1.2.2',
  ],
  ['trying', 'timer-E', 'trying', 'send request, E in 1000', '', '17.1.2.2'],
  ['trying', 'timer-F', 'terminated', 'pass timeout, end', undefined, '17.1.2.2'],
  ['trying', 'error', 'terminated', 'pass error, end', undefined, '17.1.2.2, 17.1.4'],
  ['trying', 'abandon', 'terminated', 'end', undefined, 'ours'],
  ...absorbs('trying', 'timer-K', 'not running'),
  ['proceeding', '1xx', 'proceeding', 'pass response', undefined, '17.1.2.2'],
  [
    'proceeding',
    '200-699',
    'completed',
    'clear E, clear F, pass response, K in 5000',
    '>terminated: pass response, end',
    '17.1.2.2',
  ],
  ['proceeding', 'timer-E', 'proceeding', 'send request, E in 4000', '', '17.1.2.2: at T2'],
  ['proceeding', 'timer-F', 'terminated', 'pass timeout, end', undefined, '17.1.2.2'],
  ['proceeding', 'error', 'terminated', 'pass error, end', undefined, '17.1.2.2, 17.1.4'],
  ['proceeding', 'abandon', 'terminated', 'end', undefined, 'ours'],
  ...absorbs('proceeding', 'timer-K', 'not running'),
  ['completed', 'timer-K', 'terminated', 'end', undefined, '17.1.2.2'],
  ['completed', 'abandon', 'terminated', 'end', undefined, 'ours'],
  ...absorbs('completed', '1xx 200-699 timer-E timer-F error', '17.1.2.2: repeats are absorbed'),
  ...absorbs('terminated', '1xx 200-699 timer-E timer-F timer-K error abandon', '17.1.2.2'),
];

const INVITE_SERVER: readonly Case[] = [
  ['proceeding', 'invite', 'proceeding', 'send last-response', undefined, '17.2.1'],
  ['proceeding', 'send-1xx', 'proceeding', 'clear 100, send response', undefined, '17.2.1'],
  ['proceeding', 'send-2xx', 'accepted', 'clear 100, send response, L in 32000', undefined, 'RFC 6026 7.1, 8.7'],
  [
    'proceeding',
    'send-300-699',
    'completed',
    'clear 100, send response, G in 500, H in 32000',
    'clear 100, send response, H in 32000',
    '17.2.1: no G on TCP',
  ],
  ['proceeding', 'timer-100', 'proceeding', 'send 100', undefined, '17.2.1: 200 ms'],
  ['proceeding', 'error', 'proceeding', 'pass error', undefined, 'RFC 6026 8.8'],
  ['proceeding', 'abandon', 'terminated', 'end', undefined, 'ours'],
  ...absorbs('proceeding', 'ack timer-G timer-H timer-I timer-L', '17.2.1'),
  ['completed', 'invite', 'completed', 'send last-response', undefined, '17.2.1'],
  ['completed', 'ack', 'confirmed', 'clear G, clear H, I in 5000', '>terminated: end', '17.2.1: I is zero on TCP'],
  ['completed', 'timer-G', 'completed', 'send last-response, G in 1000', '', '17.2.1'],
  ['completed', 'timer-H', 'terminated', 'pass timeout, end', undefined, '17.2.1'],
  ['completed', 'error', 'completed', 'pass error', undefined, 'RFC 6026 8.8'],
  ['completed', 'abandon', 'terminated', 'end', undefined, 'ours'],
  ...absorbs('completed', 'send-1xx send-2xx send-300-699 timer-100 timer-I timer-L', '17.2.1: others are discarded'),
  ['confirmed', 'timer-I', 'terminated', 'end', undefined, '17.2.1'],
  ['confirmed', 'abandon', 'terminated', 'end', undefined, 'ours'],
  ...absorbs('confirmed', 'invite ack send-1xx send-2xx send-300-699', '17.2.1'),
  ...absorbs('confirmed', 'timer-100 timer-G timer-H timer-L error', '17.2.1'),
  ['accepted', 'ack', 'accepted', 'pass ack', undefined, 'RFC 6026 7.1'],
  ['accepted', 'send-2xx', 'accepted', 'send response', undefined, 'RFC 6026 7.1'],
  ['accepted', 'timer-L', 'terminated', 'end', undefined, 'RFC 6026 7.1'],
  ['accepted', 'error', 'accepted', 'pass error', undefined, 'RFC 6026 8.8'],
  ['accepted', 'abandon', 'terminated', 'end', undefined, 'ours'],
  ...absorbs('accepted', 'invite send-1xx send-300-699', 'RFC 6026 7.1'),
  ...absorbs('accepted', 'timer-100 timer-G timer-H timer-I', 'not running'),
  ...absorbs('terminated', 'invite ack send-1xx send-2xx send-300-699 error abandon', '17.2.1'),
  ...absorbs('terminated', 'timer-100 timer-G timer-H timer-I timer-L', '17.2.1'),
];

const SERVER: readonly Case[] = [
  ['trying', 'send-1xx', 'proceeding', 'clear 100, send response', undefined, '17.2.2'],
  [
    'trying',
    'send-200-699',
    'completed',
    'clear 100, send response, J in 32000',
    '>terminated: send response, end',
    '17.2.2',
  ],
  ['trying', 'timer-100', 'proceeding', 'send 100', undefined, 'RFC 4320 4.1'],
  ['trying', 'abandon', 'terminated', 'end', undefined, 'RFC 4320 4.2'],
  ...absorbs('trying', 'request timer-J error', '17.2.2: repeats are discarded, nothing was sent'),
  ['proceeding', 'request', 'proceeding', 'send last-response', undefined, '17.2.2'],
  ['proceeding', 'send-1xx', 'proceeding', 'send response', undefined, '17.2.2'],
  [
    'proceeding',
    'send-200-699',
    'completed',
    'clear 100, send response, J in 32000',
    '>terminated: send response, end',
    '17.2.2',
  ],
  ['proceeding', 'error', 'proceeding', 'pass error', undefined, 'RFC 6026 8.8'],
  ['proceeding', 'abandon', 'terminated', 'end', undefined, 'RFC 4320 4.2'],
  ...absorbs('proceeding', 'timer-100 timer-J', 'not running'),
  ['completed', 'request', 'completed', 'send last-response', undefined, '17.2.2'],
  ['completed', 'timer-J', 'terminated', 'end', undefined, '17.2.2'],
  ['completed', 'error', 'completed', 'pass error', undefined, 'RFC 6026 8.8'],
  ['completed', 'abandon', 'terminated', 'end', undefined, 'ours'],
  ...absorbs('completed', 'send-1xx send-200-699 timer-100', '17.2.2: others are discarded'),
  ...absorbs('terminated', 'request send-1xx send-200-699 timer-100 timer-J error abandon', '17.2.2'),
];

test('INVITE client transaction: every state x input (17.1.1, RFC 6026)', () => {
  check((isReliable) => inviteClient(timingOf(isReliable)), INVITE_CLIENT);
});

test('client transaction: every state x input (17.1.2)', () => {
  check((isReliable) => client(timingOf(isReliable)), CLIENT);
});

test('INVITE server transaction: every state x input (17.2.1, RFC 6026)', () => {
  check((isReliable) => inviteServer(timingOf(isReliable)), INVITE_SERVER);
});

test('server transaction: every state x input (17.2.2)', () => {
  check((isReliable) => server(timingOf(isReliable)), SERVER);
});

test('what begins a transaction', () => {
  const starts = (isReliable: boolean) => {
    const timing = timingOf(isReliable);
    return [inviteClient(timing), client(timing), inviteServer(timing), server(timing)].map((machine) => {
      const step = begin<string>(machine);
      return `${step.transaction.state}: ${spell(step.actions)}`;
    });
  };
  expect(starts(false)).toEqual([
    'calling: send request, A in 500, B in 32000',
    'trying: send request, E in 500, F in 32000',
    'proceeding: pass request, 100 in 200',
    'trying: pass request, 100 in 3500',
  ]);
  expect(starts(true)).toEqual([
    'calling: send request, B in 32000',
    'trying: send request, F in 32000',
    'proceeding: pass request, 100 in 200',
    'trying: pass request, 100 in 3500',
  ]);
});

test('times follow the arguments, but timer D is never under 32 s (17.1.1.2)', () => {
  const slow = { t1Ms: 1_000, t2Ms: 8_000, t4Ms: 10_000, isReliable: false };
  const quick = { t1Ms: 100, t2Ms: 800, t4Ms: 1_000, isReliable: false };
  expect(spell(inviteClient(slow).table.proceeding['300-699'].actions)).toContain('D in 64000');
  expect(spell(inviteClient(quick).table.proceeding['300-699'].actions)).toContain('D in 32000');
  expect(spell(inviteServer(quick).table.proceeding['send-2xx'].actions)).toContain('L in 6400');
  expect(spell(server(slow).table.trying['send-200-699'].actions)).toContain('J in 64000');
  // RFC 4320, 4.1: when timer E, doubled from T1, is set to T2 for the first time.
  expect(spell(server(slow).start.actions)).toContain('100 in 7000');
});
