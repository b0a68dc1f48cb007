import { randomBytes } from 'node:crypto';
import type { SignInAsker, WebAuthnJson } from '@wurao/api';
import type { InstantMs, MemberId } from '@wurao/domain';
import type { MemberRecord, Passkey } from '@wurao/registry';

const CHALLENGE_BYTES = 32;
const CHALLENGE_LIFETIME_MS = 5 * 60_000;
/** A full table forgets the oldest. */
const CHALLENGES_MAX = 10_000;
const RELYING_PARTY = 'Wurao 勿扰';

// Only who uses passkeys waits for it.
const library = () => import('@simplewebauthn/server');

/** WebAuthn, where the page's address allows it: by TLS, or on this machine by its name. */
export class Passkeys {
  readonly #nowMs: () => InstantMs;
  readonly #challenges = new Map<string, { readonly expiresMs: InstantMs; readonly member: MemberId | undefined }>();

  constructor(nowMs: () => InstantMs) {
    this.#nowMs = nowMs;
  }

  static fits({ origin }: Pick<SignInAsker, 'origin'>): boolean {
    if (!URL.canParse(origin)) return false;
    const { protocol, hostname } = new URL(origin);
    return hostname === 'localhost' || (protocol === 'https:' && /[a-z]/i.test(hostname));
  }

  async registration(member: MemberRecord, { origin }: SignInAsker): Promise<WebAuthnJson> {
    const { generateRegistrationOptions } = await library();
    return (await generateRegistrationOptions({
      rpName: RELYING_PARTY,
      rpID: new URL(origin).hostname,
      userName: member.name,
      userDisplayName: member.displayName,
      userID: new TextEncoder().encode(member.id),
      challenge: this.#challenge(member.id),
      excludeCredentials: member.passkeys.map(({ id, transports }) => ({ id, transports: [...transports] })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })) as unknown as WebAuthnJson;
  }

  /** Undefined: not by this member, not here, or not now. */
  async register(
    member: MemberId,
    label: string,
    response: WebAuthnJson,
    { origin }: SignInAsker,
  ): Promise<Passkey | undefined> {
    const { verifyRegistrationResponse } = await library();
    try {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: response as never,
        expectedChallenge: (challenge) => this.#take(challenge, member),
        expectedOrigin: origin,
        expectedRPID: new URL(origin).hostname,
      });
      if (!verified || registrationInfo === undefined) return undefined;
      const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
      const key = Buffer.from(publicKey).toString('base64url');
      return { id, publicKey: key, counter, transports, label, addedMs: this.#nowMs() };
    } catch {
      return undefined;
    }
  }

  async authentication({ origin }: SignInAsker): Promise<WebAuthnJson> {
    const { generateAuthenticationOptions } = await library();
    return (await generateAuthenticationOptions({
      rpID: new URL(origin).hostname,
      challenge: this.#challenge(undefined),
      userVerification: 'required',
    })) as unknown as WebAuthnJson;
  }

  /** Whose it says it is; empty: nobody's. */
  static holderOf(answer: WebAuthnJson): string {
    const { userHandle } = answer['response'] as { readonly userHandle?: unknown };
    return typeof userHandle === 'string' ? Buffer.from(userHandle, 'base64url').toString('utf8') : '';
  }

  async authenticate(
    passkey: Passkey,
    response: WebAuthnJson,
    { origin }: SignInAsker,
  ): Promise<{ readonly counter: number } | undefined> {
    const { verifyAuthenticationResponse } = await library();
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: response as never,
        expectedChallenge: (challenge) => this.#take(challenge, undefined),
        expectedOrigin: origin,
        expectedRPID: new URL(origin).hostname,
        credential: {
          id: passkey.id,
          publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
          counter: passkey.counter,
        },
        requireUserVerification: true,
      });
      return verified ? { counter: authenticationInfo.newCounter } : undefined;
    } catch {
      return undefined;
    }
  }

  #challenge(member: MemberId | undefined): Uint8Array<ArrayBuffer> {
    if (this.#challenges.size >= CHALLENGES_MAX) {
      const oldest = this.#challenges.keys().next().value;
      if (oldest !== undefined) this.#challenges.delete(oldest);
    }
    const challenge = new Uint8Array(randomBytes(CHALLENGE_BYTES));
    const expiresMs = this.#nowMs() + CHALLENGE_LIFETIME_MS;
    this.#challenges.set(Buffer.from(challenge).toString('base64url'), { expiresMs, member });
    return challenge;
  }

  /** Each is answered once. */
  #take(challenge: string, member: MemberId | undefined): boolean {
    const given = this.#challenges.get(challenge);
    this.#challenges.delete(challenge);
    return given !== undefined && given.member === member && this.#nowMs() < given.expiresMs;
  }
}
