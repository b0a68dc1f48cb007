import { asId, type MerchantId, type PhoneNumber } from '@wurao/domain';
import { stop, stopInvalid } from '../http/need.ts';
import type { Call } from '../routes/route.ts';
import { readSubscriber } from './fields.ts';

/** Whose is it? The rules of "own" in one place; the registry holds them again. */
export const subscriberOf = (call: Call, text: string, field: string): PhoneNumber => {
  const number = readSubscriber(text, field);
  if (call.actor.role === 'subscriber' && call.actor.subscriber !== number) {
    throw stop(
      'forbidden',
      field,
      'this key is for another number',
      'Use the key of that number; a code sent to it gives one.',
    );
  }
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
