import type { InstantMs } from '@wurao/domain';
import type { BadListEntry } from './bad-list.ts';
import type { CaseSanctionKind, SanctionGround, SanctionScope, SanctionTargetKind } from './sanction-kinds.ts';
import type { SanctionClock, SanctionHand, SanctionInput, SanctionState } from './sanction-states.ts';
import type { SanctionTellEvent } from './sanction-texts.ts';

/** The clock that runs; at most one does. */
export interface SanctionClockRun {
  readonly name: SanctionClock;
  readonly fromMs: InstantMs;
  /** The first instant after it; undefined: the calendar lacks a year, and no day is promised until it is there. */
  readonly dueMs: InstantMs | undefined;
  readonly missingYear: number | undefined;
}

/** What an entry of the bad list says beside who it is. */
export interface BadListWords {
  readonly licence: string;
  readonly reason: string;
}

/** A sanction from its proposal to its end. In force, it stands in the register as well where its kind is one of the register's. */
export interface SanctionFile {
  readonly id: string;
  readonly proposedMs: InstantMs;
  readonly updatedMs: InstantMs;
  readonly state: SanctionState;
  readonly kind: CaseSanctionKind;
  readonly target: { readonly kind: SanctionTargetKind; readonly id: string };
  /** The merchant or party whose it is, who may read and appeal: of a line who speaks on it, of a number who filed it. Undefined: nobody known. */
  readonly owner: string | undefined;
  readonly grounds: readonly { readonly kind: SanctionGround; readonly id: string }[];
  readonly scope: SanctionScope | undefined;
  readonly termDays: number | undefined;
  readonly perDay: number | undefined;
  readonly amountYuan: number | undefined;
  /** An id of a clause, or words. */
  readonly clause: string;
  /** For staff. */
  readonly note: string;
  /** Organisations that it is to reach beside its target. */
  readonly along: readonly string[];
  readonly listing: BadListWords | undefined;
  readonly proposedBy: SanctionHand;
  readonly imposedBy: SanctionHand | undefined;
  readonly clock: SanctionClockRun | undefined;
  readonly inForceMs: InstantMs | undefined;
  /** Undefined: not in force yet, or without a term. */
  readonly termEndsMs: InstantMs | undefined;
  /** Appeals that were decided. */
  readonly appeals: number;
  readonly steps: number;
  /** The register's sanctions that it stands as. */
  readonly nouns: readonly string[];
  /** Filings that it revoked. */
  readonly filings: readonly string[];
  /** Of the bad list, once it is in force. */
  readonly entry: BadListEntry | undefined;
  /** By when it had to be entered. */
  readonly entryDueMs: InstantMs | undefined;
}

/** One step, as it was written down. `position`: dense within the file, from 1, which is the proposal. */
export interface SanctionStepRecord extends SanctionHand {
  readonly sanctionId: string;
  readonly position: number;
  readonly atMs: InstantMs;
  readonly input: 'propose' | SanctionInput;
  readonly from: SanctionState | undefined;
  readonly to: SanctionState;
  readonly reason: string | undefined;
  readonly tells: SanctionTellEvent | undefined;
  /** What the party is told, in these words. */
  readonly told: { readonly zh: string; readonly en: string } | undefined;
  /** The clock that runs from then on. */
  readonly clock: SanctionClock | undefined;
  readonly dueMs: InstantMs | undefined;
}
