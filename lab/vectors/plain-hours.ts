// Hours, minute by minute over a week.
import type * as Domain from '@wurao/domain';
import type { LawPack } from '@wurao/law';

const MINUTE_MS = 60_000;
const WEEK_MINUTES = 10_080;
type At = Domain.InstantMs;

const weeks = new Map<readonly Domain.HoursWindow[], boolean[]>();
/** The law's windows painted minute by minute on a week that starts on Monday. */
export const weekOf = (windows: readonly Domain.HoursWindow[]): boolean[] => {
  const week = weeks.get(windows) ?? Array<boolean>(WEEK_MINUTES).fill(false);
  const minute = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  for (const { days, from, to } of weeks.has(windows) ? [] : windows)
    for (const day of days) {
      const end = minute(to) > minute(from) ? minute(to) : minute(to) + 1440;
      for (let m = minute(from); m < end; m++) week[((day - 1) * 1440 + m) % WEEK_MINUTES] = true;
    }
  weeks.set(windows, week);
  return week;
};
/** The law's windows where a person lives, as far as the number says. */
export const windowsFor = (
  law: LawPack,
  hours: 'commercial' | 'collection',
  channel: Domain.Channel,
  person: Domain.PhoneNumber,
): readonly Domain.HoursWindow[] => {
  const province = String(law.numbering?.provinceOf(person) ?? '').padEnd(6, '0');
  return law.provinces?.[province]?.hours?.[hours]?.[channel] ?? law.hours[hours][channel];
};

/** The first instant from `at` on in which every one is open, looking a week ahead. */
export const firstOpen = (
  opens: ((minute: number, instant: At) => boolean)[],
  at: At,
  zoneMinutes: number,
): At | undefined => {
  for (let i = 0; i <= WEEK_MINUTES; i++) {
    const instant = i === 0 ? at : (Math.floor(at / MINUTE_MS) + i) * MINUTE_MS;
    const minute = (Math.floor(instant / MINUTE_MS) + zoneMinutes + 3 * 1440) % WEEK_MINUTES; // 1970 began on a Thursday
    if (opens.every((open) => open(minute, instant))) return instant;
  }
  return undefined;
};

/** Which local day an instant falls on. */
export const dayOf = (at: At, zoneMinutes: number): number =>
  Math.floor((at + zoneMinutes * MINUTE_MS) / (1440 * MINUTE_MS));
export const today = <T extends { atMs: At }>(list: T[] | undefined, at: At, zoneMinutes: number): T[] =>
  (list ?? []).filter((entry) => dayOf(entry.atMs, zoneMinutes) === dayOf(at, zoneMinutes));
