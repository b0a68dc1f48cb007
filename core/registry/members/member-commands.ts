import type { LineId, MemberId, PartyId } from '@wurao/domain';
import type { Member, MemberRole, PasswordHash } from './member.ts';

/** The second factor that came with a password, as the server checked it. */
export type SecondFactor =
  | { readonly kind: 'totp'; readonly step: number }
  /** SHA-256 of the code. */
  | { readonly kind: 'recovery-code'; readonly hash: string };

/** What was shown, and what came of checking it. The check itself is not the register's: it takes too long, or keys it has not. */
export type SignInProof =
  /** A password, a code, a passkey: not the right one. */
  | { readonly kind: 'wrong' }
  /** `hash`: of the record it was checked against, so that one replaced meanwhile does not count. */
  | { readonly kind: 'password'; readonly hash: string; readonly second: SecondFactor | undefined };

/** Everything that may change members. */
export type MemberCommand =
  | {
      readonly kind: 'inviteMember';
      readonly name: string;
      readonly displayName: string;
      readonly role: MemberRole;
      readonly party: PartyId | undefined;
      readonly lines: readonly LineId[];
      readonly secondFactor: Member['secondFactor'];
    }
  /** By the house itself, for a member that proved itself another way or is of a sample world. */
  | { readonly kind: 'setMemberPassword'; readonly id: MemberId; readonly password: PasswordHash }
  /** By the house itself, which checked the proof. `member` undefined: nobody has that name, and nobody shall notice. */
  | { readonly kind: 'signIn'; readonly member: MemberId | undefined; readonly proof: SignInProof };
