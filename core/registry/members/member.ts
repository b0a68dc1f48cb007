import type { InstantMs, LineId, MemberId, PartyId, Role } from '@wurao/domain';

export type MemberRole = Exclude<Role, 'subscriber'>;

/** scrypt (RFC 7914) with the cost it was made at; salt and hash in base64url. */
export interface PasswordHash {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallel: number;
  readonly salt: string;
  readonly hash: string;
}

/** A WebAuthn credential: what its authenticator keeps back is the private half. */
export interface Passkey {
  /** base64url. */
  readonly id: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  /** As its owner calls it. */
  readonly label: string;
  readonly addedMs: InstantMs;
}

/** Somebody who signs in to the console, as lists show them. */
export interface Member {
  readonly id: MemberId;
  /** To sign in with: unique, folded to small letters. */
  readonly name: string;
  readonly displayName: string;
  readonly role: MemberRole;
  /** Merchant id for role merchant, party id for carrier, undefined else. */
  readonly party: PartyId | undefined;
  readonly lines: readonly LineId[];
  /** `invited`: the invitation was not taken up yet. */
  readonly status: 'invited' | 'active' | 'locked' | 'ended';
  /** `waived`: a password alone will do. For a sample world, or by an operator's explicit word. */
  readonly secondFactor: 'required' | 'waived';
  readonly createdMs: InstantMs;
  /** Too many failures: no sign-in before this. */
  readonly lockedOutUntilMs: InstantMs | undefined;
  readonly hasPassword: boolean;
  readonly hasTotp: boolean;
  readonly recoveryCodesLeft: number;
  readonly passkeys: readonly Pick<Passkey, 'id' | 'label' | 'addedMs'>[];
  /** Signs in through the staff's own provider. */
  readonly hasOidc: boolean;
}

/** One-time codes by time (RFC 6238). Sealed by a key that is not in the store. */
export interface Totp {
  readonly sealed: string;
  /** The last step that was used; 0 = none. */
  readonly lastStep: number;
}

/** With what proves the member. Never leaves the server. */
export interface MemberRecord
  extends Omit<Member, 'hasPassword' | 'hasTotp' | 'recoveryCodesLeft' | 'passkeys' | 'hasOidc'> {
  readonly password: PasswordHash | undefined;
  readonly totp: Totp | undefined;
  /** SHA-256, hex, of those not used yet. */
  readonly recoveryCodes: readonly string[];
  readonly passkeys: readonly Passkey[];
  /** `issuer subject`. */
  readonly oidcSubject: string | undefined;
  /** SHA-256 of its token. */
  readonly invitation: { readonly hash: string; readonly expiresMs: InstantMs } | undefined;
  /** Failed sign-ins since the last that did not. */
  readonly failures: number;
}

/** Of a member that nothing proves yet, or any more. */
export const NO_PROOF = {
  password: undefined,
  totp: undefined,
  recoveryCodes: [],
  passkeys: [],
  failures: 0,
  lockedOutUntilMs: undefined,
} as const satisfies Partial<MemberRecord>;

/** What a member is found by. `invitation`: the hash of its token. */
export const MEMBER_KEYS = ['id', 'name', 'oidcSubject', 'invitation'] as const;
export type MemberKey = (typeof MEMBER_KEYS)[number];

/** As names are compared. */
export const foldName = (name: string): string => name.trim().normalize('NFKC').toLowerCase();

export const memberOf = (record: MemberRecord): Member => {
  const { password, totp, recoveryCodes, passkeys, oidcSubject, invitation: _, failures: __, ...rest } = record;
  return {
    ...rest,
    hasPassword: password !== undefined,
    hasTotp: totp !== undefined,
    recoveryCodesLeft: recoveryCodes.length,
    passkeys: passkeys.map(({ id, label, addedMs }) => ({ id, label, addedMs })),
    hasOidc: oidcSubject !== undefined,
  };
};
