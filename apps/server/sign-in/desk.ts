import type {
  OpenedSession,
  ProviderTrip,
  SignInAsker,
  SignInMethods,
  SignInPort,
  SignInStep,
  WebAuthnJson,
} from '@wurao/api';
import { type Failure, failure, type InstantMs, type MemberId, type Result, success } from '@wurao/domain';
import type { MemberKey, MemberRecord, SecondFactor, SignInOutcome, SignInProof } from '@wurao/registry';
import type { ControlHandle } from '../control-client.ts';
import { OPERATOR } from '../operator.ts';
import { isTotpCode, recoveryHash, totpStep } from './codes.ts';
import { Passkeys } from './passkeys.ts';
import type { PasswordChecks } from './passwords.ts';
import type { Provider } from './provider.ts';
import type { Sealing } from './sealing.ts';

export interface SignInParts {
  readonly control: Pick<ControlHandle['calls'], 'ask' | 'execute'>;
  readonly passwords: PasswordChecks;
  readonly passkeys: Passkeys;
  /** Of the secrets of one-time codes. */
  readonly sealing: Sealing;
  readonly provider: Provider | undefined;
  readonly nowMs: () => InstantMs;
}

/** The same for whatever was wrong. */
export const notSignedIn = (): Failure =>
  failure('unauthenticated', 'Not signed in', {
    field: '',
    message: 'name, password or code are not right, or there were too many tries',
    remedy: 'Check them; after ten failures wait a quarter of an hour.',
  });

export const tooManyChecks = (): Failure => ({
  ...failure('too-many-requests', 'Too many sign-ins', {
    field: '',
    message: 'more sign-ins are under way than the server checks at once',
    remedy: 'Try again in a moment.',
  }),
  retryAfterMs: 1_000,
});

const noWay = (field: string, message: string, remedy: string): Failure =>
  failure('not-found', 'Not offered', { field, message, remedy });

export const findMember = async (
  { control }: Pick<SignInParts, 'control'>,
  by: MemberKey,
  value: string,
): Promise<Result<MemberRecord | undefined>> => {
  const found = await control.ask({ kind: 'memberRecord', by, value });
  return found.ok ? success(found.value as MemberRecord | undefined) : found;
};

export const sessionOf = (body: Readonly<Record<string, unknown>>): OpenedSession => ({
  key: String(body['key']),
  expiresMs: Date.parse(String(body['expires'])),
});

/** Checks what a member shows, off the thread's own time, and has the register count and log what came of it. */
export class SignInDesk implements SignInPort {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  methods(asker: SignInAsker): SignInMethods {
    return { password: true, passkey: Passkeys.fits(asker), oidc: this.#parts.provider?.config.name };
  }

  async withPassword(wish: {
    readonly name: string;
    readonly password: string;
    readonly code: string | undefined;
  }): Promise<Result<SignInStep>> {
    const found = await findMember(this.#parts, 'name', wish.name);
    if (!found.ok) return found;
    const member = found.value;
    const isRight = await this.#parts.passwords.check(wish.password, member?.password);
    if (isRight === undefined) return tooManyChecks();
    return this.#enter(member?.id, isRight && member ? this.#proofOf(member, wish.code) : { kind: 'wrong' });
  }

  #proofOf(member: MemberRecord, code: string | undefined): SignInProof {
    const hash = member.password?.hash ?? '';
    if (code === undefined || (member.secondFactor === 'waived' && member.totp === undefined))
      return { kind: 'password', hash, second: undefined };
    const second = this.#secondOf(member, code);
    return second === undefined ? { kind: 'wrong' } : { kind: 'password', hash, second };
  }

  #secondOf({ id, totp }: MemberRecord, code: string): SecondFactor | undefined {
    if (!isTotpCode(code)) return { kind: 'recovery-code', hash: recoveryHash(code) };
    const secret = totp === undefined ? undefined : this.#parts.sealing.open(totp.sealed, id);
    const step = secret === undefined ? undefined : totpStep(secret, code, this.#parts.nowMs());
    return step === undefined ? undefined : { kind: 'totp', step };
  }

  async passkeyOptions(asker: SignInAsker): Promise<Result<WebAuthnJson>> {
    if (!Passkeys.fits(asker)) return noPasskeys();
    return success(await this.#parts.passkeys.authentication(asker));
  }

  async withPasskey(response: WebAuthnJson, asker: SignInAsker): Promise<Result<SignInStep>> {
    if (!Passkeys.fits(asker)) return noPasskeys();
    const found = await findMember(this.#parts, 'id', Passkeys.holderOf(response));
    if (!found.ok) return found;
    const passkey = found.value?.passkeys.find(({ id }) => id === response['id']);
    const proved = passkey && (await this.#parts.passkeys.authenticate(passkey, response, asker));
    if (passkey === undefined || proved === undefined) return this.#enter(undefined, { kind: 'wrong' });
    return this.#enter(found.value?.id, { kind: 'passkey', id: passkey.id, counter: proved.counter });
  }

  async toProvider(asker: SignInAsker): Promise<Result<ProviderTrip>> {
    const { provider } = this.#parts;
    return provider === undefined ? noProvider() : provider.begin(asker);
  }

  async fromProvider(query: string, sealed: string | undefined, asker: SignInAsker): Promise<Result<OpenedSession>> {
    const { provider, control } = this.#parts;
    if (provider === undefined) return noProvider();
    const vouched = await provider.end(query, sealed, asker);
    if (!vouched.ok) return vouched;
    const command = { kind: 'signInByProvider', ...vouched.value } as const;
    const done = await control.execute({ command, actor: OPERATOR, idempotency: undefined });
    if (!done.ok) return done;
    const { body } = done.value;
    return body['outcome'] === 'signed-in' ? success(sessionOf(body)) : notSignedIn();
  }

  async #enter(member: MemberId | undefined, proof: SignInProof): Promise<Result<SignInStep>> {
    const command = { kind: 'signIn', member, proof } as const;
    const done = await this.#parts.control.execute({ command, actor: OPERATOR, idempotency: undefined });
    if (!done.ok) return done;
    const { body } = done.value;
    const outcome = body['outcome'] as SignInOutcome;
    if (outcome === 'code-needed') return success({ next: 'code' });
    return outcome === 'signed-in' ? success({ session: sessionOf(body) }) : notSignedIn();
  }
}

export const noPasskeys = (): Failure =>
  noWay('Host', 'passkeys need a name and TLS, or localhost', 'Set http.origin, or open the page by its name.');

const noProvider = (): Failure =>
  noWay('oidc', 'no provider is configured', 'Sign in another way, or have an operator set oidc.issuer.');
