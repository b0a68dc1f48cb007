import type {
  Category,
  Channel,
  FieldError,
  InstantMs,
  KeyId,
  LineId,
  PartyId,
  PhoneNumber,
  Role,
  Sequence,
} from '@wurao/domain';
import type { Command } from './envelope.ts';

/** What comes in by the file. */
export const IMPORT_KINDS = [
  'bases',
  'refusals',
  'preferences',
  'filings',
  'tenures',
  'ownerships',
  'calls',
  'complaints',
] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Who may bring what. A merchant only its own bases, on its word; a carrier what it knows of its own network. */
export const MAY_IMPORT: Readonly<Record<ImportKind, readonly Role[]>> = {
  bases: ['admin', 'merchant'],
  refusals: ['admin'],
  preferences: ['admin'],
  filings: ['admin', 'carrier'],
  tenures: ['admin', 'carrier'],
  ownerships: ['admin', 'carrier'],
  calls: ['admin', 'carrier'],
  complaints: ['admin'],
};

/**
 * `receiving`: its file is being sent. `checking`: read, checked and looked at for patterns. `running`: batches are being stated.
 * `done`: every row is stated or held. `checked`: a dry run came to its end. `refused`: a row was bad and the import was to stop then.
 * `failed`: something outside stopped it; it goes on when it is started again. `rolled-back`: the store was put back to a time before
 * its end; which of its rows stand is not known, so that it never goes on.
 */
export const IMPORT_STATES = [
  'receiving',
  'checking',
  'running',
  'done',
  'checked',
  'refused',
  'failed',
  'rolled-back',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export interface ImportOptions {
  readonly kind: ImportKind;
  /** For people: the file's name. */
  readonly name: string;
  readonly format: 'csv' | 'ndjson';
  readonly encoding: 'utf-8' | 'gb18030';
  /** Field to column (CSV) or key (NDJSON); a field that is not here stands under its own name. */
  readonly columns: Readonly<Record<string, string>>;
  /** Field to the value that every row has. */
  readonly constants: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
  readonly onError: 'stop' | 'quarantine';
  /** Overrides of the detectors' thresholds, by name. */
  readonly thresholds: Readonly<Record<string, number>>;
}

/** Who brought it, as the key said then. */
export interface ImportActor {
  readonly keyId: KeyId | undefined;
  readonly role: Role;
  readonly party: PartyId | undefined;
  readonly lines: readonly LineId[];
}

/** Who brought rows does not look at what was held back of them, whatever its role: by its key. */
export const isOwnImport = (brought: Pick<ImportActor, 'keyId'>, reviewer: KeyId | undefined): boolean =>
  brought.keyId !== undefined && brought.keyId === reviewer;

export interface ImportCounts {
  /** Rows in the file. */
  readonly rows: number;
  /** Facts stated. */
  readonly stated: number;
  /** Rows that say what stands already. */
  readonly unchanged: number;
  /** Rows that could not be read or were turned away. */
  readonly bad: number;
  /** Rows that wait for a person. */
  readonly held: number;
  /** By pattern; a row can be part of several. */
  readonly patterns: Readonly<Record<string, number>>;
}

export const NO_COUNTS: ImportCounts = { rows: 0, stated: 0, unchanged: 0, bad: 0, held: 0, patterns: {} };

export interface ImportRecord {
  readonly id: string;
  readonly options: ImportOptions;
  readonly actor: ImportActor;
  readonly createdMs: InstantMs;
  readonly updatedMs: InstantMs;
  readonly state: ImportState;
  /** Rows taken up by committed batches, in the order in which batches come. */
  readonly position: number;
  readonly counts: ImportCounts;
  readonly firstSequence: Sequence | undefined;
  readonly lastSequence: Sequence | undefined;
  /** Why it stands still. */
  readonly problem: string | undefined;
}

/** A call detail record as an import brings it: the number pair and how it went. What is joined to decisions is a `CallRecord`. */
export interface ImportedCall {
  readonly caller: PhoneNumber;
  readonly callee: PhoneNumber;
  readonly startMs: InstantMs;
  /** undefined: not answered. */
  readonly answerMs: InstantMs | undefined;
  readonly durationMs: number;
  readonly hungUpBy: 'caller' | 'callee' | 'network' | undefined;
}

/** A complaint of another register, as far as that knew it. Nobody proved a number to us. */
export interface ImportedComplaint {
  /** As it was written there. */
  readonly reported: string;
  /** Canonical; undefined: masked, or no number. */
  readonly number?: PhoneNumber | undefined;
  /** When that register received it. */
  readonly receivedMs: InstantMs;
  /** When the contact was, if that is known. */
  readonly atMs?: InstantMs | undefined;
  readonly complainant?: PhoneNumber | undefined;
  readonly channel: Channel;
  readonly durationMs?: number | undefined;
  readonly text?: string | undefined;
  readonly description?: string | undefined;
  /** GB/T 2260 code. */
  readonly province?: string | undefined;
  readonly category?: Category | undefined;
  /** History that nobody works: its case is closed from the beginning. */
  readonly closed: boolean;
}

/** What a row asks for. Neither a call record nor a complaint is a fact of the register: no gate decides by them. */
export type ImportedThing =
  | Command
  | { readonly kind: 'recordCall'; readonly call: ImportedCall }
  | { readonly kind: 'importComplaint'; readonly complaint: ImportedComplaint };
/** Those of the register. */
export type ImportedCommand = Exclude<ImportedThing, { readonly kind: 'recordCall' | 'importComplaint' }>;
export const isCommand = (thing: ImportedThing): thing is ImportedCommand =>
  thing.kind !== 'recordCall' && thing.kind !== 'importComplaint';

/** A row on its way into the store. */
export interface ImportRow {
  /** Place in the file, from 0; with the import's id its identity. */
  readonly row: number;
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  /** Patterns that it is part of: it is held for review. */
  readonly patterns: number;
  readonly thing: ImportedThing;
}

export type HeldState = 'held' | 'released' | 'discarded' | 'bad';

/** A row that was held back, or that the register turned away. */
export interface HeldRow {
  readonly row: number;
  readonly line: number;
  readonly state: HeldState;
  readonly patterns: number;
  readonly thing: ImportedThing | undefined;
  readonly errors: readonly RowError[];
  readonly reviewedBy: string | undefined;
  readonly reviewedMs: InstantMs | undefined;
  readonly reason: string | undefined;
  /** Of the fact that came of it. */
  readonly sequence: Sequence | undefined;
}

/** What is wrong with a row, and where. */
export interface RowError extends Omit<FieldError, 'position'> {
  /** Column of the file, from 1; undefined for a field that has none. */
  readonly column: number | undefined;
}

export const rowErrorsOf = (errors: readonly FieldError[]): readonly RowError[] =>
  errors.map(({ position: _, ...error }) => ({ ...error, column: undefined }));

/** A batch of rows, stated in one transaction together with the import's progress. */
export interface ImportBatch {
  readonly id: string;
  /** Where the import must stand: a batch that comes twice is stated once. */
  readonly position: number;
  /** Rows as text: made and read by threads of one process, as one string costs a tenth of as many objects. */
  readonly rows: string;
  /** What rows have in common; apart, as its letters would make a wide string of the rows. */
  readonly shapes: string;
  /** Everything is tried, nothing is kept. */
  readonly dryRun: boolean;
  /** The last one: the import is done with it. */
  readonly isLast: boolean;
  /** Rows of the file and bad rows found so far: kept with the import. */
  readonly rowsInFile: number;
  readonly badInFile: number;
}

export interface ImportBatchOutcome {
  readonly position: number;
  /** In the store, from its turn to its end; milliseconds. */
  readonly tookMs: number;
  readonly counts: ImportCounts;
  /** Rows that the register turned away, and in a dry run those that it would hold. */
  readonly found: readonly Pick<HeldRow, 'row' | 'line' | 'state' | 'patterns' | 'errors'>[];
}

/** What a reviewer says of held rows: these rows, or all of a pattern, or all. */
export interface ReviewOrder {
  readonly id: string;
  readonly decision: 'release' | 'discard';
  readonly rows: readonly number[] | undefined;
  /** Bit mask of patterns; rows that are part of any of them. */
  readonly patterns: number | undefined;
  readonly reason: string;
  /** The reviewer's key. */
  readonly by: string;
  /** Go on after this row. */
  readonly after: number;
}

export interface ReviewOutcome {
  readonly reviewed: number;
  /** Rows that the register turned away: they stay held. */
  readonly failed: readonly { readonly row: number; readonly errors: readonly RowError[] }[];
  /** Where to go on; undefined = these were all. */
  readonly next: number | undefined;
}
