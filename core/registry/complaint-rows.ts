import {
  CATEGORIES,
  CHANNELS,
  CLOCKS_APART_MS,
  callingCode,
  type InstantMs,
  numberAbroad,
  type PhoneNumber,
  parseNumber,
  provinceNamed,
} from '@wurao/domain';
import { CLOSED_HISTORY_DAYS, DAY_MS, EARLIEST_MS, MAX_COMPLAINT_CHARS, MAX_REPORTED_CHARS } from './bounds.ts';
import type { ImportedComplaint } from './imports.ts';
import type { RowValues } from './row-values.ts';

/** `country`: whose numbers are written as within it. `closed`: history, whatever its age. */
export const COMPLAINT_FIELDS = {
  needed: ['reported', 'received', 'channel'],
  optional: ['complainant', 'at', 'duration', 'text', 'description', 'province', 'category', 'country', 'closed'],
} as const;

const SECOND_MS = 1_000;
/** Networks end calls before that, as of a complaint told to us. */
const MAX_CALL_SECONDS = 86_400;

const numberIn = (written: string, code: string | undefined): PhoneNumber | undefined => {
  if (code !== undefined) return numberAbroad(written, code);
  const number = parseNumber(written);
  return number.ok ? number.value : undefined;
};

const readCountry = (row: RowValues): string | undefined => {
  const text = row.text('country');
  if (text === undefined) return undefined;
  const remedy = 'Write its calling code: +1, +44, +852.';
  return callingCode(text) ?? row.wrong('country', `"${text.slice(0, 20)}" is no country's calling code`, remedy);
};

const readReceived = (row: RowValues, nowMs: InstantMs): InstantMs => {
  if (row.text('received') === undefined) row.needed('received');
  const receivedMs = row.instant('received') ?? nowMs;
  if (receivedMs > nowMs) row.wrong('received', 'in the future', 'Say when that register received it.');
  else if (receivedMs < EARLIEST_MS) row.wrong('received', 'before 1990', 'Put the date right.');
  return receivedMs;
};

const readAt = (row: RowValues, receivedMs: InstantMs): InstantMs | undefined => {
  const atMs = row.instant('at');
  if (atMs !== undefined && atMs > receivedMs + CLOCKS_APART_MS)
    row.wrong('at', 'after it was received', 'Put the columns right, or leave it out.');
  return atMs;
};

const readReported = (row: RowValues): string => {
  const reported = row.needed('reported') ?? '';
  if (reported.length > MAX_REPORTED_CHARS)
    row.wrong('reported', `longer than ${MAX_REPORTED_CHARS} characters`, 'Write the number only.');
  return reported;
};

const readComplainant = (row: RowValues, code: string | undefined): PhoneNumber | undefined => {
  const text = row.text('complainant');
  if (text === undefined) return undefined;
  const remedy = 'Write it in full, or say --set country=CODE of numbers written as within a country.';
  return numberIn(text, code) ?? row.wrong('complainant', `"${text.slice(0, 20)}" is no number`, remedy);
};

const readDuration = (row: RowValues, channel: string): number | undefined => {
  const seconds = row.whole('duration');
  if (seconds === undefined) return undefined;
  if (seconds > MAX_CALL_SECONDS) row.wrong('duration', 'longer than a day', 'Write seconds.');
  if (seconds > 0 && channel !== 'voice') row.wrong('duration', 'a message lasts for no time', 'Leave it out.');
  return seconds * SECOND_MS;
};

const readWords = (row: RowValues, field: 'text' | 'description'): string | undefined => {
  const words = row.text(field);
  if (words === undefined || words.length <= MAX_COMPLAINT_CHARS) return words;
  return row.wrong(field, `longer than ${MAX_COMPLAINT_CHARS} characters`, 'Shorten it.');
};

const readProvince = (row: RowValues): string | undefined => {
  const text = row.text('province');
  if (text === undefined) return undefined;
  const remedy = 'Write a code of GB/T 2260 (110000) or a Chinese name.';
  return provinceNamed(text)?.code ?? row.wrong('province', `"${text.slice(0, 20)}" is none`, remedy);
};

/** A row of another register; what is wrong is noted with the row. `nowMs`: of the import's beginning. */
export const readComplaintRow = (row: RowValues, nowMs: InstantMs): ImportedComplaint => {
  const code = readCountry(row);
  const reported = readReported(row);
  const receivedMs = readReceived(row, nowMs);
  const channel = row.word('channel', CHANNELS) ?? 'voice';
  return {
    reported,
    number: numberIn(reported, code),
    receivedMs,
    atMs: readAt(row, receivedMs),
    complainant: readComplainant(row, code),
    channel,
    durationMs: readDuration(row, channel),
    text: readWords(row, 'text'),
    description: readWords(row, 'description'),
    province: readProvince(row),
    category: row.text('category') === undefined ? undefined : row.word('category', CATEGORIES),
    closed: row.boolean('closed', receivedMs < nowMs - CLOSED_HISTORY_DAYS * DAY_MS),
  };
};
