import {
  type Basis,
  type Channel,
  categoriesIn,
  channelBit,
  channelsIn,
  type InstantMs,
  type MerchantId,
  purposeBit,
  purposesIn,
  type Refusal,
} from '@wurao/domain';
import { REASONS, reasonOf } from '@wurao/law';
import type { AskerSummary, AttemptSummary, ContactRights, FactUse } from '../ports.ts';
import { outcomeView } from './outcome-view.ts';
import { reasonForSubscriber } from './subscriber-sight.ts';
import { instantText, pick, type WireRecord } from './wire-form.ts';

const WITHDRAWAL_PATHS = { consent: 'consents', request: 'requests', relation: 'relations' } as const;

const isLive = (basis: Basis, nowMs: InstantMs): boolean =>
  basis.ended === undefined && (basis.toMs === undefined || basis.toMs > nowMs);

const isWithin = (part: number, whole: number): boolean => (part & ~whole) === 0;

/** All that the basis gives was refused since: only what the subscriber confirmed later lets the merchant back in. */
const isRefused = (basis: Basis, refusals: readonly Refusal[]): boolean =>
  refusals.some(
    (refusal) =>
      refusal.ended === undefined &&
      refusal.merchant === basis.merchant &&
      (refusal.sequence > basis.sequence || !basis.confirmed) &&
      isWithin(basis.purposes, refusal.purposes) &&
      isWithin(basis.categories, refusal.categories) &&
      isWithin(basis.channels, refusal.channels),
  );

/** What comes to an end with this basis: of each purpose and channel, the categories that no other living basis of the merchant gives. */
const stopsWith = (basis: Basis, others: readonly Basis[]): readonly WireRecord[] =>
  purposesIn(basis.purposes).flatMap((purpose) =>
    channelsIn(basis.channels).flatMap((channel) => {
      const staying = others.filter((one) => one.purposes & purposeBit(purpose) && one.channels & channelBit(channel));
      const stopped = basis.categories & ~staying.reduce((mask, { categories }) => mask | categories, 0);
      return stopped === 0 ? [] : [{ purpose, channel, categories: categoriesIn(stopped) }];
    }),
  );

const mayContact = (
  basis: Basis,
  name: string | undefined,
  lastContactMs: InstantMs | undefined,
  use: FactUse | undefined,
  others: readonly Basis[],
): WireRecord => ({
  ...pick(
    {
      ...basis,
      name,
      basis: basis.id,
      withdrawal: `/v1/${WITHDRAWAL_PATHS[basis.kind]}/${basis.id}/withdrawal`,
      stops: stopsWith(basis, others),
      lastContactMs,
      lastUsedMs: use?.lastMs,
      uses: use?.uses ?? 0,
    },
    [
      'merchant',
      'name',
      'kind',
      'purposes',
      'categories',
      'channels',
      'words',
      'method',
      'evidence',
      'confirmed',
      'from',
      'to',
      'receivedAt',
      'basis',
      'withdrawal',
      'stops',
      'lastContactAt',
      'lastUsedAt',
      'uses',
    ],
  ),
});

const refusedView = (refusal: Refusal, name: string | undefined): WireRecord =>
  pick({ ...refusal, name }, [
    'merchant',
    'name',
    'purposes',
    'categories',
    'channels',
    'by',
    'words',
    'reply',
    'receivedAt',
  ]);

const REASON_OF = new Map<string, (typeof REASONS)[number]>(REASONS.map((reason) => [reason.key, reason]));

/** One attempt as its callee reads it. The line is the carrier's affair, a former holder nobody's here; staff see both. */
export const attemptView = (
  attempt: AttemptSummary,
  merchantName: string | undefined,
  asStaff: boolean,
): WireRecord => {
  const told = asStaff ? attempt.reason : reasonForSubscriber(attempt.reason);
  const reason = REASON_OF.get(told) ?? reasonOf('refused');
  return {
    id: attempt.id,
    at: instantText(attempt.atMs),
    decision: attempt.decision,
    reason: told,
    reasonCode: reason.code,
    text: reason.text,
    channel: attempt.channel as Channel,
    ...pick({ ...attempt, name: merchantName }, [
      'purpose',
      'caller',
      'merchant',
      'name',
      ...(asStaff ? ['line'] : []),
    ]),
    ...(attempt.outcome === undefined
      ? {}
      : { outcome: outcomeView(asStaff ? 'handler' : 'subscriber', attempt.outcome) }),
  };
};

export const contactsView = (
  rights: ContactRights,
  contacted: readonly AttemptSummary[],
  uses: readonly FactUse[],
  nameOf: (merchant: MerchantId) => string | undefined,
  nowMs: InstantMs,
  asStaff: boolean,
): WireRecord => {
  const lastMs = new Map<string, InstantMs>();
  for (const { merchant, atMs } of contacted) {
    if (merchant !== undefined) lastMs.set(merchant, Math.max(lastMs.get(merchant) ?? 0, atMs));
  }
  const byFact = new Map(uses.map((use) => [use.fact, use]));
  const living = rights.bases.filter((basis) => isLive(basis, nowMs) && !isRefused(basis, rights.refusals));
  return {
    mayContact: living.map((basis) => {
      const { merchant, id, sequence, matter } = basis;
      // A basis for one matter keeps nothing else open.
      const others = living.filter(
        (one) => one.merchant === merchant && one.id !== id && (one.matter === undefined || one.matter === matter),
      );
      return mayContact(basis, nameOf(merchant), lastMs.get(merchant), byFact.get(sequence), others);
    }),
    refused: rights.refusals
      .filter((refusal) => refusal.ended === undefined)
      .map((refusal) => refusedView(refusal, nameOf(refusal.merchant))),
    contacted: contacted.map((attempt) => attemptView(attempt, attempt.merchant && nameOf(attempt.merchant), asStaff)),
  };
};

export const askerView = (asker: AskerSummary, name: string | undefined): WireRecord =>
  pick({ ...asker, name }, [
    'merchant',
    'name',
    'role',
    'attempts',
    'screens',
    'allowed',
    'refused',
    'firstAt',
    'lastAt',
  ]);
