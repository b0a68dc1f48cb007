import { type Failure, invalid } from './failure.ts';
import { type OfferedMenu, readMenu } from './offered-menu.ts';
import { POLITE_AFTER, POLITE_BEFORE, REPLY_LANGUAGES, REPLY_WORDS, type ReplyLanguage } from './reply-words.ts';
import { simplify } from './traditional.ts';

/** What a subscriber's reply means. `word`: the entry of the list, or the offered key, that says so. */
export type ReplyMeaning =
  | {
      readonly means: 'refuses';
      readonly word: string;
      readonly language: ReplyLanguage;
      /** Whatever the last message offered. */
      readonly isCertain: boolean;
    }
  /** It answers what the last message offered. */
  | { readonly means: 'menu'; readonly key: string }
  /** It has the form of the code of a consent request. Whether it is one only the register knows. */
  | { readonly means: 'agrees'; readonly code: string }
  | { readonly means: 'other' };

/** What a reply is read beside. */
export interface ReplySetting {
  /** The last message to this subscriber from the port that was answered. */
  readonly lastText?: string | undefined;
  /** A consent request waits for its code. */
  readonly awaitsCode?: boolean | undefined;
  /** Words that refuse on this line besides the list: as the whole reply, unless offered as a choice. At most `MAX_LINE_WORDS`. */
  readonly lineWords?: readonly string[] | undefined;
}

export const MAX_LINE_WORDS = 32;
export const MAX_LINE_WORD_CHARS = 20;
/**
 * A phrase refuses in what fits one short message: 70 characters with Han (GSM 03.38 in UCS-2), 160 without. Longer texts quote or tell:
 * of them the first line or sentence is read, behind which people write on.
 */
const MAX_SHORT_HAN_CHARS = 70;
const MAX_SHORT_CHARS = 160;
/** Nobody's refusal is longer; the rest is not looked at. */
const MAX_READ_CHARS = 400;
/** Six zeros end messages at some carriers, and are no code (`newCode`). */
const CODE = /^(?!0{6})\d{6}$/;

const HAN = /\p{Script=Han}/u;
const WORD = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;

/** Half-width, lower case, simplified, without what is no letter or digit: the words of a reply, Han and others apart. */
export const foldReply = (text: string): readonly string[] =>
  simplify(text.slice(0, MAX_READ_CHARS).normalize('NFKC').toLowerCase())
    .replace(/[\p{Cf}\p{M}'’`]/gu, '')
    .match(WORD) ?? [];

const FIRST_SENTENCE = /^[\s\p{P}\p{S}]*[^\r\n。!?]*/u;

const isShort = (words: readonly string[]): boolean => {
  const compact = words.join('');
  return compact.length <= (HAN.test(compact) ? MAX_SHORT_HAN_CHARS : MAX_SHORT_CHARS);
};

const isRepeated = (words: readonly string[]): boolean => words.length > 1 && words.every((word) => word === words[0]);

/** The words of a reply, or of its beginning. */
const readWords = (text: string): readonly string[] => {
  const words = foldReply(text);
  if (isShort(words)) return words;
  // The last one may have been cut.
  const whole = text.length > MAX_READ_CHARS ? words.slice(0, -1) : words;
  if (isRepeated(whole)) return whole;
  return foldReply(FIRST_SENTENCE.exec(text.slice(0, MAX_READ_CHARS).normalize('NFKC'))?.[0] ?? '');
};

/**
 * What stands before a phrase and denies it: 不退订, 没有退订, 取消退订. Not where it complains that it is not done yet (还没退订), nor
 * where it cannot be done (不能退订, 无法退订): those want it.
 */
const DENIED =
  /(?:不|不想|不用|不会|不必|不需要|不打算|没有?(?:说过?|想过?|打算)?|别|未|无需|无须|取消|撤销|撤回|恢复)(?:要|给我|帮我|把我)*$/;
/** A phrase that begins as a no cannot be denied by a no before it: "取消,别再发了". */
const IS_ITSELF_NO = /^(?:不|别|请勿|再)/;
const NOT_YET = /(?:还|仍|一直|怎么|为什么|为何|咋)(?:不|没|没有|未)(?:给我|帮我|把我)?$/;
/** 我不是退订 denies; 我不是退订了吗 complains. */
const IS_NOT = /不是$/;
const ASKS_WHETHER = /^了?(?:吗|嘛|么)/;
/** Asks who or what for, not how: 为什么给我退订, 谁退订的, 怎么给我退订了. */
const ASKS_WHY = /(?:为什么|为何|谁|干嘛|干什么)(?:要|会|给我|帮我|把我|让我)*$/;
const WAS_DONE = /怎么就?(?:给我|帮我|把我)$/;
/** Asks what the word means: 退订是什么意思, 什么是退订. */
const ASKS_MEANING = /^(?:是|的)?(?:什么|啥)意思|^是(?:什么|啥)/;
const WHAT_IS = /什么(?:是|叫)$/;
const EN_DENIED =
  /(?:^| )(?:do not|dont|did not|didnt|never|(?<!can )not|wont|havent|no need to|why did you|who)(?: (?:want to|wish to|going to|me|i))*$/;
const EN_ASKS_MEANING = /(?:^| )(?:what is|what does|whats)$/;

const isDenied = (word: string, before: string, after: string): boolean => {
  if (IS_ITSELF_NO.test(word) || NOT_YET.test(before)) return false;
  if (DENIED.test(before) || ASKS_WHY.test(before) || WHAT_IS.test(before) || ASKS_MEANING.test(after)) return true;
  if (IS_NOT.test(before)) return !ASKS_WHETHER.test(after);
  return WAS_DONE.test(before) && after.startsWith('了');
};

const isDeniedInEnglish = (before: string): boolean => EN_DENIED.test(before) || EN_ASKS_MEANING.test(before);

/** What stands before a phrase denies it within one run of characters: "不退订", but not "不,退订"; in "退 订" the runs are broken up. */
const says = (phrase: string, words: readonly string[], compact: string): boolean => {
  let from = 0;
  for (const run of words) {
    for (let at = run.indexOf(phrase); at >= 0; at = run.indexOf(phrase, at + 1)) {
      if (!isDenied(phrase, run.slice(0, at), compact.slice(from + at + phrase.length))) return true;
    }
    from += run.length;
  }
  const at = words.some((run) => run.includes(phrase)) ? -1 : compact.indexOf(phrase);
  return at >= 0 && !isDenied(phrase, compact.slice(0, at), compact.slice(at + phrase.length));
};

/**
 * Somebody who asks how to be left alone (怎么退订) wants that, and whoever has to ask was not told, as every commercial message
 * must (Order 31; draft, marketing clause): it counts as a no.
 */
const phraseIn = (
  words: readonly string[],
): { readonly word: string; readonly language: ReplyLanguage } | undefined => {
  const compact = words.join('');
  if (!isShort(words)) return undefined;
  const word = HAN.test(compact) ? REPLY_WORDS.zh.phrases.find((phrase) => says(phrase, words, compact)) : undefined;
  if (word !== undefined) return { word, language: 'zh' };
  const spaced = ` ${words.join(' ')} `;
  const english = REPLY_WORDS.en.phrases.find((phrase) => {
    const at = spaced.indexOf(` ${phrase} `);
    return at >= 0 && !isDeniedInEnglish(spaced.slice(0, at));
  });
  return english === undefined ? undefined : { word: english, language: 'en' };
};

const stripped = (text: string): string => {
  let bare = text;
  for (;;) {
    const before = POLITE_BEFORE.find((word) => bare.length > word.length && bare.startsWith(word));
    const after = POLITE_AFTER.find((word) => bare.length > word.length && bare.endsWith(word));
    if (before === undefined && after === undefined) return bare;
    bare = bare.slice(before?.length ?? 0, after === undefined ? undefined : -after.length);
    if (bare === '') return text;
  }
};

/** The whole reply as one word, written once or again and again (TD TD), as it stands and without what is polite. */
const wholesOf = (words: readonly string[]): readonly string[] => {
  const whole = isRepeated(words) ? (words[0] as string) : words.join('');
  const bare = stripped(whole);
  return bare === whole ? [whole] : [whole, bare];
};

type Tier = 'always' | 'keys' | 'soft';

const listed = (wholes: readonly string[], tier: Tier): ReplyMeaning | undefined => {
  for (const language of REPLY_LANGUAGES) {
    const word = REPLY_WORDS[language][tier].find((entry) => wholes.includes(entry));
    if (word !== undefined) return { means: 'refuses', word, language, isCertain: tier === 'always' };
  }
  return undefined;
};

const ofLine = (wholes: readonly string[], lineWords: readonly string[]): ReplyMeaning | undefined => {
  const word = lineWords.slice(0, MAX_LINE_WORDS).find((entry) => wholes.includes(foldReply(entry).join('')));
  if (word === undefined) return undefined;
  // No key of a menu is written in Han.
  const isHan = HAN.test(word);
  return { means: 'refuses', word, language: isHan ? 'zh' : 'en', isCertain: isHan };
};

const ofMenu = (wholes: readonly string[], { keys }: OfferedMenu, lastText: string): ReplyMeaning | undefined => {
  for (const whole of wholes) {
    const key = whole.toUpperCase();
    const offered = keys.get(key);
    if (offered === 'answers') return { means: 'menu', key };
    if (offered === 'refuses')
      return { means: 'refuses', word: key, language: HAN.test(lastText) ? 'zh' : 'en', isCertain: false };
  }
  return undefined;
};

/**
 * What a reply means. TD, 退订, 拒收 and every phrase of the list refuse whatever was offered; letters and bare no's answer a menu
 * that was offered, and refuse where none was. Never throws; the cost is bounded by `MAX_READ_CHARS` times the list.
 */
export const readReply = (text: string, setting: ReplySetting = {}): ReplyMeaning => {
  const words = readWords(text);
  if (words.length === 0) return { means: 'other' };
  const wholes = wholesOf(words);
  const phrase = phraseIn(words);
  const certain = listed(wholes, 'always') ?? (phrase && { means: 'refuses' as const, isCertain: true, ...phrase });
  if (certain !== undefined) return certain;
  const code = words.join('');
  if (setting.awaitsCode && CODE.test(code)) return { means: 'agrees', code };
  const { lastText = '' } = setting;
  const menu = readMenu(lastText);
  const answered = ofMenu(wholes, menu, lastText) ?? listed(wholes, 'keys') ?? ofLine(wholes, setting.lineWords ?? []);
  if (answered !== undefined) return answered;
  const soft = listed(wholes, 'soft');
  return soft !== undefined && menu.isOpen ? { means: 'menu', key: wholes[0] as string } : (soft ?? { means: 'other' });
};

/** Words that a line adds: few, short, each with a letter or digit to be known by, and none that has the form of a code. */
export const checkLineWords = (lineWords: readonly string[], field: string): Failure | undefined => {
  if (lineWords.length > MAX_LINE_WORDS)
    return invalid(field, `more than ${MAX_LINE_WORDS}`, 'Leave out what the list holds already.', MAX_LINE_WORDS);
  const wrong = lineWords.findIndex((word) => {
    const folded = foldReply(word).join('');
    return word.length > MAX_LINE_WORD_CHARS || folded === '' || CODE.test(folded);
  });
  return wrong < 0
    ? undefined
    : invalid(
        `${field}[${wrong}]`,
        'not a word to reply with',
        `Write 1 to ${MAX_LINE_WORD_CHARS} characters, a letter or digit among them; six digits but 000000 are a code.`,
      );
};
