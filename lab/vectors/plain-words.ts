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
type Slot = Domain.VariableSlot;
/** One thing that a template asks for, or one character of a text: `free` marks may as well not stand. */
type Piece = { char: string; mark: boolean; free: boolean; slot?: Slot | undefined };

const SLOT_STAND_INS = { number: '0', amount: '0', date: '0', url: 'a', name: '一', text: '一' };
const isMark = (char: string): boolean => /[\p{P}~]/u.test(char) && !/[-%‰‱#&*@/\\_]/.test(char);

/** Characters one by one, white space gone; `slots` stand for the private characters from U+E000 on. */
const spell = (text: string, slots: readonly Slot[] = []): Piece[] => {
  const slotOf = (char: string): Slot | undefined => slots[char.charCodeAt(0) - 0xe000];
  const chars = text.normalize('NFKC').toLowerCase().split('');
  const nextTo = (i: number, step: 1 | -1): { char: string; spaced: boolean } => {
    let spaced = false;
    let at = i;
    for (; isMark(chars[at] ?? '') || /\s/.test(chars[at] ?? ''); at += step) {
      if (/\s/.test(chars[at] ?? '')) spaced = true;
    }
    const slot = slotOf(chars[at] ?? '');
    return { char: slot ? SLOT_STAND_INS[slot.type] : (chars[at] ?? ''), spaced };
  };
  const pieces = chars.map((char, i): Piece => {
    const [left, right] = [nextTo(i, -1), nextTo(i, 1)];
    const digits = /^\d\d$/.test(left.char + right.char);
    const ascii = /^[!-}]{2}$/.test(left.char + right.char) && !left.spaced && !right.spaced;
    return { char, mark: isMark(char), free: isMark(char) && !digits && !ascii, slot: slotOf(char) };
  });
  return pieces.filter(({ char }) => !/\s/.test(char));
};

/**
 * What stands in the variables when the text is this template: words as they are; loose marks of the template may be any marks
 * or none; loose ones may be added; marks that join words are exact. Marks are passed by as far as can be, each value is as short as it can be.
 */
export const fill = (template: Domain.Content, text: string): string[] | undefined => {
  const slots: Slot[] = [];
  const marked = template.text.replace(/\{(.*?)\}/g, (whole, name) => {
    const slot = template.variables.find((v) => v.name === name);
    return slot ? String.fromCodePoint(0xe000 + slots.push(slot) - 1) : whole;
  });
  const asked = spell(marked, slots);
  const said = spell(text);
  const from = (i: number, j: number, passed: 'nothing' | 'marks'): string[] | undefined => {
    const piece = asked[i];
    const [before, after] = [asked[i - 1], asked.slice(i).find((p) => !p.free)];
    const marksHere = asked.slice(i).findIndex((p) => !p.free);
    const loose = marksHere < 0 ? asked.length - i : marksHere;
    if (passed === 'nothing') {
      const between = before?.slot !== undefined && after?.slot !== undefined;
      const glued = (before?.mark === true && !before.free) || (piece?.mark === true && !piece.free);
      const may = (p: Piece | undefined): boolean => p !== undefined && (loose > 0 ? p.mark : p.free);
      let most = 0;
      while (!glued && (loose > 0 || !between) && may(said[j + most])) most++;
      for (let n = most; n >= (loose > 0 && between ? 1 : 0); n--) {
        const rest = from(i + loose, j + n, 'marks');
        if (rest) return rest;
      }
      return undefined;
    }
    if (!piece) return j === said.length ? [] : undefined;
    if (!piece.slot) return said[j]?.char === piece.char ? from(i + 1, j + 1, 'nothing') : undefined;
    const { type, maxLength } = piece.slot;
    for (let n = 1; n <= Math.min(maxLength, said.length - j); n++) {
      const value = said.slice(j, j + n);
      const fits = value.every(({ char }) => RUNS[type].test(char)) && value.some(({ mark }) => !mark);
      const rest = fits ? from(i + 1, j + n, 'nothing') : undefined;
      if (rest) return [value.map(({ char }) => char).join(''), ...rest];
    }
    return undefined;
  };
  return from(0, 0, 'nothing');
};

/** What stands in 【】 at the start and at the end of a message; nothing but marks and symbols before and behind. */
export const signedBy = (text: string): string[] => {
  const groups = fold(text).split(/(【[^【】]+】)/); // between, in brackets, between, …
  const empty = (between: string | undefined): boolean => /^[\p{P}\p{S}\p{Cf}]*$/u.test(between ?? '');
  const ends = [
    ...(empty(groups[0]) ? groups.slice(1, 2) : []),
    ...(empty(groups.at(-1)) && groups.length > 1 ? groups.slice(-2, -1) : []),
  ];
  return ends.map((group) => group.slice(1, -1));
};

/** Its filed signatures; its name, all of it, its Chinese words or its others. */
export const isNameOf = (merchant: Domain.Merchant, signature: string): boolean => {
  const words = merchant.name.trim().split(/\s+/);
  const chinese = words.filter((word) => /\p{Script=Han}/u.test(word));
  const others = words.filter((word) => !chinese.includes(word));
  const names = [words, chinese, others].map((some) => some.join(' '));
  return signature.length > 1 && [...names, ...(merchant.signatures ?? [])].some((name) => fold(name) === signature);
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
