import type { ComplaintClaim } from '@wurao/casework';
import type { Role } from '@wurao/domain';
import type { Outcome } from '@wurao/registry';
import { need } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { readInstant, readNumber } from '../../read/fields.ts';
import { subscriberOf } from '../../read/owner.ts';
import { CASE_STAFF } from '../../views/case-view.ts';
import { instantText, type WireRecord } from '../../views/wire-form.ts';
import type { Answer, Call, Handler } from '../route.ts';
import { visibleSinceMs } from '../subscribers/present-tenure.ts';

interface ComplaintBody extends Omit<ComplaintClaim, 'atMs' | 'source' | 'proved'> {
  readonly at?: string;
}

/** Whose number is proved: a session's by its code, one forwarded by message by the network. */
const isProved = (call: Call): boolean => call.actor.role === 'subscriber' || call.actor.role === 'carrier';

const complainantOf = (call: Call, said: string | undefined): string | undefined => {
  if (said === undefined) return call.actor.subscriber;
  return call.actor.role === 'subscriber' ? subscriberOf(call, said, 'complainant') : said;
};

const claimOf = (call: Call): Omit<ComplaintClaim, 'source'> => {
  const { at, complainant, ...body } = call.body as ComplaintBody;
  return { ...body, complainant: complainantOf(call, complainant), atMs: readInstant(at), proved: isProved(call) };
};

type Told = Readonly<Record<string, unknown>> & { readonly dueMs?: number; readonly assignee?: string };

/** Whose hands a case is in is for staff. */
const toldTo = (role: Role, { dueMs, assignee, ...body }: Told): WireRecord => ({
  ...body,
  ...(dueMs === undefined ? {} : { dueAt: instantText(dueMs) }),
  ...(assignee !== undefined && CASE_STAFF.includes(role) ? { assignee } : {}),
});

/** A complaint or a case as it stands after a command; `cases` where there were several. */
export const filedAnswer = ({ actor }: Call, outcome: Outcome): Answer => {
  const { cases, ...body } = outcome.body as Told & { readonly cases?: readonly Told[] };
  return {
    status: outcome.created ? 201 : 200,
    body: { ...toldTo(actor.role, body), ...(cases && { cases: cases.map((one) => toldTo(actor.role, one)) }) },
    headers: outcome.repeated ? { 'idempotency-replayed': 'true' } : {},
  };
};

/** A subscriber sees of the journal what reached the number since it is theirs. */
const sinceOf = async (call: Call, ports: ApiPorts, number: string | undefined) =>
  number === undefined || call.actor.role !== 'subscriber'
    ? undefined
    : visibleSinceMs(call, ports, readNumber(number, 'complainant'));

/** POST /v1/complaints */
export const fileComplaint: Handler = async (call, ports) => {
  const claim = claimOf(call);
  const source = call.actor.role === 'carrier' ? 'sms-forward' : 'api';
  const since = await sinceOf(call, ports, claim.complainant);
  const asker = { actor: call.actor, idempotency: call.idempotency };
  return filedAnswer(call, need(await ports.casework.file({ ...claim, source }, since, asker)));
};

/** POST /v1/complaints/{id}/supplement */
export const supplementComplaint: Handler = async (call, ports) => {
  const more = claimOf(call);
  const since = await sinceOf(call, ports, more.complainant);
  const asker = { actor: call.actor, idempotency: call.idempotency };
  return filedAnswer(call, need(await ports.casework.supplement(call.params['id'] ?? '', more, since, asker)));
};

/** POST /v1/complaints/{id}/withdrawal */
export const withdrawComplaint: Handler = async (call, ports) => {
  const command = { kind: 'withdrawComplaint', id: call.params['id'] ?? '' } as const;
  const { actor, idempotency } = call;
  return filedAnswer(call, need(await ports.control.execute({ command, actor, idempotency })));
};
