import type { InstantMs, Sanction } from '@wurao/domain';
import type { AutomaticCap } from './automatic-action.ts';
import type { BadListWords, SanctionFile } from './sanction-file.ts';
import type { SanctionProposal } from './sanction-proposal.ts';
import type { SanctionInput, SanctionState } from './sanction-states.ts';

/** Beyond it a bulk action is cut up by whoever asks: one transaction. */
export const BULK_SANCTIONS_MAX = 1_000;
/** Organisations reached beside the target; each is a sanction of the register by itself. */
export const SANCTION_ALONG_MAX = 50;

export interface SanctionOrder extends SanctionProposal {
  readonly id?: string | undefined;
  /** Left out: that of the kind. */
  readonly clause?: string | undefined;
  readonly note: string;
  /** Merchants and parties that it is to reach beside its target; carriers among them are left out. */
  readonly along: readonly string[];
  /** With kind `bad-list`, and only with it. */
  readonly listing?: BadListWords | undefined;
  /** What `automaticCap` allowed; only automation needs it. */
  readonly automaticCap?: AutomaticCap | undefined;
}

/** Steps that somebody takes; `lapse` comes with time. */
export type SanctionStepInput = Exclude<SanctionInput, 'lapse'>;

export type SanctionCommand =
  /** All of them or none. `imposeAtOnce`: where no notice is owed, else it is refused. */
  | { readonly kind: 'proposeSanctions'; readonly orders: readonly SanctionOrder[]; readonly imposeAtOnce: boolean }
  /** All of them or none. */
  | {
      readonly kind: 'stepSanctions';
      readonly ids: readonly string[];
      readonly input: SanctionStepInput;
      readonly reason: string | undefined;
    }
  /** What time does by itself; by the system only. */
  | { readonly kind: 'lapseSanctions' };

/** Undefined: any. */
export interface SanctionFilter {
  readonly owner: string | undefined;
  readonly state: SanctionState | undefined;
  /** Whom nothing is shown that it would be hit by and was not told of; undefined: staff. */
  readonly hiddenFrom?: string | undefined;
}

export type SanctionQuery =
  /** Also by the id of a sanction of the register: one of a file's, or one without a file. */
  | { readonly kind: 'sanctionSheet'; readonly id: string }
  /** By id; of no owner, those of the register without a file as well. */
  | {
      readonly kind: 'sanctions';
      readonly filter: SanctionFilter;
      /** Whether a term is over that nobody watched. */
      readonly nowMs: InstantMs;
      readonly after: string | undefined;
      readonly limit: number;
    }
  /** Entries that stand, by id. */
  | { readonly kind: 'badList'; readonly after: string | undefined; readonly limit: number }
  /** Who is registered, with lines and filings: what a sanction on one of them could reach. */
  | { readonly kind: 'reachRows' };

/** The state of a sanction of the register that has no file. */
export const stateOfNoun = ({ status, toMs }: Pick<Sanction, 'status' | 'toMs'>, nowMs: InstantMs): SanctionState =>
  status === 'lifted' ? 'lifted' : toMs !== undefined && toMs <= nowMs ? 'lapsed' : 'in-force';

/** Proposed, or dropped before anybody was told: whose it is knows nothing of it. */
export const isUntold = ({ state, steps, inForceMs }: Pick<SanctionFile, 'state' | 'steps' | 'inForceMs'>): boolean =>
  state === 'proposed' || (state === 'lapsed' && inForceMs === undefined && steps <= STEPS_UNTOLD);
/** The proposal, and that it was dropped. */
const STEPS_UNTOLD = 2;
