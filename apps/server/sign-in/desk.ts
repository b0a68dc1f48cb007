import type { OpenedSession, SignInAsker, SignInMethods, SignInPort, SignInStep } from '@wurao/api';
import { type Failure, failure, type MemberId, type Result, success } from '@wurao/domain';
import type { MemberKey, MemberRecord, SignInOutcome, SignInProof } from '@wurao/registry';
import type { ControlHandle } from '../control-client.ts';
import { OPERATOR } from '../operator.ts';
import { PasswordChecks } from './passwords.ts';

export interface SignInParts {
  readonly control: Pick<ControlHandle['calls'], 'ask' | 'execute'>;
}

/** The same for whatever was wrong. */
export const notSignedIn = (): Failure =>
  failure('unauthenticated', 'Not signed in', {
    field: '',
    message: 'name, password or code are not right, or there were too many tries',
    remedy: 'Check them; after ten failures wait a quarter of an hour.',
  });

const tooManyChecks = (): Failure => ({
  ...failure('too-many-requests', 'Too many sign-ins', {
    field: '',
    message: 'more sign-ins are under way than the server checks at once',
    remedy: 'Try again in a moment.',
  }),
  retryAfterMs: 1_000,
});

/** Checks what a member shows, off the thread's own time, and has the register count and log what came of it. */
export class SignInDesk implements SignInPort {
  readonly #parts: SignInParts;
  readonly #passwords = new PasswordChecks();

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  methods(_asker: SignInAsker): SignInMethods {
    return { password: true, passkey: false, oidc: undefined };
  }

  async withPassword(
    { name, password }: { readonly name: string; readonly password: string; readonly code: string | undefined },
    _asker: SignInAsker,
  ): Promise<Result<SignInStep>> {
    const found = await this.#record('name', name);
    if (!found.ok) return found;
    const member = found.value;
    const isRight = await this.#passwords.check(password, member?.password);
    if (isRight === undefined) return tooManyChecks();
    const proof: SignInProof =
      isRight && member?.password
        ? { kind: 'password', hash: member.password.hash, second: undefined }
        : { kind: 'wrong' };
    return this.#enter(member?.id, proof);
  }

  async #record(by: MemberKey, value: string): Promise<Result<MemberRecord | undefined>> {
    const found = await this.#parts.control.ask({ kind: 'memberRecord', by, value });
    return found.ok ? success(found.value as MemberRecord | undefined) : found;
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

const sessionOf = (body: Readonly<Record<string, unknown>>): OpenedSession => ({
  key: String(body['key']),
  expiresMs: Date.parse(String(body['expires'])),
});
