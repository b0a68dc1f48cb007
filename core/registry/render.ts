import {
  type Binding,
  type Content,
  categoriesIn,
  channelsIn,
  type Expectation,
  type Filing,
  type Line,
  type LineEntry,
  type LineSms,
  type Merchant,
  type Party,
  type Preference,
  purposesIn,
  type Refusal,
  type Sanction,
} from '@wurao/domain';
import type { BasisRecord, KeyListing, LineListing, WebhookListing } from './answers.ts';
import type { Actor } from './envelope.ts';

/** Facts as JSON for answers: words for masks, RFC 3339 for instants, no key for what is not there. */
export type Json = Readonly<Record<string, unknown>>;

const instant = (atMs: number | undefined): string | undefined =>
  atMs === undefined ? undefined : new Date(atMs).toISOString();

const said = (fields: Record<string, unknown>): Json => {
  for (const key of Object.keys(fields)) if (fields[key] === undefined) delete fields[key];
  return fields;
};

const scopeWords = (scope: { readonly purposes: number; readonly categories: number; readonly channels: number }) => ({
  purposes: purposesIn(scope.purposes),
  categories: categoriesIn(scope.categories),
  channels: channelsIn(scope.channels),
});

/** Rule 5: that a number was recycled is no merchant's business; to it the basis stands until it withdraws it itself. */
export const asMerchantSees = (basis: BasisRecord): BasisRecord => {
  if (basis.ended?.how !== 'recycled') return basis;
  const { toldEnd } = basis;
  const ended = toldEnd && { how: 'withdrawn' as const, ...toldEnd };
  return { ...basis, ended, endedBy: toldEnd && 'merchant' };
};

export const basisJson = (basis: BasisRecord, viewer: Actor['role']): Json => {
  const shown = (viewer === 'merchant' ? asMerchantSees(basis) : basis).ended;
  return said({
    id: basis.id,
    kind: basis.kind,
    subscriber: basis.subscriber,
    merchant: basis.merchant,
    ...scopeWords(basis),
    matter: basis.matter,
    words: basis.words,
    method: basis.method,
    evidence: basis.evidence && said({ ...basis.evidence }),
    confirmed: basis.confirmed,
    from: instant(basis.fromMs),
    to: instant(basis.toMs),
    received: instant(basis.receivedMs),
    ended: shown && { how: shown.how, at: instant(shown.atMs), sequence: shown.sequence },
    sequence: basis.sequence,
  });
};

export const refusalJson = (refusal: Refusal): Json =>
  said({
    subscriber: refusal.subscriber,
    merchant: refusal.merchant,
    ...scopeWords(refusal),
    by: refusal.by,
    words: refusal.words,
    reply: refusal.reply && { port: refusal.reply.port, at: instant(refusal.reply.atMs) },
    received: instant(refusal.receivedMs),
    sequence: refusal.sequence,
  });

export const preferenceJson = (preference: Preference): Json =>
  said({
    subscriber: preference.subscriber,
    on: preference.on,
    ...scopeWords(preference),
    hours: preference.hours,
    allow: preference.allow,
    deny: preference.deny,
    prefixes: preference.prefixes,
    keep: preference.keep,
    sequence: preference.sequence,
  });

export const expectationJson = ({ subscriber, channels, categories, ...when }: Expectation): Json => ({
  subscriber,
  channels: channelsIn(channels),
  categories: categoriesIn(categories),
  from: instant(when.fromMs),
  until: instant(when.expiresMs),
  sequence: when.sequence,
});

export const partyJson = (party: Party): Json => said({ ...party });
export const merchantJson = ({ index: _, categories, ...rest }: Merchant): Json =>
  said({ ...rest, categories: categoriesIn(categories) });

/** Field by field: what is not named here is never shown by accident. */
export const lineListing = ({ entry, sms, ...line }: Line): LineListing => ({
  ...line,
  ...(entry && { entry: entryListing(entry) }),
  ...(sms && { sms: smsListing(sms) }),
});
const entryListing = ({ addresses, certificates, digest }: LineEntry): LineListing['entry'] => ({
  addresses,
  certificates,
  digest: digest && { user: digest.user, realm: digest.realm },
});
const smsListing = ({ account, connections, perSecond, window, replyWords }: LineSms): LineListing['sms'] => ({
  account,
  connections,
  perSecond,
  window,
  ...(replyWords && { replyWords }),
});
export const lineJson = (line: Line): Json => said({ ...lineListing(line) });

/** Every version answers to the content's own id; the part after @ is where the register keeps it. */
export const contentJson = (content: Content): Json => said({ ...content, id: content.id.split('@')[0] });

export const filingJson = ({ fromMs, toMs, ...rest }: Filing): Json =>
  said({ ...rest, ...scopeWords(rest), from: instant(fromMs), to: instant(toMs) });

export const bindingJson = ({ expiresMs, ...rest }: Binding): Json => said({ ...rest, expires: instant(expiresMs) });

export const sanctionJson = ({ fromMs, toMs, purposes, channels, ...rest }: Sanction): Json =>
  said({
    ...rest,
    purposes: purposesIn(purposes),
    channels: channelsIn(channels),
    from: instant(fromMs),
    to: instant(toMs),
  });

export const keyJson = ({ expiresMs, ...rest }: KeyListing): Json => said({ ...rest, expires: instant(expiresMs) });
export const webhookJson = ({ createdMs, ...rest }: WebhookListing): Json =>
  said({ ...rest, created: instant(createdMs) });
