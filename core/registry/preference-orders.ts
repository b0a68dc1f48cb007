import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  asId,
  type MerchantId,
  type PhoneNumber,
  type PreferenceOrder,
  type Result,
} from '@wurao/domain';
import { DAY_MS, NOTICE_LIFETIME_MS } from './bounds.ts';
import { checkSubscriber } from './checks.ts';
import type { Actor, CommandOf, PreferenceInput } from './envelope.ts';
import { keptWords } from './findings.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { helpAnswer, standingAnswer, stopAnswer } from './preference-answers.ts';
import { OPEN, setPreference } from './preferences.ts';
import { recordRefusal } from './refusals.ts';
import { forbidden, replaced } from './replies.ts';

/** Of notices that are about no merchant. */
const NO_MERCHANT = asId<MerchantId>('');

/** What would stand; undefined: the order changes nothing of it. */
const wanted = (order: PreferenceOrder, present: PreferenceInput): PreferenceInput | undefined => {
  if (order.means === 'on') return { ...present, on: true };
  if (order.means === 'off') return { ...present, on: false };
  if (order.means === 'bar') {
    // What was barred while it was off is not wanted back.
    const former = present.on ? present : { channels: 0, categories: 0 };
    const channels = former.channels | order.channels;
    const categories = former.categories | order.categories;
    return { ...present, on: true, channels: channels || ALL_CHANNELS, categories: categories || ALL_CATEGORIES };
  }
  if (order.means !== 'open' || !present.on) return undefined;
  const channels = present.channels & ~order.channels;
  const categories = present.categories & ~order.categories;
  // Nothing is barred any more; what was stays, for the next time that it is turned on.
  return channels === 0 || categories === 0 ? { ...present, on: false } : { ...present, channels, categories };
};

/** A network passes on what anybody's telephone seems to say: to take a protection away it must be the number's own. */
const mayOrder = async (
  actor: Actor,
  order: PreferenceOrder,
  subscriber: PhoneNumber,
  tx: RegisterTransaction,
): Promise<boolean> => {
  if (actor.role === 'admin') return true;
  if (actor.role !== 'carrier') return false;
  const widens = order.means === 'off' || order.means === 'open';
  return !widens || (await tx.ownership(subscriber))?.carrier === actor.party;
};

/**
 * Does what a message to the port for preferences asks for, by the subscriber, and answers it with one message that says what holds then.
 * How it is used is told once a day. Answers `{subscriber, order, answered}`.
 */
export const preferByMessage = async (
  { reply, order, merchant }: CommandOf<'preferByMessage'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const { subscriber } = reply;
  if (!(await mayOrder(actor, order, subscriber, tx)))
    return forbidden('only the network of a number passes this on', 'Record the ownership of the number first.');
  const bad = checkSubscriber(subscriber);
  if (bad) return bad;
  const person: Actor = { keyId: undefined, role: 'subscriber', party: undefined, subscriber };
  const present = (await tx.preference(subscriber)) ?? OPEN;
  const preference = wanted(order, present) ?? present;
  if (preference !== present) {
    const done = await setPreference({ kind: 'setPreference', subscriber, preference }, person, tx, context);
    if (!done.ok) return done;
  }
  const name = merchant && (await tx.noun('merchant', merchant))?.body.name;
  if (merchant !== undefined && name !== undefined) {
    const all = { purposes: ALL_PURPOSES, categories: ALL_CATEGORIES, channels: ALL_CHANNELS };
    const refusal = { subscriber, merchant, ...all, words: keptWords(reply.text) };
    const done = await recordRefusal({ kind: 'recordRefusal', refusal }, person, tx, context);
    if (!done.ok) return done;
  }
  const text = await answerOf(order, name, preference, subscriber, tx, context);
  if (text !== undefined) {
    await tx.addOutbox({
      id: context.newId('message'),
      atMs: context.nowMs,
      to: subscriber,
      from: reply.port,
      purpose: 'preference',
      text,
      expiresMs: context.nowMs + NOTICE_LIFETIME_MS,
    });
  }
  return replaced({ subscriber, order: order.means, answered: text !== undefined });
};

const answerOf = async (
  order: PreferenceOrder,
  name: string | undefined,
  preference: PreferenceInput,
  subscriber: PhoneNumber,
  tx: RegisterTransaction,
  { nowMs }: CommandContext,
): Promise<string | undefined> => {
  const { language } = order;
  if (order.means === 'stop') return stopAnswer(name, preference, language);
  if (order.means !== 'help') return standingAnswer(preference, language);
  const kind = 'preference-help';
  const last = await tx.lastNotice(subscriber, NO_MERCHANT, kind);
  if (last !== undefined && last.atMs + DAY_MS > nowMs) return undefined;
  await tx.insertNotice({ subscriber, merchant: NO_MERCHANT, kind, atMs: nowMs, sequence: tx.sequence });
  return helpAnswer(language);
};
