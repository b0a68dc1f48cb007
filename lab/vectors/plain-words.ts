// Texts, templates and personal lists, compared plainly.
import type * as Domain from '@wurao/domain';
import type { PurposeRule } from '@wurao/law';
import type { World } from './plain-world.ts';

/** One form for comparing: compatibility characters, lower case, no white space. */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s/g, '');
const RUNS = {
  number: /^[0-9]+$/,
  amount: /^[0-9.,]+$/,
  date: /^[0-9年月日:/.-]+$/,
  url: /^[a-z0-9:/?#=&%_.~-]+$/,
  name: /./,
  text: /./,
};
/** What stands in the variables when the text is this template, each as short as it can be; else nothing. */
export const fill = (template: Domain.Content, text: string): string[] | undefined => {
  const pieces = template.text.split(/\{(.*?)\}/); // words, variable, words, variable, … words
  const from = (rest: string, at: number): string[] | undefined => {
    const words = fold(pieces[at] ?? '');
    if (!rest.startsWith(words)) return undefined;
    const after = rest.slice(words.length);
    if (at === pieces.length - 1) return after === '' ? [] : undefined;
    const slot = template.variables.find((v) => v.name === pieces[at + 1]);
    for (let n = 1; slot && n <= Math.min(slot.maxLength, after.length); n++) {
      const more = RUNS[slot.type].test(after.slice(0, n)) ? from(after.slice(n), at + 2) : undefined;
      if (more) return [after.slice(0, n), ...more];
    }
    return undefined;
  };
  return from(fold(text), 0);
};

/** Step 5, one person: 'allowed', 'refused' or nothing said about this caller. */
export const listed = (
  world: World,
  person: string,
  caller: string | undefined,
  rule: PurposeRule,
): string | undefined => {
  const lists = world.lists.get(person);
  if (!lists || !caller) return undefined;
  if (lists.allow.some((n) => n === caller)) return 'allowed';
  if (lists.deny.some((n) => n === caller)) return 'refused';
  const home = caller.startsWith('+86') ? caller.slice(3) : caller;
  const mobile = /^(1[3-9]\d{9}|1\d{12})$/.test(home);
  const dialled = caller.startsWith('+86') && !mobile ? `0${home}` : home;
  const bites = (entry: Domain.PrefixEntry): boolean => entry.scope === 'all' || rule.prefixes;
  return lists.prefixes.some((entry) => dialled.startsWith(entry.prefix) && bites(entry)) ? 'refused' : undefined;
};
