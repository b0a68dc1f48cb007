import type { Result } from '@wurao/domain';
import { checkSubscriber } from './checks.ts';
import type { Actor, CommandOf } from './envelope.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { forbidden, replaced } from './replies.ts';

/**
 * Whether messages that are refused to a subscriber are kept for it: off unless it says so itself. Nothing that a gate decides by: it has
 * no place in the feed. Answers `{subscriber, on}`.
 */
export const setHeldWish = async (
  { subscriber, on }: CommandOf<'setHeldWish'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (actor.role !== 'subscriber' || actor.subscriber !== subscriber)
    return forbidden('only the subscriber says so', 'Use a session of this number.');
  const bad = checkSubscriber(subscriber, 'number');
  if (bad) return bad;
  const present = await tx.heldWish(subscriber);
  const { nowMs } = context;
  if (on && !present) await tx.insertHeldWish({ id: context.newId('wish'), subscriber, sinceMs: nowMs });
  if (!on && present) await tx.endHeldWish(subscriber, nowMs);
  return replaced({ subscriber, on });
};
