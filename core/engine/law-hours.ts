import { type Channel, compileHours, type WeekMinutes } from '@wurao/domain';
import type { LawPack } from '@wurao/law';

const compiled = new WeakMap<LawPack, Map<string, WeekMinutes>>();

/** The law's hours for a channel, compiled once per pack. */
export const lawHours = (law: LawPack, hours: 'commercial' | 'collection', channel: Channel): WeekMinutes => {
  let byName = compiled.get(law);
  if (byName === undefined) {
    byName = new Map();
    for (const name of ['commercial', 'collection'] as const) {
      for (const each of ['voice', 'sms', 'flash'] as const)
        byName.set(name + each, compileHours(law.hours[name][each]));
    }
    compiled.set(law, byName);
  }
  const found = byName.get(hours + channel);
  if (found === undefined) throw new Error(`law ${law.id} has no ${hours} hours for ${channel}`);
  return found;
};
