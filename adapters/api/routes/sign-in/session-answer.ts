import { createHash } from 'node:crypto';
import { type ApiKey, asId, type MerchantId, type Party } from '@wurao/domain';
import type { Member } from '@wurao/registry';
import { stop } from '../../http/need.ts';
import { sessionCookie } from '../../http/session-cookie.ts';
import type { ApiPorts } from '../../ports.ts';
import type { OpenedSession } from '../../sign-in-port.ts';
import type { Answer, Call } from '../route.ts';

type Ports = Pick<ApiPorts, 'gate' | 'control'>;

const partyName = async (ports: Ports, { role, party }: ApiKey): Promise<string | undefined> => {
  if (party === undefined) return undefined;
  if (role === 'merchant') return ports.gate.merchant(asId<MerchantId>(party))?.name;
  const found = await ports.control.ask({ kind: 'noun', noun: 'party', id: party });
  return found.ok ? (found.value as Party).name : undefined;
};

const memberOfKey = async (ports: Ports, { member: id }: ApiKey): Promise<Member | undefined> => {
  if (id === undefined) return undefined;
  const found = await ports.control.ask({ kind: 'member', id });
  return found.ok ? (found.value as Member | undefined) : undefined;
};

/** Who I am. The number is whole: it is the person's own. */
export const sessionView = async (ports: Ports, key: ApiKey): Promise<object> => {
  const member = await memberOfKey(ports, key);
  const { role, party, subscriber, lines, expiresMs } = key;
  const name = await partyName(ports, key);
  return {
    role,
    ...(party === undefined ? {} : { party }),
    ...(name === undefined ? {} : { partyName: name }),
    ...(subscriber === undefined ? {} : { subscriber }),
    ...(member === undefined ? {} : { member: { id: member.id, name: member.name, displayName: member.displayName } }),
    lines,
    ...(expiresMs === undefined ? {} : { expiresAt: new Date(expiresMs).toISOString() }),
  };
};

/** To our own page as a cookie that no script reads; to whoever else asks, the key. */
export const sessionHeaders = (
  { browser }: Call,
  { gate }: Pick<ApiPorts, 'gate'>,
  { key, expiresMs }: OpenedSession,
): NonNullable<Answer['headers']> =>
  browser.isPage ? { 'set-cookie': sessionCookie(key, expiresMs - gate.nowMs(), browser.isSecure) } : {};

/** A session just opened, told as `GET /v1/session` tells it. */
export const openedAnswer = async (
  call: Call,
  ports: ApiPorts,
  session: OpenedSession,
  more: object = {},
): Promise<Answer> => {
  const opened = ports.gate.keyByHash(createHash('sha256').update(session.key).digest('hex'));
  if (opened === undefined) throw stop('not-ready', '', 'the session is not in force yet', 'Sign in again.');
  return {
    status: 201,
    body: { ...(await sessionView(ports, opened)), ...more, ...(call.browser.isPage ? {} : { key: session.key }) },
    headers: sessionHeaders(call, ports, session),
  };
};
