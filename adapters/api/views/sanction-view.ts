import {
  type ListedSanction,
  type Reach,
  type ReachGroup,
  type SanctionFile,
  type SanctionSheet,
  type SanctionStepRecord,
  stateOfNoun,
} from '@wurao/casework';
import { channelsIn, type InstantMs, purposesIn, type Sanction } from '@wurao/domain';
import type { Actor } from '@wurao/registry';
import { CASE_STAFF } from './case-view.ts';
import { instantText, type WireRecord } from './wire-form.ts';

const at = (ms: InstantMs | undefined): string | undefined => (ms === undefined ? undefined : instantText(ms));

/** What is undefined is left out. */
const said = (fields: Readonly<Record<string, unknown>>): WireRecord =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Who looks. */
type Looker = Pick<Actor, 'role' | 'party'>;

/** Carriers work sanctions, too. Whom one hits reads neither what staff note, nor who of them it was. */
const isStaff = ({ role, party }: Looker, owner: string | undefined): boolean =>
  CASE_STAFF.includes(role) || (role === 'carrier' && (party === undefined || owner !== party));

const scopeWords = (scope: { readonly purposes: number; readonly channels: number } | undefined) =>
  scope && { purposes: purposesIn(scope.purposes), channels: channelsIn(scope.channels) };

/** A day that no calendar knows is not promised: the year that is missing is named in its place. */
const fileView = (by: Looker, file: SanctionFile): WireRecord =>
  said({
    id: file.id,
    state: file.state,
    kind: file.kind,
    target: file.target,
    owner: file.owner,
    grounds: file.grounds,
    ...scopeWords(file.scope),
    along: file.along.length === 0 ? undefined : file.along,
    termDays: file.termDays,
    perDay: file.perDay,
    amountYuan: file.amountYuan,
    clause: file.clause,
    note: isStaff(by, file.owner) && file.note !== '' ? file.note : undefined,
    proposedAt: at(file.proposedMs),
    inForceAt: at(file.inForceMs),
    endsAt: at(file.termEndsMs),
    clock: file.clock?.name,
    dueAt: at(file.clock?.dueMs),
    missingYear: file.clock?.missingYear,
    appeals: file.appeals,
    entry: file.entry,
    entryDueAt: at(file.entryDueMs),
  });

/** One of the register that has no file. */
const nounView = (by: Looker, noun: Sanction, nowMs: InstantMs): WireRecord =>
  said({
    id: noun.id,
    state: stateOfNoun(noun, nowMs),
    kind: noun.kind,
    target: noun.target,
    grounds: [],
    ...scopeWords(noun),
    perDay: noun.perDay,
    clause: noun.clause,
    note: isStaff(by, noun.target.id) && noun.note !== '' ? noun.note : undefined,
    inForceAt: at(noun.fromMs),
    endsAt: at(noun.toMs),
  });

const stepView = (isStaffs: boolean, step: SanctionStepRecord): WireRecord =>
  said({
    at: at(step.atMs),
    input: step.input,
    from: step.from,
    to: step.to,
    by: said({ role: step.actor, hand: step.hand, name: isStaffs && step.name !== '' ? step.name : undefined }),
    reason: step.reason,
    told: step.told,
    clock: step.clock,
    dueAt: at(step.dueMs),
  });

export const sanctionView = (by: Looker, listed: ListedSanction, nowMs: InstantMs): WireRecord =>
  listed.kind === 'file' ? fileView(by, listed.file) : nounView(by, listed.noun, nowMs);

export const sanctionSheetView = (by: Looker, sheet: SanctionSheet, nowMs: InstantMs): WireRecord => ({
  ...sanctionView(by, sheet, nowMs),
  steps: sheet.kind === 'file' ? sheet.steps.map((step) => stepView(isStaff(by, sheet.file.owner), step)) : [],
});

const groupView = ({ province, carrier, lines, numbers, stopped, passes }: ReachGroup): WireRecord =>
  said({ province, carrier, lines, numbers, stopped, passes });

export const reachView = ({ ids, groups, stopped, passes }: Reach): WireRecord => ({
  ids,
  groups: groups.map(groupView),
  stopped,
  passes,
});
