// What holds of the transaction machines whatever happens in whatever order, on a clock with its timers.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ClientInput, client } from './client.ts';
import { type InviteClientInput, inviteClient } from './invite-client.ts';
import { type InviteServerInput, inviteServer } from './invite-server.ts';
import { T1_MS, T4_MS, timingOf } from './machine.ts';
import { type ServerInput, server } from './server.ts';
import { type Arrival, countOf, type Happening, passed, run } from './testing/run.ts';

const RUNS = { numRuns: 2_000 };
const PATIENCE_MS = 64 * T1_MS;

function arrivals<Input extends string>(...inputs: Input[]): fc.Arbitrary<readonly Arrival<Input>[]> {
  const gapMs = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 40_000 }));
  return fc.array(fc.record({ gapMs, input: fc.constantFrom(...inputs) }), { maxLength: 30 });
}

const last = <T>(list: readonly T[]): T => list[list.length - 1]!;
const instants = (happenings: readonly Happening<string>[], input: string) =>
  happenings.filter((happening) => happening.input === input).map(({ atMs }) => atMs);
/** Inputs from outside that came before the end, in their order. */
const outside = (happenings: readonly Happening<string>[]) =>
  happenings.map(({ input }) => input).filter((input) => !input.startsWith('timer-') && input !== 'begin');

test('INVITE client: passes up, acknowledges and ends as a plain reading of its inputs says', () => {
  const inputs = arrivals<InviteClientInput>('1xx', '2xx', '300-699', 'error', '1xx', '300-699', '2xx');
  fc.assert(
    fc.property(inputs, fc.boolean(), (coming, isReliable) => {
      const all = run(inviteClient(timingOf(isReliable)), coming);
      const came = outside(all);
      const finalAt = came.findIndex((input) => input === '2xx' || input === '300-699');
      const isRefused = finalAt !== -1 && came[finalAt] === '300-699';
      const upToFinal = finalAt === -1 ? came : came.slice(0, finalAt + 1);
      const later = finalAt === -1 ? [] : came.slice(finalAt + 1);
      // A 2xx is never absorbed; whatever else comes after a final answer is.
      const ups = upToFinal.filter((input) => input !== 'error').length;
      expect(passed(all, 'response')).toBe(ups + later.filter((input) => input === '2xx').length);
      // One ACK for each refusal that came, none after a 2xx.
      expect(countOf(all, 'ack')).toBe(isRefused ? came.filter((input) => input === '300-699').length : 0);
      // Timeouts and errors are told at most once, and a timeout never after an answer.
      expect(passed(all, 'timeout') + passed(all, 'error')).toBeLessThanOrEqual(1);
      if (came.some((input) => input !== 'error')) expect(passed(all, 'timeout')).toBe(0);
      if (isReliable) expect(countOf(all, 'request')).toBe(1);
      else expect(countOf(all, 'request')).toBeLessThanOrEqual(7);
    }),
    RUNS,
  );
});

test('INVITE client: over at most B and then D or M after what it waits for', () => {
  const inputs = arrivals<InviteClientInput>('1xx', '2xx', '300-699');
  fc.assert(
    fc.property(inputs, fc.boolean(), (coming, isReliable) => {
      const all = run(inviteClient(timingOf(isReliable)), coming);
      const { after, atMs } = last(all);
      const finalAtMs = all.find(({ input }) => input === '2xx' || input === '300-699')?.atMs;
      // Once ringing, only the transaction user's timer C bounds it (16.7, 17.1.1.2).
      if (finalAtMs === undefined) {
        expect(after).toBe(instants(all, '1xx').length > 0 ? 'proceeding' : 'terminated');
        return;
      }
      expect(after).toBe('terminated');
      expect(atMs).toBeLessThanOrEqual(finalAtMs + PATIENCE_MS);
    }),
    RUNS,
  );
  expect(last(run(inviteClient(timingOf(false)), []))).toMatchObject({ atMs: PATIENCE_MS, after: 'terminated' });
  expect(instants(run(inviteClient(timingOf(false)), []), 'timer-A')).toEqual([
    500, 1_500, 3_500, 7_500, 15_500, 31_500,
  ]);
});

test('client: one final answer goes up, and it is over within F and K', () => {
  const inputs = arrivals<ClientInput>('1xx', '200-699', '1xx', '200-699', 'error');
  fc.assert(
    fc.property(inputs, fc.boolean(), (coming, isReliable) => {
      const all = run(client(timingOf(isReliable)), coming);
      const came = outside(all);
      const finalAt = came.indexOf('200-699');
      const answered = finalAt !== -1;
      const heard = answered ? came.slice(0, finalAt + 1) : came;
      expect(passed(all, 'response')).toBe(heard.filter((input) => input !== 'error').length);
      expect(passed(all, 'response') === 0 || passed(all, 'timeout') + passed(all, 'error') <= 1).toBe(true);
      if (answered) expect(passed(all, 'timeout') + passed(all, 'error')).toBe(0);
      else expect(passed(all, 'timeout') + passed(all, 'error')).toBe(1);
      expect(last(all).after).toBe('terminated');
      expect(last(all).atMs).toBeLessThanOrEqual(PATIENCE_MS + (isReliable ? 0 : T4_MS));
      expect(countOf(all, 'request')).toBeLessThanOrEqual(isReliable ? 1 : 11);
    }),
    RUNS,
  );
  // 17.1.2.2: doubled up to T2, then every T2: eleven requests in all.
  const alone = instants(run(client(timingOf(false)), []), 'timer-E');
  expect(alone).toEqual([500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
});

test('INVITE server: sends what a plain reading of its inputs says, and is over within H and I, or L', () => {
  const inputs = arrivals<InviteServerInput>(
    'invite',
    'ack',
    'send-1xx',
    'send-2xx',
    'send-300-699',
    'error',
    'invite',
  );
  fc.assert(
    fc.property(inputs, fc.boolean(), (coming, isReliable) => {
      const all = run(inviteServer(timingOf(isReliable)), coming);
      const came = outside(all);
      const finalAt = came.findIndex((input) => input === 'send-2xx' || input === 'send-300-699');
      const upToFinal = finalAt === -1 ? came : came.slice(0, finalAt + 1);
      const later = finalAt === -1 ? [] : came.slice(finalAt + 1);
      const isAccepted = came[finalAt] === 'send-2xx';
      const sends = upToFinal.filter((input) => input.startsWith('send-')).length;
      // Every 2xx of an accepted INVITE is sent, and no other answer after a final one.
      expect(countOf(all, 'response')).toBe(
        sends + (isAccepted ? later.filter((input) => input === 'send-2xx').length : 0),
      );
      expect(passed(all, 'ack')).toBe(isAccepted ? later.filter((input) => input === 'ack').length : 0);
      // The machine never repeats a 2xx by itself (RFC 6026, 7.1).
      const ackAt = later.indexOf('ack');
      const asked = isAccepted ? [] : ackAt === -1 ? later : later.slice(0, ackAt);
      const repeats = [...upToFinal, ...asked].filter((input) => input === 'invite').length;
      const fired = all.filter(({ input, before }) => input === 'timer-G' && before === 'completed').length;
      expect(countOf(all, 'last-response')).toBe(repeats + fired);
      if (isReliable) expect(fired).toBe(0);
      expect(passed(all, 'timeout')).toBeLessThanOrEqual(1);
      if (finalAt === -1) {
        expect(last(all).after).toBe('proceeding');
        return;
      }
      const finalAtMs = all.find(({ before, after }) => before === 'proceeding' && after !== 'proceeding')!.atMs;
      expect(last(all).after).toBe('terminated');
      expect(last(all).atMs).toBeLessThanOrEqual(finalAtMs + PATIENCE_MS + (isReliable || isAccepted ? 0 : T4_MS));
    }),
    RUNS,
  );
  // 17.2.1: doubled up to T2.
  const unheard = run(inviteServer(timingOf(false)), [{ gapMs: 0, input: 'send-300-699' }]);
  expect(instants(unheard, 'timer-G').slice(0, 6)).toEqual([500, 1_500, 3_500, 7_500, 11_500, 15_500]);
  expect(last(unheard)).toMatchObject({ atMs: PATIENCE_MS, input: 'timer-H' });
});

test('server: one final answer is sent, repeats get the last one, and it is over J after it', () => {
  const inputs = arrivals<ServerInput>('request', 'send-1xx', 'send-200-699', 'error', 'request', 'request');
  fc.assert(
    fc.property(inputs, fc.boolean(), (coming, isReliable) => {
      const all = run(server(timingOf(isReliable)), coming);
      const came = outside(all);
      const finalAt = came.indexOf('send-200-699');
      const upToFinal = finalAt === -1 ? came : came.slice(0, finalAt + 1);
      expect(countOf(all, 'response')).toBe(upToFinal.filter((input) => input.startsWith('send-')).length);
      // The 100 of RFC 4320, 4.1, where the transaction user had said nothing yet.
      const firstSend = all.findIndex(({ input }) => input.startsWith('send-') || input === 'timer-100');
      const repeats = firstSend === -1 ? [] : all.slice(firstSend).filter(({ input }) => input === 'request');
      expect(countOf(all, 'last-response')).toBe(repeats.length);
      expect(countOf(all, '100')).toBe(firstSend !== -1 && all[firstSend]!.input === 'timer-100' ? 1 : 0);
      if (finalAt === -1) {
        expect(last(all).after).not.toBe('terminated');
        return;
      }
      const finalAtMs = instants(all, 'send-200-699')[0]!;
      expect(last(all)).toMatchObject({ after: 'terminated', atMs: finalAtMs + (isReliable ? 0 : PATIENCE_MS) });
    }),
    RUNS,
  );
});
