import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  CLOCK_TIME,
  type Failure,
  type HoursWindow,
  type InstantMs,
  invalid,
  isSubscriberNumber,
  type Mask,
  type PhoneNumber,
  type PrefixEntry,
} from '@wurao/domain';
import { EARLIEST_MS, MAX_AHEAD_MS, MAX_HOURS_WINDOWS, MAX_SPAN_MS } from './bounds.ts';

/** The first of several checks that fails, or undefined when all hold. */
export const firstFailure = (...checks: readonly (Failure | undefined)[]): Failure | undefined =>
  checks.find((check) => check !== undefined);

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const CREDIT_CODE = /^[0-9A-Z]{18}$/;
const PREFIX = /^(?:\+\d{1,20}|\d{2,21})$/;
const SHA256 = /^[0-9a-f]{64}$/;
/** Allowed for a list that may bar nothing. */
type Emptiness = 'may be empty' | 'not empty';

export const checkId = (id: string | undefined): Failure | undefined =>
  id === undefined || ID.test(id)
    ? undefined
    : invalid(
        'id',
        'not an id',
        'Use 1 to 64 letters, digits, dots, underscores and hyphens, a letter or digit first.',
      );

export const checkText = (field: string, text: string, maxChars: number): Failure | undefined =>
  text.trim() === ''
    ? invalid(field, 'empty', `Say it in 1 to ${maxChars} characters.`)
    : checkSaid(field, text, maxChars);

/** May be empty. No text of a person holds a NUL, and not every store can keep one. */
export const checkSaid = (field: string, text: string, maxChars: number): Failure | undefined => {
  const nulAt = text.indexOf('\0');
  if (nulAt >= 0) return invalid(field, 'holds a NUL character', 'Leave it out.', nulAt);
  return text.length > maxChars
    ? invalid(field, `longer than ${maxChars} characters`, `Shorten it to ${maxChars} characters.`, maxChars)
    : undefined;
};

export const checkCreditCode = (code: string | undefined): Failure | undefined =>
  code === undefined || CREDIT_CODE.test(code)
    ? undefined
    : invalid(
        'creditCode',
        'not a unified social credit code',
        'Write its 18 digits and capital letters, or leave it out.',
      );

export const checkSha256 = (field: string, hash: string | undefined): Failure | undefined =>
  hash === undefined || SHA256.test(hash)
    ? undefined
    : invalid(field, 'not a SHA-256', 'Write 64 lower-case hexadecimal digits, or leave it out.');

const checkMask = (field: string, mask: Mask, all: Mask, emptiness: Emptiness): Failure | undefined => {
  if (!Number.isInteger(mask) || mask < 0 || (mask & ~all) !== 0)
    return invalid(field, 'holds an unknown word', 'Use the words of the glossary.');
  return mask === 0 && emptiness === 'not empty'
    ? invalid(field, 'empty', `Name at least one of the ${field}.`)
    : undefined;
};

export const checkScope = (
  scope: { readonly purposes: Mask; readonly categories: Mask; readonly channels: Mask },
  emptiness: Emptiness = 'not empty',
): Failure | undefined =>
  firstFailure(
    checkMask('purposes', scope.purposes, ALL_PURPOSES, emptiness),
    checkMask('categories', scope.categories, ALL_CATEGORIES, emptiness),
    checkMask('channels', scope.channels, ALL_CHANNELS, emptiness),
  );

export const checkSpan = (fromMs: InstantMs, toMs: InstantMs | undefined, nowMs: InstantMs): Failure | undefined => {
  if (!Number.isFinite(fromMs) || fromMs < EARLIEST_MS)
    return invalid('from', 'before 1990', 'Name the day it was agreed.');
  if (fromMs > nowMs + MAX_AHEAD_MS)
    return invalid('from', 'more than a year ahead', 'Name an instant within a year from now.');
  if (toMs === undefined) return undefined;
  if (!(toMs > fromMs)) return invalid('to', 'not after `from`', 'Name an instant after `from`, or leave it out.');
  return toMs - fromMs > MAX_SPAN_MS
    ? invalid('to', 'longer than thirty years', 'Name a nearer end, or leave it out.')
    : undefined;
};

export const checkSubscriber = (number: PhoneNumber, field = 'subscriber'): Failure | undefined =>
  isSubscriberNumber(number)
    ? undefined
    : invalid(
        field,
        'a service number has no subscriber to protect',
        'Name a mobile, fixed, machine or foreign number.',
      );

export const checkHours = (hours: readonly HoursWindow[] | undefined): Failure | undefined => {
  if (hours === undefined) return undefined;
  if (hours.length > MAX_HOURS_WINDOWS)
    return invalid('hours', `more than ${MAX_HOURS_WINDOWS} windows`, 'Join windows that touch.');
  for (const [i, window] of hours.entries()) {
    if (window.days.length === 0 || window.days.some((day) => !Number.isInteger(day) || day < 1 || day > 7)) {
      return invalid(`hours[${i}].days`, 'not days of the week', 'Use 1 (Monday) to 7 (Sunday).');
    }
    for (const end of ['from', 'to'] as const) {
      if (!CLOCK_TIME.test(window[end]) || (end === 'from' && window.from === '24:00')) {
        return invalid(`hours[${i}].${end}`, 'not a time of day', 'Write HH:MM, such as 09:00.');
      }
    }
  }
  return undefined;
};

export const checkPrefixes = (prefixes: readonly PrefixEntry[]): Failure | undefined => {
  const wrong = prefixes.findIndex((entry) => !PREFIX.test(entry.prefix));
  return wrong < 0
    ? undefined
    : invalid(
        `prefixes[${wrong}].prefix`,
        'not a prefix',
        'Write 2 to 21 digits as dialled (0571, 1069), or + and digits for foreign ones.',
      );
};
