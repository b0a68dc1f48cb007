import type { DecisionId, InstantMs, MerchantId, PhoneNumber, Purpose, Result } from '@wurao/domain';
import type { Actor, Idempotency } from '@wurao/registry';

/** A message that was refused to a person who may read it. */
export interface HeldItem {
  /** Of the refusal. */
  readonly id: DecisionId;
  readonly atMs: InstantMs;
  readonly expiresMs: InstantMs;
  /** As it was decided. */
  readonly reason: string;
  readonly purpose: Purpose | undefined;
  readonly merchant: MerchantId | undefined;
  readonly parts: number;
}

export interface HeldSetting {
  readonly on: boolean;
  readonly sinceMs: InstantMs | undefined;
}

export interface HeldList extends HeldSetting {
  /** The latest first. */
  readonly items: readonly HeldItem[];
}

/** Refused messages, for the person alone. */
export interface HeldPort {
  set(
    subscriber: PhoneNumber,
    on: boolean,
    actor: Actor,
    idempotency: Idempotency | undefined,
  ): Promise<Result<HeldSetting>>;
  list(subscriber: PhoneNumber): Promise<Result<HeldList>>;
  read(subscriber: PhoneNumber, id: DecisionId): Promise<Result<HeldItem & { readonly text: string }>>;
  /** Failures: `not-found`, `conflict` (refused for a reason that is not the person's), `not-ready`. */
  release(subscriber: PhoneNumber, id: DecisionId, actor: Actor): Promise<Result<{ readonly decision: DecisionId }>>;
}
