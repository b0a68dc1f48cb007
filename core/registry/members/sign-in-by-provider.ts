import { asId, type MemberId, type Result, success } from '@wurao/domain';
import type { Actor, CommandOf } from '../envelope.ts';
import type { CommandContext, RegisterTransaction, Reply } from '../ports.ts';
import { conflict, forbidden } from '../replies.ts';
import { foldName, type MemberRecord, NO_PROOF } from './member.ts';
import { endMemberSessions, openMemberSession } from './member-sessions.ts';
import { isHouse, type SignInOutcome } from './sign-in.ts';

/** The provider's word on who it is and what role; ours on whether they may still come in. */
export const signInByProvider = async (
  command: CommandOf<'signInByProvider'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (!isHouse(actor)) return forbidden('a sign-in is checked by the server', 'Use the sign-in calls.');
  const { subject, displayName, role } = command;
  const known = await tx.memberRecord('oidcSubject', subject);
  if (known === undefined && (await tx.memberRecord('name', foldName(command.name))))
    return conflict('name', 'a member has that name already', 'Have an operator end that member, or rename this one.');
  const member: MemberRecord = known ?? newMember(command, context);
  if (member.status !== 'active')
    return success({ created: false, body: { member: member.id, outcome: 'refused' satisfies SignInOutcome } });
  // Rights of before are not to outlive the role.
  if (member.role !== role) await endMemberSessions(tx, member.id, context);
  const next: MemberRecord = { ...member, displayName, role };
  await tx.putMember(next);
  return openMemberSession(next, tx, context, { outcome: 'signed-in' satisfies SignInOutcome });
};

const newMember = (
  { subject, name, displayName, role }: CommandOf<'signInByProvider'>,
  context: CommandContext,
): MemberRecord => ({
  id: asId<MemberId>(context.newId('member')),
  name: foldName(name),
  displayName,
  role,
  party: undefined,
  lines: [],
  status: 'active',
  secondFactor: 'required',
  createdMs: context.nowMs,
  oidcSubject: subject,
  invitation: undefined,
  ...NO_PROOF,
});
