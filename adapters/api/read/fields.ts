import {
  type Category,
  type Channel,
  categoryMask,
  channelMask,
  type InstantMs,
  isSubscriberNumber,
  type Mask,
  type PhoneNumber,
  type Purpose,
  parseNumber,
  purposeMask,
} from '@wurao/domain';
import { need, stopInvalid } from '../http/need.ts';

/** Readers of fields that the contract's schema let pass: what a schema cannot say. Each ends the call naming the field. */
export const readNumber = (text: string, field: string): PhoneNumber => need(parseNumber(text, field));

/** A number that can hold a preference or a basis. */
export const readSubscriber = (text: string, field: string): PhoneNumber => {
  const number = readNumber(text, field);
  if (isSubscriberNumber(number)) return number;
  throw stopInvalid(
    field,
    "a service code is nobody's own number",
    'Give the number of a person: mobile, fixed, machine or foreign.',
  );
};

/** The schema's format has proved the spelling and the date. */
export const readInstant = (text: string | undefined): InstantMs | undefined =>
  text === undefined ? undefined : Date.parse(text);

/** `from` before `to`, where both are given. */
export const readSpan = (body: {
  readonly from?: string;
  readonly to?: string | null;
}): { readonly fromMs: InstantMs | undefined; readonly toMs: InstantMs | undefined } => {
  const fromMs = readInstant(body.from);
  const toMs = readInstant(body.to ?? undefined);
  if (fromMs !== undefined && toMs !== undefined && toMs <= fromMs) {
    throw stopInvalid('to', 'not after from', 'Give an end after the beginning, or leave it out for no end.');
  }
  return { fromMs, toMs };
};

export interface Scope {
  readonly purposes?: readonly Purpose[];
  readonly categories?: readonly Category[];
  readonly channels?: readonly Channel[];
}

export interface Masks {
  readonly purposes: Mask;
  readonly categories: Mask;
  readonly channels: Mask;
}

const orAll = (mask: Mask, all: Mask): Mask => (mask === 0 ? all : mask);

/** Words to masks; a list that is empty or left out stands for `all`: it narrows nothing. */
export const readScope = (scope: Scope, all: Masks): Masks => ({
  purposes: orAll(purposeMask(scope.purposes ?? []), all.purposes),
  categories: orAll(categoryMask(scope.categories ?? []), all.categories),
  channels: orAll(channelMask(scope.channels ?? []), all.channels),
});
