import { type Finding, type Line, maskNumber, numberKind, parseNumber, type Role } from '@wurao/domain';
import { asMerchantSees, type BasisRecord, formOfEvidence, lineListing } from '@wurao/registry';
import { pick, type WireRecord } from './wire-form.ts';

/** Fields of each noun as answered, in order. */
const BASIS = [
  'id',
  'kind',
  'subscriber',
  'merchant',
  'purposes',
  'categories',
  'channels',
  'matter',
  'words',
  'method',
  'evidence',
  'confirmed',
  'from',
  'to',
  'receivedAt',
  'sequence',
  'ended',
  'form',
] as const;

export const NOUN_FIELDS = {
  preference: [
    'subscriber',
    'on',
    'channels',
    'categories',
    'purposes',
    'hours',
    'allow',
    'deny',
    'prefixes',
    'keep',
    'sequence',
  ],
  expectation: ['subscriber', 'channels', 'categories', 'from', 'until', 'sequence'],
  listEntry: ['subscriber', 'list', 'caller', 'sequence'],
  basis: BASIS,
  refusal: [
    'subscriber',
    'merchant',
    'purposes',
    'categories',
    'channels',
    'by',
    'words',
    'reply',
    'receivedAt',
    'sequence',
  ],
  merchant: ['id', 'name', 'creditCode', 'categories', 'status', 'signatures', 'domains', 'sequence'],
  party: ['id', 'name', 'kind', 'creditCode', 'status', 'sequence'],
  line: [
    'id',
    'name',
    'class',
    'chain',
    'enforcement',
    'trusted',
    'unknownCallers',
    'refusalStyle',
    'status',
    'entry',
    'sip',
    'sms',
    'sequence',
  ],
  filing: [
    'id',
    'caller',
    'prefix',
    'merchant',
    'line',
    'kind',
    'purposes',
    'categories',
    'channels',
    'contents',
    'from',
    'to',
    'status',
    'origin',
    'sequence',
  ],
  binding: ['id', 'filing', 'a', 'b', 'x', 'order', 'expiresAt', 'sequence'],
  content: [
    'id',
    'merchant',
    'version',
    'channel',
    'purpose',
    'category',
    'text',
    'variables',
    'status',
    'reviewNote',
    'sequence',
  ],
  sanction: [
    'id',
    'kind',
    'target',
    'purposes',
    'channels',
    'perDay',
    'from',
    'to',
    'clause',
    'note',
    'status',
    'sequence',
  ],
  recycling: ['number', 'tenureFrom', 'sequence'],
  ownership: ['number', 'carrier', 'sequence'],
  /** The hash stays inside; the secret is shown once, by the answer that makes it. */
  key: ['id', 'role', 'party', 'member', 'lines', 'createdAt', 'expiresAt', 'status', 'sequence'],
  newKey: ['id', 'key', 'role', 'party', 'lines', 'expiresAt', 'sequence'],
  session: ['key', 'expiresAt'],
  outbox: ['id', 'at', 'to', 'from', 'purpose', 'channel', 'text', 'expiresAt'],
  webhook: ['id', 'merchant', 'url', 'createdAt', 'status', 'sequence'],
  newWebhook: ['id', 'merchant', 'url', 'secret', 'createdAt', 'sequence'],
  appeal: [
    'id',
    'decision',
    'line',
    'merchant',
    'caller',
    'statement',
    'contact',
    'status',
    'receivedAt',
    'dueAt',
    'answer',
  ],
  answeredAppeal: ['id', 'status', 'answer', 'lifted'],
  newAppeal: ['id', 'receivedAt'],
  consentForm: [
    'id',
    'version',
    'merchant',
    'purposes',
    'categories',
    'channels',
    'title',
    'words',
    'origins',
    'validDays',
    'publishedAt',
    'endedAt',
    'sha256',
  ],
  consentRequest: ['id', 'subscriber', 'merchant', 'words', 'expiresAt'],
  finding: ['id', 'kind', 'merchant', 'subscriber', 'line', 'reply', 'decision', 'at'],
  law: ['law', 'sequence'],
  installedLaw: ['id', 'from', 'sequence'],
  event: ['id', 'sequence', 'at', 'type', 'merchant', 'subscriber', 'basis'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type NounName = keyof typeof NOUN_FIELDS;

/**
 * What a role does not see of a noun. A merchant learns neither how its carrier's lines are run nor by whom else; nor how to
 * reach a person who appeals, who may be another whose number was used.
 */
const HIDDEN: Partial<Readonly<Record<NounName, Partial<Readonly<Record<Role, readonly string[]>>>>>> = {
  line: { merchant: ['trusted', 'unknownCallers', 'refusalStyle', 'chain', 'entry', 'sip', 'sms'] },
  sanction: { merchant: ['note'] },
  appeal: { merchant: ['contact'] },
};

/** As people write them: with a prefix, spaces, dashes, in full width. A local number has seven digits. */
const NUMBER_IN_WORDS = /[+＋]?\p{Nd}(?:[\s\p{Pd}\p{Cf}.．·()（）]{0,3}\p{Nd}){6,}/gu;
const SEPARATED = /\P{Nd}/u;
const COUNTRY_CODE = /^(?:00)?86(?=1[3-9]\d{9}$)/;
/** What is shorter has no area code: its last four digits would be half of it. */
const WITH_AREA_DIGITS = 10;

/** 138****0001, whatever the form. Service codes are public and stay whole, where nothing can have run into them. */
const maskFigures = (run: string): string => {
  const code = parseNumber(run);
  if (code.ok && !SEPARATED.test(run) && numberKind(code.value) === 'service') return run;
  const digits = run
    .normalize('NFKC')
    .replace(/\P{Nd}/gu, '')
    .replace(COUNTRY_CODE, '');
  return digits.length < WITH_AREA_DIGITS
    ? `${digits.slice(0, 1)}****`
    : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
};

/** A list of those who were sent to is a list to send to: what was found is told without their numbers. */
const withoutNumber = (finding: Finding): object => ({
  ...finding,
  subscriber: maskNumber(finding.subscriber),
  // People write their number into a no.
  reply: { ...finding.reply, words: finding.reply.words.replaceAll(NUMBER_IN_WORDS, maskFigures) },
});

const basisTold = (role: Role, basis: BasisRecord): object => ({
  ...(role === 'merchant' ? asMerchantSees(basis) : basis),
  form: formOfEvidence(basis.evidence?.reference),
});

/** The fact as told to a role. Whoever could answer as a digest user is nobody who reads. */
const toldOf = (noun: NounName, role: Role, fact: object): object => {
  if (noun === 'line') return lineListing(fact as Line);
  if (noun === 'finding') return withoutNumber(fact as Finding);
  return noun === 'basis' ? basisTold(role, fact as BasisRecord) : fact;
};

export const nounView = (noun: NounName, role: Role, fact: object): WireRecord => {
  const hidden = HIDDEN[noun]?.[role] ?? [];
  return pick(
    toldOf(noun, role, fact),
    NOUN_FIELDS[noun].filter((field) => !hidden.includes(field)),
  );
};
