import type { Filing, InstantMs, Line, Merchant, Party, Sanction } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import type { SanctionFile, SanctionStepRecord } from './sanction-file.ts';

/** Files of sanctions in one command's view of the store. Rows are replaced; steps are only added. */
export interface SanctionTransaction {
  sanctionFile(id: string): Promise<SanctionFile | undefined>;
  insertSanction(file: SanctionFile): Promise<void>;
  replaceSanction(file: SanctionFile): Promise<void>;
  insertSanctionStep(step: SanctionStepRecord): Promise<void>;
  /** In force with a term that ended by `nowMs`, oldest first. */
  sanctionsRunOut(nowMs: InstantMs, limit: number): Promise<readonly SanctionFile[]>;
  /** Whose clock runs without a day, for want of a year of the calendar. */
  sanctionsWithoutDay(limit: number): Promise<readonly SanctionFile[]>;
  hasFinding(id: string): Promise<boolean>;
}

/** `noun`: one of the register without a file, stated before there were any or by a sample world. */
export type ListedSanction =
  | { readonly kind: 'file'; readonly file: SanctionFile }
  | { readonly kind: 'noun'; readonly noun: Sanction };

export type SanctionSheet =
  | { readonly kind: 'file'; readonly file: SanctionFile; readonly steps: readonly SanctionStepRecord[] }
  | { readonly kind: 'noun'; readonly noun: Sanction };

/** As `ReachGraph`, before it is known where a number or a line lies. */
export interface ReachRows {
  readonly parties: readonly Pick<Party, 'id' | 'kind' | 'creditCode'>[];
  readonly merchants: readonly Pick<Merchant, 'id' | 'creditCode'>[];
  readonly lines: readonly Pick<Line, 'id' | 'chain' | 'status'>[];
  readonly filings: readonly Pick<
    Filing,
    'id' | 'caller' | 'prefix' | 'merchant' | 'line' | 'status' | 'fromMs' | 'toMs'
  >[];
}

export interface SanctionAnswers {
  sanctionSheet: SanctionSheet | undefined;
  sanctions: Page<ListedSanction>;
  badList: Page<SanctionFile>;
  reachRows: ReachRows;
}
