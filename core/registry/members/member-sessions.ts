import { type ApiKey, asId, type KeyId, type MemberId, type Result, success } from '@wurao/domain';
import { MEMBER_SESSION_MS } from '../bounds.ts';
import { keyBody } from '../keys.ts';
import { stateNoun } from '../nouns.ts';
import type { CommandContext, RegisterTransaction, Reply } from '../ports.ts';
import type { MemberRecord } from './member.ts';

export const openMemberSession = async (
  { id: member, role, party, lines }: MemberRecord,
  tx: RegisterTransaction,
  context: CommandContext,
  told: Reply['body'],
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
  return success({ created: true, body: { ...keyBody(key), ...told }, secret: { key: secret } });
};

/** All of them, or all but one; answers how many. The gates hear of it by the feed: the next call is turned away. */
export const endMemberSessions = async (
  tx: RegisterTransaction,
  member: MemberId,
  { nowMs }: CommandContext,
  keep?: KeyId,
): Promise<number> => {
  const rows = await tx.nounsByLookup('key', member);
  const live = rows.filter(
    ({ id, body }) =>
      body.status === 'active' && nowMs < (body.expiresMs ?? 0) && id !== keep && body.member === member,
  );
  for (const { id, body, owner } of live)
    await stateNoun(tx, 'key', id, { ...body, status: 'revoked' }, { owner, lookup: member });
  return live.length;
};
