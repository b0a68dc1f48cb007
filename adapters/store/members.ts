import type { InstantMs, MemberId } from '@wurao/domain';
import type { KeyListing, Member, MemberKey, MemberRecord, Page, RegisterTransaction } from '@wurao/registry';
import { memberOf } from '@wurao/registry';
import { pageOf } from './page.ts';
import type { MemberRow } from './schema.ts';
import { type Session, statement } from './session.ts';
import { PRESENT_BY_LOOKUP } from './transaction-nouns.ts';
import type { Scope } from './transaction-scope.ts';

/** Members have neither versions nor a place in the feed: gates know their sessions, which are keys. */
const byColumn = (column: 'id' | 'name' | 'oidc_subject' | 'invitation') =>
  statement<{ value: string }, MemberRow>((db, p) => db.selectFrom('member').selectAll().where(column, '=', p.value));

const BY: Readonly<Record<MemberKey, ReturnType<typeof byColumn>>> = {
  id: byColumn('id'),
  name: byColumn('name'),
  oidcSubject: byColumn('oidc_subject'),
  invitation: byColumn('invitation'),
};
const MEMBERS = statement<{ after: string; limit: number }, MemberRow>((db, p) =>
  db.selectFrom('member').selectAll().where('id', '>', p.after).orderBy('id').limit(p.limit),
);
const PUT_MEMBER = statement<MemberRow>((db, p) =>
  db
    .insertInto('member')
    .values({
      id: p.id,
      name: p.name,
      oidc_subject: p.oidc_subject,
      invitation: p.invitation,
      created_at: p.created_at,
      body: p.body,
    })
    .onConflict((on) =>
      on
        .column('id')
        .doUpdateSet({ name: p.name, oidc_subject: p.oidc_subject, invitation: p.invitation, body: p.body }),
    ),
);

const recordOf = (row: MemberRow): MemberRecord => JSON.parse(row.body) as MemberRecord;

export const memberRecord = async (
  session: Session,
  by: MemberKey,
  value: string,
): Promise<MemberRecord | undefined> => {
  const row = await session.one(BY[by], { value });
  return row && recordOf(row);
};

export const memberPage = async (session: Session, after: string | undefined, limit: number): Promise<Page<Member>> =>
  pageOf(
    await session.all(MEMBERS, { after: after ?? '', limit: limit + 1 }),
    limit,
    (row) => memberOf(recordOf(row)),
    (row) => row.id,
  );

export const memberSessions = async (
  session: Session,
  member: MemberId,
  nowMs: InstantMs,
): Promise<readonly KeyListing[]> =>
  (await session.all(PRESENT_BY_LOOKUP, { kind: 'key', lookup: member }))
    .map(({ body }) => JSON.parse(body as string) as KeyListing & { readonly hash: string })
    .filter(({ status, expiresMs = 0 }) => status === 'active' && nowMs < expiresMs)
    .map(({ hash: _, ...listing }) => listing);

type MemberPart = Pick<RegisterTransaction, 'memberRecord' | 'putMember'>;

export const memberPart = ({ session }: Scope): MemberPart => ({
  memberRecord: (by, value) => memberRecord(session, by, value),
  putMember: (member) =>
    session.run(PUT_MEMBER, {
      id: member.id,
      name: member.name,
      oidc_subject: member.oidcSubject ?? null,
      invitation: member.invitation?.hash ?? null,
      created_at: member.createdMs,
      body: JSON.stringify(member),
    }),
});
