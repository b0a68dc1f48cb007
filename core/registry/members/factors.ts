import { type Failure, invalid, type MemberId, type Result } from '@wurao/domain';
import { MAX_NAME_CHARS, MAX_PASSKEYS } from '../bounds.ts';
import { checkText } from '../checks.ts';
import type { Actor, CommandOf } from '../envelope.ts';
import type { CommandContext, RegisterTransaction, Reply } from '../ports.ts';
import { conflict, forbidden, notFound, replaced } from '../replies.ts';
import { memberBody } from './invitations.ts';
import type { MemberRecord } from './member.ts';
import { endMemberSessions } from './member-sessions.ts';
import { isSelf } from './sign-in.ts';

type Change = (member: MemberRecord) => MemberRecord | Failure | Promise<MemberRecord | Failure>;

/** What proves a member, changed by the member. */
const changeOwn = async (
  id: MemberId,
  actor: Actor,
  tx: RegisterTransaction,
  change: Change,
): Promise<Result<Reply>> => {
  if (!isSelf(actor, id)) return forbidden('only the member changes what proves it', 'Sign in as that member.');
  const member = await tx.memberRecord('id', id);
  if (!member || member.status === 'ended') return notFound('member', id);
  const next = await change(member);
  if ('ok' in next) return next;
  await tx.putMember(next);
  return replaced(memberBody(next));
};

/** An invited member becomes active with it; every session but `keep` ends. */
export const setMemberPassword = (
  { id, password, keep }: CommandOf<'setMemberPassword'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> =>
  changeOwn(id, actor, tx, async (member) => {
    await endMemberSessions(tx, id, context, keep);
    const status = member.status === 'invited' ? 'active' : member.status;
    return { ...member, password, status, invitation: undefined };
  });

export const setTotp = (
  { id, totp, recoveryCodes }: CommandOf<'setTotp'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> => changeOwn(id, actor, tx, (member) => ({ ...member, totp, recoveryCodes }));

export const setRecoveryCodes = (
  { id, recoveryCodes }: CommandOf<'setRecoveryCodes'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> => changeOwn(id, actor, tx, (member) => ({ ...member, recoveryCodes }));

export const addPasskey = (
  { id, passkey }: CommandOf<'addPasskey'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> =>
  changeOwn(id, actor, tx, (member) => {
    if (member.passkeys.some((known) => known.id === passkey.id))
      return conflict('response', 'the passkey is there already', 'Sign in with it.');
    if (member.passkeys.length >= MAX_PASSKEYS)
      return invalid('response', `more than ${MAX_PASSKEYS} passkeys`, 'Remove one that is not used.');
    const bad = checkText('label', passkey.label, MAX_NAME_CHARS);
    return bad ?? { ...member, passkeys: [...member.passkeys, passkey] };
  });

export const removePasskey = (
  { id, passkey }: CommandOf<'removePasskey'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> =>
  changeOwn(id, actor, tx, (member) => {
    const left = member.passkeys.filter((known) => known.id !== passkey);
    return left.length < member.passkeys.length ? { ...member, passkeys: left } : notFound('passkey', passkey);
  });
