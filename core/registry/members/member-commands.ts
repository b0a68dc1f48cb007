import type { KeyId, LineId, MemberId, PartyId } from '@wurao/domain';
import type { Member, MemberRole, Passkey, PasswordHash, Totp } from './member.ts';

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
  | { readonly kind: 'password'; readonly hash: string; readonly second: SecondFactor | undefined }
  /** Verified by its holder's finger or PIN: both factors in one. */
  | { readonly kind: 'passkey'; readonly id: string; readonly counter: number };

/** Everything that may change members. What only the server can check comes from the house itself, or from the member through it. */
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
  /** A new invitation: password, factors and sessions of before are void. */
  | { readonly kind: 'reinviteMember'; readonly id: MemberId }
  /** `invitation`: SHA-256 of its token. `recoveryCodes`: SHA-256 of each. */
  | {
      readonly kind: 'acceptInvitation';
      readonly invitation: string;
      readonly password: PasswordHash;
      readonly totp: Totp | undefined;
      readonly recoveryCodes: readonly string[];
    }
  /** `keep`: the session that goes on; all others end. */
  | {
      readonly kind: 'setMemberPassword';
      readonly id: MemberId;
      readonly password: PasswordHash;
      readonly keep?: KeyId | undefined;
    }
  | {
      readonly kind: 'setTotp';
      readonly id: MemberId;
      readonly totp: Totp;
      readonly recoveryCodes: readonly string[];
    }
  | { readonly kind: 'setRecoveryCodes'; readonly id: MemberId; readonly recoveryCodes: readonly string[] }
  | { readonly kind: 'addPasskey'; readonly id: MemberId; readonly passkey: Passkey }
  | { readonly kind: 'removePasskey'; readonly id: MemberId; readonly passkey: string }
  /** Locked and ended ones lose their sessions at once; an ended one is never active again. */
  | { readonly kind: 'setMemberStatus'; readonly id: MemberId; readonly to: 'active' | 'locked' | 'ended' }
  | { readonly kind: 'endOtherSessions'; readonly id: MemberId; readonly keep: KeyId }
  /** `member` undefined: nobody has that name, and nobody shall notice. */
  | { readonly kind: 'signIn'; readonly member: MemberId | undefined; readonly proof: SignInProof }
  /** The staff's own provider vouches: whoever is new becomes a member, and the role is the provider's word. */
  | {
      readonly kind: 'signInByProvider';
      readonly subject: string;
      readonly name: string;
      readonly displayName: string;
      readonly role: 'admin' | 'handler' | 'regulator';
    };
