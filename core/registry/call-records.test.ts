import { describe, expect, it } from 'vitest';
import { type CallRecordField, readCallRecord, recordInstantOf } from './call-records.ts';

const START = '2026-03-01 09:30:00';
const START_MS = Date.parse('2026-03-01T09:30:00+08:00');
const at = (seconds: number): string => new Date(START_MS + seconds * 1_000).toISOString();

type Values = Partial<Record<CallRecordField, unknown>>;
const read = (values: Values) => {
  const all: Values = { caller: '95000', callee: '13800000001', start: START, ...values };
  return readCallRecord((field) => all[field]);
};
const course = (values: Values) => {
  const { record } = read(values) as { readonly record: object };
  return record;
};

describe('an instant of a call record', () => {
  it.each([
    ['2026-03-01T09:30:00+08:00', START_MS],
    ['2026-03-01t01:30:00.5z', START_MS + 500],
    [START, START_MS],
    [String(START_MS / 1_000), START_MS],
    [`${START_MS / 1_000}.0625`, START_MS + 63],
    [String(START_MS), START_MS],
    ['2026-02-30 09:30:00', undefined],
    ['09:30', undefined],
    ['20260301093000', undefined],
  ])('%s', (text, atMs) => expect(recordInstantOf(text)).toBe(atMs));
});

describe('a call record', () => {
  it('reads numbers in any form, and when it began', () => {
    expect(course({ callee: '8613800000001', status: 'BUSY' })).toMatchObject({
      caller: '95000',
      callee: '+8613800000001',
      startMs: START_MS,
    });
  });

  it.each([
    [
      { answer: at(4), duration: '60' },
      { status: 200, answeredMs: START_MS + 4_000, endedMs: START_MS + 64_000 },
    ],
    [
      { answer: at(4), end: at(9), duration: 60 },
      { status: 200, endedMs: START_MS + 9_000 },
    ],
    [{ answer: at(4) }, { status: 200, answeredMs: START_MS + 4_000, endedMs: undefined }],
    [
      { status: 'ANSWERED', end: at(70), duration: '60.5' },
      { status: 200, answeredMs: START_MS + 9_500 },
    ],
    [{ status: '202', answer: at(1) }, { status: 202 }],
    [
      { status: 'No Answer', answer: '0', end: '', duration: '31' },
      { status: 480, endedMs: undefined },
    ],
    [
      { status: 'NO_ANSWER', answer: '0000-00-00 00:00:00', end: at(31) },
      { status: 480, endedMs: START_MS + 31_000 },
    ],
    [
      { status: 'originator-cancel', hungUpBy: 'A' },
      { status: 487, endedBy: 'caller' },
    ],
    [
      { status: '用户忙', hungUpBy: '被叫' },
      { status: 486, endedBy: 'callee' },
    ],
    [{ status: 603 }, { status: 603, answeredMs: undefined, endedMs: undefined, endedBy: undefined }],
  ] as const)('that says %o', (values, said) => expect(course(values)).toMatchObject(said));

  it.each([
    [{ caller: 'anonymous', status: '486' }, 'caller', /./],
    [{ start: '', status: '486' }, 'start', /missing/],
    [{ start: '0', status: '486' }, 'start', /not an instant/],
    [{ start: 'yesterday', status: '486' }, 'start', /not an instant/],
    [{}, 'status', /missing/],
    [{ status: '180' }, 'status', /180/],
    [{ status: 'constructor' }, 'status', /constructor/],
    [{ status: '200' }, 'answer', /missing/],
    [{ status: '200', duration: '60' }, 'answer', /missing/],
    [{ status: '486', answer: at(4) }, 'answer', /486/],
    [{ answer: at(-1) }, 'answer', /before start/],
    [{ answer: at(4), end: at(3) }, 'end', /before/],
    [{ answer: at(4), duration: '1:02' }, 'duration', /seconds/],
    [{ status: '486', hungUpBy: 'C' }, 'hungUpBy', /C/],
  ] as const)('that says %o is bad', (values, field, message) => {
    expect(read(values)).toMatchObject({ ok: false, errors: [{ field, message: expect.stringMatching(message) }] });
  });
});
