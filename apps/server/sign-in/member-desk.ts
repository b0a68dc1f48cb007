import type {
  InvitationView,
  MemberPort,
  OpenedSession,
  OwnSession,
  RecoveryCodes,
  SignInAsker,
  TotpOffer,
  WebAuthnJson,
} from '@wurao/api';
import { type Failure, failure, invalid, type Result, success } from '@wurao/domain';
import {
  liveInvitation,
  MAX_PASSWORD_CHARS,
  type MemberCommand,
  type MemberRecord,
  MIN_PASSWORD_CHARS,
  noInvitation,
  type Totp,
} from '@wurao/registry';
import { OPERATOR } from '../operator.ts';
import { hashSecret } from '../secrets.ts';
import { newRecoveryCodes, newTotpSecret, recoveryHash, totpStep, totpUri } from './codes.ts';
import { findMember, noPasskeys, type SignInParts, sessionOf, tooManyChecks } from './desk.ts';
import { Passkeys } from './passkeys.ts';
import { hashPassword } from './passwords.ts';

const wrongPassword = (): Failure =>
  failure('forbidden', 'Not confirmed', {
    field: 'password',
    message: 'not your present password, or there were too many tries',
    remedy: 'Type it again; after ten failures wait a quarter of an hour.',
  });

/** Whoever comes in by a provider may have none; nothing was tried, so nothing counts as a failure. */
const noPassword = (): Failure =>
  failure('forbidden', 'No password yet', {
    field: 'password',
    message: 'this account has no password',
    remedy:
      'Go on signing in by your provider or passkey, or ask whoever runs the house for a new invitation: it sets a password.',
  });

const wrongCode = (): Failure =>
  invalid('code', 'not the code of this moment', 'Check the clock of your authenticator, and send the next code.');

const gone = (): Failure =>
  failure('not-found', 'No such member', { field: '', message: 'the member is gone', remedy: 'Sign in again.' });

/** A long one is better than a strange one: no rule of signs and digits. */
const checkPassword = (field: string, password: string, name: string): Failure | undefined => {
  if ([...password].length < MIN_PASSWORD_CHARS)
    return invalid(field, 'too short', `Choose at least ${MIN_PASSWORD_CHARS} characters: four words will do.`);
  if (password.length > MAX_PASSWORD_CHARS)
    return invalid(field, 'too long', `Choose at most ${MAX_PASSWORD_CHARS} characters.`);
  const isEasy = new Set(password.toLowerCase()).size < 4 || password.toLowerCase().includes(name);
  return isEasy
    ? invalid(field, 'easy to guess', 'Choose one without your name, of more than three signs.')
    : undefined;
};

/** What an enrolment is sealed about: nobody's else, and not a stored secret. */
const enrolmentOf = (id: string): string => `enrolment ${id}`;

/** What proves a member, and how it is changed. */
export class MemberDesk implements MemberPort {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  async readInvitation(token: string): Promise<Result<InvitationView>> {
    const member = await this.#invited(token);
    if (!member.ok) return member;
    const { id, name, displayName, role, secondFactor, invitation } = member.value;
    const expiresMs = invitation?.expiresMs ?? 0;
    return success({ name, displayName, role, secondFactor, expiresMs, totp: this.#offer(id, name) });
  }

  async acceptInvitation(wish: {
    readonly token: string;
    readonly password: string;
    readonly enrolment: string | undefined;
    readonly code: string | undefined;
  }): Promise<Result<RecoveryCodes & { readonly session: OpenedSession }>> {
    const invited = await this.#invited(wish.token);
    if (!invited.ok) return invited;
    const { id, name } = invited.value;
    const weak = checkPassword('password', wish.password, name);
    if (weak) return weak;
    const { enrolment, code } = wish;
    const totp =
      enrolment === undefined || code === undefined ? success(undefined) : this.#enrolled(id, enrolment, code);
    if (!totp.ok) return totp;
    const codes = totp.value === undefined ? [] : newRecoveryCodes();
    const done = await this.#parts.control.execute({
      command: {
        kind: 'acceptInvitation',
        invitation: hashSecret(wish.token),
        password: await hashPassword(wish.password),
        totp: totp.value,
        recoveryCodes: codes.map(recoveryHash),
      },
      actor: OPERATOR,
      idempotency: undefined,
    });
    return done.ok ? success({ recoveryCodes: codes, session: sessionOf(done.value.body) }) : done;
  }

  async changePassword(
    own: OwnSession,
    { password, newPassword }: { readonly password: string; readonly newPassword: string },
  ): Promise<Result<object>> {
    const member = await this.#confirmed(own, password);
    if (!member.ok) return member;
    const weak = checkPassword('newPassword', newPassword, member.value.name);
    if (weak) return weak;
    const hash = await hashPassword(newPassword);
    return this.#execute(own, { kind: 'setMemberPassword', id: own.member, password: hash, keep: own.session });
  }

  async offerTotp(own: OwnSession): Promise<Result<TotpOffer>> {
    const member = await this.#member(own);
    return member.ok ? success(this.#offer(own.member, member.value.name)) : member;
  }

  async setTotp(
    own: OwnSession,
    { password, enrolment, code }: { readonly password: string; readonly enrolment: string; readonly code: string },
  ): Promise<Result<RecoveryCodes>> {
    const member = await this.#confirmed(own, password);
    if (!member.ok) return member;
    const totp = this.#enrolled(own.member, enrolment, code);
    if (!totp.ok) return totp;
    const codes = newRecoveryCodes();
    const recoveryCodes = codes.map(recoveryHash);
    const done = await this.#execute(own, { kind: 'setTotp', id: own.member, totp: totp.value, recoveryCodes });
    return done.ok ? success({ recoveryCodes: codes }) : done;
  }

  async renewRecoveryCodes(own: OwnSession, password: string): Promise<Result<RecoveryCodes>> {
    const member = await this.#confirmed(own, password);
    if (!member.ok) return member;
    const codes = newRecoveryCodes();
    const recoveryCodes = codes.map(recoveryHash);
    const done = await this.#execute(own, { kind: 'setRecoveryCodes', id: own.member, recoveryCodes });
    return done.ok ? success({ recoveryCodes: codes }) : done;
  }

  async passkeyOptions(own: OwnSession, asker: SignInAsker): Promise<Result<WebAuthnJson>> {
    if (!Passkeys.fits(asker)) return noPasskeys();
    const member = await this.#member(own);
    return member.ok ? success(await this.#parts.passkeys.registration(member.value, asker)) : member;
  }

  async addPasskey(
    own: OwnSession,
    wish: { readonly password: string; readonly label: string; readonly response: WebAuthnJson },
    asker: SignInAsker,
  ): Promise<Result<object>> {
    if (!Passkeys.fits(asker)) return noPasskeys();
    const member = await this.#confirmed(own, wish.password);
    if (!member.ok) return member;
    const passkey = await this.#parts.passkeys.register(own.member, wish.label, wish.response, asker);
    if (passkey === undefined)
      return invalid('response', 'not an answer to what was asked', 'Ask for new options and try again.');
    return this.#execute(own, { kind: 'addPasskey', id: own.member, passkey });
  }

  #offer(id: string, name: string): TotpOffer {
    const secret = newTotpSecret();
    return { secret, uri: totpUri(secret, name), enrolment: this.#parts.sealing.seal(secret, enrolmentOf(id)) };
  }

  #enrolled(id: string, enrolment: string, code: string): Result<Totp> {
    const { sealing, nowMs } = this.#parts;
    const secret = sealing.open(enrolment, enrolmentOf(id));
    const step = secret === undefined ? undefined : totpStep(secret, code, nowMs());
    if (secret === undefined || step === undefined) return wrongCode();
    return success({ sealed: sealing.seal(secret, id), lastStep: step });
  }

  async #invited(token: string): Promise<Result<MemberRecord>> {
    const found = await findMember(this.#parts, 'invitation', hashSecret(token));
    if (!found.ok) return found;
    const member = found.value;
    return liveInvitation(member, this.#parts.nowMs()) ? success(member) : noInvitation();
  }

  async #member({ member: id }: OwnSession): Promise<Result<MemberRecord>> {
    const found = await findMember(this.#parts, 'id', id);
    if (!found.ok) return found;
    return found.value === undefined ? gone() : success(found.value);
  }

  /** Who holds a session is not yet who may change how one comes in. A wrong password counts as a failed sign-in. */
  async #confirmed(own: OwnSession, password: string): Promise<Result<MemberRecord>> {
    const found = await this.#member(own);
    if (!found.ok) return found;
    const member = found.value;
    if (member.password === undefined) return noPassword();
    const isOut = (member.lockedOutUntilMs ?? 0) > this.#parts.nowMs();
    const isRight = await this.#parts.passwords.check(password, member.password);
    if (isRight === undefined) return tooManyChecks();
    if (isRight && !isOut) return success(member);
    const command = { kind: 'signIn', member: member.id, proof: { kind: 'wrong' } } as const;
    await this.#parts.control.execute({ command, actor: OPERATOR, idempotency: undefined });
    return wrongPassword();
  }

  async #execute({ actor }: OwnSession, command: MemberCommand): Promise<Result<object>> {
    const done = await this.#parts.control.execute({ command, actor, idempotency: undefined });
    return done.ok ? success(done.value.body) : done;
  }
}
