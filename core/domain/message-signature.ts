import { foldText } from './fold-text.ts';
import type { Merchant } from './registry-nouns.ts';

/** A 【签名】 has so many characters. */
export const MIN_SIGNATURE_CHARS = 2;
export const MAX_SIGNATURE_CHARS = 20;

/** Before the first and behind the last one marks and symbols may stand: they do not make a signature less of one. */
const AT_START = /^[\p{P}\p{S}\p{Cf}]*?【([^【】]+)】/u;
const AT_END = /【([^【】]+)】(?:(?!【[^【】]+】)[\p{P}\p{S}\p{Cf}])*$/u;

/** The signatures of a message, folded: what stands in 【】 at its start and at its end. None, one or two. */
export const signaturesIn = (text: string): readonly string[] => {
  if (!text.includes('【')) return NONE;
  const folded = foldText(text);
  const [first, last] = [AT_START.exec(folded)?.[1], AT_END.exec(folded)?.[1]];
  return [first, last].filter((found, i, both) => found !== undefined && both.indexOf(found) === i) as string[];
};
const NONE: readonly string[] = [];

const HAN = /\p{Script=Han}/u;

/** "海港银行 Harbour Bank" is two names of one: the words with Han characters, and those without. */
const namesIn = (name: string): readonly string[] => {
  const words = name.normalize('NFKC').split(/\s+/);
  return [name, words.filter((word) => HAN.test(word)).join(''), words.filter((word) => !HAN.test(word)).join('')];
};

const own = new WeakMap<Merchant, ReadonlySet<string>>();

/** What a merchant may sign with, folded: the signatures it filed, and its name, whole or as it is in one script. */
export const ownSignatures = (merchant: Merchant): ReadonlySet<string> => {
  const known = own.get(merchant);
  if (known) return known;
  const all = [...namesIn(merchant.name), ...(merchant.signatures ?? [])].map(foldText);
  const signatures = new Set(all.filter((signature) => signature.length >= MIN_SIGNATURE_CHARS));
  own.set(merchant, signatures);
  return signatures;
};

/** The first signature of a text that is not the merchant's, or undefined. */
export const foreignSignature = (merchant: Merchant, text: string): string | undefined => {
  const signatures = signaturesIn(text);
  return signatures.find((signature) => !ownSignatures(merchant).has(signature));
};
