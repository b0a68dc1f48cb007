import type { InstantMs, Result, Sequence } from '@wurao/domain';
import type { BackupReport, TableLoad } from './ports.ts';
import type { GroupSession, Session } from './session.ts';

/** What a store stands on: SQLite in the data directory (`sqlite/`), or a PostgreSQL server (`postgres/`). */
export interface Engine {
  /** The last committed sequence when it was opened. */
  readonly head: Sequence;
  /** Used by one at a time. */
  readonly writer: GroupSession;
  /** In one snapshot, so that an answer of several reads is of one sequence. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Outside any group, of what no gate decides by. Resolves once it is durable; used by one at a time. */
  write<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Fails when it is closed. */
  load(nowMs: InstantMs): Promise<TableLoad>;
  backup(path: string): Promise<Result<BackupReport>>;
  /** From now on `heard` is called with a sequence that another process committed. Several may be told as one. */
  follow(heard: (head: Sequence) => void): void;
  /** Several processes share the register: is this the one that delivers to webhooks? */
  delivers(): boolean;
  close(): Promise<void>;
}
