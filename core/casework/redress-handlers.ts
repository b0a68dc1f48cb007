import { invalid, type Result } from '@wurao/domain';
import {
  type Actor,
  type CommandContext,
  type CommandOf,
  checkText,
  conflict,
  forbidden,
  HANDLERS,
  type HandlerResult,
  type HandlerTable,
  notFound,
  type Reply,
  replaced,
} from '@wurao/registry';
import { clockFrom } from './case-clock.ts';
import type { CaseTransaction } from './case-ports.ts';
import { APPEAL_ANSWER_CHARS_MAX, type RedressCommand } from './redress-commands.ts';
import { SANCTION_HANDLERS } from './sanction-handlers.ts';
import { handOf } from './take-step.ts';

const ANSWERERS: readonly Actor['role'][] = ['admin', 'handler', 'regulator'];

/** An objection is taken by the register, and gets its day from the clock of appeals. */
export const fileDatedAppeal = async (
  command: CommandOf<'fileAppeal'>,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<HandlerResult> => {
  const filed = await HANDLERS.fileAppeal(command, actor, tx, context);
  if (!filed.ok) return filed;
  const appeal = await tx.appeal(String(filed.value.body['id']));
  const clock = clockFrom('appeal', context.nowMs, context.law);
  if (!clock.ok) return clock;
  if (appeal) await tx.answerAppeal({ ...appeal, dueMs: clock.value.dueMs });
  return filed;
};

const answerAppeal = async (
  { id, granted, words, lifts }: RedressCommand,
  actor: Actor,
  tx: CaseTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (!ANSWERERS.includes(actor.role))
    return forbidden(`role ${actor.role} answers no appeal`, 'Use the key of a handler or regulator.');
  const appeal = await tx.appeal(id);
  if (!appeal) return notFound('appeal', id);
  const bad = checkText('words', words, APPEAL_ANSWER_CHARS_MAX);
  if (bad) return bad;
  if (appeal.status !== 'open')
    return conflict('id', `the appeal is ${appeal.status} already`, 'A new refusal may be objected to anew.');
  if (lifts !== undefined && !granted)
    return invalid('lifts', 'a refused appeal lifts nothing', 'Leave it out, or grant the appeal.');
  const lifted =
    lifts === undefined
      ? undefined
      : await SANCTION_HANDLERS.stepSanctions(
          { kind: 'stepSanctions', ids: [lifts], input: 'lift', reason: words },
          actor,
          tx,
          context,
        );
  if (lifted && !lifted.ok) return lifted;
  const answer = { words, atMs: context.nowMs, by: handOf(actor).who };
  const status = granted ? 'granted' : 'refused';
  await tx.answerAppeal({ ...appeal, status, answer });
  return replaced({ id, status, answer: words, lifted: lifts });
};

export const REDRESS_HANDLERS = { answerAppeal } satisfies HandlerTable<RedressCommand, CaseTransaction>;
