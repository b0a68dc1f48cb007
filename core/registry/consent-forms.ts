import { COMMERCIAL_PURPOSES, type Failure, invalid, purposeMask, type Result } from '@wurao/domain';
import { checkReferences, grantProved } from './bases.ts';
import {
  DAY_MS,
  MAX_CONSENT_FORMS,
  MAX_FORM_ORIGINS,
  MAX_FORM_VALID_DAYS,
  MAX_NAME_CHARS,
  MAX_URL_CHARS,
  MAX_WORDS_CHARS,
} from './bounds.ts';
import { checkScope, checkText, firstFailure } from './checks.ts';
import { type ConsentForm, type ConsentFormInput, type FormTexts, formEvidence } from './consent-form.ts';
import type { Actor, CommandOf } from './envelope.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { conflict, created, forbidden, notFound, replaced } from './replies.ts';

const COMMERCIAL = purposeMask(COMMERCIAL_PURPOSES);
const HOST = '(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:]+\\])';
/** Plain http on the person's own machine only: for trying a page out. */
const ORIGIN = new RegExp(`^(?:https://${HOST}|http://(?:localhost|127\\.0\\.0\\.1|\\[::1\\]))(?::\\d{1,5})?$`);

const mayPublish = (actor: Actor, merchant: string): boolean =>
  actor.role === 'admin' || (actor.role === 'merchant' && (actor.party as string | undefined) === merchant);

const checkTexts = (field: string, { zh, en }: FormTexts, maxChars: number): Failure | undefined =>
  firstFailure(
    checkText(`${field}.zh`, zh, maxChars),
    en === undefined ? undefined : checkText(`${field}.en`, en, maxChars),
  );

/** Exactly what a browser calls an origin: it is compared with one, and stands in a header. */
const isOrigin = (text: string): boolean =>
  text.length <= MAX_URL_CHARS && ORIGIN.test(text) && URL.canParse(text) && new URL(text).origin === text;

const checkOrigins = (origins: readonly string[]): Failure | undefined => {
  if (origins.length > MAX_FORM_ORIGINS)
    return invalid('origins', `more than ${MAX_FORM_ORIGINS}`, 'Publish another form for the others.');
  const wrong = origins.findIndex((origin) => !isOrigin(origin));
  return wrong < 0
    ? undefined
    : invalid(
        `origins[${wrong}]`,
        'not an origin',
        'Write https://host or https://host:port in small letters, no path.',
      );
};

const checkDays = (days: number | undefined): Failure | undefined =>
  days === undefined || (Number.isInteger(days) && days >= 1 && days <= MAX_FORM_VALID_DAYS)
    ? undefined
    : invalid('validDays', 'not a number of days', `Write 1 to ${MAX_FORM_VALID_DAYS}, or leave it out for no end.`);

const checkForm = (form: ConsentFormInput): Failure | undefined =>
  firstFailure(
    checkScope(form),
    (form.purposes & ~COMMERCIAL) === 0
      ? undefined
      : invalid('purposes', 'not commercial', `Ask for ${COMMERCIAL_PURPOSES.join(', ')}: nothing else needs consent.`),
    checkTexts('title', form.title, MAX_NAME_CHARS),
    checkTexts('words', form.words, MAX_WORDS_CHARS),
    (form.title.en === undefined) === (form.words.en === undefined)
      ? undefined
      : invalid('words.en', 'title and words are not in the same languages', 'Say both in English, or neither.'),
    checkOrigins(form.origins),
    checkDays(form.validDays),
  );

/** Of a version, all that a person is shown and agrees to. */
const saidBy = ({ merchant, purposes, categories, channels, title, words, origins, validDays }: ConsentFormInput) =>
  JSON.stringify({ merchant, purposes, categories, channels, title, words, origins, validDays });

/**
 * A form that people agree to by their proved number, or the next version of one. Nothing that a gate decides by: it has no place in
 * the feed. Answers the `ConsentForm`.
 */
export const publishConsentForm = async (
  { form }: CommandOf<'publishConsentForm'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (!mayPublish(actor, form.merchant))
    return forbidden('a merchant publishes forms of its own', 'Name your own merchant id.');
  const bad = checkForm(form);
  if (bad) return bad;
  const references = await checkReferences(tx, { merchant: form.merchant, matter: undefined });
  if (!references.ok) return references;
  const { id, ...said } = form;
  const former = id === undefined ? undefined : await tx.consentForm(id);
  if (id !== undefined && former?.merchant !== form.merchant) return notFound('consent form', id);
  if (former?.endedMs !== undefined) return conflict('id', 'the form was ended', 'Publish a new one, without an id.');
  if (former === undefined && (await tx.countConsentForms(form.merchant)) >= MAX_CONSENT_FORMS)
    return conflict('', `${MAX_CONSENT_FORMS} forms stand already`, 'End one first.');
  const published: ConsentForm = {
    ...said,
    id: former?.id ?? context.newId('form'),
    version: (former?.version ?? 0) + 1,
    publishedMs: context.nowMs,
    endedMs: undefined,
    sha256: context.hashSecret(saidBy(form)),
  };
  await tx.insertConsentForm(published);
  return created({ ...published });
};

/** All its versions: nobody can agree to it any more. Consents that came of it stand. */
export const endConsentForm = async (
  { id }: CommandOf<'endConsentForm'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const form = await tx.consentForm(id);
  if (!form || !mayPublish(actor, form.merchant)) return notFound('consent form', id);
  if (form.endedMs !== undefined) return replaced({ ...form });
  await tx.endConsentForm(id, context.nowMs);
  return replaced({ ...form, endedMs: context.nowMs });
};

/**
 * The subscriber's yes to the words of a form, by a session that proved the number: a consent, confirmed. Answers the basis. What was
 * not shown cannot be agreed to: a version that was replaced, or a language that it is not in, is refused.
 */
export const agreeToForm = async (
  { agreement }: CommandOf<'agreeToForm'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const { subscriber, language, origin } = agreement;
  if (actor.role !== 'subscriber' || actor.subscriber !== subscriber)
    return forbidden('only the subscriber agrees to a form', 'Use a session of this number.');
  const form = await tx.consentForm(agreement.form);
  if (!form) return notFound('consent form', agreement.form);
  if (form.endedMs !== undefined) return conflict('', 'the form was ended', 'Nothing was agreed to.');
  if (form.version !== agreement.version)
    return conflict('version', `the form is at version ${form.version}`, 'Load the form again, and read what it says.');
  const words = form.words[language];
  if (words === undefined) return invalid('language', 'the form is not in this language', 'Show it in zh.');
  if (origin !== undefined && !form.origins.includes(origin))
    return invalid('origin', 'not an origin of this form', 'Embed it only where the form says.');
  const { nowMs } = context;
  const input = {
    kind: 'consent',
    subscriber,
    merchant: form.merchant,
    purposes: form.purposes,
    categories: form.categories,
    channels: form.channels,
    matter: undefined,
    words,
    method: 'wurao',
    evidence: { reference: formEvidence(agreement, nowMs), sha256: form.sha256 },
    fromMs: undefined,
    toMs: form.validDays === undefined ? undefined : nowMs + form.validDays * DAY_MS,
  } as const;
  return grantProved(input, actor, tx, context);
};
