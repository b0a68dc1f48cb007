import {
  type Failure,
  type InstantMs,
  invalid,
  isSameText,
  type Mac,
  numberKind,
  parseNumber,
  type Result,
  type Role,
  success,
} from '@wurao/domain';

/**
 * The log of who read and who changed what of a case: each row carries the hash of the one before it, so that a row which is
 * changed, taken out, put in or moved no longer fits. Whoever makes the whole chain again from some row on, or cuts its end off,
 * is found by a checkpoint that was kept elsewhere.
 */

/** SHA-256 of the text's UTF-8, 64 lower-case hexadecimal digits. */
export type Sha256 = (text: string) => string;

/** What an entry is about: `case` `case-17`. A number only as `keyedReference` has it. */
export interface AuditSubject {
  /** A noun of the glossary. */
  readonly kind: string;
  readonly id: string;
}

export interface AuditEntry {
  readonly atMs: InstantMs;
  /** The key's id; `system` for what happens by itself. */
  readonly who: string;
  readonly role: Role | 'system';
  readonly act: 'read' | 'change';
  /** The question or the command by name: `complaintById`, `imposeSanction`. No words of a person, which may hold numbers. */
  readonly what: string;
  readonly subject: AuditSubject;
}

export interface AuditRow extends AuditEntry {
  /** Dense, from 1. */
  readonly sequence: number;
  /** Hash of the row before. */
  readonly previous: string;
  readonly hash: string;
}

/** The last row so far: all that the next one needs of the chain. */
export interface AuditHead {
  /** 0 = before the first row. */
  readonly sequence: number;
  readonly hash: string;
}

export const EMPTY_HEAD: AuditHead = { sequence: 0, hash: '0'.repeat(64) };

export const MAX_AUDIT_ID_CHARS = 128;
export const MAX_AUDIT_NAME_CHARS = 64;

const NAME = /^[A-Za-z][A-Za-z0-9.-]*$/;
const ID = /^[\x21-\x7e]+$/;
const KEYED = /^keyed:[0-9a-f]{32}$/;
/** As digits stand in an id, apart from letters: those of a hash are no number. */
const DIGITS = /(?<![0-9A-Za-z])\+?\d[\d().-]*\d(?![A-Za-z])/g;
const NUMBER_KINDS: readonly string[] = ['number', 'subscriber'];
/** Stands in the hashed text: a row of another form does not pass for one of this. */
const FORM = 1;

/** The same number gives the same reference under one key, and nobody without the key finds the number by trying all. */
export const keyedReference = (mac: Mac, number: string): string =>
  `keyed:${mac(`audit-subject:${number}`).slice(0, 32)}`;

/** What is hashed of an entry: one JSON array, so that no two entries have the same text. */
export const canonicalEntry = (entry: AuditEntry & { readonly sequence: number }): string => {
  const { sequence, atMs, who, role, act, what, subject } = entry;
  return JSON.stringify([FORM, sequence, atMs, who, role, act, what, subject.kind, subject.id]);
};

const hashOf = (sha256: Sha256, previous: string, entry: AuditEntry & { readonly sequence: number }): string =>
  sha256(`${previous}\n${canonicalEntry(entry)}`);

const checkText = (field: string, value: string, pattern: RegExp, maxChars: number): Failure | undefined =>
  value.length <= maxChars && pattern.test(value)
    ? undefined
    : invalid(field, 'not a name or id', `Use up to ${maxChars} characters that match ${pattern.source}.`);

/** A whole id is no number, not even a service code; within one stands none that reaches a person. */
const holdsNumber = (id: string): boolean =>
  parseNumber(id).ok ||
  (id.match(DIGITS) ?? [])
    .flatMap((run) => [run, ...run.split(/[().-]+/)])
    .some((written) => {
      const number = parseNumber(written);
      return number.ok && numberKind(number.value) !== 'service';
    });

const checkNumbers = (who: string, { kind, id }: AuditSubject): Failure | undefined => {
  const told = (field: string): Failure =>
    invalid(field, 'a number does not stand in the log unmasked', 'Give its keyed reference.');
  if (holdsNumber(who)) return told('who');
  const bare = NUMBER_KINDS.includes(kind) ? !KEYED.test(id) : !KEYED.test(id) && holdsNumber(id);
  return bare ? told('subject.id') : undefined;
};

/** A subject as it may stand in the log: a number, or what is no plain id, by its keyed reference. */
export const subjectReference = (mac: Mac, { kind, id }: AuditSubject): AuditSubject =>
  checkText('subject.id', id, ID, MAX_AUDIT_ID_CHARS) === undefined && checkNumbers('', { kind, id }) === undefined
    ? { kind, id }
    : { kind, id: keyedReference(mac, id) };

/** The id of a key as it may stand in the log: should its letters hold a number by chance, its keyed reference. */
export const whoReference = (mac: Mac, who: string): string => (holdsNumber(who) ? keyedReference(mac, who) : who);

/** The row that follows `head`; `invalid` when the entry holds a bare number or a text that is no name. */
export const appendEntry = (head: AuditHead, entry: AuditEntry, sha256: Sha256): Result<AuditRow> => {
  const { atMs, who, what, subject } = entry;
  const bad =
    (Number.isSafeInteger(atMs) ? undefined : invalid('atMs', 'not an instant', 'Give whole milliseconds.')) ??
    checkText('who', who, ID, MAX_AUDIT_ID_CHARS) ??
    checkText('what', what, NAME, MAX_AUDIT_NAME_CHARS) ??
    checkText('subject.kind', subject.kind, NAME, MAX_AUDIT_NAME_CHARS) ??
    checkText('subject.id', subject.id, ID, MAX_AUDIT_ID_CHARS) ??
    checkNumbers(who, subject);
  if (bad) return bad;
  const numbered = { ...entry, sequence: head.sequence + 1 };
  return success({ ...numbered, previous: head.hash, hash: hashOf(sha256, head.hash, numbered) });
};

/**
 * `changed`: the row and its hash disagree, or its number was made another. `removed`: rows are missing. `inserted`: a row that
 * belongs elsewhere or nowhere, or stands twice. `reordered`: rows are all there, in another order. `unlinked`: both rows are
 * whole, but the second follows another than the first: one of them was made again with its hash. `rewritten`: whole in itself,
 * but not the chain of the checkpoint. `cut`: the end is missing, as a checkpoint shows.
 */
export type AuditFaultKind = 'changed' | 'removed' | 'inserted' | 'reordered' | 'unlinked' | 'rewritten' | 'cut';

export interface AuditFault {
  readonly kind: AuditFaultKind;
  /** The first row that it concerns: where in the order of the chain it should stand. */
  readonly sequence: number;
  /** The last one; the same when it concerns one row. */
  readonly through: number;
  readonly message: string;
}

export type AuditVerdict =
  | { readonly ok: true; readonly head: AuditHead }
  /** `head`: up to where the chain holds. */
  | { readonly ok: false; readonly head: AuditHead; readonly fault: AuditFault };

const fault = (kind: AuditFaultKind, sequence: number, through: number, message: string): AuditFault => ({
  kind,
  sequence,
  through,
  message,
});

const between = (from: number, through: number): string =>
  from === through ? `row ${from}` : `rows ${from}–${through}`;

type Next = () => Promise<AuditRow | undefined>;

/** Looks no more than one row ahead until the first fault; then, to name a gap, through the rest, keeping nothing of it. */
class ChainCheck {
  readonly #sha256: Sha256;
  readonly #next: Next;

  constructor(sha256: Sha256, next: Next) {
    this.#sha256 = sha256;
    this.#next = next;
  }

  isWhole(row: AuditRow): boolean {
    return row.hash === hashOf(this.#sha256, row.previous, row);
  }

  follows(row: AuditRow, head: AuditHead): boolean {
    return row.sequence === head.sequence + 1 && row.previous === head.hash && this.isWhole(row);
  }

  /** What is wrong with `row`, which does not follow `head`; `after` is the one after it. */
  async name(head: AuditHead, row: AuditRow, after: AuditRow | undefined): Promise<AuditFault> {
    const due = head.sequence + 1;
    const isExtra = after !== undefined && this.follows(after, head);
    if (isExtra && (row.sequence === due || !this.isWhole(row)))
      return fault('inserted', due, due, `a row stands before row ${due} that does not belong there`);
    if (!this.isWhole(row))
      return fault('changed', due, due, `row ${due} was changed: what it says and its hash disagree`);
    if (row.sequence === due)
      return fault(
        'unlinked',
        head.sequence,
        due,
        `row ${due} does not follow row ${head.sequence}: one of the two was made again`,
      );
    if (row.previous === head.hash)
      return fault('changed', due, due, `row ${due} was changed: it says that it is row ${row.sequence}`);
    if (row.sequence < due)
      return fault('inserted', row.sequence, row.sequence, `row ${row.sequence} stands again after row ${due - 1}`);
    return this.#nameGap(due, row, after);
  }

  async #nameGap(due: number, row: AuditRow, after: AuditRow | undefined): Promise<AuditFault> {
    let sawDue = false;
    let sawAgain = false;
    let sawBefore = false;
    for (let one = after; one !== undefined; one = await this.#next()) {
      if (one.sequence === due) sawDue = true;
      if (one.sequence === row.sequence) sawAgain = true;
      if (one.sequence === row.sequence - 1 && one.hash === row.previous) sawBefore = true;
    }
    const last = row.sequence - 1;
    if (!sawDue) return fault('removed', due, last, `${between(due, last)} missing before row ${row.sequence}`);
    if (sawAgain || !sawBefore)
      return fault('inserted', due, due, `a row that says ${row.sequence} stands before row ${due}`);
    return fault('reordered', due, row.sequence, `row ${row.sequence} stands before row ${due}`);
  }
}

/** The rows one by one; `close` for whoever does not read to the end, so that a cursor behind them is given back. */
const rowsOf = (
  rows: Iterable<AuditRow> | AsyncIterable<AuditRow>,
): { readonly next: Next; readonly close: () => Promise<void> } => {
  const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  let isOpen = true;
  const next: Next = async () => {
    isOpen = false;
    const { done, value } = await iterator.next();
    isOpen = done !== true;
    return isOpen ? value : undefined;
  };
  const close = async (): Promise<void> => {
    if (isOpen) await iterator.return?.();
  };
  return { next, close };
};

const notOf = (known: AuditHead, from: number): AuditFault =>
  fault(
    'rewritten',
    Math.min(from, known.sequence),
    known.sequence,
    `row ${known.sequence} has another hash than its checkpoint: the chain was made again`,
  );

export interface AuditCheckOptions {
  readonly sha256: Sha256;
  /** Heads known from elsewhere (`readCheckpoint`), in any order. Without one, an end that was cut off does not show. */
  readonly known?: readonly AuditHead[];
}

/** Reads the rows after `from` once, in order, and names the first that is not as it was written. */
export const verifyChain = async (
  rows: Iterable<AuditRow> | AsyncIterable<AuditRow>,
  from: AuditHead,
  options: AuditCheckOptions,
): Promise<AuditVerdict> => {
  const { next, close } = rowsOf(rows);
  try {
    return await verdictOn(next, from, options);
  } finally {
    await close();
  }
};

const verdictOn = async (
  next: Next,
  from: AuditHead,
  { sha256, known = [] }: AuditCheckOptions,
): Promise<AuditVerdict> => {
  const check = new ChainCheck(sha256, next);
  const ahead = known.filter(({ sequence }) => sequence >= from.sequence).sort((a, b) => a.sequence - b.sequence);
  let head = from;
  let unproven = from.sequence + 1;
  let row = await next();
  for (;;) {
    while (ahead[0]?.sequence === head.sequence) {
      const checkpoint = ahead.shift() as AuditHead;
      if (checkpoint.hash !== head.hash) return { ok: false, head, fault: notOf(checkpoint, unproven) };
      unproven = head.sequence + 1;
    }
    if (row === undefined) break;
    const after = await next();
    if (!check.follows(row, head)) return { ok: false, head, fault: await check.name(head, row, after) };
    head = { sequence: row.sequence, hash: row.hash };
    row = after;
  }
  const last = ahead.at(-1)?.sequence;
  if (last === undefined) return { ok: true, head };
  const first = head.sequence + 1;
  return { ok: false, head, fault: fault('cut', first, last, `${between(first, last)} missing at the end`) };
};

/** A head to be written down where the log's keeper cannot change it. */
export interface AuditCheckpoint extends AuditHead {
  readonly atMs: InstantMs;
}

const CHECKPOINT = /^wurao-audit 1 (0|[1-9]\d{0,15}) ([0-9a-f]{64}) (0|[1-9]\d{0,15})$/;

const checkpointText = ({ sequence, hash, atMs }: AuditCheckpoint): string =>
  `wurao-audit 1 ${sequence} ${hash} ${atMs}`;

/** One line of ASCII: what it is, sequence, hash, instant, and the keyed hash of all that. */
export const signCheckpoint = (checkpoint: AuditCheckpoint, mac: Mac): string => {
  const text = checkpointText(checkpoint);
  return `${text} ${mac(text)}`;
};

/** `invalid` for a line that is none, or whose keyed hash is another: it does not come from this house, or was changed. */
export const readCheckpoint = (line: string, mac: Mac): Result<AuditCheckpoint> => {
  const text = line.trim();
  const cut = text.lastIndexOf(' ');
  const read = CHECKPOINT.exec(text.slice(0, Math.max(cut, 0)));
  if (read === null) return invalid('checkpoint', 'not a checkpoint', 'Give the whole line as it was printed.');
  if (!isSameText(text.slice(cut + 1), mac(text.slice(0, cut))))
    return invalid(
      'checkpoint',
      'its keyed hash does not fit',
      'Use the line as it was printed, with the key of then.',
      cut,
    );
  const [, sequence, hash = '', atMs] = read;
  return success({ sequence: Number(sequence), hash, atMs: Number(atMs) });
};
