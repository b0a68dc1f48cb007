import type { Role } from '../../api/roles.ts';
import { askJson } from '../../api/session.ts';

/** Of the branch `accounts`: somebody who signs in to the console. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly role: Exclude<Role, 'subscriber'>;
  readonly party?: string;
  readonly lines: readonly string[];
  readonly status: 'invited' | 'active' | 'locked' | 'ended';
  readonly secondFactor: 'required' | 'waived';
  readonly hasPassword: boolean;
  readonly hasTotp: boolean;
  readonly recoveryCodesLeft: number;
  readonly passkeys: readonly { readonly id: string; readonly label: string }[];
  readonly hasOidc: boolean;
  readonly createdAt: string;
  readonly lockedOutUntil?: string;
}

/** With the token and its link, which are shown once. */
export interface InvitedMember extends Member {
  readonly invitation: string;
  readonly link: string;
}

export interface MemberInput {
  readonly name: string;
  readonly displayName: string;
  readonly role: Member['role'];
  readonly party?: string;
  readonly lines?: readonly string[];
}

interface MemberPage {
  readonly items: readonly Member[];
  readonly next?: string;
}

const pathOf = (id: string): string => `/v1/members/${encodeURIComponent(id)}`;

/** GET /v1/members */
export const askMembers = (query: Readonly<Record<string, string>>): Promise<MemberPage> =>
  askJson<MemberPage>('GET', `/v1/members?${new URLSearchParams(query)}`);

/** POST /v1/members */
export const inviteMember = (input: MemberInput): Promise<InvitedMember> =>
  askJson<InvitedMember>('POST', '/v1/members', input);

/** POST /v1/members/{id}/invitation: what proved them before is void. */
export const reinviteMember = (id: string): Promise<InvitedMember> =>
  askJson<InvitedMember>('POST', `${pathOf(id)}/invitation`, {});

/** POST /v1/members/{id}/status */
export const setMemberStatus = (id: string, to: 'active' | 'locked' | 'ended'): Promise<Member> =>
  askJson<Member>('POST', `${pathOf(id)}/status`, { to });
