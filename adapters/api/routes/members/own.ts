import { asId, type KeyId } from '@wurao/domain';
import type { KeyListing } from '@wurao/registry';
import { need, stop } from '../../http/need.ts';
import type { OwnSession, WebAuthnJson } from '../../sign-in-port.ts';
import { instantText } from '../../views/wire-form.ts';
import { type Answer, type Call, type Handler, ok } from '../route.ts';
import { memberView } from './member-view.ts';

/** Of a member that signed in: a standing key has no password, and a subscriber proves a number. */
const ownSession = ({ key, actor }: Call): OwnSession => {
  if (key?.member === undefined)
    throw stop('forbidden', 'Authorization', 'the asker is no member', 'Sign in by name and password first.');
  return { member: key.member, session: key.id, actor };
};

/** GET /v1/session/factors: what proves me. */
export const readFactors: Handler = async (call, ports) => {
  const { member: id } = ownSession(call);
  const found = need(await ports.control.ask({ kind: 'member', id }));
  return ok(memberView(found, ports.gate.nowMs()));
};

/** PUT /v1/session/password: every other session ends. */
export const changePassword: Handler = async (call, ports) => {
  const wish = call.body as { readonly password: string; readonly newPassword: string };
  const member = need(await ports.members.changePassword(ownSession(call), wish));
  return ok(memberView(member, ports.gate.nowMs()));
};

/** POST /v1/session/totp: a new secret for the authenticator, not in force until its first code comes. */
export const offerTotp: Handler = async (call, ports) => ok(need(await ports.members.offerTotp(ownSession(call))));

/** PUT /v1/session/totp */
export const setTotp: Handler = async (call, ports) => {
  const wish = call.body as { readonly password: string; readonly enrolment: string; readonly code: string };
  return ok(need(await ports.members.setTotp(ownSession(call), wish)));
};

/** POST /v1/session/recovery-codes: those of before are void. */
export const renewRecoveryCodes: Handler = async (call, ports) => {
  const { password } = call.body as { readonly password: string };
  return ok(need(await ports.members.renewRecoveryCodes(ownSession(call), password)));
};

/** POST /v1/session/passkeys/options */
export const offerPasskey: Handler = async (call, ports) =>
  ok({ options: need(await ports.members.passkeyOptions(ownSession(call), call.browser)) });

/** POST /v1/session/passkeys */
export const addPasskey: Handler = async (call, ports) => {
  const wish = call.body as { readonly password: string; readonly label: string; readonly response: WebAuthnJson };
  const left = need(await ports.members.addPasskey(ownSession(call), wish, call.browser));
  return { status: 201, body: memberView(left, ports.gate.nowMs()) };
};

/** DELETE /v1/session/passkeys/{id} */
export const removePasskey: Handler = async (call, ports) => {
  const { member, actor } = ownSession(call);
  const command = { kind: 'removePasskey', id: member, passkey: call.params['id'] ?? '' } as const;
  const { body } = need(await ports.control.execute({ command, actor, idempotency: undefined }));
  return ok(memberView(body, ports.gate.nowMs()));
};

/** GET /v1/sessions: mine, this one marked. */
export const listSessions: Handler = async (call, ports) => {
  const { member, session } = ownSession(call);
  const query = { kind: 'memberSessions', member, nowMs: ports.gate.nowMs() } as const;
  const sessions = need(await ports.control.ask(query)) as readonly KeyListing[];
  const items = sessions.map(({ id, expiresMs = 0 }) => ({
    id,
    expiresAt: instantText(expiresMs),
    current: id === session,
  }));
  return ok({ items });
};

const ended = (count: unknown): Answer => ok({ ended: Number(count) });

/** DELETE /v1/sessions: all of mine but this. */
export const endOtherSessions: Handler = async (call, ports) => {
  const { member, session, actor } = ownSession(call);
  const command = { kind: 'endOtherSessions', id: member, keep: session } as const;
  const { body } = need(await ports.control.execute({ command, actor, idempotency: undefined }));
  return ended(body['ended']);
};

/** DELETE /v1/sessions/{id}: one of mine; another's is not there. */
export const endOneSession: Handler = async (call, ports) => {
  const { member, actor } = ownSession(call);
  const id = asId<KeyId>(call.params['id'] ?? '');
  const query = { kind: 'memberSessions', member, nowMs: ports.gate.nowMs() } as const;
  const own = need(await ports.control.ask(query)) as readonly KeyListing[];
  if (!own.some((session) => session.id === id))
    throw stop('not-found', 'id', 'there is no such session of yours', 'Look it up in the list.');
  need(await ports.control.execute({ command: { kind: 'revokeKey', id }, actor, idempotency: undefined }));
  return ended(1);
};
