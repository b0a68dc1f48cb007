import { type ApiKey, asId, type KeyId, type Result, success } from '@wurao/domain';
import { LOCK_OUT_MS, MAX_SIGN_IN_FAILURES, MEMBER_SESSION_MS } from '../bounds.ts';
import type { Actor, CommandOf } from '../envelope.ts';
import { keyBody } from '../keys.ts';
import { stateNoun } from '../nouns.ts';
import type { CommandContext, RegisterTransaction, Reply } from '../ports.ts';
import { forbidden } from '../replies.ts';
import type { MemberRecord } from './member.ts';
import type { SignInProof } from './member-commands.ts';

/** `locked-out` and `refused` are one answer outside: who guesses hears no difference. */
export type SignInOutcome = 'signed-in' | 'code-needed' | 'refused' | 'locked-out';

/** Only the house itself: it checked what was shown. */
export const isHouse = ({ role, keyId }: Actor): boolean => role === 'admin' && keyId === undefined;

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
  return openMemberSession(proved, tx, context);
};

/** The member as the proof leaves it: a code is used up. */
const prove = (member: MemberRecord, proof: SignInProof): MemberRecord | 'wrong' | 'code-needed' => {
  if (proof.kind === 'wrong' || member.password?.hash !== proof.hash) return 'wrong';
  const { second } = proof;
  if (second === undefined) return member.secondFactor === 'waived' ? member : 'code-needed';
  return useSecond(member, second);
};

const useSecond = (
  member: MemberRecord,
  second: NonNullable<Extract<SignInProof, { kind: 'password' }>['second']>,
): MemberRecord | 'wrong' => {
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

const openMemberSession = async (
  { id: member, role, party, lines }: MemberRecord,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const secret = context.newSecret();
  const key: ApiKey = {
    id: asId<KeyId>(context.newId('key')),
    hash: context.hashSecret(secret),
    role,
    party,
    subscriber: undefined,
    lines,
    expiresMs: context.nowMs + MEMBER_SESSION_MS,
    status: 'active',
    member,
  };
  await stateNoun(tx, 'key', key.id, key, { owner: party, lookup: member });
  const outcome: SignInOutcome = 'signed-in';
  return success({ created: true, body: { ...keyBody(key), outcome }, secret: { key: secret } });
};
