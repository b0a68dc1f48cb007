// The text of a delivery receipt (SMPP v3.4, appendix B). What it looks like is "vendor specific"; that form is the common one.

/** Words of `stat`, by the number that message_state has for the same (v3.4, 5.2.28). */
export const RECEIPT_STATES = {
  1: 'ENROUTE',
  2: 'DELIVRD',
  3: 'EXPIRED',
  4: 'DELETED',
  5: 'UNDELIV',
  6: 'ACCEPTD',
  7: 'UNKNOWN',
  8: 'REJECTD',
} as const;

export type MessageState = keyof typeof RECEIPT_STATES;
export type ReceiptState = (typeof RECEIPT_STATES)[MessageState];

export interface Receipt {
  /** As the message centre gave it when it took the message. */
  readonly id: string;
  /** Messages submitted, and of these delivered, 0 to 999. */
  readonly submitted?: number | undefined;
  readonly delivered?: number | undefined;
  /** YYMMDDhhmm, or with seconds, in the time of whoever wrote it. */
  readonly submitDate?: string | undefined;
  readonly doneDate?: string | undefined;
  /** One of RECEIPT_STATES, or whatever word stood there, in capitals. */
  readonly state: string;
  /** Three characters of the network's own. */
  readonly error?: string | undefined;
  /** The first twenty characters of the message. */
  readonly text?: string | undefined;
}

const COUNT_DIGITS = 3;
const ERROR_CHARACTERS = 3;
const TEXT_CHARACTERS = 20;
/** Nobody's receipt is longer; what stands behind is not looked at. */
const RECEIPT_CHARACTERS_MAX = 1_024;

const KEYS = ['id', 'sub', 'dlvrd', 'submit date', 'done date', 'stat', 'err', 'text'] as const;
type Key = (typeof KEYS)[number];

const KEY = /(?<![\p{L}\p{N}])(id|sub|dlvrd|submit[ _]?date|done[ _]?date|stat|err|text)\s{0,4}:/giu;

const keyNamed = (written: string): Key => {
  const plain = written.toLowerCase().replaceAll(/[ _]/g, '');
  return KEYS.find((key) => key.replace(' ', '') === plain)!;
};

/** Up to the first white space: what else stands there belongs to nobody. */
const wordAt = (text: string, from: number, to: number): string => text.slice(from, to).trimStart().split(/\s/, 1)[0]!;

const numberIn = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;

const dateIn = (value: string | undefined): string | undefined => /^\d{10}(?:\d{2})?/.exec(value ?? '')?.[0];

/**
 * Reads the text of a receipt, whatever the case of its keys, their order, and what is left out; undefined where it has no
 * `stat`, or no `id` while `id` is wanted (receipted_message_id may say it instead: give that).
 */
export function readReceipt(text: string, receiptedId?: string): Receipt | undefined {
  const short = text.slice(0, RECEIPT_CHARACTERS_MAX);
  const found = new Map<Key, string>();
  let last: { readonly key: Key; readonly from: number } | undefined;
  for (const match of short.matchAll(KEY)) {
    // Behind `text:` everything is the message's own.
    if (last?.key === 'text') break;
    if (last !== undefined && !found.has(last.key)) found.set(last.key, wordAt(short, last.from, match.index));
    last = { key: keyNamed(match[1]!), from: match.index + match[0].length };
  }
  if (last !== undefined && !found.has(last.key)) {
    found.set(last.key, last.key === 'text' ? short.slice(last.from) : wordAt(short, last.from, short.length));
  }
  const id = found.get('id') || receiptedId;
  const state = found.get('stat')?.toUpperCase();
  if (id === undefined || state === undefined || state === '') return undefined;
  return {
    id,
    submitted: numberIn(found.get('sub')),
    delivered: numberIn(found.get('dlvrd')),
    submitDate: dateIn(found.get('submit date')),
    doneDate: dateIn(found.get('done date')),
    state,
    // A NUL behind the text is an @ of the seven bit alphabet.
    error: /^\w+/.exec(found.get('err') ?? '')?.[0],
    text: found.get('text'),
  };
}

const count = (value: number | undefined): string => String(value ?? 0).padStart(COUNT_DIGITS, '0');

/** Writes it as appendix B has it; what is left out is zeros, and `text` is cut at twenty characters. */
export function writeReceipt(receipt: Receipt): string {
  const { id, submitted, delivered, submitDate = '0000000000', doneDate = '0000000000', state, error, text } = receipt;
  const shown = Array.from(text ?? '')
    .slice(0, TEXT_CHARACTERS)
    .join('');
  return (
    `id:${id} sub:${count(submitted)} dlvrd:${count(delivered)} submit date:${submitDate} done date:${doneDate} ` +
    `stat:${state} err:${(error ?? '').padStart(ERROR_CHARACTERS, '0')} text:${shown}`
  );
}

/** The number that message_state has for the word; undefined where it has none. */
export function messageStateOf(state: string): MessageState | undefined {
  for (const [number, word] of Object.entries(RECEIPT_STATES))
    if (word === state) return Number(number) as MessageState;
  return undefined;
}

const MINUTE_MS = 60_000;
const CENTURY = 2_000;
const MINUTE_DIGITS = 10;

/** The instant of a receipt's date, whose writer is that many minutes ahead of UTC; undefined where it is no date. */
export function receiptDateMs(date: string, offsetMinutes: number): number | undefined {
  if (!/^\d{10}(?:\d{2})?$/.test(date)) return undefined;
  const [year, month, day, hour, minute, second = 0] = date.match(/\d\d/g)!.map(Number);
  const atMs = Date.UTC(CENTURY + year!, month! - 1, day, hour, minute, second);
  // A 31st of February runs over into March: no date.
  const isDate = receiptDateOf(atMs, 0) === date.slice(0, MINUTE_DIGITS);
  return isDate ? atMs - offsetMinutes * MINUTE_MS : undefined;
}

/** YYMMDDhhmm of an instant, for a writer that many minutes ahead of UTC. */
export const receiptDateOf = (atMs: number, offsetMinutes: number): string =>
  new Date(atMs + offsetMinutes * MINUTE_MS)
    .toISOString()
    .replaceAll(/[-:T]/g, '')
    .slice(2, 2 + MINUTE_DIGITS);
