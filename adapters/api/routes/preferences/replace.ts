import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  asId,
  asSequence,
  COMMERCIAL_PURPOSES,
  type HoursWindow,
  type MerchantId,
  type PhoneNumber,
  type PrefixEntry,
  purposeMask,
} from '@wurao/domain';
import type { PreferenceInput } from '@wurao/registry';
import { oneAtATime } from '../../http/one-at-a-time.ts';
import { readNumber, readScope, type Scope } from '../../read/fields.ts';
import { subscriberOf } from '../../read/owner.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';
import { type PreferenceFact, presentPreference } from './read.ts';

interface PreferenceBody extends Scope {
  readonly on: boolean;
  readonly hours?: readonly HoursWindow[];
  readonly prefixes?: readonly (string | { readonly prefix: string; readonly scope?: PrefixEntry['scope'] })[];
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  readonly keep?: readonly string[];
}

const EVERYTHING = { channels: ALL_CHANNELS, categories: ALL_CATEGORIES, purposes: purposeMask(COMMERCIAL_PURPOSES) };

const numbersOf = (texts: readonly string[], field: string): PhoneNumber[] => [
  ...new Set(texts.map((text, at) => readNumber(text, `${field}[${at}]`))),
];

const prefixesOf = (entries: PreferenceBody['prefixes']): PrefixEntry[] =>
  (entries ?? []).map((entry) =>
    typeof entry === 'string'
      ? { prefix: entry, scope: 'commercial' }
      : { prefix: entry.prefix, scope: entry.scope ?? 'commercial' },
  );

/** Lists have doors of their own, so a body that does not name them leaves them as they are; the rest is replaced whole. */
const inputOf = (body: PreferenceBody, present: PreferenceFact): PreferenceInput => {
  const hours = body.hours ?? [];
  return {
    on: body.on,
    ...readScope(body, EVERYTHING),
    hours: hours.length === 0 ? undefined : hours,
    prefixes: prefixesOf(body.prefixes),
    allow: body.allow ? numbersOf(body.allow, 'allow') : present.allow,
    deny: body.deny ? numbersOf(body.deny, 'deny') : present.deny,
    keep: body.keep ? body.keep.map((id) => asId<MerchantId>(id)) : present.keep,
  };
};

const inTurn = oneAtATime();

/** PUT /v1/subscribers/{number}/preference */
export const replacePreference: Handler = (call, ports) => {
  const subscriber = subscriberOf(call, call.params['number'] ?? '', 'number');
  // In turn per number: between reading the lists and writing them back no other write of the same person may fall.
  return inTurn(subscriber, async () => {
    const body = call.body as PreferenceBody;
    const preference = inputOf(body, await presentPreference(ports, subscriber));
    return write(call, ports, { kind: 'setPreference', subscriber, preference }, 'preference', {
      subscriber,
      ...preference,
      hours: preference.hours ?? [],
    });
  });
};

/** POST /v1/subscribers/{number}/preference/undo */
export const undoPreference: Handler = (call, ports) => {
  const subscriber = subscriberOf(call, call.params['number'] ?? '', 'number');
  const { sequence } = call.body as { readonly sequence: number };
  return inTurn(subscriber, () =>
    write(call, ports, { kind: 'undoPreference', subscriber, undone: asSequence(sequence) }, 'preference', {
      hours: [],
    }),
  );
};

/** PUT, DELETE /v1/subscribers/{number}/lists/{list}/{caller} */
const changeList =
  (kind: 'addListEntry' | 'removeListEntry'): Handler =>
  (call, ports) => {
    const subscriber = subscriberOf(call, call.params['number'] ?? '', 'number');
    const caller = readNumber(call.params['caller'] ?? '', 'caller');
    const list = call.params['list'] === 'allow' ? 'allow' : 'deny';
    return inTurn(subscriber, () =>
      write(call, ports, { kind, subscriber, list, caller }, 'listEntry', { subscriber, list, caller }),
    );
  };

export const addListEntry = changeList('addListEntry');
export const removeListEntry = changeList('removeListEntry');
