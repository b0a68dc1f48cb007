import type { HouseAnswer, HouseEnvelope, HouseQuery } from '@wurao/casework';
import type {
  Basis,
  Change,
  ChangeBody,
  DigestHash,
  InstantMs,
  LineId,
  Mac,
  MerchantId,
  NounBodies,
  NounKind,
  PartyId,
  PhoneNumber,
  Preference,
  Refusal,
  Result,
  Role,
  Sequence,
} from '@wurao/domain';
import type {
  HeldRow,
  HeldState,
  ImportBatch,
  ImportBatchOutcome,
  ImportCounts,
  ImportRecord,
  ImportState,
  MerchantEvent,
  Outcome,
  ReviewOrder,
  ReviewOutcome,
  Webhook,
} from '@wurao/registry';

export interface StoreOptions {
  /** Data directory: without a database URL the store is `store.sqlite` in it, with `backups/` beside it. */
  readonly directory: string;
  /** `postgres://…`: the store is that database. */
  readonly databaseUrl?: string | undefined;
  /** Instants of receipt. Default: the machine's clock. */
  readonly clock?: () => InstantMs;
  /** Ids and secrets. Default: cryptographically random. */
  readonly secrets?: SecretSource;
  /** By which numbers stand in the log. Default: a key of this opening alone, by which nobody finds them again. */
  readonly mac?: Mac;
  /** Hears when the connection to a database is lost and found again. Never told a password. */
  readonly log?: StoreLog;
}

export type StoreLog = (level: 'info' | 'warn', message: string, detail: Readonly<Record<string, unknown>>) => void;

export interface SecretSource {
  newId(noun: string): string;
  newSecret(): string;
  newCode(): string;
  hashSecret(secret: string): string;
  readonly digestHash: DigestHash;
}

/** The state a gate's tables are built from, as changes, at one sequence. */
export interface TableLoad {
  readonly sequence: Sequence;
  /** At most about so many pairs: room made at once spares the growing. */
  readonly pairs: number;
  /**
   * Streams once, in pieces of which each is read to its end before the next is asked for: small nouns first, then number by
   * number in order. Read it to its end, or leave the loop, before `close`.
   */
  readonly pieces: AsyncIterable<Iterable<ChangeBody>> | Iterable<Iterable<ChangeBody>>;
}

/** What the tables held at one sequence: small nouns first, then number by number in order. */
export interface HistoryLoad extends Omit<TableLoad, 'pieces'> {
  readonly changes: Iterable<ChangeBody>;
}

/** The past of a store, read in one snapshot: the state as of a sequence, and the feed from there. */
export interface StoreHistory {
  readonly head: Sequence;
  /** What the tables held right after `sequence`, as changes; keys are left out, as no decision reads them. */
  loadAsOf(sequence: Sequence): HistoryLoad;
  /** Changes after `sequence`, whole sequences, at most about `limit` rows. Empty = there are none. */
  changesAfter(sequence: Sequence, limit: number): Promise<readonly Change[]>;
  close(): void;
}

/** The keys whose facts one decision reads. Chains, filings and contents are followed from them. */
export interface FactKeys {
  readonly numbers?: readonly PhoneNumber[];
  readonly pairs?: readonly { readonly number: PhoneNumber; readonly merchant: MerchantId }[];
  readonly callers?: readonly PhoneNumber[];
  readonly lines?: readonly LineId[];
  readonly merchants?: readonly MerchantId[];
  readonly parties?: readonly PartyId[];
  readonly contents?: readonly string[];
}

/** The fact that took a sequence. */
export type Fact =
  | { readonly kind: 'preference'; readonly fact: Preference }
  | { readonly kind: 'basis'; readonly fact: Basis }
  | { readonly kind: 'refusal'; readonly fact: Refusal }
  | {
      [K in NounKind]: {
        readonly kind: 'noun';
        readonly noun: K;
        readonly id: string;
        readonly fact: NounBodies[K] | undefined;
      };
    }[NounKind]
  | { readonly kind: 'other'; readonly changes: readonly Change[] };

export interface BackupReport {
  readonly path: string;
  readonly sequence: Sequence;
  readonly bytes: number;
}

/** A webhook with events that wait for it. */
export interface WebhookDelivery {
  readonly webhook: Webhook;
  readonly deliveredTo: Sequence;
  readonly failures: number;
  readonly nextMs: InstantMs;
  readonly events: readonly MerchantEvent[];
}

/** What is on record of a merchant's calls. */
export interface ContactSpan {
  readonly firstMs: InstantMs | undefined;
  readonly lastMs: InstantMs | undefined;
  readonly calls: number;
}

/** Imports: what comes in by the file, and what of it waits for a person. */
export type NextImportState = Pick<ImportRecord, 'state' | 'problem'> & {
  readonly counts?: ImportCounts;
  readonly from?: readonly ImportState[];
};

export interface ImportStore {
  create(record: ImportRecord): Promise<Result<void>>;
  /** Fails with `not-found`. */
  byId(id: string): Promise<Result<ImportRecord>>;
  /** Newest first, of one party when named. */
  list(page: {
    readonly party: string | undefined;
    readonly before: string | undefined;
    readonly limit: number;
  }): Promise<Result<readonly ImportRecord[]>>;
  /** `from`: fails with `conflict` when the import is in none of these states. */
  setState(id: string, next: NextImportState): Promise<Result<ImportRecord>>;
  /** Up to MAX_BATCH_ROWS rows in one transaction with the import's progress. Answered when every table has them. */
  runBatch(batch: ImportBatch): Promise<Result<ImportBatchOutcome>>;
  /** As a role sees them. */
  heldRows(page: {
    readonly id: string;
    readonly role: Role;
    readonly state: HeldState | undefined;
    readonly after: number;
    readonly limit: number;
  }): Promise<Result<readonly HeldRow[]>>;
  /** A page of held rows, released or discarded in one transaction. */
  review(order: ReviewOrder): Promise<Result<ReviewOutcome>>;
  contactSpan(merchant: string): Promise<Result<ContactSpan>>;
  /** Number keys of people that a merchant had a call with, in order, after one. */
  contactsOf(merchant: string, after: number, limit: number): Promise<Result<readonly number[]>>;
}

/** The register and casework, by one writer. */
export interface Store {
  /** Answered when it is durable. Commands that wait together are committed together. */
  execute(envelope: HouseEnvelope): Promise<Result<Outcome>>;
  /** At the present sequence. */
  ask<Q extends HouseQuery>(query: Q): Promise<Result<HouseAnswer<Q>>>;
  /** The last committed sequence. */
  head(): Sequence;
  readonly imports: ImportStore;
  /**
   * Up to MAX_GROUP_COMMANDS in one transaction with a savepoint each, in order. A command that fails rolls back alone;
   * a store that fails answers `store-unavailable` to each and applies nothing.
   */
  executeGroup(envelopes: readonly HouseEnvelope[]): Promise<readonly Result<Outcome>[]>;
  /**
   * Called after each commit, before its commands are answered, with the group's changes in order; answers await its promise.
   * Called as well with what other processes committed to the same database: all of it, each once, in order of sequence.
   */
  onCommit(listener: (changes: readonly Change[]) => void | Promise<void>): () => void;
  /** Changes after `sequence`, whole sequences, at most about `limit` rows. Empty = there are none yet. */
  changesSince(sequence: Sequence, limit?: number): Promise<Result<readonly Change[]>>;
  /** The whole present state, from a snapshot of its own connection. */
  loadTables(): Promise<Result<TableLoad>>;
  /** What the tables held for these keys right after `sequence`. */
  factsAsOf(sequence: Sequence, keys: FactKeys): Promise<Result<readonly ChangeBody[]>>;
  /** One reply may refuse several merchants at a sequence: then `merchant` says which is meant. */
  factBySequence(sequence: Sequence, merchant?: MerchantId): Promise<Result<Fact | undefined>>;
  /** The law in force as of a sequence (default: now); undefined = never set. */
  law(sequence?: Sequence): Promise<Result<string | undefined>>;
  /** When the present holder's tenure began, as received; undefined = the number was never recycled. */
  tenureFromMs(number: PhoneNumber): Promise<Result<InstantMs | undefined>>;
  webhooksDue(nowMs: InstantMs, limit: number): Promise<Result<readonly WebhookDelivery[]>>;
  webhookDelivered(id: string, to: Sequence): Promise<Result<void>>;
  webhookFailed(id: string, nextMs: InstantMs): Promise<Result<void>>;
  /** Forgets answers past 24 h, spent codes, expired outbox messages, old appeals, notices and findings. Cheap; call it now and then. */
  sweep(): Promise<Result<void>>;
  /** While serving; verified after writing. `path` must not exist. */
  backup(path: string): Promise<Result<BackupReport>>;
  close(): Promise<void>;
}
