import type { ProviderTrip, SignInAsker } from '@wurao/api';
import { type Failure, failure, type InstantMs, type Result, success } from '@wurao/domain';
import type { Configuration } from 'openid-client';
import type { Sealing } from './sealing.ts';

export type StaffRole = 'admin' | 'handler' | 'regulator';

/** The staff's own provider (OpenID Connect), as the operator configured it. */
export interface ProviderConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What its users call it. */
  readonly name: string;
  /** In whose values roles stand, and what each means here. */
  readonly roleClaim: string;
  readonly roles: Readonly<Record<string, StaffRole>>;
}

/** Whom it vouches for. */
export interface Vouched {
  /** `issuer subject`. */
  readonly subject: string;
  readonly name: string;
  readonly displayName: string;
  readonly role: StaffRole;
}

interface Trip {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly expiresMs: InstantMs;
}

export const CALLBACK_PATH = '/v1/sign-in/oidc/callback';
const TRIP_LIFETIME_MS = 10 * 60_000;
const SCOPE = 'openid profile email';
/** The highest of several. */
const RANK: readonly StaffRole[] = ['admin', 'regulator', 'handler'];

// Only who uses a provider waits for it.
const library = () => import('openid-client');

const silent = (): Failure =>
  failure('not-ready', 'The provider does not answer', {
    field: 'oidc',
    message: 'the provider for signing in cannot be reached',
    remedy: 'Try again, or sign in another way; an operator should look at oidc.issuer.',
  });

const unproved = (): Failure =>
  failure('unauthenticated', 'Not signed in', {
    field: 'oidc',
    message: 'what the provider sent back proves nobody: it is old, of another browser, or not its own',
    remedy: 'Begin again from the page.',
  });

const noRole = (claim: string): Failure =>
  failure('forbidden', 'No role here', {
    field: claim,
    message: 'the provider knows you, but none of your roles there is one here',
    remedy: 'Ask an operator to be given one that oidc.roles names.',
  });

/** Authorization code with PKCE, state and nonce; what the browser must bring back goes with it, sealed. */
export class Provider {
  readonly config: ProviderConfig;
  readonly #sealing: Sealing;
  readonly #nowMs: () => InstantMs;
  #discovered: Promise<Configuration> | undefined;

  constructor(config: ProviderConfig, sealing: Sealing, nowMs: () => InstantMs) {
    this.config = config;
    this.#sealing = sealing;
    this.#nowMs = nowMs;
  }

  async begin({ origin }: SignInAsker): Promise<Result<ProviderTrip>> {
    const configuration = await this.#configuration();
    if (configuration === undefined) return silent();
    const { buildAuthorizationUrl, calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } =
      await library();
    const verifier = randomPKCECodeVerifier();
    const trip: Trip = {
      state: randomState(),
      nonce: randomNonce(),
      verifier,
      expiresMs: this.#nowMs() + TRIP_LIFETIME_MS,
    };
    const location = buildAuthorizationUrl(configuration, {
      redirect_uri: origin + CALLBACK_PATH,
      scope: SCOPE,
      state: trip.state,
      nonce: trip.nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return success({ location: location.href, sealed: this.#sealing.seal(JSON.stringify(trip), origin) });
  }

  async end(query: string, sealed: string | undefined, { origin }: SignInAsker): Promise<Result<Vouched>> {
    const opened = sealed === undefined ? undefined : this.#sealing.open(sealed, origin);
    const trip = opened === undefined ? undefined : (JSON.parse(opened) as Trip);
    if (trip === undefined || this.#nowMs() >= trip.expiresMs) return unproved();
    const configuration = await this.#configuration();
    if (configuration === undefined) return silent();
    const { authorizationCodeGrant } = await library();
    try {
      const tokens = await authorizationCodeGrant(configuration, new URL(`${origin}${CALLBACK_PATH}?${query}`), {
        expectedState: trip.state,
        expectedNonce: trip.nonce,
        pkceCodeVerifier: trip.verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      return claims === undefined ? unproved() : this.#vouch(claims);
    } catch {
      return unproved();
    }
  }

  #vouch(claims: Readonly<Record<string, unknown>> & { readonly sub: string; readonly iss: string }): Result<Vouched> {
    const { roleClaim, roles } = this.config;
    const said = [claims[roleClaim]].flat().map((one) => roles[String(one)]);
    const role = RANK.find((one) => said.includes(one));
    if (role === undefined) return noRole(roleClaim);
    const text = (claim: string): string | undefined => {
      const value = claims[claim];
      return typeof value === 'string' && value !== '' ? value : undefined;
    };
    const name = text('preferred_username') ?? text('email') ?? claims.sub;
    return success({
      subject: `${claims.iss} ${claims.sub}`,
      name,
      displayName: text('name') ?? name,
      role,
    });
  }

  /** Asked again by the next who needs it, when it did not answer. */
  async #configuration(): Promise<Configuration | undefined> {
    this.#discovered ??= this.#discover();
    try {
      return await this.#discovered;
    } catch {
      this.#discovered = undefined;
      return undefined;
    }
  }

  async #discover(): Promise<Configuration> {
    const { allowInsecureRequests, discovery } = await library();
    const { issuer, clientId, clientSecret } = this.config;
    // The reader of the setting lets plain HTTP through on this machine only.
    const options = issuer.startsWith('http:') ? { execute: [allowInsecureRequests] } : {};
    return discovery(new URL(issuer), clientId, clientSecret, undefined, options);
  }
}
