import { REPLY_LANGUAGES, REPLY_WORDS } from './reply-words.ts';
import { simplify } from './traditional.ts';

/** What the last message to a subscriber offered to be answered with. */
export interface OfferedMenu {
  /** Upper case, half-width: what a reply of it means. */
  readonly keys: ReadonlyMap<string, 'refuses' | 'answers'>;
  /** Something else than a refusal is offered, named by a key or not: a bare "no" may answer that. */
  readonly isOpen: boolean;
}

/** Ten short messages' worth: what is longer is read as far as this. */
const MAX_MENU_TEXT_CHARS = 700;
const MAX_MENU_KEYS = 32;
/** How far a choice reaches behind its key, where no sentence ends. */
const MAX_LABEL_CHARS = 40;

const QUOTES = /["'“”‘’「」『』[\]()<>《》〔〕]/g;
/** A call to answer, and the first key it names. */
const TRIGGER =
  /(?:回复|答复|回|发送|编辑|\bREPLY(?: WITH)?|\bTEXT|\bSEND|\bRESPOND(?: WITH)?)\s*(?:短信|数字|字母|代码|:)?\s*(?:([A-Z0-9]{1,6})(?![A-Z0-9]))?/g;
/** The next key of the same call: one or two characters that stand apart. */
const NEXT_KEY = /(?<=[\s,、/;.。:或]|\bOR |\bAND )((?<!\d\s*)[A-Z]{1,2}|\d{1,2})(?=[\s.、:=\-/,]|\p{Script=Han}|$)/gu;
/** A key run together with what it does: "Y确认N取消". */
const RUN_ON_KEY = /(?<=\p{Script=Han})([A-Z])(?=取消|拒绝|退|不|否|放弃)/gu;
/** Figures that are no keys. */
const MEASURED = /^\s*(?:元|折|天|年|月|日|号|小时|分|秒|%|万|个|位|倍|G|M)/;
const NO_KEYS: ReadonlySet<string> = new Set(
  'TO WITH BY THIS US NOW IF AND OR THE FOR HERE IN AT ON VIA NOT ALL YOUR OUR IS IT WE ME MY'.split(' '),
);
/** A label says what a key is for. */
const SAYS_MORE = /[\p{L}\p{N}]/u;
const KNOWN_REFUSALS: ReadonlySet<string> = new Set(
  REPLY_LANGUAGES.flatMap((language) =>
    (['always', 'keys', 'soft'] as const).flatMap((tier) => REPLY_WORDS[language][tier]),
  ).map((word) => word.toUpperCase()),
);
/** No words of a reply by themselves, and the trade's way out where a message offers them and says no more: 发送0000, 回复TT. */
const WAYS_OUT = /^(?:TT|0{4,6})$/;
const SENTENCE_END = /[。!?]/;
const CLAUSE_END = /[,。!?;\n、]/;
const REFUSING =
  /退订|拒收|拒绝接收|取消订阅|取消推送|取消接收|不再接收|不愿接收|不想接收|停止接收|UNSUB|OPT ?OUT|STOP (?:RECEIVING|MESSAGES|TEXTS)|NO MORE/;
/** Without a call to answer: "TD退订", "拒收:R". */
const TERSE = /(?<![A-Z0-9])(TD|QX|JS|[TRN]|\d)\s*(?:退订|拒收)|(?:退订|拒收)\s*:?\s*(TD|QX|JS|[TRN])(?![A-Z0-9])/g;

interface Choice {
  readonly key: string;
  /** Where its label begins. */
  readonly from: number;
}

const foldMenu = (text: string): string =>
  simplify(text.slice(0, MAX_MENU_TEXT_CHARS).normalize('NFKC'))
    .replace(/\p{Cf}/gu, '')
    .replace(QUOTES, ' ')
    .toUpperCase();

/** The keys of one call, the first one named by the call itself. */
const choicesOf = (first: string, span: string): readonly Choice[] => {
  const found: Choice[] = [{ key: first, from: 0 }];
  for (const pattern of [NEXT_KEY, RUN_ON_KEY]) {
    for (const match of span.matchAll(pattern)) {
      const [key] = match;
      const from = match.index + key.length;
      const isKey =
        !NO_KEYS.has(key) && !MEASURED.test(span.slice(from)) && found.every((other) => other.from !== from);
      if (isKey) found.push({ key, from });
    }
  }
  return found.sort((a, b) => a.from - b.from);
};

const lastPart = (text: string, end: RegExp): string => text.split(end).at(-1) ?? '';

/**
 * Reads what a message offers as answers: "回T退订", "回复 1 续费 2 查询", "拒收请回复R", "Reply Y to confirm or N to cancel".
 * A key that ends messages, by the words behind it or before the call, refuses; every other one answers.
 */
export const readMenu = (text: string): OfferedMenu => {
  const folded = foldMenu(text);
  const keys = new Map<string, 'refuses' | 'answers'>();
  let isOpen = false;
  const note = (key: string, refuses: boolean): void => {
    // What ends messages in one place of a text ends them.
    if (keys.size < MAX_MENU_KEYS && (refuses || !keys.has(key))) keys.set(key, refuses ? 'refuses' : 'answers');
  };
  const calls = [...folded.matchAll(TRIGGER)];
  for (const [i, call] of calls.entries()) {
    const start = call.index + call[0].length;
    const next = calls[i + 1]?.index ?? folded.length;
    const behind = folded.slice(start, next);
    const span = (behind.split(SENTENCE_END)[0] ?? '').slice(0, MAX_LABEL_CHARS * MAX_MENU_KEYS);
    const before = lastPart(folded.slice(calls[i - 1]?.index ?? 0, call.index), CLAUSE_END);
    const first = call[1];
    if (first === undefined || NO_KEYS.has(first)) {
      // A word as the answer ("回复续费办理"), or a figure of speech: open unless it ends messages.
      if (first === undefined && span.trim() !== '' && !REFUSING.test(before + span)) isOpen = true;
      continue;
    }
    const choices = choicesOf(first, span);
    for (const [j, { key, from }] of choices.entries()) {
      const label = span.slice(from, choices[j + 1]?.from ?? span.length).slice(0, MAX_LABEL_CHARS);
      // "续费回1退订回T": what stands before a call is its label, and what follows belongs to the next call.
      const isOfNext = j === 0 && before.trim() !== '' && start + span.length === next && i + 1 < calls.length;
      const says = (!isOfNext && REFUSING.test(label)) || (j === 0 && REFUSING.test(before));
      // "…,回复T" and not a word what for: then it is for what everybody knows it for.
      const isKnown = KNOWN_REFUSALS.has(key) || WAYS_OUT.test(key);
      const saysNoMore = !SAYS_MORE.test(label) && !SAYS_MORE.test(before);
      // A mark may stand in the midst of a menu: "回复N!续费 1 查询".
      note(key, says || (isKnown && saysNoMore && choicesOf(first, behind).length === 1));
    }
  }
  for (const found of folded.matchAll(TERSE)) {
    const key = found[1] ?? found[2] ?? '';
    // Beside a call a figure may be the end of the choice before: "续费回1退订回T".
    if (calls.length === 0 || !/\d/.test(key)) note(key, true);
  }
  return { keys, isOpen: isOpen || [...keys.values()].includes('answers') };
};
