import type { InstantMs, Result } from '@wurao/domain';

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

/** Members and how they prove themselves. Sessions are keys: the gate knows them. */
export interface SignInPort {
  methods(asker: SignInAsker): SignInMethods;
  /** One answer, in one time, for an unknown name, a wrong password, a wrong code and a member that is locked: `unauthenticated`. */
  withPassword(
    wish: { readonly name: string; readonly password: string; readonly code: string | undefined },
    asker: SignInAsker,
  ): Promise<Result<SignInStep>>;
}
