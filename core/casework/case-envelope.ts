import type { Command, Envelope, Query } from '@wurao/registry';
import type { AuditCommand, AuditQuery } from './audit-commands.ts';
import type { BulletinCommand, BulletinQuery } from './bulletin-commands.ts';
import type { ComplaintCommand, ComplaintQuery } from './complaint-commands.ts';
import type { SanctionCommand, SanctionQuery } from './sanction-commands.ts';

/** Everything that casework may change, by slice. Imperative names; inputs are parsed and bounded by the edge. */
export type CaseCommand = ComplaintCommand | AuditCommand | BulletinCommand | SanctionCommand;
/** Its questions. */
export type CaseQuery = ComplaintQuery | AuditQuery | BulletinQuery | SanctionQuery;

/** What the house's one writer takes, and what it is asked. */
export type HouseCommand = Command | CaseCommand;
export type HouseEnvelope = Envelope<HouseCommand>;
export type HouseQuery = Query | CaseQuery;
