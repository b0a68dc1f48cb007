import type { InstantMs, KeyId, MemberId, Result } from '@wurao/domain';
import type { Actor } from '@wurao/registry';

/** Who tries, as the edge saw them. */
export interface SignInAsker {
  /** What is limited as one asker. */
  readonly address: string;
  /** The page's own address: `https://console.example.cn`. */
  readonly origin: string;
}

/** A session just opened: the key goes into the cookie, and nowhere else. */
export interface OpenedSession {
  readonly key: string;
  readonly expiresMs: InstantMs;
}

/** `code`: the password was right, and the second factor is still to come. */
export type SignInStep = { readonly next: 'code' } | { readonly session: OpenedSession };

/** What this server offers. */
export interface SignInMethods {
  readonly password: boolean;
  readonly passkey: boolean;
  /** The provider's name, where staff may sign in by it. */
  readonly oidc: string | undefined;
}

/** As WebAuthn has it, as JSON: the page hands it to the browser. */
export type WebAuthnJson = Readonly<Record<string, unknown>>;

/** Where a browser goes to prove itself, and what it must bring back: sealed, in a cookie. */
export interface ProviderTrip {
  readonly location: string;
  readonly sealed: string;
}

/** Members and how they prove themselves. Sessions are keys: the gate knows them. */
export interface SignInPort {
  methods(asker: SignInAsker): SignInMethods;
  /** One answer, in one time, for an unknown name, a wrong password, a wrong code and a member that is locked: `unauthenticated`. */
  withPassword(
    wish: { readonly name: string; readonly password: string; readonly code: string | undefined },
    asker: SignInAsker,
  ): Promise<Result<SignInStep>>;
  /** For any passkey of this server: whose it is shows when it is used. */
  passkeyOptions(asker: SignInAsker): Promise<Result<WebAuthnJson>>;
  withPasskey(response: WebAuthnJson, asker: SignInAsker): Promise<Result<SignInStep>>;
  /** Failures: `not-found` (no provider is configured), `not-ready` (it does not answer). */
  toProvider(asker: SignInAsker): Promise<Result<ProviderTrip>>;
  /** `query`: as the provider sent the browser back. Failures: `unauthenticated`, `forbidden` (no role here). */
  fromProvider(query: string, sealed: string | undefined, asker: SignInAsker): Promise<Result<OpenedSession>>;
}

/** A member at its own things. */
export interface OwnSession {
  readonly member: MemberId;
  readonly session: KeyId;
  readonly actor: Actor;
}

/** New one-time codes by time, for an authenticator; `enrolment` comes back sealed with the first code. */
export interface TotpOffer {
  /** Base32, to be typed. */
  readonly secret: string;
  /** `otpauth://…`, to be shown as a picture. */
  readonly uri: string;
  readonly enrolment: string;
}

export interface InvitationView {
  readonly name: string;
  readonly displayName: string;
  readonly role: string;
  readonly secondFactor: 'required' | 'waived';
  readonly expiresMs: InstantMs;
  readonly totp: TotpOffer;
}

/** Shown once. */
export interface RecoveryCodes {
  readonly recoveryCodes: readonly string[];
}

/** What proves a member, and how it is changed. Each change asks for the password again. */
export interface MemberPort {
  readInvitation(token: string): Promise<Result<InvitationView>>;
  acceptInvitation(wish: {
    readonly token: string;
    readonly password: string;
    readonly enrolment: string | undefined;
    readonly code: string | undefined;
  }): Promise<Result<RecoveryCodes & { readonly session: OpenedSession }>>;
  changePassword(
    own: OwnSession,
    wish: { readonly password: string; readonly newPassword: string },
  ): Promise<Result<object>>;
  offerTotp(own: OwnSession): Promise<Result<TotpOffer>>;
  setTotp(
    own: OwnSession,
    wish: { readonly password: string; readonly enrolment: string; readonly code: string },
  ): Promise<Result<RecoveryCodes>>;
  renewRecoveryCodes(own: OwnSession, password: string): Promise<Result<RecoveryCodes>>;
  passkeyOptions(own: OwnSession, asker: SignInAsker): Promise<Result<WebAuthnJson>>;
  addPasskey(
    own: OwnSession,
    wish: { readonly password: string; readonly label: string; readonly response: WebAuthnJson },
    asker: SignInAsker,
  ): Promise<Result<object>>;
}
