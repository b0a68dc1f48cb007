import type { ComplaintClaim } from '@wurao/casework';
import type { InstantMs, Result } from '@wurao/domain';
import type { Actor, Idempotency, Outcome } from '@wurao/registry';

/** Who asks, as for any command. */
export interface CaseAsker {
  readonly actor: Actor;
  readonly idempotency: Idempotency | undefined;
}

/** Complaints as they come in: each with what the journal and the register say of it, before it is a command. */
export interface CaseworkPort {
  /** `visibleSinceMs`: what reached the number before is not this holder's. Failures: `journal-unavailable`, `store-unavailable`. */
  file(claim: ComplaintClaim, visibleSinceMs: InstantMs | undefined, asker: CaseAsker): Promise<Result<Outcome>>;
  supplement(
    id: string,
    more: Omit<ComplaintClaim, 'source'>,
    visibleSinceMs: InstantMs | undefined,
    asker: CaseAsker,
  ): Promise<Result<Outcome>>;
}
