import {
  type Channel,
  compileHours,
  type HoursWindow,
  type PhoneNumber,
  PROVINCES,
  provinceKey,
  type WeekMinutes,
} from '@wurao/domain';
import type { LawPack } from '@wurao/law';

type HoursName = 'commercial' | 'collection';
type CompiledHours = Readonly<Record<HoursName, Readonly<Record<Channel, WeekMinutes>>>>;

interface OwnHours {
  readonly country: CompiledHours;
  /** By `provinceKey`; undefined where the pack has one law everywhere. */
  readonly provinces: readonly (CompiledHours | undefined)[] | undefined;
}

const compiled = new WeakMap<LawPack, OwnHours>();
/** The pack asked for last: there is as a rule only one. */
let last: { readonly law: LawPack; readonly own: OwnHours } | undefined;

const windowsOf = (
  law: LawPack,
  hours: HoursName,
  channel: Channel,
  province: string | undefined,
): readonly HoursWindow[] =>
  (province === undefined ? undefined : law.provinces?.[province]?.hours?.[hours]?.[channel]) ??
  law.hours[hours][channel];

const compileFor = (law: LawPack, province: string | undefined): CompiledHours => {
  const each = (name: HoursName): Record<Channel, WeekMinutes> => ({
    voice: compileHours(windowsOf(law, name, 'voice', province)),
    sms: compileHours(windowsOf(law, name, 'sms', province)),
    flash: compileHours(windowsOf(law, name, 'flash', province)),
  });
  return { commercial: each('commercial'), collection: each('collection') };
};

const compile = (law: LawPack): OwnHours => {
  const country = compileFor(law, undefined);
  if (law.provinces === undefined) return { country, provinces: undefined };
  if (law.numbering === undefined) throw new TypeError(`${law.id} has rules by province and no numbering plan`);
  const provinces: (CompiledHours | undefined)[] = [];
  for (const [code, rule] of Object.entries(law.provinces)) {
    if (rule.hours !== undefined) provinces[provinceKey(code)] = compileFor(law, code);
  }
  return { country, provinces };
};

/**
 * The law's hours for a channel, compiled once per pack; of the province of `callee` where the pack has hours by province. The
 * callee is the number first called: where a call is forwarded to must not be read off the hours.
 */
export const lawHours = (law: LawPack, hours: HoursName, channel: Channel, callee?: PhoneNumber): WeekMinutes => {
  if (last?.law !== law) {
    const own = compiled.get(law) ?? compile(law);
    compiled.set(law, own);
    last = { law, own };
  }
  const { own } = last;
  if (own.provinces === undefined || callee === undefined) return own.country[hours][channel];
  const province = own.provinces[law.numbering?.provinceOf(callee) ?? 0];
  return (province ?? own.country)[hours][channel];
};

/** The same for people: the law's windows, and in their place those of a province, by which numbering plan. */
export const explainLawHours = (law: LawPack, hours: HoursName, channel: Channel, callee: PhoneNumber) => {
  const lawfulHours = law.hours[hours][channel];
  if (law.provinces === undefined) return { lawfulHours };
  const key = law.numbering?.provinceOf(callee) ?? 0;
  const province = PROVINCES.find(({ code }) => provinceKey(code) === key)?.code;
  const provinceHours = province === undefined ? undefined : law.provinces[province]?.hours?.[hours]?.[channel];
  return { lawfulHours, province, provinceHours, numbering: law.numbering?.version };
};
