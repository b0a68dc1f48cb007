import {
  asId,
  type Failure,
  failure,
  type InstantMs,
  invalid,
  type MemberId,
  type Result,
  success,
} from '@wurao/domain';
import { INVITATION_LIFETIME_MS, MAX_NAME_CHARS } from '../bounds.ts';
import { checkText } from '../checks.ts';
import type { Actor, CommandOf } from '../envelope.ts';
import { checkKeyHolder } from '../keys.ts';
import type { CommandContext, RegisterTransaction, Reply } from '../ports.ts';
import { conflict, forbidden, notFound } from '../replies.ts';
import { foldName, type MemberRecord, memberOf, NO_PROOF } from './member.ts';
import { endMemberSessions, openMemberSession } from './member-sessions.ts';
import { isHouse } from './sign-in.ts';

/** Also an address of mail. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{1,63}$/u;

export const memberBody = (record: MemberRecord): Reply['body'] => ({ ...memberOf(record) });

const checkInvited = async (
  tx: RegisterTransaction,
  command: CommandOf<'inviteMember'>,
): Promise<Failure | undefined> => {
  const { name, displayName } = command;
  if (!NAME.test(foldName(name)))
    return invalid('name', 'not a name to sign in with', 'Write 2 to 64 letters, digits and . _ @ + -');
  return checkText('displayName', displayName, MAX_NAME_CHARS) ?? (await checkKeyHolder(tx, command));
};

const newInvitation = (context: CommandContext) => {
  const token = context.newSecret();
  const expiresMs = context.nowMs + INVITATION_LIFETIME_MS;
  return { token, invitation: { hash: context.hashSecret(token), expiresMs } };
};

const isMember = async (tx: RegisterTransaction, { keyId }: Actor): Promise<boolean> =>
  keyId !== undefined && (await tx.memberRecord('id', keyId)) !== undefined;

/** A new member, and the token that its invitation link carries: shown once. */
export const inviteMember = async (
  command: CommandOf<'inviteMember'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin') return forbidden(`role ${actor.role} invites nobody`, "Use an operator's key.");
  const bad = await checkInvited(tx, command);
  if (bad) return bad;
  const name = foldName(command.name);
  if (command.secondFactor === 'waived' && !isHouse(actor) && (await isMember(tx, actor)))
    return forbidden('no member waives a second factor', "Use an operator's own key.", 'secondFactor');
  if (await tx.memberRecord('name', name))
    return conflict('name', `there is a member ${name}`, 'Choose another name, or reset that member.');
  const { token, invitation } = newInvitation(context);
  const member: MemberRecord = {
    id: asId<MemberId>(context.newId('member')),
    name,
    displayName: command.displayName,
    role: command.role,
    party: command.party,
    lines: command.lines,
    status: 'invited',
    secondFactor: command.secondFactor,
    createdMs: context.nowMs,
    oidcSubject: undefined,
    invitation,
    ...NO_PROOF,
  };
  await tx.putMember(member);
  return success({ created: true, body: memberBody(member), secret: { invitation: token } });
};

/** Nothing that proved the member before is worth anything: for whoever lost it, or had it stolen. */
export const reinviteMember = async (
  { id }: CommandOf<'reinviteMember'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin') return forbidden(`role ${actor.role} invites nobody`, "Use an operator's key.");
  const member = await tx.memberRecord('id', id);
  if (!member) return notFound('member', id);
  if (member.status === 'ended') return conflict('id', 'the member has ended', 'Invite a new one.');
  const { token, invitation } = newInvitation(context);
  const next: MemberRecord = { ...member, ...NO_PROOF, status: 'invited', invitation };
  await tx.putMember(next);
  const ended = await endMemberSessions(tx, id, context);
  return success({ created: false, body: { ...memberBody(next), ended }, secret: { invitation: token } });
};

/** One answer for a token that never was, was used, or is too old. */
export const noInvitation = (): Failure =>
  failure('not-found', 'No such invitation', {
    field: 'token',
    message: 'the invitation is unknown, was taken up, or is too old',
    remedy: 'Ask whoever invited you for a new one.',
  });

export const liveInvitation = (member: MemberRecord | undefined, nowMs: InstantMs): member is MemberRecord =>
  member?.status === 'invited' && member.invitation !== undefined && nowMs < member.invitation.expiresMs;

export const acceptInvitation = async (
  { invitation, password, totp, recoveryCodes }: CommandOf<'acceptInvitation'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (!isHouse(actor)) return forbidden('an invitation is taken up by the server', 'Use the call for invitations.');
  const member = await tx.memberRecord('invitation', invitation);
  if (!liveInvitation(member, context.nowMs)) return noInvitation();
  if (totp === undefined && member.secondFactor === 'required')
    return invalid('code', 'a second factor is needed', 'Add the codes to your authenticator and send one.');
  const next: MemberRecord = { ...member, status: 'active', invitation: undefined, password, totp, recoveryCodes };
  await tx.putMember(next);
  return openMemberSession(next, tx, context, {});
};
