import { type Result, success } from '@wurao/domain';
import type { Actor, CommandOf } from '../envelope.ts';
import type { CommandContext, RegisterTransaction, Reply } from '../ports.ts';
import { conflict, forbidden, notFound } from '../replies.ts';
import { memberBody } from './invitations.ts';
import type { MemberRecord } from './member.ts';
import { endMemberSessions } from './member-sessions.ts';
import { isSelf } from './sign-in.ts';

export const setMemberStatus = async (
  { id, to }: CommandOf<'setMemberStatus'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin') return forbidden(`role ${actor.role} locks nobody`, "Use an operator's key.");
  const member = await tx.memberRecord('id', id);
  if (!member) return notFound('member', id);
  if (member.status === 'ended' && to !== 'ended') return conflict('id', 'the member has ended', 'Invite a new one.');
  if (member.status === 'invited' && to === 'active')
    return conflict('to', 'the invitation was not taken up yet', 'Wait for it, or send another.');
  // Whoever was locked before taking up an invitation has nothing to sign in with.
  const status = to === 'active' && member.password === undefined && member.oidcSubject === undefined ? 'invited' : to;
  const next: MemberRecord = { ...member, status, failures: 0, lockedOutUntilMs: undefined };
  await tx.putMember(to === 'ended' ? { ...next, invitation: undefined } : next);
  const ended = to === 'active' ? 0 : await endMemberSessions(tx, id, context);
  return success({ created: false, body: { ...memberBody(next), ended } });
};

export const endOtherSessions = async (
  { id, keep }: CommandOf<'endOtherSessions'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (!isSelf(actor, id)) return forbidden('only the member ends its sessions', 'Lock the member instead.');
  return success({ created: false, body: { ended: await endMemberSessions(tx, id, context, keep) } });
};
