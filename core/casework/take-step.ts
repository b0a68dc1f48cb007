import { type PhoneNumber, type Result, success } from '@wurao/domain';
import { type Actor, type CommandContext, HOUSE_SIGNATURE, type OutboxMessage } from '@wurao/registry';
import { clockFrom } from './case-clock.ts';
import type { CaseFile, CaseHand, CaseStepRecord } from './case-file.ts';
import type { CaseTransaction } from './case-ports.ts';
import { type CaseActor, type CaseInput, stepCase } from './case-states.ts';
import { tellText } from './case-texts.ts';
import { owePledged } from './owe-pledged.ts';

/** Complainants of one case that are written to about its result; the others see it where they look. */
export const TOLD_MAX = 1_000;
/** A result is worth sending for so long. */
const TOLD_LIFETIME_MS = 3 * 86_400_000;
/** What complainants are written to about; all else they see in their complaint. */
const WRITTEN_TO: readonly CaseInput[] = ['tell'];

/** Whoever has no key is the house itself. */
export const handOf = (actor: Actor): CaseHand =>
  actor.keyId === undefined ? { who: 'system', role: 'system' } : { who: actor.keyId, role: actor.role };

export interface StepOrder {
  readonly input: CaseInput;
  readonly actor: CaseActor;
  readonly hand: CaseHand;
  readonly reason: string | undefined;
  /** Complaints of the case that stand beside that of the actor. */
  readonly otherComplaints: number;
  /** What else changes with it. */
  readonly change?: Partial<Pick<CaseFile, 'party' | 'complaints'>>;
}

/** Reopened, nothing is decided any more. */
const decisionOf = (file: CaseFile, to: CaseFile['state']): CaseFile['decision'] =>
  to === 'upheld' || to === 'rejected' ? to : to === 'reopened' ? undefined : file.decision;

/** A message of the house about somebody's complaint. */
export const messageTo = (context: CommandContext, to: PhoneNumber, text: string): OutboxMessage => ({
  id: context.newId('message'),
  atMs: context.nowMs,
  to,
  purpose: 'complaint',
  from: undefined,
  text: `【${HOUSE_SIGNATURE}】${text}`,
  expiresMs: context.nowMs + TOLD_LIFETIME_MS,
});

const tellComplainants = async (tx: CaseTransaction, context: CommandContext, file: CaseFile, done: CaseStepRecord) => {
  if (!WRITTEN_TO.includes(done.input)) return;
  const text = tellText(done.tells, 'zh', { caseId: file.id, atMs: done.atMs, dueMs: file.clock?.dueMs });
  const told = new Set<string>();
  for (const { complaint, receivedMs } of await tx.provedComplaints(file.id, TOLD_MAX)) {
    if (complaint?.complainant === undefined || told.has(complaint.complainant)) continue;
    // Whoever holds the number since is not written to about another's complaint.
    if (receivedMs < (await tx.tenureBeganMs(complaint.complainant))) continue;
    told.add(complaint.complainant);
    await tx.addOutbox(messageTo(context, complaint.complainant, text));
  }
};

/** One step of a case: checked by the table, written down, the clock moved on. The case as it stands then. */
export const takeStep = async (
  tx: CaseTransaction,
  context: CommandContext,
  file: CaseFile,
  { input, actor, hand, reason, otherComplaints, change }: StepOrder,
): Promise<Result<CaseFile>> => {
  const { nowMs, law } = context;
  const taken = stepCase(file.state, input, {
    actor,
    atMs: nowMs,
    clockDueMs: file.clock?.dueMs,
    otherComplaints,
    wasDecided: file.decision !== undefined,
    reason,
  });
  if (!taken.ok) return taken;
  const { to, tells, endsClock, begins } = taken.value;
  const begun = begins && clockFrom(begins.clock, begins.fromMs, law);
  if (begun && !begun.ok) return begun;
  const clock = begun ? begun.value : endsClock ? undefined : file.clock;
  const dueMs = file.clock?.dueMs;
  const next: CaseFile = {
    ...file,
    ...change,
    state: to,
    clock,
    decision: decisionOf(file, to),
    steps: file.steps + 1,
    updatedMs: nowMs,
  };
  const done: CaseStepRecord = {
    caseId: file.id,
    position: next.steps,
    atMs: nowMs,
    ...hand,
    input,
    from: file.state,
    to,
    reason,
    tells,
    clock: clock?.name,
    dueMs: clock?.dueMs,
    wasLate: endsClock && dueMs !== undefined && nowMs >= dueMs,
  };
  await tx.replaceCase(next);
  await tx.insertStep(done);
  await tellComplainants(tx, context, next, done);
  const owed = to === 'upheld' ? await owePledged(tx, context, next, hand) : success(0);
  return owed.ok ? success(next) : owed;
};
