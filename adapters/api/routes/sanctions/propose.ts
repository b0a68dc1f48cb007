import {
  type BadListWords,
  checkProposal,
  DEFAULT_SANCTION_SCOPE,
  type SanctionFile,
  type SanctionOrder,
} from '@wurao/casework';
import { ALL_CATEGORIES, asId, type LineId } from '@wurao/domain';
import { need, stop } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { ownsLine } from '../../read/attempt.ts';
import { readNumber, readScope, type Scope } from '../../read/fields.ts';
import { sanctionView } from '../../views/sanction-view.ts';
import type { WireRecord } from '../../views/wire-form.ts';
import type { Call, Handler } from '../route.ts';
import { writeAs } from '../write.ts';

export type SanctionTarget = SanctionOrder['target'];

/** What a proposal and its preview have in common. */
export interface SanctionBody extends Omit<Scope, 'categories'> {
  readonly kind: SanctionOrder['kind'];
  readonly along?: readonly string[];
  readonly amountYuan?: number;
}

interface ProposalBody extends SanctionBody {
  readonly id?: string;
  readonly target?: SanctionTarget;
  readonly targets?: readonly SanctionTarget[];
  readonly grounds: SanctionOrder['grounds'];
  readonly termDays?: number;
  readonly perDay?: number;
  readonly clause?: string;
  readonly note?: string;
  readonly listing?: BadListWords;
  readonly impose?: boolean;
}

export const readTarget = (
  call: Call,
  ports: ApiPorts,
  { kind, id }: SanctionTarget,
  field: string,
): SanctionTarget => {
  const { role } = call.actor;
  if (kind === 'line' && role === 'carrier' && !(call.key && ownsLine(call.key, asId<LineId>(id), ports.gate)))
    throw stop('forbidden', `${field}.id`, 'this key does not own the line', 'A carrier sanctions its own lines.');
  return kind === 'number' ? { kind, id: readNumber(id, `${field}.id`) } : { kind, id };
};

/** Undefined: nothing was said of it, and it is as usual for the kind. */
export const scopeSaid = (
  { purposes, channels }: Pick<SanctionBody, 'purposes' | 'channels'>,
  usual: { readonly purposes: number; readonly channels: number },
): SanctionOrder['scope'] => {
  if (purposes === undefined && channels === undefined) return undefined;
  const scope = { ...(purposes && { purposes }), ...(channels && { channels }) };
  const masks = readScope(scope, { ...usual, categories: ALL_CATEGORIES });
  return { purposes: masks.purposes, channels: masks.channels };
};

type Left = Readonly<Record<string, unknown>>;

/** One as it stands, or several in short. */
export const sanctionsLeft = (call: Call, ports: ApiPorts, { sequence, ...left }: Left): WireRecord => {
  if ('items' in left) return { items: left['items'], sequence };
  const file = left as unknown as SanctionFile;
  return { ...sanctionView(call.actor, { kind: 'file', file }, ports.gate.nowMs()), sequence };
};

/** POST /v1/sanctions: one, or many of a kind; all of them or none. */
export const proposeSanctions: Handler = (call, ports) => {
  const body = call.body as ProposalBody;
  const targets = body.targets ?? (body.target ? [body.target] : []);
  const orders = targets.map(
    (target, i): SanctionOrder => ({
      id: body.id,
      kind: body.kind,
      target: readTarget(call, ports, target, body.targets ? `targets[${i}]` : 'target'),
      grounds: body.grounds,
      scope: scopeSaid(body, DEFAULT_SANCTION_SCOPE),
      termDays: body.termDays,
      perDay: body.perDay,
      amountYuan: body.amountYuan,
      clause: body.clause,
      note: body.note ?? '',
      along: body.along ?? [],
      listing: body.listing,
    }),
  );
  // What they have in common is read once; whether targets and grounds are there is found out by the command.
  for (const order of orders.slice(0, 1)) need(checkProposal(order));
  const command = { kind: 'proposeSanctions', orders, imposeAtOnce: body.impose ?? false } as const;
  return writeAs(call, ports, command, (left) => sanctionsLeft(call, ports, left));
};
