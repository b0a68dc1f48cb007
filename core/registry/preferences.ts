import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  asSequence,
  COMMERCIAL_PURPOSES,
  type Failure,
  invalid,
  MAX_LIST_ENTRIES,
  type MerchantId,
  type PhoneNumber,
  type Preference,
  purposeMask,
  type Result,
} from '@wurao/domain';
import { checkHours, checkPrefixes, checkScope, checkSubscriber, firstFailure } from './checks.ts';
import type { Actor, CommandOf, PreferenceInput } from './envelope.ts';
import { isSameBody } from './nouns.ts';
import { appendChangedPairs, type NumberFacts, numberFacts, pairsOfNumber, preferenceChange } from './pairs.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { preferenceJson } from './render.ts';
import { conflict, forbidden, replaced, unchanged } from './replies.ts';

/** What stands for someone who never set a preference, once a list entry makes one. */
export const OPEN: PreferenceInput = {
  on: false,
  channels: ALL_CHANNELS,
  categories: ALL_CATEGORIES,
  purposes: purposeMask(COMMERCIAL_PURPOSES),
  hours: undefined,
  allow: [],
  deny: [],
  prefixes: [],
  keep: [],
};

/** What holds for someone who wrote none. */
const unwritten = (subscriber: PhoneNumber): Preference => ({
  subscriber,
  ...OPEN,
  barredSince: asSequence(0),
  sequence: asSequence(0),
});

const mayWrite = (actor: Actor, subscriber: PhoneNumber): Failure | undefined => {
  if (actor.role === 'admin' || actor.role === 'carrier') return undefined;
  if (actor.role === 'subscriber' && actor.subscriber === subscriber) return undefined;
  return forbidden('only the subscriber, a carrier or an operator sets a preference', 'Use a session of this number.');
};

const checkInput = (input: PreferenceInput): Failure | undefined => {
  for (const list of ['allow', 'deny', 'prefixes', 'keep'] as const) {
    const length = input[list].length;
    if (length > MAX_LIST_ENTRIES) {
      return invalid(
        list,
        `${length} entries, more than ${MAX_LIST_ENTRIES}`,
        `Keep it to ${MAX_LIST_ENTRIES} entries.`,
        MAX_LIST_ENTRIES,
      );
    }
  }
  return firstFailure(checkScope(input, 'may be empty'), checkHours(input.hours), checkPrefixes(input.prefixes));
};

/** Only those that are new: a merchant once kept may have closed since. */
const checkKept = async (
  tx: RegisterTransaction,
  keep: readonly MerchantId[],
  before: readonly MerchantId[],
): Promise<Failure | undefined> => {
  for (const [i, merchant] of keep.entries()) {
    if (before.includes(merchant) || (await tx.noun('merchant', merchant))) continue;
    return invalid(`keep[${i}]`, `there is no merchant ${merchant}`, 'Name a merchant that is registered.');
  }
  return undefined;
};

const wishOf = (preference: PreferenceInput): PreferenceInput => ({
  on: preference.on,
  channels: preference.channels,
  categories: preference.categories,
  purposes: preference.purposes,
  hours: preference.hours,
  allow: [...new Set(preference.allow)],
  deny: [...new Set(preference.deny)],
  prefixes: preference.prefixes,
  keep: [...new Set(preference.keep)],
});

const barsTheSame = (a: PreferenceInput, b: PreferenceInput): boolean =>
  a.on === b.on && a.channels === b.channels && a.categories === b.categories && a.purposes === b.purposes;

const replaceWhole = async (
  tx: RegisterTransaction,
  context: CommandContext,
  subscriber: PhoneNumber,
  input: PreferenceInput,
): Promise<Result<Reply>> => {
  const facts = await numberFacts(tx, subscriber);
  const before = facts.preference;
  const bad = checkInput(input) ?? (await checkKept(tx, input.keep, before?.keep ?? []));
  if (bad) return bad;
  const wish = wishOf(input);
  if (before && isSameBody(wish, wishOf(before))) return unchanged(preferenceJson(before), before.sequence);
  const preference: Preference = {
    subscriber,
    ...wish,
    barredSince: before && barsTheSame(before, wish) ? before.barredSince : tx.sequence,
    sequence: tx.sequence,
  };
  await statePreference(tx, context, facts, subscriber, preference);
  return replaced(preferenceJson(preference));
};

const statePreference = async (
  tx: RegisterTransaction,
  context: CommandContext,
  facts: NumberFacts,
  subscriber: PhoneNumber,
  preference: Preference | undefined,
): Promise<void> => {
  await tx.putPreference(subscriber, preference, context.nowMs);
  await tx.append(preferenceChange(subscriber, preference, tx.sequence));
  await appendChangedPairs(tx, subscriber, pairsOfNumber(facts), pairsOfNumber({ ...facts, preference }));
};

/**
 * As if the latest change of the preference or its lists had not been: also what was lifted before is lifted again, which saying
 * the same anew would not bring back. Only the change that was seen is undone, never a later one.
 */
export const undoPreference = async (
  { subscriber, undone }: CommandOf<'undoPreference'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const bad = mayWrite(actor, subscriber) ?? checkSubscriber(subscriber);
  if (bad) return bad;
  const facts = await numberFacts(tx, subscriber);
  if (facts.preference?.sequence !== undone)
    return conflict('sequence', 'not the latest change of this preference', 'Read the preference, and say what it is.');
  const former = await tx.preference(subscriber, asSequence(undone - 1));
  const preference = former && { ...former, sequence: tx.sequence };
  await statePreference(tx, context, facts, subscriber, preference);
  return replaced(
    preference ? preferenceJson(preference) : { ...preferenceJson(unwritten(subscriber)), sequence: tx.sequence },
  );
};

export const setPreference = async (
  { subscriber, preference }: CommandOf<'setPreference'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> =>
  mayWrite(actor, subscriber) ?? checkSubscriber(subscriber) ?? replaceWhole(tx, context, subscriber, preference);

/** Adds to or removes from a personal list; a number moves from the other list, as one cannot be on both. */
export const changeListEntry = async (
  { kind, subscriber, list, caller }: CommandOf<'addListEntry'> | CommandOf<'removeListEntry'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const bad = mayWrite(actor, subscriber) ?? checkSubscriber(subscriber);
  if (bad) return bad;
  const present = (await tx.preference(subscriber)) ?? OPEN;
  const without = (numbers: readonly PhoneNumber[]) => numbers.filter((number) => number !== caller);
  const other = list === 'allow' ? 'deny' : 'allow';
  const changed =
    kind === 'addListEntry'
      ? {
          ...present,
          [list]: present[list].includes(caller) ? present[list] : [...present[list], caller],
          [other]: without(present[other]),
        }
      : { ...present, [list]: without(present[list]) };
  return replaceWhole(tx, context, subscriber, changed);
};
