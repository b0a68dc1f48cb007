import type { Failure, Result } from '@wurao/domain';
import {
  type Actor,
  type CommandContext,
  conflict,
  created,
  forbidden,
  type HandlerTable,
  type Reply,
  replaced,
} from '@wurao/registry';
import { type BulletinCommand, FINDINGS_AT_ONCE_MAX, type FiledComplaintFinding } from './bulletin-commands.ts';
import { type BulletinPeriod, monthsOf, nameOf, periodNamed } from './bulletin-period.ts';
import type { CaseTransaction } from './case-ports.ts';
import type { ComplaintFinding } from './complaint-rates.ts';
import { frozenText, readFrozen } from './freeze.ts';

type Of<K extends BulletinCommand['kind']> = Extract<BulletinCommand, { readonly kind: K }>;

/** The quarter that a month lies in; a quarter itself. */
const quarterOf = ({ kind, year, index }: BulletinPeriod): BulletinPeriod =>
  kind === 'quarter' ? { kind, year, index } : { kind: 'quarter', year, index: Math.ceil(index / 3) };

/**
 * What stands in the way of freezing a period, by those frozen already. A month whose quarter is out might say what the quarter hides:
 * of the two the month comes first, or never.
 */
export const mayFreeze = (period: BulletinPeriod, frozen: readonly string[]): Failure | undefined => {
  const name = nameOf(period);
  if (frozen.includes(name))
    return conflict('period', `${name} is frozen already`, 'A bulletin that is out does not change. Read it.');
  const quarter = nameOf(quarterOf(period));
  if (period.kind === 'month' && frozen.includes(quarter))
    return conflict(
      'period',
      `${quarter} is out: the figures of one of its months might give away what it hides`,
      `Freeze ${monthsOf(quarterOf(period)).map(nameOf).join(', ')} before the quarter.`,
    );
  return undefined;
};

const PUBLISHERS: readonly Actor['role'][] = ['admin', 'regulator'];

const keepFrozenCounts = async (
  { frozen }: Of<'keepFrozenCounts'>,
  actor: Actor,
  tx: CaseTransaction,
  { nowMs }: CommandContext,
): Promise<Result<Reply>> => {
  if (!PUBLISHERS.includes(actor.role))
    return forbidden(`role ${actor.role} publishes no bulletin`, "Use the regulator's key.");
  const text = frozenText(frozen);
  const read = readFrozen(text);
  if (!read.ok) return read;
  const period = periodNamed(frozen.period);
  if (!period.ok) return period;
  const no = mayFreeze(
    period.value,
    (await tx.frozenPeriods()).map((one) => one.period),
  );
  if (no) return no;
  await tx.insertFrozen({ period: frozen.period, frozenMs: nowMs, text });
  return created({ period: frozen.period, frozenMs: nowMs });
};

/** What makes two looks find the same: the subject, the rule it broke, and the period that is counted over. */
export const findingKey = ({ kind, subject, evidence }: ComplaintFinding): string => {
  const { threshold, province, window } = evidence;
  const scope = [threshold.what, threshold.lineClass, province, window.days].map((word) => word ?? '');
  // A count looks back from each look: it is the same finding within a stretch of so many days, and may be found once more in the next.
  const began = Math.floor(window.fromMs / (window.days * DAY_MS));
  return [kind, subject.kind, subject.id, ...scope, began].join('/');
};
const DAY_MS = 86_400_000;

const fileOne = async (
  finding: ComplaintFinding,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<string | undefined> => {
  const key = findingKey(finding);
  if (await tx.complaintFinding(key)) return undefined;
  const filed: FiledComplaintFinding = { id: context.newId('finding'), atMs: context.nowMs, finding };
  await tx.insertComplaintFinding(filed, key);
  return filed.id;
};

/** What is on file already stays as it was found first. */
const fileComplaintFindings = async (
  { findings }: Of<'fileComplaintFindings'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin') return forbidden(`role ${actor.role} files no finding`, 'Findings come of looks.');
  if (findings.length > FINDINGS_AT_ONCE_MAX)
    throw new RangeError(`more than ${FINDINGS_AT_ONCE_MAX} findings at once`);
  const filed: { id: string; index: number }[] = [];
  for (const [index, finding] of findings.entries()) {
    const id = await fileOne(finding, tx, context);
    if (id !== undefined) filed.push({ id, index });
  }
  return filed.length > 0 ? created({ filed }) : replaced({ filed });
};

export const BULLETIN_HANDLERS: HandlerTable<BulletinCommand, CaseTransaction> = {
  keepFrozenCounts,
  fileComplaintFindings,
};
