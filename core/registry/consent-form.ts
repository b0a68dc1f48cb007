import type { InstantMs, Mask, MerchantId, PhoneNumber, ReplyLanguage } from '@wurao/domain';

/** In Chinese always, in English where the merchant has it. */
export interface FormTexts {
  readonly zh: string;
  readonly en: string | undefined;
}

/** What a merchant wants to show to people who visit its pages. */
export interface ConsentFormInput {
  /** Absent: a new form. Present: a new version of it. */
  readonly id: string | undefined;
  readonly merchant: MerchantId;
  /** Commercial ones: nothing else needs asking. */
  readonly purposes: Mask;
  readonly categories: Mask;
  readonly channels: Mask;
  readonly title: FormTexts;
  /** Exactly as they are shown, and kept with each consent. */
  readonly words: FormTexts;
  /** Whose pages may embed it: `https://shop.example`, without a path. */
  readonly origins: readonly string[];
  /** How long a consent lives; undefined: until it is withdrawn. */
  readonly validDays: number | undefined;
}

/** One version of a form. What it says never changes; only the form as a whole ends. */
export interface ConsentForm extends Omit<ConsentFormInput, 'id'> {
  readonly id: string;
  /** Dense, from 1. */
  readonly version: number;
  readonly publishedMs: InstantMs;
  readonly endedMs: InstantMs | undefined;
  /** SHA-256 (hex) of what this version says: it stands in the evidence of each consent. */
  readonly sha256: string;
}

/** A person's yes to a form that was shown. */
export interface FormAgreement {
  readonly subscriber: PhoneNumber;
  readonly form: string;
  /** That was shown. */
  readonly version: number;
  readonly language: ReplyLanguage;
  /** Of the page around it, as the person's browser says; undefined: it was opened by itself. */
  readonly origin: string | undefined;
}

/** Evidence of such a yes begins like this, and no other evidence does. */
export const FORM_EVIDENCE = 'consent-form ';

export const formEvidence = ({ form, version, language, origin }: FormAgreement, atMs: InstantMs): string =>
  `${FORM_EVIDENCE}${form}/${version} ${language} ${origin ?? 'own-page'} ${new Date(atMs).toISOString()}`;

const EVIDENCE = /^consent-form (\S+)\/(\d+) (zh|en) (\S+) \S+$/;

/** By which form a consent came; undefined: by none. */
export const formOfEvidence = (
  reference: string | undefined,
): { id: string; version: number; language: ReplyLanguage; origin?: string } | undefined => {
  const [, id, version, language, origin] = (reference && EVIDENCE.exec(reference)) || [];
  if (id === undefined || origin === undefined) return undefined;
  const from = origin === 'own-page' ? {} : { origin };
  return { id, version: Number(version), language: language as ReplyLanguage, ...from };
};
