import {
  type Expectation,
  type Failure,
  failure,
  invalid,
  type PhoneNumber,
  purposeMask,
  type Result,
} from '@wurao/domain';
import { HOUR_MS, MAX_EXPECTATION_HOURS, MAX_EXPECTATIONS } from './bounds.ts';
import { checkScope, checkSubscriber, firstFailure } from './checks.ts';
import type { Actor, CommandOf, ExpectationInput } from './envelope.ts';
import { stateNoun } from './nouns.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { expectationJson } from './render.ts';
import { forbidden, replaced } from './replies.ts';

const ANY_PURPOSE = purposeMask(['marketing']);

const mayExpect = (actor: Actor, subscriber: PhoneNumber): Failure | undefined =>
  actor.role === 'admin' || (actor.role === 'subscriber' && actor.subscriber === subscriber)
    ? undefined
    : forbidden('only the subscriber or an operator says what is expected', 'Use a session of this number.');

const checkInput = ({ hours, ...scope }: ExpectationInput): Failure | undefined =>
  firstFailure(
    checkScope({ ...scope, purposes: ANY_PURPOSE }),
    Number.isInteger(hours) && hours >= 1 && hours <= MAX_EXPECTATION_HOURS
      ? undefined
      : invalid(
          'hours',
          `not 1 to ${MAX_EXPECTATION_HOURS} whole hours`,
          `Say 1 to ${MAX_EXPECTATION_HOURS}, and again when they are over.`,
        ),
  );

/** Every gate holds all of them in plain memory. */
const checkRoom = async (tx: RegisterTransaction, nowMs: number): Promise<Failure | undefined> => {
  const lasting = await tx.countExpectations(nowMs);
  return lasting < MAX_EXPECTATIONS
    ? undefined
    : failure('too-many-requests', 'Too many expect a call', {
        field: '',
        message: `${MAX_EXPECTATIONS} people expect a call at this moment, as many as the gates have room for`,
        remedy: 'Wait until some are over, or put the caller on the allow list.',
      });
};

/** For some hours the preference lets through what it names. The latest holds alone, whatever an earlier one opened. */
export const expectCall = async (
  { subscriber, expectation: input }: CommandOf<'expectCall'>,
  actor: Actor,
  tx: RegisterTransaction,
  { nowMs }: CommandContext,
): Promise<Result<Reply>> => {
  const bad = mayExpect(actor, subscriber) ?? checkSubscriber(subscriber) ?? checkInput(input);
  if (bad) return bad;
  const present = (await tx.noun('expectation', subscriber))?.body;
  const full = present && present.expiresMs > nowMs ? undefined : await checkRoom(tx, nowMs);
  if (full) return full;
  const { channels, categories, hours } = input;
  const expiresMs = nowMs + hours * HOUR_MS;
  const expectation = { subscriber, channels, categories, fromMs: nowMs, expiresMs, sequence: tx.sequence };
  await putExpectation(tx, subscriber, expectation);
  return replaced(expectationJson(expectation));
};

export const endExpectation = async (
  { subscriber }: CommandOf<'endExpectation'>,
  actor: Actor,
  tx: RegisterTransaction,
  { nowMs }: CommandContext,
): Promise<Result<Reply>> => {
  const bad = mayExpect(actor, subscriber) ?? checkSubscriber(subscriber);
  if (bad) return bad;
  const present = (await tx.noun('expectation', subscriber))?.body;
  if (present && present.expiresMs > nowMs) await putExpectation(tx, subscriber, undefined);
  return replaced({ subscriber, channels: [], categories: [] });
};

/** `owner` says when it is over: those that last are counted by it. */
const putExpectation = (
  tx: RegisterTransaction,
  subscriber: PhoneNumber,
  expectation: Expectation | undefined,
): Promise<void> => {
  const owner = expectation && new Date(expectation.expiresMs).toISOString();
  return stateNoun(tx, 'expectation', subscriber, expectation, { owner });
};

/** With the tenure: the next holder expects nothing. */
export const dropExpectation = async (tx: RegisterTransaction, subscriber: PhoneNumber): Promise<void> => {
  if (await tx.noun('expectation', subscriber)) await putExpectation(tx, subscriber, undefined);
};
