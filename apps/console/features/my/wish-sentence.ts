import { CATEGORIES, CHANNELS, DAYS, type HoursWindow, type Preference, widened } from './choices.ts';

/** A text of `texts/<language>/my.ts` by its key. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;
/** Joins as the reader's language does. */
export type Join = (parts: readonly string[]) => string;

/** Days that follow each other, as [first, last]. */
export const dayRanges = (days: readonly number[]): readonly (readonly [number, number])[] => {
  const ranges: [number, number][] = [];
  for (const day of DAYS.filter((each) => days.includes(each))) {
    const last = ranges.at(-1);
    if (last?.[1] === day - 1) last[1] = day;
    else ranges.push([day, day]);
  }
  return ranges;
};

const SHORTEST_RANGE_DAYS = 3;

const daysText = (days: readonly number[], say: Say, join: Join): string => {
  if (days.length === DAYS.length) return say('hours.daily');
  const parts = dayRanges(days).flatMap(([first, last]) =>
    last - first + 1 >= SHORTEST_RANGE_DAYS
      ? [say('hours.range', { from: say(`hours.day.${first}`), to: say(`hours.day.${last}`) })]
      : [...new Set([first, last])].map((day) => say(`hours.day.${day}`)),
  );
  return join(parts);
};

export const windowText = ({ days, from, to }: HoursWindow, say: Say, join: Join): string =>
  say('hours.one', { days: daysText(days, say, join), from, to });

/** Names of the choices stand alone elsewhere; within a sentence English writes them small. */
const inSentence = (names: readonly string[], join: Join): string => join(names.map((name) => name.toLowerCase()));

/** What a preference means, sentence by sentence. */
export const wishSentences = (
  { on, channels, categories, hours, keep }: Pick<Preference, 'on' | 'channels' | 'categories' | 'hours' | 'keep'>,
  say: Say,
  join: Join,
): readonly string[] => {
  const windows = hours.map((window) => windowText(window, say, join));
  const within = windows.length === 0 ? [] : [say('sentence.hours', { windows: join(windows) })];
  if (!on) return [say('sentence.off'), ...within];
  const by = inSentence(
    widened(CHANNELS, channels).map((channel) => say(`channel.${channel}`)),
    join,
  );
  const about = widened(CATEGORIES, categories);
  const barred =
    about.length === CATEGORIES.length
      ? say('sentence.all', { channels: by })
      : say('sentence.some', {
          channels: by,
          categories: inSentence(
            about.map((category) => say(`category.${category}`)),
            join,
          ),
        });
  const kept = keep.length === 0 ? [] : [say('sentence.kept', { count: keep.length })];
  return [barred, ...kept, say('sentence.except'), ...within, say('sentence.always')];
};
