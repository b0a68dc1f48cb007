import type { AttachmentClaim, ComplaintClaim } from '@wurao/casework';
import type { Failure, InstantMs, Result } from '@wurao/domain';
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
  /** Keeps the bytes of a recording or picture. `invalid`: not what it says, or too large. */
  keepAttachment(type: string, bytes: Uint8Array): Promise<Result<{ readonly sha256: string; readonly bytes: number }>>;
  /** Undefined: it is not here. */
  readAttachment(sha256: string): Promise<Uint8Array | undefined>;
  /** Undefined: all of them are here, as they say. */
  checkHeld(claims: readonly AttachmentClaim[], field: string): Promise<Failure | undefined>;
  supplement(
    id: string,
    more: Omit<ComplaintClaim, 'source'>,
    visibleSinceMs: InstantMs | undefined,
    asker: CaseAsker,
  ): Promise<Result<Outcome>>;
}
