import { isHiddenFrom, type PatternMask, patternsIn } from '@wurao/detectors';
import { asSequence, type Change, type Result, type Sequence, success } from '@wurao/domain';
import {
  actorOfImport,
  type HeldRow,
  type ImportCounts,
  type ImportRecord,
  isCommand,
  type ReviewOrder,
  type ReviewOutcome,
  rowErrorsOf,
} from '@wurao/registry';
import { type Committed, type GroupParts, inGroup, MOVE_HEAD, runCommand, type Worked } from './group.ts';
import { HELD_ROW, heldRowOf, heldRows, importById, noSuchImport, REVIEW_ROW, updateImport } from './import-records.ts';
import type { Session } from './session.ts';

const PAGE_ROWS = 500;

type Reviewed = Worked<Result<ReviewOutcome>>;

/** One page of held rows: each is stated now, in the name of whoever brought it, or laid aside; and says who decided, and why. */
export const reviewPage = (parts: GroupParts, order: ReviewOrder): Promise<Result<Committed<Result<ReviewOutcome>>>> =>
  inGroup(parts.session, async (start) => {
    const record = await importById(parts.session, order.id);
    return record ? reviewRows(parts, record, order, start) : { value: noSuchImport(order.id), changes: [] };
  });

const rowsOf = async (session: Session, order: ReviewOrder): Promise<readonly HeldRow[]> => {
  if (order.rows === undefined)
    return heldRows(session, { id: order.id, role: 'admin', state: 'held', after: order.after, limit: PAGE_ROWS });
  const asked = order.rows.filter((row) => row > order.after).slice(0, PAGE_ROWS);
  const found: HeldRow[] = [];
  for (const row of asked) {
    const held = await session.one(HELD_ROW, { id: order.id, row });
    if (held?.state === 'held') found.push(heldRowOf(held));
  }
  return found;
};

/** Patterns count rows that are held: those that were looked at are not. */
const countsWithout = (counts: ImportCounts, taken: readonly PatternMask[], stated: number): ImportCounts => {
  const patterns: Record<string, number> = { ...counts.patterns };
  for (const pattern of taken.flatMap(patternsIn)) {
    const left = (patterns[pattern] ?? 0) - 1;
    if (left > 0) patterns[pattern] = left;
    else delete patterns[pattern];
  }
  return { ...counts, stated: counts.stated + stated, held: counts.held - taken.length, patterns };
};

const reviewRows = async (
  parts: GroupParts,
  record: ImportRecord,
  order: ReviewOrder,
  start: Sequence,
): Promise<Reviewed> => {
  const { session, clock } = parts;
  let head = start;
  const changes: Change[] = [];
  const failed: ReviewOutcome['failed'][number][] = [];
  const page = await rowsOf(session, order);
  const meant = page.filter(({ patterns }) => order.patterns === undefined || (patterns & order.patterns) !== 0);
  const taken: PatternMask[] = [];
  let stated = 0;
  for (const { row, thing, patterns, sequence: before } of meant) {
    let sequence = before;
    let isStated = isHiddenFrom(record.actor.role, patterns);
    if (order.decision === 'release' && thing !== undefined && isCommand(thing)) {
      const envelope = { command: thing, actor: actorOfImport(record.actor), idempotency: undefined };
      const { tx, result } = await runCommand(parts, envelope, asSequence(head + 1));
      if (!result.ok) {
        failed.push({ row, errors: rowErrorsOf(result.errors) });
        continue;
      }
      sequence = result.value.sequence;
      if (tx?.hasAppended) {
        head = asSequence(head + 1);
        changes.push(...tx.changes);
        isStated = true;
      }
    }
    // What its merchant takes for stated is, as the former holder's: laid aside, it still counts so.
    if (isStated) stated++;
    taken.push(patterns);
    await session.run(REVIEW_ROW, {
      id: order.id,
      row,
      state: order.decision === 'release' ? 'released' : 'discarded',
      by: order.by,
      at: clock(),
      reason: order.reason,
      sequence: sequence ?? null,
    });
  }
  await updateImport(session, { ...record, updatedMs: clock(), counts: countsWithout(record.counts, taken, stated) });
  if (head !== start) await session.run(MOVE_HEAD, { sequence: head });
  const last =
    order.rows === undefined ? page.at(-1)?.row : order.rows.filter((row) => row > order.after)[PAGE_ROWS - 1];
  const hasMore = order.rows === undefined ? page.length === PAGE_ROWS : last !== undefined;
  const outcome = { reviewed: taken.length, failed, next: hasMore ? last : undefined };
  return { value: success(outcome), changes };
};
