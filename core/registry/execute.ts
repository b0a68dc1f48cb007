import { asSequence, failure, type Result, success } from '@wurao/domain';
import { IDEMPOTENCY_LIFETIME_MS } from './bounds.ts';
import type { Actor, Envelope, Outcome } from './envelope.ts';
import { checkGuardian, tellWard } from './guardians.ts';
import type { CommandContext, Execution, HandlerResult, RegisterTransaction, Reply } from './ports.ts';

/** Those of `C` that have this kind, also where several kinds share a shape. */
type CommandIn<C, K> = C extends { readonly kind: infer Kinds } ? (K extends Kinds ? C : never) : never;

/** Of each command by its kind. */
export type HandlerTable<C extends { readonly kind: string }, T extends RegisterTransaction> = {
  readonly [K in C['kind']]: (
    command: CommandIn<C, K>,
    actor: Actor,
    tx: T,
    context: CommandContext,
  ) => Promise<HandlerResult>;
};

/**
 * Runs one command inside its savepoint. A command that
 * stated nothing answers with the sequence before.
 */
export const execute = async <C extends { readonly kind: string }, T extends RegisterTransaction>(
  envelope: Envelope<C>,
  tx: T,
  context: CommandContext,
  handlers: HandlerTable<C, T>,
): Promise<Execution> => {
  const { command, actor } = envelope;
  const strange = await checkGuardian(command.kind, actor, tx, context);
  if (strange) return { result: strange, keep: false };
  const first = await firstAnswer(envelope, tx, context);
  if (first) return { result: first, keep: false };
  const handler = handlers[command.kind as C['kind']];
  const handled = await handler(command as CommandIn<C, C['kind']>, actor, tx, context);
  if (!handled.ok) {
    if (!('traced' in handled)) return { result: handled, keep: false };
    const { traced, ...result } = handled;
    return { result, keep: traced };
  }
  await tellWard(command.kind, actor, tx, context);
  const { outcome, remembered } = outcomeOf(handled.value, tx);
  const { keyId } = actor;
  if (envelope.idempotency && keyId !== undefined) {
    await tx.rememberAnswer({ keyId, ...envelope.idempotency, atMs: context.nowMs, outcome: remembered });
  }
  return { result: success(outcome), keep: true };
};

const outcomeOf = (
  reply: Reply,
  tx: { readonly sequence: number; readonly hasAppended: boolean },
): { outcome: Outcome; remembered: Outcome } => {
  const present = asSequence(tx.hasAppended ? tx.sequence : tx.sequence - 1);
  const remembered: Outcome = {
    sequence: reply.sequence ?? present,
    created: reply.created,
    body: reply.body,
    repeated: false,
  };
  return {
    remembered,
    outcome: reply.secret ? { ...remembered, body: { ...reply.body, ...reply.secret } } : remembered,
  };
};

/** Keys are scoped to the API key; who has none could otherwise fetch another's answer. */
const firstAnswer = async (
  { idempotency, actor }: Pick<Envelope, 'idempotency' | 'actor'>,
  tx: RegisterTransaction,
  { nowMs }: CommandContext,
): Promise<Result<Outcome> | undefined> => {
  if (!idempotency || actor.keyId === undefined) return undefined;
  const answer = await tx.rememberedAnswer(actor.keyId, idempotency.key);
  if (!answer || answer.atMs + IDEMPOTENCY_LIFETIME_MS <= nowMs) return undefined;
  if (answer.bodyHash === idempotency.bodyHash) return success({ ...answer.outcome, repeated: true });
  return failure('idempotency-conflict', 'Idempotency key in use', {
    field: 'Idempotency-Key',
    message: 'this key came with another request within 24 hours',
    remedy: 'Send a new key with a new request, the same key only with the same.',
  });
};
