import { DELIVERED, type MessageEnd, type Role } from '@wurao/domain';
import type { ToldOutcome } from '../ports.ts';
import { instantText, pick, type WireRecord } from './wire-form.ts';

const HOW_IT_WENT = ['answered', 'ringingAt', 'answeredAt', 'delivered', 'endedAt', 'durationMs', 'endedBy'];
const IN_ITS_WORDS = [...HOW_IT_WENT, 'status', 'state', 'error'];
const EVERYTHING = [...IN_ITS_WORDS, 'source'];

/** The field x role table of outcomes: whose call or message it was reads how it went, whoever runs the network how that is known. */
const FIELDS: Readonly<Record<Role, readonly string[]>> = {
  admin: EVERYTHING,
  handler: EVERYTHING,
  regulator: EVERYTHING,
  carrier: EVERYTHING,
  merchant: IN_ITS_WORDS,
  subscriber: HOW_IT_WENT,
};

const text = (atMs: number | undefined): string | undefined => (atMs === undefined ? undefined : instantText(atMs));

const ofMessage = ({ state, error }: MessageEnd, { endedMs, source }: ToldOutcome): object => ({
  delivered: state === DELIVERED,
  endedAt: text(endedMs),
  state,
  error,
  source,
});

const ofCall = ({ status, source, ringingMs, answeredMs, endedMs, endedBy }: ToldOutcome): object => {
  const durationMs = answeredMs === undefined || endedMs === undefined ? undefined : Math.max(0, endedMs - answeredMs);
  return {
    answered: answeredMs !== undefined,
    ringingAt: text(ringingMs),
    answeredAt: text(answeredMs),
    endedAt: text(endedMs),
    durationMs,
    endedBy,
    status,
    source,
  };
};

export const outcomeView = (role: Role, outcome: ToldOutcome): WireRecord => {
  const { message } = outcome;
  return pick(message === undefined ? ofCall(outcome) : ofMessage(message, outcome), FIELDS[role]);
};
