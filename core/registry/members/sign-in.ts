import { type MemberId, type Result, success } from '@wurao/domain';
import { LOCK_OUT_MS, MAX_SIGN_IN_FAILURES } from '../bounds.ts';
import type { Actor, CommandOf } from '../envelope.ts';
import type { CommandContext, RegisterTransaction, Reply } from '../ports.ts';
import { forbidden } from '../replies.ts';
import type { MemberRecord } from './member.ts';
import type { SecondFactor, SignInProof } from './member-commands.ts';
import { openMemberSession } from './member-sessions.ts';

/** `locked-out` and `refused` are one answer outside: who guesses hears no difference. */
export type SignInOutcome = 'signed-in' | 'code-needed' | 'refused' | 'locked-out';

/** Only the house itself: it checked what was shown. */
export const isHouse = ({ role, keyId }: Actor): boolean => role === 'admin' && keyId === undefined;

/** Nobody but the member changes what proves the member. */
export const isSelf = (actor: Actor, id: MemberId): boolean =>
  isHouse(actor) || (actor.keyId as string | undefined) === id;

const told = (outcome: SignInOutcome): Result<Reply> => success({ created: false, body: { outcome } });

/** A success whatever came of it: a refusal is kept, counted and logged like a sign-in. */
export const signIn = async (
  { member: id, proof }: CommandOf<'signIn'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (!isHouse(actor)) return forbidden('a sign-in is checked by the server', 'Use the sign-in calls.');
  const member = id === undefined ? undefined : await tx.memberRecord('id', id);
  if (member === undefined || member.status !== 'active') return told('refused');
  const { nowMs } = context;
  if (member.lockedOutUntilMs !== undefined && nowMs < member.lockedOutUntilMs) return told('locked-out');
  const proved = prove(member, proof);
  if (proved === 'code-needed') return told('code-needed');
  if (proved === 'wrong') return countFailure(tx, member, nowMs);
  await tx.putMember({ ...proved, failures: 0, lockedOutUntilMs: undefined });
  return openMemberSession(proved, tx, context, { outcome: 'signed-in' satisfies SignInOutcome });
};

/** The member as the proof leaves it: a code is used up. */
const prove = (member: MemberRecord, proof: SignInProof): MemberRecord | 'wrong' | 'code-needed' => {
  if (proof.kind === 'wrong') return 'wrong';
  if (proof.kind === 'passkey') return usePasskey(member, proof);
  if (member.password?.hash !== proof.hash) return 'wrong';
  const { second } = proof;
  if (second === undefined) return member.secondFactor === 'waived' ? member : 'code-needed';
  return useSecond(member, second);
};

/** A counter that does not grow is a copy's; many authenticators count nothing and say 0 always. */
const usePasskey = (
  member: MemberRecord,
  { id, counter }: Extract<SignInProof, { kind: 'passkey' }>,
): MemberRecord | 'wrong' => {
  const known = member.passkeys.find((passkey) => passkey.id === id);
  if (known === undefined || (counter <= known.counter && (counter > 0 || known.counter > 0))) return 'wrong';
  return { ...member, passkeys: member.passkeys.map((one) => (one.id === id ? { ...one, counter } : one)) };
};

const useSecond = (member: MemberRecord, second: SecondFactor): MemberRecord | 'wrong' => {
  if (second.kind === 'recovery-code') {
    const left = member.recoveryCodes.filter((hash) => hash !== second.hash);
    return left.length < member.recoveryCodes.length ? { ...member, recoveryCodes: left } : 'wrong';
  }
  const { totp } = member;
  if (totp === undefined || second.step <= totp.lastStep) return 'wrong';
  return { ...member, totp: { ...totp, lastStep: second.step } };
};

const countFailure = async (tx: RegisterTransaction, member: MemberRecord, nowMs: number): Promise<Result<Reply>> => {
  const failures = member.failures + 1;
  const isOut = failures >= MAX_SIGN_IN_FAILURES;
  await tx.putMember({
    ...member,
    failures: isOut ? 0 : failures,
    lockedOutUntilMs: isOut ? nowMs + LOCK_OUT_MS : undefined,
  });
  return told(isOut ? 'locked-out' : 'refused');
};
