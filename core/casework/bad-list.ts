import { type Failure, failure, type InstantMs, invalid, type Result, success } from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import { dayAt, dayName, type UnknownYear, type WorkingCalendar } from './calendar.ts';
import { deadlineOf } from './clocks.ts';
import { readCreditCode } from './credit-code.ts';
import { type CaseSanctionKind, SANCTION_KIND_RULES } from './sanction-kinds.ts';

export const BAD_LIST_NAME_CHARS_MAX = 200;
export const BAD_LIST_LICENCE_CHARS_MAX = 40;
export const BAD_LIST_REASON_CHARS_MAX = 500;

/** What Order 42 has published of an entry, and nothing else. */
export interface BadListEntry {
  readonly name: string;
  /** Unified social credit code, its check character verified. */
  readonly creditCode: string;
  /** Of the licence to provide telecommunications. */
  readonly licence: string;
  /** The day of entry in China, "2026-03-09". */
  readonly onDay: string;
  readonly reason: string;
  readonly listedBy: string;
}

export interface BadListOrder extends Omit<BadListEntry, 'onDay'> {
  readonly atMs: InstantMs;
  /** The penalty that it follows. */
  readonly penalty: { readonly kind: CaseSanctionKind; readonly decidedMs: InstantMs };
}

export interface BadListing {
  readonly entry: BadListEntry;
  /** The first instant that is too late: the clock `bad-list` of the pack, from the penalty. */
  readonly dueMs: InstantMs;
  /** Entered all the same: who lists answers for the delay, and it wins the party nothing. */
  readonly isLate: boolean;
}

const CONTROL = /\p{Cc}/u;
const checkWords = (field: string, text: string, mostChars: number): Failure | undefined => {
  const controlAt = text.search(CONTROL);
  if (controlAt >= 0) return invalid(field, 'holds a control character', 'Write it on one line.', controlAt);
  return text.trim() !== '' && text.length <= mostChars
    ? undefined
    : invalid(field, 'empty or too long', `Say it in 1 to ${mostChars} characters.`);
};

const checkPenalty = ({ penalty: { kind, decidedMs }, atMs }: BadListOrder): Failure | undefined => {
  if (kind === 'revoke')
    return failure('conflict', 'Not this list', {
      field: 'penalty.kind',
      message: 'whoever has lost the licence belongs in the list of the dishonest (失信名单)',
      remedy: 'Enter it there.',
    });
  if (!SANCTION_KIND_RULES[kind].isPenalty)
    return invalid('penalty.kind', `a ${kind} is no penalty`, 'Name the penalty decision that the entry follows.');
  return atMs >= decidedMs
    ? undefined
    : invalid('penalty.decidedMs', 'later than the entry', 'Enter it once the penalty is decided.');
};

/** An entry of the bad list (不良名单, Order 42), with the day by which it was due. Fails with `invalid`, or `conflict` after a revocation. */
export const badListing = (
  order: BadListOrder,
  law: Pick<LawPack, 'clocks'>,
  calendar: WorkingCalendar,
): Result<BadListing> | UnknownYear => {
  const { name, licence, reason, listedBy, atMs, penalty } = order;
  const code = readCreditCode(order.creditCode, 'creditCode');
  if (!code.ok) return code;
  const bad =
    checkPenalty(order) ??
    checkWords('name', name, BAD_LIST_NAME_CHARS_MAX) ??
    checkWords('licence', licence, BAD_LIST_LICENCE_CHARS_MAX) ??
    checkWords('reason', reason, BAD_LIST_REASON_CHARS_MAX) ??
    checkWords('listedBy', listedBy, BAD_LIST_NAME_CHARS_MAX);
  if (bad) return bad;
  const due = deadlineOf(law.clocks['bad-list'], { fromMs: penalty.decidedMs, pauses: [] }, calendar);
  if (!due.ok) return due;
  const dueMs = due.value.dueMs as InstantMs;
  const entry = { name, creditCode: code.value, licence, onDay: dayName(dayAt(atMs)), reason, listedBy };
  return success({ entry, dueMs, isLate: atMs >= dueMs });
};
