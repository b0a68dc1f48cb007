import { asId, type MerchantId, type PhoneNumber, parseNumber } from '@wurao/domain';
import { need, stop, stopInvalid } from '../http/need.ts';
import type { ApiPorts, QueryAnswers } from '../ports.ts';
import type { Call } from '../routes/route.ts';
import { readSubscriber } from './fields.ts';

const forAnother = (field: string): Error =>
  stop(
    'forbidden',
    field,
    'this key is for another number',
    'Use the key of that number; a code sent to it gives one.',
  );

/** Whose is it? The rules of "own" in one place; the registry holds them again. */
export const subscriberOf = (call: Call, text: string, field: string): PhoneNumber => {
  const number = readSubscriber(text, field);
  if (call.actor.role === 'subscriber' && call.actor.subscriber !== number) throw forAnother(field);
  return number;
};

/** Says for whom a subscriber's key speaks, where the path names no number. */
export const WARD_HEADER = 'wurao-ward';

/** The same call as the ward's, where the number that it names is in the care of the key's holder. */
export const actingFor = async (call: Call, ports: ApiPorts, header: unknown): Promise<Call> => {
  const { actor } = call;
  const said = typeof header === 'string' ? header : undefined;
  const named = said ?? call.params['number'];
  if (actor.role !== 'subscriber' || actor.subscriber === undefined || named === undefined) return call;
  const ward = parseNumber(named);
  if (said === undefined && !ward.ok) return call;
  if (ward.ok && ward.value === actor.subscriber) return call;
  const query = {
    kind: 'guardianships',
    side: 'guardian',
    number: actor.subscriber,
    atMs: ports.gate.nowMs(),
  } as const;
  const cares = need(await ports.control.ask(query)) as QueryAnswers['guardianships'];
  const isWard = ward.ok && cares.some((one) => one.ward === ward.value && one.state === 'standing');
  if (isWard) {
    const acting = { ...actor, subscriber: ward.value, guardian: actor.subscriber };
    // The header is in no body: the same call for two wards is two calls.
    const idempotency = call.idempotency && { ...call.idempotency, key: `${ward.value} ${call.idempotency.key}` };
    return { ...call, actor: acting, idempotency };
  }
  if (said === undefined) return call;
  throw forAnother('Wurao-Ward');
};

/** Of what a guardian does not do, nor read, for a ward: who manages the number, and its messages. */
export const ownNumberOf = (call: Call): PhoneNumber => {
  const number = subscriberOf(call, call.params['number'] ?? '', 'number');
  if (call.actor.guardian !== undefined) throw forAnother('number');
  return number;
};

/** The merchant of a write or a list: a merchant's own, or the one that the others must name. */
export const merchantOf = (call: Call, named: string | undefined): MerchantId => {
  const own = call.actor.role === 'merchant' ? call.actor.party : undefined;
  if (call.actor.role === 'merchant' && named !== undefined && named !== own) {
    throw stop('forbidden', 'merchant', 'a merchant acts for itself only', 'Leave merchant out, or name your own.');
  }
  const merchant = own ?? named;
  if (merchant === undefined) throw stopInvalid('merchant', 'missing', 'Name the merchant by its id.');
  return asId<MerchantId>(merchant);
};

/** A merchant sees only what carries its id. */
export const isOwnMerchant = (call: Call, merchant: unknown): boolean =>
  call.actor.role !== 'merchant' || merchant === call.actor.party;
