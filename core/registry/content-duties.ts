import {
  COMMERCIAL_PURPOSES,
  type Content,
  type Failure,
  type FieldError,
  failure,
  foldText,
  isUnder,
  linksIn,
  type Merchant,
  numberKind,
  ownSignatures,
  parseNumber,
  readReply,
  type VariableSlot,
} from '@wurao/domain';

/**
 * What a commercial message must carry (marketing clause of the draft; Order 31): the merchant's name, a telephone number, the way to
 * refuse. And where its links may lead: to domains that the merchant filed (house rule).
 */
const DUTIES = ['name', 'telephone', 'refusal'] as const;
type Duty = (typeof DUTIES)[number];

type Said = Pick<Content, 'channel' | 'purpose'>;

/** Calls show a number and are refused in words: only messages, flash ones among them, must carry it. */
export const hasDuties = ({ channel, purpose }: Said): boolean =>
  channel !== 'voice' && COMMERCIAL_PURPOSES.includes(purpose);

/** Digits as numbers are written, with what stands before and behind: amounts, dates and parts of addresses are no numbers to call. */
const DIGITS =
  /(?<!\d[.,])(?<![\w/=¥$-])(\+?\(?\d[\d\s()-]{1,24}\d)(?![\d%‰/@]|[.,]\d|\s*[元万亿年月日号岁分秒次个天折起减送])/gu;
/** A code that is rung: hotlines and carriers' own; not ports of messages, nor emergency numbers. */
const RUNG = /^(?:95\d{3,7}|96\d{3,7}|[48]00\d{7}|10000|100(?:10|86|99)\d{0,3}|1010\d{4}|12\d{3})$/;
/** Area code and a local code: 0571-96345. */
const RUNG_IN_AREA = /^\+86\d{2,3}(?:96\d{3,4}|12\d{3})$/;

const isTelephone = (written: string): boolean => {
  const read = parseNumber(written);
  if (!read.ok) return false;
  const kind = numberKind(read.value);
  if (kind === 'foreign') return written.startsWith('+');
  return kind === 'mobile' || kind === 'fixed' || RUNG.test(read.value) || RUNG_IN_AREA.test(read.value);
};

const hasTelephone = (text: string): boolean =>
  [...text.normalize('NFKC').matchAll(DIGITS)].some(([, written = '']) =>
    [written, ...written.split(/\s+/)].some(isTelephone),
  );

/** In folded form: what says that one may refuse. */
const REFUSAL = /退订|拒收|拒绝接收|不再接收|unsubscribe|opt-?out/u;
/** An answer to send that the trade knows as a refusal. */
const ANSWER =
  /(?:回复?|回覆|发送?|编辑|reply|text|send|txt)[\s\p{P}]*(td|tt|t|r|n|qx|0{4,6}|stop|quit|end|cancel)(?![a-z0-9])/gu;

/** An answer that, given to this very text, would be taken for a refusal: a key of its menu would be no way out. */
const namesRefusal = (text: string): boolean =>
  // Each key once: what it means here is read out of the whole text.
  [...new Set([...text.normalize('NFKC').toLowerCase().matchAll(ANSWER)].map(([, key = '']) => key))].some(
    (key) => readReply(key, { lastText: text }).means === 'refuses',
  );

/** What the text lacks of `DUTIES`. Pieces that are filled in later are no part of it. */
export const missingIn = (text: string, merchant: Merchant): readonly Duty[] => {
  const folded = foldText(text);
  const holds: Readonly<Record<Duty, boolean>> = {
    name: [...ownSignatures(merchant)].some((name) => folded.includes(name)),
    telephone: hasTelephone(text),
    refusal: REFUSAL.test(folded) || namesRefusal(text),
  };
  return DUTIES.filter((duty) => !holds[duty]);
};

interface LinkSeen {
  /** Empty: a scheme without a host that can be read. */
  readonly host: string;
  /** It is, or lies under, a domain that the merchant filed. */
  readonly filed: boolean;
}

export const linksOf = (text: string, merchant: Merchant): readonly LinkSeen[] =>
  linksIn(text).map((host) => ({ host, filed: isUnder(host, merchant.domains ?? []) }));

const REMEDIES: Readonly<Record<Duty, { readonly message: string; readonly remedy: string }>> = {
  name: {
    message: "does not carry the merchant's name",
    remedy: 'Sign it with 【】 and the name of the merchant, or a signature that it filed.',
  },
  telephone: {
    message: 'carries no telephone number',
    remedy: 'Write a number at which the merchant is reached, such as 4001234567, 95588 or 010-62345678.',
  },
  refusal: {
    message: 'does not say how to refuse',
    remedy: 'Say it, such as 拒收请回复R, or 回TD退订.',
  },
};

/** What is filled in later was read by no reviewer: a duty stands in the words of the template. */
const DECLARED = /\{([^{}]*)\}/g;

/** Undefined: the template may go to review. Else an error for everything that it lacks. */
export const checkDuties = (
  input: Said & { readonly text: string; readonly variables: readonly VariableSlot[] },
  merchant: Merchant,
): Failure | undefined => {
  if (!hasDuties(input)) return undefined;
  const words = input.text.replaceAll(DECLARED, ' ');
  const errors: FieldError[] = missingIn(words, merchant).map((duty) => ({ field: 'text', ...REMEDIES[duty] }));
  for (const { host, filed } of linksOf(words, merchant)) {
    if (filed) continue;
    const remedy = 'Link to a domain that the merchant filed, or have this one filed (domains of the merchant).';
    errors.push({
      field: 'text',
      message: `links to ${host || 'a host that cannot be read'}, which is not filed`,
      remedy,
    });
  }
  const noDomain = (merchant.domains ?? []).length === 0;
  for (const [i, { name, type }] of input.variables.entries()) {
    if (type !== 'url' || !noDomain) continue;
    const remedy = 'Have a domain of the merchant filed first: each link filled in must lead to one.';
    errors.push({ field: `variables[${i}].type`, message: `${name} is a link, and no domain is filed`, remedy });
  }
  return errors.length === 0 ? undefined : failure('invalid', 'The template lacks what it must carry', ...errors);
};
