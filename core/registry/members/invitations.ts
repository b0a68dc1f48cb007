import { asId, type Failure, invalid, type MemberId, type Result, success } from '@wurao/domain';
import { INVITATION_LIFETIME_MS, MAX_NAME_CHARS } from '../bounds.ts';
import { checkText } from '../checks.ts';
import type { Actor, CommandOf } from '../envelope.ts';
import { checkKeyHolder } from '../keys.ts';
import type { CommandContext, RegisterTransaction, Reply } from '../ports.ts';
import { conflict, forbidden, notFound, replaced } from '../replies.ts';
import { foldName, type MemberRecord, memberOf } from './member.ts';
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
  if (await tx.memberRecord('name', name))
    return conflict('name', `there is a member ${name}`, 'Choose another name, or reset that member.');
  const token = context.newSecret();
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
    lockedOutUntilMs: undefined,
    password: undefined,
    totp: undefined,
    recoveryCodes: [],
    passkeys: [],
    oidcSubject: undefined,
    invitation: { hash: context.hashSecret(token), expiresMs: context.nowMs + INVITATION_LIFETIME_MS },
    failures: 0,
  };
  await tx.putMember(member);
  return success({ created: true, body: memberBody(member), secret: { invitation: token } });
};

/** An invited member becomes active with it. */
export const setMemberPassword = async (
  { id, password }: CommandOf<'setMemberPassword'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> => {
  if (!isHouse(actor)) return forbidden('a password is hashed by the server', 'Use the call for passwords.');
  const member = await tx.memberRecord('id', id);
  if (!member) return notFound('member', id);
  const status = member.status === 'invited' ? 'active' : member.status;
  const next: MemberRecord = { ...member, password, status, invitation: undefined };
  await tx.putMember(next);
  return replaced(memberBody(next));
};
