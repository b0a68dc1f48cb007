import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  COMMERCIAL_PURPOSES,
  type PhoneNumber,
  type Preference,
  purposeMask,
} from '@wurao/domain';
import { need } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { subscriberOf } from '../../read/owner.ts';
import { nounView } from '../../views/noun-fields.ts';
import { type Handler, ok } from '../route.ts';

export type PreferenceFact = Omit<Preference, 'sequence' | 'barredSince'> & { readonly sequence: number };

/** What holds for someone who never wrote a preference: do-not-disturb off, nothing listed. */
export const unwritten = (subscriber: PhoneNumber): PreferenceFact => ({
  subscriber,
  on: false,
  channels: ALL_CHANNELS,
  categories: ALL_CATEGORIES,
  purposes: purposeMask(COMMERCIAL_PURPOSES),
  hours: [],
  allow: [],
  deny: [],
  prefixes: [],
  keep: [],
  sequence: 0,
});

export const presentPreference = async (ports: ApiPorts, subscriber: PhoneNumber): Promise<PreferenceFact> => {
  const stored = need(await ports.control.ask({ kind: 'preference', subscriber })) as object | undefined | null;
  const known = Object.fromEntries(Object.entries(stored ?? {}).filter(([, value]) => value !== undefined));
  return { ...unwritten(subscriber), ...known };
};

/** GET /v1/subscribers/{number}/preference */
export const readPreference: Handler = async (call, ports) => {
  const subscriber = subscriberOf(call, call.params['number'] ?? '', 'number');
  return ok(nounView('preference', call.actor.role, await presentPreference(ports, subscriber)));
};
