import type { Role } from '@wurao/domain';
import type { ToldOutcome } from '../ports.ts';
import { instantText, pick, type WireRecord } from './wire-form.ts';

const OF_THE_CALL = ['answered', 'ringingAt', 'answeredAt', 'endedAt', 'durationMs', 'endedBy'];
const EVERYTHING = [...OF_THE_CALL, 'status', 'source'];

/** The field x role table of outcomes: whose call it was reads how it went, whoever runs the network how that is known. */
const FIELDS: Readonly<Record<Role, readonly string[]>> = {
  admin: EVERYTHING,
  handler: EVERYTHING,
  regulator: EVERYTHING,
  carrier: EVERYTHING,
  merchant: [...OF_THE_CALL, 'status'],
  subscriber: OF_THE_CALL,
};

export const outcomeView = (role: Role, outcome: ToldOutcome): WireRecord => {
  const { status, source, ringingMs, answeredMs, endedMs, endedBy } = outcome;
  const text = (atMs: number | undefined): string | undefined => (atMs === undefined ? undefined : instantText(atMs));
  const durationMs = answeredMs === undefined || endedMs === undefined ? undefined : Math.max(0, endedMs - answeredMs);
  const said = {
    answered: answeredMs !== undefined,
    ringingAt: text(ringingMs),
    answeredAt: text(answeredMs),
    endedAt: text(endedMs),
    durationMs,
    endedBy,
    status,
    source,
  };
  return pick(said, FIELDS[role]);
};
