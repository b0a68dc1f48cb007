import { asId, type LineId, type MemberId, type PartyId } from '@wurao/domain';
import type { Member, MemberRole, Page } from '@wurao/registry';
import { need } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { pageOf } from '../list.ts';
import { type Call, type Handler, ok } from '../route.ts';
import { memberView } from './member-view.ts';

interface InviteBody {
  readonly name: string;
  readonly displayName: string;
  readonly role: MemberRole;
  readonly party?: string;
  readonly lines?: readonly string[];
  readonly secondFactor?: Member['secondFactor'];
}

const idOf = (call: Call): MemberId => asId<MemberId>(call.params['id'] ?? '');

/** Never repeated by an idempotency key: what it shows once is a secret. */
const execute = async (
  call: Call,
  ports: ApiPorts,
  command: Parameters<ApiPorts['control']['execute']>[0]['command'],
) => need(await ports.control.execute({ command, actor: call.actor, idempotency: undefined })).body;

const withInvitation = (body: Readonly<Record<string, unknown>>, { browser: { origin } }: Call, ports: ApiPorts) => {
  const token = String(body['invitation']);
  // Behind the #: it goes to no server, no log and no referrer.
  return { ...memberView(body, ports.gate.nowMs()), invitation: token, link: `${origin}/invitation#${token}` };
};

/** POST /v1/members */
export const inviteMember: Handler = async (call, ports) => {
  const { name, displayName, role, party, lines = [], secondFactor = 'required' } = call.body as InviteBody;
  const body = await execute(call, ports, {
    kind: 'inviteMember',
    name,
    displayName,
    role,
    party: party === undefined ? undefined : asId<PartyId>(party),
    lines: lines.map((line) => asId<LineId>(line)),
    secondFactor,
  });
  return { status: 201, body: withInvitation(body, call, ports) };
};

/** GET /v1/members */
export const listMembers: Handler = async (call, ports) => {
  const { items, next } = need(await ports.control.ask({ kind: 'members', ...pageOf(call) })) as Page<Member>;
  const nowMs = ports.gate.nowMs();
  return ok({ items: items.map((item) => memberView(item, nowMs)), ...(next === undefined ? {} : { next }) });
};

/** POST /v1/members/{id}/status: locked and ended members lose their sessions at once. */
export const setMemberStatus: Handler = async (call, ports) => {
  const { to } = call.body as { readonly to: 'active' | 'locked' | 'ended' };
  const member = await execute(call, ports, { kind: 'setMemberStatus', id: idOf(call), to });
  return ok(memberView(member, ports.gate.nowMs()));
};

/** POST /v1/members/{id}/invitation: for whoever lost what proved them. */
export const reinviteMember: Handler = async (call, ports) =>
  ok(withInvitation(await execute(call, ports, { kind: 'reinviteMember', id: idOf(call) }), call, ports));
