import { type Failure, failure, type Result, success } from '@wurao/domain';
import { STEP_REASON_CHARS_MAX } from './case-states.ts';

/** A row of a small table: states x inputs without clocks of several kinds. */
export interface TableRow<State extends string, Actor extends string, Guard extends string> {
  readonly to: State;
  readonly who: readonly Actor[];
  readonly guard?: Guard;
  /** Somebody will have to answer for it. */
  readonly asksReason?: true;
}

export interface StepTable<State extends string, Input extends string, Actor extends string, Guard extends string> {
  /** "obligation" */
  readonly noun: string;
  readonly inputs: readonly Input[];
  readonly rows: Readonly<Record<State, Readonly<Partial<Record<Input, TableRow<State, Actor, Guard>>>>>>;
}

export const TABLE_REFUSALS = ['not-in-this-state', 'not-yours', 'guarded', 'reason-missing'] as const;
export interface TableRefusal<Input extends string> extends Failure {
  readonly refusal: (typeof TABLE_REFUSALS)[number];
  /** What this actor could do instead, now; a reason is taken to be given. */
  readonly possible: readonly Input[];
}

export interface TableFacts<Actor extends string, Guard extends string> {
  readonly actor: Actor;
  readonly reason: string | undefined;
  /** Guards that hold now, in words for whoever is stopped by one that does not. */
  readonly holds: readonly Guard[];
}

const CODES = {
  'not-in-this-state': 'conflict',
  'not-yours': 'forbidden',
  guarded: 'conflict',
  'reason-missing': 'invalid',
} as const;
const TITLES = {
  'not-in-this-state': 'Not possible in this state',
  'not-yours': 'Not a step of this role',
  guarded: 'Not possible yet, or no longer',
  'reason-missing': 'A reason is missing',
} as const;

const hasReason = (reason: string | undefined): boolean =>
  reason !== undefined && reason.trim() !== '' && reason.length <= STEP_REASON_CHARS_MAX;

const obstacle = <State extends string, Actor extends string, Guard extends string>(
  row: TableRow<State, Actor, Guard> | undefined,
  { actor, reason, holds }: TableFacts<Actor, Guard>,
): keyof typeof CODES | undefined => {
  if (row === undefined) return 'not-in-this-state';
  if (!row.who.includes(actor)) return 'not-yours';
  if (row.guard !== undefined && !holds.includes(row.guard)) return 'guarded';
  return row.asksReason && !hasReason(reason) ? 'reason-missing' : undefined;
};

/** One input: the row, or a typed refusal that says what this actor could do instead. */
export const stepTable = <State extends string, Input extends string, Actor extends string, Guard extends string>(
  { noun, inputs, rows }: StepTable<State, Input, Actor, Guard>,
  state: State,
  input: Input,
  facts: TableFacts<Actor, Guard>,
): Result<TableRow<State, Actor, Guard>> | TableRefusal<Input> => {
  const row = rows[state][input];
  const refusal = obstacle(row, facts);
  if (refusal === undefined && row !== undefined) return success(row);
  const key = refusal ?? 'not-in-this-state';
  const possible = inputs.filter((one) => obstacle(rows[state][one], { ...facts, reason: 'Given.' }) === undefined);
  const messages = {
    'not-in-this-state': `an ${noun} that is ${state} takes no ${input}`,
    'not-yours': `${input} of an ${noun} that is ${state} is for ${row?.who.join(', ')}, not for ${facts.actor}`,
    guarded: `${input} of an ${noun} that is ${state} waits for: ${row?.guard}`,
    'reason-missing': `${input} without a reason of 1 to ${STEP_REASON_CHARS_MAX} characters`,
  } as const;
  const remedy =
    possible.length === 0
      ? `Nothing is for ${facts.actor} to do now.`
      : `Possible for ${facts.actor} now: ${possible.join(', ')}.`;
  const field = key === 'reason-missing' ? 'reason' : 'input';
  return { ...failure(CODES[key], TITLES[key], { field, message: messages[key], remedy }), refusal: key, possible };
};
