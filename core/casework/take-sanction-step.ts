import { type Failure, type Result, success } from '@wurao/domain';
import { type Actor, type CommandContext, forbidden } from '@wurao/registry';
import type { AutomaticCap } from './automatic-action.ts';
import { dueOf } from './case-clock.ts';
import type { CaseTransaction } from './case-ports.ts';
import { SANCTION_CLAUSES, type SanctionClauseId, sanctionClause } from './sanction-clauses.ts';
import { ceaseToBe, comeIntoForce } from './sanction-effects.ts';
import type { SanctionClockRun, SanctionFile, SanctionStepRecord } from './sanction-file.ts';
import {
  type SanctionClock,
  type SanctionHand,
  type SanctionInput,
  type SanctionStep,
  sanctionClockRule,
  sanctionStep,
} from './sanction-states.ts';
import { sanctionText } from './sanction-texts.ts';

export interface SanctionStepOrder {
  readonly input: SanctionInput;
  readonly by: SanctionHand;
  readonly actor: Actor;
  readonly reason: string | undefined;
  readonly automaticCap?: AutomaticCap | undefined;
}

export interface SanctionStepTaken {
  readonly file: SanctionFile;
  readonly step: SanctionStepRecord;
}

/** A clock of a sanction with its day, as the calendar knows it now. */
export const sanctionClockRun = (
  name: SanctionClock,
  fromMs: number,
  { kind }: Pick<SanctionFile, 'kind'>,
  { law }: Pick<CommandContext, 'law'>,
): Result<SanctionClockRun> => {
  const rule = sanctionClockRule(name, kind, law);
  if (rule === undefined) throw new Error(`a ${kind} has no clock ${name}`);
  const due = dueOf(rule, { fromMs, pauses: [] });
  return due.ok ? success({ name, fromMs, ...due.value }) : due;
};

const isKnownClause = (clause: string): clause is SanctionClauseId => Object.hasOwn(SANCTION_CLAUSES, clause);

const clauseTitle = (clause: string, { law }: CommandContext): { readonly zh: string; readonly en: string } =>
  law.clauses[clause]?.title ??
  (isKnownClause(clause) ? sanctionClause(clause, law).title : { zh: clause, en: clause });

/** As the party knows it. */
const nameOf = async (tx: CaseTransaction, { target: { kind, id } }: SanctionFile): Promise<string> =>
  kind === 'number' ? id : ((await tx.noun(kind as 'merchant', id))?.body.name ?? id);

const toldOf = async (
  tx: CaseTransaction,
  context: CommandContext,
  file: SanctionFile,
  { tells }: SanctionStep,
): Promise<SanctionStepRecord['told']> => {
  if (tells === undefined) return undefined;
  const facts = {
    id: file.id,
    kind: file.kind,
    target: await nameOf(tx, file),
    clauseTitle: clauseTitle(file.clause, context),
    perDay: file.perDay,
    amountYuan: file.amountYuan,
    dayEndsMs: tells === 'noticed' || tells === 'appealed' ? file.clock?.dueMs : file.termEndsMs,
  };
  return { zh: sanctionText(tells, 'zh', facts), en: sanctionText(tells, 'en', facts) };
};

const chainOf = async (tx: CaseTransaction, { along }: SanctionFile) => {
  if (along.length === 0) return undefined;
  const chain = [];
  for (const id of along) {
    const party = (await tx.noun('party', id))?.body;
    if (party) chain.push({ id: party.id, kind: party.kind });
  }
  return chain;
};

/** Nobody decides an appeal against a sanction that rests on a decision of their own. */
const checkOtherHand = async (
  tx: CaseTransaction,
  { grounds }: SanctionFile,
  { input, by }: SanctionStepOrder,
): Promise<Failure | undefined> => {
  if (input !== 'uphold' && input !== 'overturn') return undefined;
  for (const { kind, id } of grounds) {
    const decided = kind === 'case' ? await tx.lastDecision(id) : undefined;
    if (decided !== undefined && decided.who === by.name)
      return forbidden(`case ${id} was decided by the same hand`, 'Let another handler decide the appeal.', 'ids');
  }
  return undefined;
};

const afterStep = async (
  tx: CaseTransaction,
  context: CommandContext,
  before: SanctionFile,
  order: SanctionStepOrder,
  { to, begins, reaches }: SanctionStep,
): Promise<Result<SanctionFile>> => {
  const clock = begins && sanctionClockRun(begins.clock, begins.fromMs, before, context);
  if (clock && !clock.ok) return clock;
  const { input, by, reason } = order;
  const file: SanctionFile = {
    ...before,
    state: to,
    updatedMs: context.nowMs,
    clock: clock?.value,
    steps: before.steps + 1,
    appeals: before.appeals + (input === 'uphold' || input === 'overturn' ? 1 : 0),
    imposedBy: input === 'impose' ? by : before.imposedBy,
  };
  if (input === 'impose') return comeIntoForce(tx, context, order.actor, file, reaches);
  if (to === 'lifted' || to === 'lapsed' || to === 'overturned') await ceaseToBe(tx, file, input, reason);
  return success(file);
};

/**
 * One step of a sanction: checked by the table, with what it does to the register. The caller writes the file and the step. Fails with a
 * `SanctionRefusal`, or with what its effect fails with.
 */
export const takeSanctionStep = async (
  tx: CaseTransaction,
  context: CommandContext,
  before: SanctionFile,
  order: SanctionStepOrder,
): Promise<Result<SanctionStepTaken>> => {
  const { input, by, reason } = order;
  const taken = sanctionStep(before.state, input, {
    kind: before.kind,
    target: before.target,
    by,
    atMs: context.nowMs,
    clockDueMs: before.clock?.name === 'notice' ? before.clock.dueMs : undefined,
    termEndsMs: before.termEndsMs,
    imposedBy: before.imposedBy,
    appeals: before.appeals,
    chain: await chainOf(tx, before),
    automaticCap: order.automaticCap,
    reason,
  });
  if (!taken.ok) return taken;
  const sameHand = await checkOtherHand(tx, before, order);
  if (sameHand) return sameHand;
  const after = await afterStep(tx, context, before, order, taken.value);
  if (!after.ok) return after;
  const file = after.value;
  const { tells } = taken.value;
  const step: SanctionStepRecord = {
    sanctionId: file.id,
    position: file.steps,
    atMs: context.nowMs,
    ...by,
    input,
    from: before.state,
    to: file.state,
    reason,
    tells,
    told: await toldOf(tx, context, file, taken.value),
    clock: file.clock?.name,
    dueMs: file.clock?.dueMs,
  };
  return success({ file, step });
};
