import type { BulletinWish, FrozenCounts, FrozenPeriod, HeldNumbers } from '@wurao/casework';
import type { Result } from '@wurao/domain';
import type { CaseAsker } from './casework-port.ts';

export interface FreezeWish {
  /** `2026Q3` or `2026-10` */
  readonly period: string;
  /** Numbers held, by the carriers' own count; undefined: no figures of subscribers. */
  readonly subscribers: readonly HeldNumbers[] | undefined;
  /** Counted and shown, not kept. */
  readonly dryRun: boolean;
}

/** Published figures: counted once from store and journal, then only recomputed from what was frozen. */
export interface BulletinPort {
  /** Takes as long as the counting. Failures: `invalid` before the period is over, `conflict` where it is frozen, `journal-unavailable`. */
  freeze(wish: FreezeWish, asker: CaseAsker): Promise<Result<FrozenCounts>>;
  /** The latest first. */
  list(): Promise<Result<readonly FrozenPeriod[]>>;
  /** CSV, JSON or a page; `not-found` for what is not frozen. */
  read(wish: BulletinWish): Promise<Result<string>>;
  /** The text that it is recomputed from. */
  frozen(period: string): Promise<Result<string>>;
}
