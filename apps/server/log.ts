import { LOG_LEVELS, type LogLevel } from './settings.ts';

/** One event: a short name in past tense, and flat fields. */
export type Log = (
  level: Exclude<LogLevel, 'silent'>,
  event: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/**
 * Anything that looks like a subscriber's number, also inside other text and with separators: foreign and +86 numbers, mobiles,
 * fixed numbers with their area code, other runs of 11 to 15 digits. Each bounded, so that no text makes the search slow.
 */
const NUMBERS = new RegExp(
  [
    String.raw`(?:\+|%2B)[(]?\d(?:[ ().·-]{0,2}\d){6,14}`,
    String.raw`(?<!\d)1[3-9]\d(?:[ -]?\d){8}(?!\d)`,
    String.raw`(?<!\d)[(]?0\d{2,3}[)]?[ -]?\d{7,8}(?!\d)`,
    String.raw`(?<![\da-z])\d{11,15}\b`,
  ].join('|'),
  'gi',
);
const SHORT_DIGITS = 8;
const MOBILE_DIGITS = /^(?:86)?1[3-9]\d{9}$/;
/** Fields that hold long digit runs which are no numbers: instants, sequences, ids of ours. */
const PLAIN_FIELDS = new Set(['atMs', 'sequence', 'bytes', 'pid', 'decision', 'requestId', 'ms', 'keyId', 'webhook']);

/** The ends stay, as in `maskNumber`, so that two lines about one number can be told to be that. */
const hide = (found: string): string => {
  const digits = found
    .replace(/^%2B/i, '')
    .replace(/\D/g, '')
    .replace(/^86(?=\d{10})/, '');
  return digits.length < SHORT_DIGITS ? `${digits.slice(0, 1)}****` : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
};

export const maskText = (text: string): string => text.replace(NUMBERS, hide);

const maskValue = (value: unknown): unknown => {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'number') return MOBILE_DIGITS.test(String(value)) ? hide(String(value)) : value;
  if (Array.isArray(value)) return value.map(maskValue);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(maskField));
};

const maskField = ([name, value]: [string, unknown]): [string, unknown] => [
  name,
  PLAIN_FIELDS.has(name) ? value : maskValue(value),
];

const MAKES_LINES = /[\p{Cc}\u2028\u2029]/u;

/** One line whatever it holds: what a stranger sent must not write lines of its own. */
const inText = (value: unknown): string =>
  typeof value === 'string' && !MAKES_LINES.test(value) ? value : JSON.stringify(value);

/** JSON lines, or text for people; numbers masked either way. `write` gets whole lines. */
export const makeLog = (
  format: 'json' | 'text',
  least: LogLevel,
  write: (line: string) => void,
  nowMs: () => number,
): Log => {
  const floor = LOG_LEVELS.indexOf(least);
  return (level, event, fields = {}) => {
    if (LOG_LEVELS.indexOf(level) < floor) return;
    const masked = Object.fromEntries(Object.entries(fields).map(maskField));
    const at = new Date(nowMs()).toISOString();
    if (format === 'json') return write(`${JSON.stringify({ at, level, event, ...masked })}\n`);
    const rest = Object.entries(masked).map(([name, value]) => `${name}=${inText(value)}`);
    write(`${at} ${level.padEnd(5)} ${[event, ...rest].join(' ')}\n`);
  };
};
