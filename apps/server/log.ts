import { maskNumber } from '@wurao/domain';
import { LOG_LEVELS, type LogLevel } from './settings.ts';

/** One event: a short name in past tense, and flat fields. */
export type Log = (
  level: Exclude<LogLevel, 'silent'>,
  event: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** Anything that looks like a subscriber's number, also inside other text: +86 and 11 digits, 11-digit mobiles, foreign E.164. */
const NUMBERS = /(?:\+|%2B)?\d{11,15}\b/gi;
/** Fields that hold long digit runs which are no numbers. */
const PLAIN_FIELDS = new Set(['atMs', 'sequence', 'bytes', 'pid', 'decision', 'requestId', 'ms']);

export const maskText = (text: string): string =>
  text.replace(NUMBERS, (found) => maskNumber(found.replace(/^%2B/i, '+')));

const maskField = ([name, value]: [string, unknown]): [string, unknown] => [
  name,
  typeof value === 'string' && !PLAIN_FIELDS.has(name) ? maskText(value) : value,
];

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
    const rest = Object.entries(masked).map(
      ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    write(`${at} ${level.padEnd(5)} ${[event, ...rest].join(' ')}\n`);
  };
};
