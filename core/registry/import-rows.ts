import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  asId,
  BASIS_KINDS,
  CATEGORIES,
  CHANNELS,
  COMMERCIAL_PURPOSES,
  type ContentId,
  type FieldError,
  type Filing,
  type InstantMs,
  type LineId,
  METHODS,
  type MerchantId,
  type PartyId,
  type PhoneNumber,
  PURPOSES,
  purposeMask,
} from '@wurao/domain';
import { checkBasis } from './bases.ts';
import { MAX_WORDS_CHARS } from './bounds.ts';
import { COMPLAINT_FIELDS, readComplaintRow } from './complaint-rows.ts';
import type { Actor, BasisInput } from './envelope.ts';
import type { ImportActor, ImportedThing, ImportKind } from './imports.ts';
import { maskWords, RowValues } from './row-values.ts';

/** Fields of each kind, needed ones first; a file may have other columns, which are passed over. */
export const IMPORT_FIELDS: Readonly<
  Record<ImportKind, { readonly needed: readonly string[]; readonly optional: readonly string[] }>
> = {
  bases: {
    needed: ['subscriber', 'merchant', 'purposes', 'categories', 'channels', 'method', 'from'],
    optional: ['kind', 'words', 'evidence', 'sha256', 'to', 'matter'],
  },
  refusals: { needed: ['subscriber', 'merchant', 'source'], optional: ['purposes', 'categories', 'channels', 'words'] },
  preferences: {
    needed: ['subscriber', 'on'],
    optional: ['channels', 'categories', 'purposes', 'allow', 'deny', 'prefixes', 'keep'],
  },
  filings: {
    needed: ['caller', 'merchant', 'purposes'],
    optional: ['id', 'prefix', 'line', 'kind', 'categories', 'channels', 'contents', 'from', 'to'],
  },
  tenures: { needed: ['number'], optional: ['from'] },
  ownerships: { needed: ['number', 'carrier'], optional: [] },
  calls: { needed: ['caller', 'callee', 'start'], optional: ['answer', 'duration', 'hungUpBy'] },
  complaints: COMPLAINT_FIELDS,
};

const PURPOSE_WORDS = maskWords(PURPOSES);
const CATEGORY_WORDS = maskWords(CATEGORIES);
const CHANNEL_WORDS = maskWords(CHANNELS);
const FILING_KINDS: readonly Filing['kind'][] = ['service-number', 'agent-number', 'privacy-number'];
const HANGERS = ['caller', 'callee', 'network'] as const;
const SECOND_MS = 1_000;

/** Who brings the rows, and when. */
export interface RowContext {
  readonly actor: ImportActor;
  readonly nowMs: InstantMs;
  /** Of the law pack in force. */
  readonly requestHours: number;
}

export type ReadRow =
  | { readonly ok: true; readonly thing: ImportedThing }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

export const actorOfImport = ({ keyId, role, party }: ImportActor): Actor => ({
  keyId,
  role,
  party,
  subscriber: undefined,
});

/** A row's values to what it asks for, checked as far as that goes without the register. */
export const readRow = (kind: ImportKind, value: (field: string) => unknown, context: RowContext): ReadRow => {
  const row = new RowValues(value);
  const thing = READERS[kind](row, context);
  return row.errors.length === 0 && thing !== undefined ? { ok: true, thing } : { ok: false, errors: row.errors };
};

type Reader = (row: RowValues, context: RowContext) => ImportedThing | undefined;

const merchantOf = (row: RowValues, { actor }: RowContext): MerchantId => {
  const own = actor.role === 'merchant' ? (actor.party as string | undefined) : undefined;
  const named = own === undefined ? row.needed('merchant') : row.text('merchant');
  if (own !== undefined && named !== undefined && named !== own)
    row.wrong('merchant', 'a merchant brings its own bases only', `Leave it out, or name ${own}.`);
  return asId<MerchantId>(own ?? named ?? '');
};

const readBasis: Reader = (row, context) => {
  const reference = row.text('evidence');
  const sha256 = row.text('sha256')?.toLowerCase();
  const matter = row.text('matter');
  const fromMs = row.instant('from');
  if (fromMs === undefined && row.text('from') === undefined)
    row.wrong('from', 'missing', 'Say when it was agreed to: a basis without a date proves nothing.', 'missing');
  const basis: BasisInput = {
    kind: row.word('kind', BASIS_KINDS, 'consent') ?? 'consent',
    subscriber: row.number('subscriber') ?? ('' as PhoneNumber),
    merchant: merchantOf(row, context),
    purposes: row.mask('purposes', PURPOSE_WORDS, 0),
    categories: row.mask('categories', CATEGORY_WORDS, 0),
    channels: row.mask('channels', CHANNEL_WORDS, 0),
    matter: matter === undefined ? undefined : asId<ContentId>(matter),
    words: row.text('words') ?? '',
    method: row.word('method', METHODS) ?? 'web-form',
    // A hash alone names what it is the hash of.
    evidence:
      reference === undefined && sha256 === undefined
        ? undefined
        : { reference: reference ?? `sha256:${sha256}`, sha256 },
    fromMs,
    toMs: row.instant('to'),
  };
  if (row.errors.length > 0) return undefined;
  if (basis.method === 'wurao')
    return row.wrong('method', 'only the subscriber can agree through us', 'Name the method by which you got it.');
  const checked = checkBasis(basis, actorOfImport(context.actor), context);
  return row.taken('', checked) === undefined ? renamed(row) : { kind: 'grantBasis', basis };
};

/** The register's names of fields, as the file has them. */
const FILE_NAMES: Readonly<Record<string, string>> = { 'evidence.reference': 'evidence', 'evidence.sha256': 'sha256' };

const renamed = (row: RowValues): undefined => {
  for (const [i, error] of row.errors.entries())
    row.errors[i] = { ...error, field: FILE_NAMES[error.field] ?? error.field };
  return undefined;
};

const readRefusal: Reader = (row, context) => {
  const source = row.needed('source') ?? '';
  const words = row.text('words');
  const refusal = {
    subscriber: row.number('subscriber') ?? ('' as PhoneNumber),
    merchant: merchantOf(row, context),
    purposes: row.mask('purposes', PURPOSE_WORDS, ALL_PURPOSES),
    categories: row.mask('categories', CATEGORY_WORDS, ALL_CATEGORIES),
    channels: row.mask('channels', CHANNEL_WORDS, ALL_CHANNELS),
    // Where a list comes from is part of what it proves.
    words: words === undefined ? `[${source}]` : `[${source}] ${words}`,
  };
  if (refusal.words.length > MAX_WORDS_CHARS)
    row.wrong('words', `longer than ${MAX_WORDS_CHARS} characters`, 'Shorten it.', 'too-long', String(MAX_WORDS_CHARS));
  return { kind: 'recordRefusal', refusal };
};

const numbersIn = (row: RowValues, field: string): PhoneNumber[] => {
  const numbers: PhoneNumber[] = [];
  for (const text of row.list(field)) {
    const number = new RowValues(() => text).number(field);
    if (number === undefined)
      row.wrong(field, `"${text.slice(0, 20)}" is not a number`, 'Write numbers as 13800000001.', 'not-a-number');
    else numbers.push(number);
  }
  return numbers;
};

const readPreference: Reader = (row) => {
  const subscriber = row.number('subscriber') ?? ('' as PhoneNumber);
  if (row.text('on') === undefined) row.needed('on');
  return {
    kind: 'setPreference',
    subscriber,
    preference: {
      on: row.boolean('on', true),
      channels: row.mask('channels', CHANNEL_WORDS, ALL_CHANNELS),
      categories: row.mask('categories', CATEGORY_WORDS, ALL_CATEGORIES),
      purposes: row.mask('purposes', PURPOSE_WORDS, purposeMask(COMMERCIAL_PURPOSES)),
      hours: undefined,
      allow: numbersIn(row, 'allow'),
      deny: numbersIn(row, 'deny'),
      prefixes: row.list('prefixes').map((prefix) => ({ prefix, scope: 'commercial' })),
      keep: row.list('keep').map((id) => asId<MerchantId>(id)),
    },
  };
};

const readFiling: Reader = (row, context) => {
  const { actor, nowMs } = context;
  const prefix = row.boolean('prefix', false);
  const caller = prefix ? row.needed('caller') : row.number('caller');
  const line = row.text('line');
  if (actor.role === 'carrier' && (line === undefined || !actor.lines.includes(asId<LineId>(line))))
    row.wrong('line', line === undefined ? 'missing' : 'this key does not own the line', 'Name a line of yours.');
  const purposes = row.mask('purposes', PURPOSE_WORDS, 0);
  if (purposes === 0 && row.errors.length === 0) row.needed('purposes');
  return {
    kind: 'fileNumber',
    filing: {
      id: row.text('id'),
      caller: caller ?? '',
      prefix,
      merchant: merchantOf(row, context),
      line: line === undefined ? undefined : asId<LineId>(line),
      kind: row.word('kind', FILING_KINDS, 'service-number') ?? 'service-number',
      purposes,
      categories: row.mask('categories', CATEGORY_WORDS, ALL_CATEGORIES),
      channels: row.mask('channels', CHANNEL_WORDS, ALL_CHANNELS),
      contents: row.list('contents').map((id) => asId<ContentId>(id)),
      fromMs: row.instant('from') ?? nowMs,
      toMs: row.instant('to'),
      origin: 'self',
    },
  };
};

const readTenure: Reader = (row, { nowMs }) => {
  const number = row.number('number') ?? ('' as PhoneNumber);
  const beganMs = row.instant('from');
  if (beganMs !== undefined && beganMs > nowMs)
    row.wrong('from', 'in the future', 'Send it on the day it happens.', 'in-future');
  return { kind: 'recycleNumber', number, ...(beganMs === undefined ? {} : { beganMs }) };
};

const readOwnership: Reader = (row) => ({
  kind: 'recordOwnership',
  number: row.number('number') ?? ('' as PhoneNumber),
  carrier: asId<PartyId>(row.needed('carrier') ?? ''),
});

const readCall: Reader = (row, { nowMs }) => {
  const caller = row.number('caller') ?? ('' as PhoneNumber);
  const callee = row.number('callee') ?? ('' as PhoneNumber);
  const startMs = row.instant('start') ?? 0;
  if (startMs === 0 && row.text('start') === undefined) row.needed('start');
  const answerMs = row.instant('answer');
  if (startMs > nowMs) row.wrong('start', 'in the future', 'Send records of calls that were.', 'in-future');
  if (answerMs !== undefined && answerMs < startMs) row.wrong('answer', 'before start', 'Put the columns right.');
  const hungUpBy = row.text('hungUpBy') === undefined ? undefined : row.word('hungUpBy', HANGERS);
  const durationMs = (row.whole('duration') ?? 0) * SECOND_MS;
  return { kind: 'recordCall', call: { caller, callee, startMs, answerMs, durationMs, hungUpBy } };
};

const READERS: Readonly<Record<ImportKind, Reader>> = {
  bases: readBasis,
  refusals: readRefusal,
  preferences: readPreference,
  filings: readFiling,
  tenures: readTenure,
  ownerships: readOwnership,
  calls: readCall,
  complaints: (row, { nowMs }) => ({ kind: 'importComplaint', complaint: readComplaintRow(row, nowMs) }),
};

/** The number by which rows are put in order: facts of one number lie together in the store. */
export const numberOfThing = (thing: ImportedThing): PhoneNumber | undefined => {
  switch (thing.kind) {
    case 'grantBasis':
      return thing.basis.subscriber;
    case 'recordRefusal':
      return thing.refusal.subscriber;
    case 'setPreference':
      return thing.subscriber;
    case 'recycleNumber':
    case 'recordOwnership':
      return thing.number;
    case 'recordCall':
      return thing.call.callee;
    case 'importComplaint':
      return thing.complaint.number;
    default:
      return undefined;
  }
};
