import { type Channel, compileHours, type WeekMinutes } from '@wurao/domain';
import type { LawPack } from '@wurao/law';

type HoursName = 'commercial' | 'collection';
type CompiledHours = Readonly<Record<HoursName, Readonly<Record<Channel, WeekMinutes>>>>;

const compiled = new WeakMap<LawPack, CompiledHours>();

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
  let own = compiled.get(law);
  if (own === undefined) {
    own = compile(law);
    compiled.set(law, own);
  }
  return own[hours][channel];
};
