import type { ComplaintClaim } from './complaint.ts';
import { COMPLAINT_CHARS_MAX } from './complaint.ts';
import { REPORTED_CHARS_MAX } from './reported-number.ts';

/** As people are told to write it: the number, an asterisk, what the message said. */
const MARKS = /[*\uff0a\u00d7]/u;
/** What begins so is a number, or was meant for one. */
const NUMBERLIKE = /^[\s+()\d-]+$/;

/**
 * A message that somebody forwards to the house's port for complaints, as `10690000*text of the message`. Where no number stands in front
 * of an asterisk, all of it is the text, and the number is missing.
 */
export const readForwarded = (message: string): Pick<ComplaintClaim, 'reported' | 'text'> => {
  const words = message.normalize('NFKC').trim();
  const at = words.search(MARKS);
  const before = at < 0 ? '' : words.slice(0, at).trim();
  const isNumber = before !== '' && before.length <= REPORTED_CHARS_MAX && NUMBERLIKE.test(before);
  const text = (isNumber ? words.slice(at + 1) : words).trim().slice(0, COMPLAINT_CHARS_MAX);
  return { reported: isNumber ? before : undefined, text: text === '' ? undefined : text };
};
