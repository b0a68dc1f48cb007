// A new INVITE between its coming and its admission.
import { expect, test } from 'vitest';
import type { Admission } from './proxy-port.ts';
import { valueIn } from './testing/party.ts';
import { Stage } from './testing/stage.ts';

/** A stage whose admission comes when it is told to. */
function waiting() {
  let say: (admission: Admission) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const answer = new Promise<Admission>((resolve, reject) => {
    say = resolve;
    fail = reject;
  });
  const stage = new Stage({ admit: () => answer });
  const settle = async (settled: () => void): Promise<string> => {
    stage.emitted.length = 0;
    settled();
    await answer.catch(() => {});
    await Promise.resolve();
    return stage.emitted.join(' ');
  };
  return { stage, admit: () => settle(() => say(stage.order())), refuse: () => settle(() => fail(new Error('no'))) };
}

test('an answer of the core goes to the caller, repeated until its ACK; nothing is told of it', () => {
  const answer = { status: 603, phrase: 'Decline', headers: [['Reason', 'Q.850;cause=21']] } as const;
  const stage = new Stage({ admit: () => ({ answer }) });
  expect(stage.line('caller INVITE')).toBe('caller<603');
  const said = stage.party('caller').answered();
  expect(said).toMatch(/^SIP\/2\.0 603 Decline\r\n/);
  expect(valueIn(said, 'Reason')).toBe('Q.850;cause=21');
  expect(valueIn(said, 'To')).toMatch(/;tag=t\d+$/);
  expect(stage.line('caller INVITE again')).toBe('caller<603');
  expect(stage.line('+500')).toBe('caller<603');
  expect(stage.line('caller ACK')).toBe('');
  expect(stage.line('+40000')).toBe('');
  expect(stage.outcomes).toEqual([]);
  expect(stage.admissions).toBe(1);
});

test('while it is waited for, repeats are absorbed: 100 after 200 ms, asked once', async () => {
  const { stage, admit } = waiting();
  expect(stage.line('caller INVITE')).toBe('');
  expect(stage.line('caller INVITE again')).toBe('');
  expect(stage.line('+200')).toBe('caller<100');
  expect(stage.line('caller INVITE again')).toBe('caller<100');
  expect(await admit()).toBe('a<INVITE');
  expect(valueIn(stage.party('a').asked('INVITE'), 'Call-ID')).toBe('call-1@192.0.2.10');
  expect(stage.line('a 200')).toBe('caller<200');
  expect(stage.admissions).toBe(1);
});

test('cancelled meanwhile: 487 at once, nothing is forwarded, and the decision has its outcome', async () => {
  const { stage, admit } = waiting();
  stage.line('caller INVITE');
  expect(stage.line('caller CANCEL')).toBe('caller<200 caller<487');
  expect(stage.line('caller ACK')).toBe('');
  expect(stage.outcomes).toEqual([]);
  expect(await admit()).toBe('');
  expect(stage.told()).toEqual(['487 ended caller']);
  stage.line('+40000');
  expect(stage.clock.pending).toBe(0);
});

test('an admission that does not come is a 503, and one that comes too late forwards nothing', async () => {
  const { stage, admit } = waiting();
  stage.line('caller INVITE');
  expect(stage.line('+10000')).toBe('caller<100 caller<503');
  expect(stage.line('caller CANCEL')).toBe('caller<200');
  expect(await admit()).toBe('');
  expect(stage.told()).toEqual(['503 ended network']);
});

test('an error is a 503; so is the end of the gate', async () => {
  const failing = waiting();
  failing.stage.line('caller INVITE');
  expect(await failing.refuse()).toBe('caller<503');
  const throwing = new Stage({
    admit: () => {
      throw new Error('no');
    },
  });
  expect(throwing.line('caller INVITE')).toBe('caller<503');
  const closing = waiting();
  closing.stage.line('caller INVITE');
  expect(closing.stage.line('close')).toBe('caller<503');
  expect(await closing.admit()).toBe('');
  expect(closing.stage.told()).toEqual(['503 ended network']);
});

test('an order without next hops is a 500', () => {
  const stage = new Stage({ order: { targets: [], uris: [] } });
  expect(stage.line('caller INVITE')).toBe('caller<500');
  expect(stage.told()).toEqual(['500 ended network']);
});

test('a secret that is too short is refused', () => {
  expect(() => new Stage({ secret: 'short' })).toThrow(RangeError);
});
