import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';

/** Somebody who signs in to the console. */
export type Member = Schema<'Member'>;
/** With the token and its link, which are shown once. */
export type InvitedMember = Schema<'InvitedMember'>;

const pathOf = (id: string) => ({ params: { path: { id } } });

export const askMembers = (query: { readonly limit: number; readonly after?: string }) =>
  answerOf(api.GET('/v1/members', { params: { query } }));

export const inviteMember = (body: Schema<'MemberInput'>): Promise<InvitedMember> =>
  answerOf(api.POST('/v1/members', { body }));

/** What proved them before is void. */
export const reinviteMember = (id: string): Promise<InvitedMember> =>
  answerOf(api.POST('/v1/members/{id}/invitation', pathOf(id)));

export const setMemberStatus = (id: string, to: Schema<'MemberStatus'>['to']): Promise<Member> =>
  answerOf(api.POST('/v1/members/{id}/status', { ...pathOf(id), body: { to } }));
