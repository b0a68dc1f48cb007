import type { Command, Envelope, Query } from '@wurao/registry';
import type { ComplaintCommand, ComplaintQuery } from './complaint-commands.ts';
import type { SanctionCommand, SanctionQuery } from './sanction-commands.ts';

/** Everything that casework may change, by slice. Imperative names; inputs are parsed and bounded by the edge. */
export type CaseCommand = ComplaintCommand | SanctionCommand;
/** Its questions. */
export type CaseQuery = ComplaintQuery | SanctionQuery;

/** What the house's one writer takes, and what it is asked. */
export type HouseCommand = Command | CaseCommand;
export type HouseEnvelope = Envelope<HouseCommand>;
export type HouseQuery = Query | CaseQuery;
