import { type CallRecord, ENDERS, type Ender, type FieldError, type InstantMs, type PhoneNumber } from '@wurao/domain';
import { instantOf, RowValues } from './row-values.ts';

/** Rows of a call that tells of calls: some hundred kilobytes, and one question to the journal. */
export const CALL_RECORDS_MAX = 1_000;

/** Fields of a call record, needed ones first. */
export const CALL_RECORD_FIELDS = {
  needed: ['caller', 'callee', 'start'],
  optional: ['answer', 'end', 'duration', 'status', 'hungUpBy'],
} as const;
export type CallRecordField = (typeof CALL_RECORD_FIELDS)['needed' | 'optional'][number];

/** Words that switches and their billing have for how a call ended, and the final SIP status that the caller got for it. */
const DISPOSITIONS: Readonly<Record<string, number>> = {
  answered: 200,
  answer: 200,
  应答: 200,
  已应答: 200,
  接通: 200,
  已接通: 200,
  busy: 486,
  userbusy: 486,
  忙: 486,
  用户忙: 486,
  占线: 486,
  noanswer: 480,
  无应答: 480,
  无人接听: 480,
  未接: 480,
  cancel: 487,
  canceled: 487,
  cancelled: 487,
  originatorcancel: 487,
  取消: 487,
  主叫取消: 487,
  rejected: 603,
  declined: 603,
  callrejected: 603,
  拒接: 603,
  unallocatednumber: 404,
  空号: 404,
  failed: 500,
  失败: 500,
  congestion: 503,
  chanunavail: 503,
};

/** Who hung up, beside our own words. */
const HANGERS: Readonly<Record<string, Ender>> = {
  ...Object.fromEntries(ENDERS.map((ender) => [ender, ender])),
  a: 'caller',
  主叫: 'caller',
  b: 'callee',
  被叫: 'callee',
  网络: 'network',
};

const OK = 200;
const FIRST_REFUSAL = 300;
const SIP_STATUS = /^[2-6]\d\d$/;
const SECOND_MS = 1_000;
const EPOCH_SECONDS = /^\d{9,10}(?:\.\d{1,9})?$/;
const EPOCH_MS = /^\d{12,13}$/;
/** What exports write where there is no instant. */
const NO_INSTANT = /^0+(?:\.0+)?$|^0000-00-00/;
const DURATION = /^\d{1,8}(?:\.\d{1,9})?$/;

const wordOf = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '');

/** RFC 3339, seconds or milliseconds since 1970, or China's time without an offset; whole milliseconds. */
export const recordInstantOf = (text: string): InstantMs | undefined => {
  if (EPOCH_SECONDS.test(text)) return Math.round(Number(text) * SECOND_MS);
  return EPOCH_MS.test(text) ? Number(text) : instantOf(text.toUpperCase());
};

type ReadCallRecord =
  | { readonly ok: true; readonly record: CallRecord }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** The values of one call record, text of a file or of JSON, to what they say of the call. Errors name the field. */
export const readCallRecord = (value: (field: CallRecordField) => unknown): ReadCallRecord => {
  const row = new RowValues(value as (field: string) => unknown);
  const caller = row.number('caller') ?? ('' as PhoneNumber);
  const callee = row.number('callee') ?? ('' as PhoneNumber);
  const startMs = row.needed('start') === undefined ? 0 : (instantIn(row, 'start') ?? missing(row, 'start'));
  const said = {
    answerMs: instantIn(row, 'answer'),
    endMs: instantIn(row, 'end'),
    durationMs: durationIn(row),
    status: statusIn(row),
    endedBy: enderIn(row),
  };
  if (row.errors.length === 0) {
    const course = courseOf(row, startMs, said);
    if (course !== undefined) return { ok: true, record: { caller, callee, startMs, ...course } };
  }
  return { ok: false, errors: row.errors };
};

const instantIn = (row: RowValues, field: CallRecordField): InstantMs | undefined => {
  const text = row.text(field);
  if (text === undefined || NO_INSTANT.test(text)) return undefined;
  const atMs = recordInstantOf(text);
  if (atMs !== undefined) return atMs;
  const remedy =
    'Write 2026-03-01T09:30:00+08:00, 2026-03-01 09:30:00 (in China), or seconds or milliseconds since 1970.';
  return row.wrong(field, 'not an instant', remedy);
};

const missing = (row: RowValues, field: CallRecordField): number => {
  if (!row.errors.some((error) => error.field === field))
    row.wrong(field, 'not an instant', 'Say when the call began: nothing else tells which call it was.');
  return 0;
};

const durationIn = (row: RowValues): number | undefined => {
  const text = row.text('duration');
  if (text === undefined) return undefined;
  if (DURATION.test(text)) return Math.round(Number(text) * SECOND_MS);
  return row.wrong('duration', 'not a number of seconds', 'Write the seconds from the answer to the end, like 62.');
};

const statusIn = (row: RowValues): number | undefined => {
  const text = row.text('status');
  if (text === undefined) return undefined;
  if (SIP_STATUS.test(text)) return Number(text);
  const word = wordOf(text);
  if (Object.hasOwn(DISPOSITIONS, word)) return DISPOSITIONS[word];
  const remedy = 'Write a final SIP status (200 to 699), or ANSWERED, BUSY, NO ANSWER, CANCEL, REJECTED or FAILED.';
  return row.wrong('status', `"${text.slice(0, 40)}" is no known end of a call`, remedy);
};

const enderIn = (row: RowValues): Ender | undefined => {
  const text = row.text('hungUpBy');
  if (text === undefined) return undefined;
  const word = wordOf(text);
  if (Object.hasOwn(HANGERS, word)) return HANGERS[word];
  return row.wrong('hungUpBy', `"${text.slice(0, 40)}" is nobody in a call`, `Write ${ENDERS.join(', ')}, or nothing.`);
};

interface Said {
  readonly answerMs: InstantMs | undefined;
  readonly endMs: InstantMs | undefined;
  readonly durationMs: number | undefined;
  readonly status: number | undefined;
  readonly endedBy: Ender | undefined;
}

/** What the fields say together; a contradiction is told, not smoothed. */
const courseOf = (
  row: RowValues,
  startMs: InstantMs,
  said: Said,
): Omit<CallRecord, 'caller' | 'callee' | 'startMs'> | undefined => {
  const { answerMs, durationMs, endedBy } = said;
  const status = said.status ?? (answerMs === undefined ? undefined : OK);
  if (status === undefined)
    return row.wrong('status', 'missing, and there is no answer', 'Give the final status, or when it was answered.');
  if (status >= FIRST_REFUSAL) {
    if (answerMs !== undefined)
      return row.wrong(
        'answer',
        `there is one, and the status is ${status}`,
        'Put the columns right: one of them is wrong.',
      );
    // What it lasted without an answer is ringing, or nothing that anybody pays for.
    return checked(row, startMs, { status, answeredMs: undefined, endedMs: said.endMs, endedBy });
  }
  const answeredMs = answerMs ?? before(said.endMs, durationMs);
  if (answeredMs === undefined)
    return row.wrong(
      'answer',
      `missing, and the status is ${status}`,
      'Say when it was answered, or give end and duration.',
    );
  const endedMs = said.endMs ?? (durationMs === undefined ? undefined : answeredMs + durationMs);
  return checked(row, startMs, { status, answeredMs, endedMs, endedBy });
};

const before = (endMs: InstantMs | undefined, durationMs: number | undefined): InstantMs | undefined =>
  endMs === undefined || durationMs === undefined ? undefined : endMs - durationMs;

const checked = <T extends Pick<CallRecord, 'answeredMs' | 'endedMs'>>(
  row: RowValues,
  startMs: InstantMs,
  course: T,
): T | undefined => {
  const { answeredMs = startMs, endedMs = answeredMs } = course;
  if (answeredMs < startMs) return row.wrong('answer', 'before start', 'Put the columns right, or their time zones.');
  if (endedMs < answeredMs) return row.wrong('end', 'before the call', 'Put the columns right, or their time zones.');
  return course;
};
