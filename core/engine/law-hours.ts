import { type Channel, compileHours, type WeekMinutes } from '@wurao/domain';
import type { LawPack } from '@wurao/law';

type HoursName = 'commercial' | 'collection';
type CompiledHours = Readonly<Record<HoursName, Readonly<Record<Channel, WeekMinutes>>>>;

const compiled = new WeakMap<LawPack, CompiledHours>();
/** The pack asked for last: there is as a rule only one. */
let last: { readonly law: LawPack; readonly hours: CompiledHours } | undefined;

const compile = (law: LawPack): CompiledHours => {
  const each = (name: HoursName): Record<Channel, WeekMinutes> => ({
    voice: compileHours(law.hours[name].voice),
    sms: compileHours(law.hours[name].sms),
    flash: compileHours(law.hours[name].flash),
  });
  return { commercial: each('commercial'), collection: each('collection') };
};

/** The law's hours for a channel, compiled once per pack. */
export const lawHours = (law: LawPack, hours: HoursName, channel: Channel): WeekMinutes => {
  if (last?.law !== law) {
    const own = compiled.get(law) ?? compile(law);
    compiled.set(law, own);
    last = { law, hours: own };
  }
  return last.hours[hours][channel];
};
