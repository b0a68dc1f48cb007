import { type Failure, invalid, PROVINCES, type Result, success } from '@wurao/domain';
import type { HeldNumbers } from './bulletin-counts.ts';
import { UNKNOWN_PLACE } from './frozen-counts.ts';

const HEAD = 'province,carrier,subscribers';
const CARRIER = /^[\x21-\x7e]{1,128}$/;
const COUNT = /^\d{1,13}$/;
const CODES: readonly string[] = [...PROVINCES.map(({ code }) => code), UNKNOWN_PLACE];
/** More than there are provinces and carriers. */
export const HELD_ROWS_MAX = 10_000;

const wrong = (line: number, field: string, message: string): Failure =>
  invalid(`line ${line}: ${field}`, message, `Write lines like 110000,party-carrier-1,21000000 below ${HEAD}.`);

/** The carriers' count of numbers held, as a file of three columns without quotation marks; UTF-8, with or without a mark, LF or CRLF. */
export const readHeldNumbers = (text: string): Result<readonly HeldNumbers[]> => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[0] !== HEAD) return wrong(1, HEAD, `it begins with ${JSON.stringify(lines[0]?.slice(0, 60))}`);
  const rows: HeldNumbers[] = [];
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line === '') continue;
    const [province = '', carrier = '', subscribers = '', ...more] = line.split(',');
    if (!CODES.includes(province)) return wrong(at + 1, 'province', `${province} is no code of GB/T 2260`);
    if (!CARRIER.test(carrier)) return wrong(at + 1, 'carrier', 'not the id of a party, nor unknown');
    if (!COUNT.test(subscribers) || more.length > 0)
      return wrong(at + 1, 'subscribers', 'not a whole number at the end of the line');
    rows.push({ province, carrier, subscribers: Number(subscribers) });
  }
  return rows.length > HELD_ROWS_MAX ? wrong(HELD_ROWS_MAX + 2, 'lines', `more than ${HELD_ROWS_MAX}`) : success(rows);
};
