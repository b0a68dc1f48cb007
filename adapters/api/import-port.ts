import type { Result, Role } from '@wurao/domain';
import type {
  HeldRow,
  HeldState,
  ImportActor,
  ImportCounts,
  ImportOptions,
  ImportRecord,
  Page,
  ReviewOrder,
  ReviewOutcome,
} from '@wurao/registry';

/** An import, and how far it is if it runs. */
export interface ImportView {
  readonly record: ImportRecord;
  /** Of its file so far. */
  readonly bytes: number;
  readonly progress:
    | {
        readonly phase: 'reading' | 'looking' | 'stating';
        readonly bytesRead: number;
        readonly rows: number;
        readonly position: number;
        readonly counts: ImportCounts;
      }
    | undefined;
  /** Since it was taken up. */
  readonly seconds: number | undefined;
}

export type FoundRow = Pick<HeldRow, 'row' | 'line' | 'state' | 'patterns' | 'errors'> & Partial<HeldRow>;

/** Many facts by the file. The edge checks whose an import is. */
export interface ImportPort {
  create(actor: ImportActor, options: ImportOptions): Promise<Result<ImportView>>;
  /** A piece of the file; `conflict` names the offset where it ends so far. */
  receive(id: string, offset: number, bytes: Uint8Array): Promise<Result<ImportView>>;
  /** The file is whole; or, after a failure, go on. `bytes`: how long the sender's file is; `conflict` when it is not what is here. */
  start(id: string, bytes: number | undefined): Promise<Result<ImportView>>;
  byId(id: string): Promise<Result<ImportView>>;
  /** Newest first, before an id. */
  list(party: string | undefined, before: string | undefined, limit: number): Promise<Result<readonly ImportView[]>>;
  /** As a role sees them: what is hidden from it leaves no gap in the pages either. */
  rows(
    id: string,
    role: Role,
    state: HeldState | undefined,
    after: string | undefined,
    limit: number,
  ): Promise<Result<Page<FoundRow>>>;
  review(order: ReviewOrder): Promise<Result<ReviewOutcome>>;
}
