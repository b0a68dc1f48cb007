import type { HouseEnvelope, HouseQuery, ReachTraffic } from '@wurao/casework';
import type {
  ApiKey,
  Attempt,
  Basis,
  CallOutcome,
  Decision,
  DecisionId,
  Expectation,
  Finding,
  InstantMs,
  JournalledDecision,
  Line,
  LineId,
  Merchant,
  MerchantId,
  MessageEnd,
  Mode,
  NumberingComparison,
  NumberingPlan,
  OutcomeSource,
  PhoneNumber,
  Refusal,
  Result,
  Sequence,
} from '@wurao/domain';
import type { Facts, ReplayFigures } from '@wurao/engine';
import type { LawPack } from '@wurao/law';
import type { Actor, Appeal, ConsentForm, Guardianship, MerchantEvent, Outcome, Page } from '@wurao/registry';
import type { AuditPort } from './audit-port.ts';
import type { BulletinPort } from './bulletin-port.ts';
import type { CaseworkPort } from './casework-port.ts';
import type { ClassifierPort } from './classifier-port.ts';
import type { FiguresPort } from './figures-port.ts';
import type { HeldPort } from './held-port.ts';
import type { ImportPort } from './import-port.ts';
import type { KeyUsePort } from './key-use-port.ts';
import type { LivePort } from './live-port.ts';
import type { MessageReportsPort } from './message-reports-port.ts';
import type { OutcomesPort } from './outcomes-port.ts';
import type { RatesPort } from './rates-port.ts';
import type { RedressPort } from './redress-port.ts';
import type { RepliesPort } from './replies-port.ts';
import type { MemberPort, SignInPort } from './sign-in-port.ts';

/** What the HTTP edge asks of the rest of the house. apps/server wires it; tests wire fakes. */

/** Every pack that is here, and the timetable. */
export interface LawListing {
  readonly inForce: string;
  readonly packs: readonly { readonly pack: LawPack; readonly installedMs: InstantMs | undefined }[];
  /** In order of instant; the first may begin at 0, which is always. */
  readonly terms: readonly { readonly law: string; readonly fromMs: InstantMs }[];
}

/** The data plane: answers from tables, never from the store. */
export interface GatePort {
  /** Tables loaded and within their bound of the feed. */
  ready(): boolean;
  nowMs(): InstantMs;
  /** In force now. */
  law(): LawPack;
  /** Of the product, or installed. */
  lawPack(id: string): LawPack | undefined;
  laws(): LawListing;
  /** By SHA-256 (hex) of the secret; only active, unexpired keys. */
  keyByHash(hash: string): ApiKey | undefined;
  /** Another number whenever a noun changed: what was read of lines, filings and merchants holds for one of them. */
  posted(): number;
  line(id: LineId): Line | undefined;
  merchant(id: MerchantId): Merchant | undefined;
  readonly contentsOf: Facts['contentsOf'];
  /** Resolves after the journal's write() of this event-loop turn. Failures: `not-ready`, `journal-unavailable`, `conflict` (attempt id). */
  decide(
    attempt: Attempt,
    permit: string | undefined,
    asker: Actor,
    atMs: InstantMs | undefined,
  ): Promise<JournalledDecision | ResultFailure>;
  /**
   * Screens of a stream, at least one: decided in order, counted nowhere, journalled under `run` when this returns. All or none:
   * `not-ready`, `journal-unavailable`. Takes microseconds a row, so give some hundred and let others have their turn.
   */
  screen(attempts: readonly Attempt[], asker: Actor, run: string): Screened | ResultFailure;
  issuePermit(attempt: Attempt, asker: Actor): Promise<IssuedPermit | JournalledDecision | ResultFailure>;
}

/** By row, in the order asked. */
export interface Screened {
  readonly atMs: InstantMs;
  readonly decisions: readonly Decision[];
  /** Writes the row's id (at most `DECISION_ID_BYTES_MAX` ASCII bytes) at `at`; answers the end. */
  writeId(target: Uint8Array, at: number, row: number): number;
}

export const DECISION_ID_BYTES_MAX = 24;

export type ResultFailure = Extract<Result<never>, { ok: false }>;

export interface IssuedPermit {
  readonly permit: string;
  readonly permitId: string;
  readonly expiresMs: InstantMs;
  readonly decision: JournalledDecision;
}

/** The control plane: one writer behind it; a write resolves when committed and applied by the tables of every gate. */
export interface ControlPort {
  execute(envelope: HouseEnvelope): Promise<Result<AppliedOutcome>>;
  /** Answers as `QueryAnswers` below says. */
  ask(query: HouseQuery): Promise<Result<unknown>>;
  /** When the present holder's tenure began, as we received it; undefined = no recycling known. A new holder sees nothing older. */
  tenureFromMs(subscriber: PhoneNumber): Promise<Result<InstantMs | undefined>>;
  /** Merchant events after a sequence, as they come; for long polls. */
  eventsAfter(
    merchant: MerchantId,
    after: Sequence,
    limit: number,
    waitMs: number,
  ): Promise<Result<readonly MerchantEvent[]>>;
}

/**
 * What `ask` answers by the query's kind. Facts come as stored (masks, `…Ms` instants); the views turn them into words and RFC 3339.
 * `noun` and `nouns` answer the stored noun; `preference` answers undefined where the subscriber never wrote one.
 */
export interface QueryAnswers {
  readonly preference: Readonly<Record<string, unknown>> | undefined;
  readonly expectation: Expectation | undefined;
  readonly guardianships: readonly Guardianship[];
  readonly contactRights: ContactRights;
  readonly basesOfMerchant: Page<Basis>;
  readonly basis: Basis;
  readonly noun: Readonly<Record<string, unknown>>;
  readonly nouns: Page<Readonly<Record<string, unknown>>>;
  readonly appeals: Page<Appeal>;
  readonly appeal: Appeal | undefined;
  readonly findings: Page<Finding>;
  readonly outbox: Page<Readonly<Record<string, unknown>>>;
  readonly consentForm: ConsentForm | undefined;
  readonly consentForms: Page<ConsentForm>;
}

/** Of the present tenure only. `ended` bases may be among them; the view leaves them and what was refused since out of `mayContact`. */
export interface ContactRights {
  readonly bases: readonly Basis[];
  readonly refusals: readonly Refusal[];
  /** Names by merchant id. */
  readonly merchants: Readonly<Record<string, string>>;
}

export interface AppliedOutcome extends Outcome {
  /** Milliseconds from the commit until every gate had it. */
  readonly effectiveAfterMs: number;
}

/** One step of an explanation, unredacted. */
export interface ExplainedStep {
  readonly step: number;
  readonly question: { readonly zh: string; readonly en: string };
  /** What was looked at, by name. */
  readonly looked: Readonly<Record<string, unknown>>;
  readonly answer: string;
  readonly answered: boolean;
}

export interface Explanation {
  /** With what is best known of the call or message, if anything was told of it. */
  readonly record: JournalledDecision & { readonly outcome?: ToldOutcome | undefined };
  readonly steps: readonly ExplainedStep[];
  /** The fact that answered, as stored. */
  readonly fact: Readonly<Record<string, unknown>> | undefined;
  /** The same decide over the store as of the data version gave the same answer. */
  readonly reproduced: boolean;
}

export type ToldOutcome = CallOutcome & { readonly source: OutcomeSource; readonly message?: MessageEnd | undefined };

export interface AttemptSummary {
  readonly id: DecisionId;
  readonly atMs: InstantMs;
  readonly decision: 'allow' | 'refuse';
  readonly reason: string;
  readonly channel: string;
  readonly purpose: string | undefined;
  readonly caller: string | undefined;
  readonly callee: PhoneNumber;
  readonly merchant: MerchantId | undefined;
  readonly line: LineId | undefined;
  readonly outcome?: ToldOutcome | undefined;
}

export interface AskerSummary {
  readonly merchant: MerchantId | undefined;
  readonly role: string;
  readonly attempts: number;
  readonly screens: number;
  readonly allowed: number;
  readonly refused: number;
  readonly firstMs: InstantMs;
  readonly lastMs: InstantMs;
}

/** A fact of the register, by its sequence, and the attempts that it allowed. */
export interface FactUse {
  readonly fact: Sequence;
  readonly uses: number;
  readonly lastMs: InstantMs;
}

/** The journal, asked off the serving thread. */
export interface ArchivePort {
  /** Unredacted; the edge checks whose it is and answers `not-found` to others. */
  explain(id: DecisionId): Promise<Result<Explanation>>;
  /** The record alone; the edge checks who may hear of it. */
  byId(id: DecisionId): Promise<Result<JournalledDecision>>;
  attemptsOf(
    callee: PhoneNumber,
    filter: {
      readonly decision: 'allow' | 'refuse' | undefined;
      readonly sinceMs: InstantMs | undefined;
      readonly after: string | undefined;
      readonly limit: number;
    },
  ): Promise<Result<{ readonly items: readonly AttemptSummary[]; readonly next: string | undefined }>>;
  /** `sinceMs`: the beginning of the present tenure, for a subscriber. */
  askersOf(callee: PhoneNumber, sinceMs: InstantMs | undefined): Promise<Result<readonly AskerSummary[]>>;
  /** What was let through by each fact that allowed it. */
  usesOf(callee: PhoneNumber, sinceMs: InstantMs | undefined): Promise<Result<readonly FactUse[]>>;
  /** Attempts let through, of any of these, `[sinceMs, untilMs)`. Fails with `too-large` beyond `REACH_TRAFFIC_ROWS_MAX` rows. */
  traffic(filter: {
    readonly sinceMs: InstantMs;
    readonly untilMs: InstantMs;
    readonly lines: readonly string[];
    readonly merchants: readonly string[];
    readonly callers: readonly string[];
  }): Promise<Result<readonly ReachTraffic[]>>;
  countByReason(filter: {
    readonly sinceMs: InstantMs;
    readonly untilMs: InstantMs;
    readonly line: LineId | undefined;
  }): Promise<Result<readonly { readonly reason: string; readonly decision: string; readonly count: number }[]>>;
}

/** Where a backup goes: a directory of its own that does not exist yet, or a place that holds many. Absolute paths. */
export interface BackupWish {
  readonly directory?: string | undefined;
  readonly into?: string | undefined;
  readonly keep?: number | undefined;
  readonly keyFile?: string | undefined;
}

/** A journal to be decided again. */
export interface ReplayRequest {
  readonly law: string;
  readonly sinceMs: InstantMs;
  /** Exclusive; undefined = up to now. */
  readonly untilMs: InstantMs | undefined;
  /** Undefined = attempts and screens. */
  readonly mode: Mode | undefined;
  readonly recount: boolean;
  readonly examplesPerPair: number;
}

/** A recorded decision as an example shows it. */
export interface ReplayedPast {
  readonly id: DecisionId;
  readonly atMs: InstantMs;
  readonly attempt: Attempt;
  readonly decision: 'allow' | 'refuse';
  readonly reason: string;
  readonly wouldBe: string | undefined;
  readonly law: string;
  readonly merchant: string | undefined;
}

export interface ReplayJob {
  readonly id: string;
  readonly request: ReplayRequest;
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  readonly startedMs: InstantMs;
  readonly endedMs: InstantMs | undefined;
  readonly done: number;
  /** Undefined: still being counted; of the unsealed part an estimate. */
  readonly total: number | undefined;
  readonly figures: ReplayFigures<ReplayedPast> | undefined;
  readonly failure: ResultFailure | undefined;
}

export interface ReplayExplanation {
  readonly recorded: Explanation;
  readonly replayed: Explanation;
}

/** The past under another law: long work beside the service, watched by polling. */
export interface ReplaysPort {
  /** Failures: `conflict` (one is running), `invalid` (no such pack). */
  start(request: ReplayRequest): Result<ReplayJob>;
  /** The latest first. */
  list(): readonly ReplayJob[];
  find(id: string): Result<ReplayJob>;
  /** Answers when it has ended. */
  cancel(id: string): Promise<Result<ReplayJob>>;
  explain(id: string, decision: DecisionId): Promise<Result<ReplayExplanation>>;
}

/** What a backup holds. */
export interface BackupSummary {
  readonly directory: string;
  readonly sequence: Sequence;
  readonly journalSequence: number;
  readonly files: number;
  readonly bytes: number;
  readonly sharedBytes: number;
  readonly encrypted: boolean;
  readonly removed: readonly string[];
  readonly tookMs: number;
}

export interface BackupProgress {
  readonly stage: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface NumberingWish {
  /** On the server's machine. */
  readonly file: string;
  readonly from: string;
  readonly asOf?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly acceptLoss?: boolean | undefined;
}

export interface NumberingReport {
  readonly version: string;
  readonly asOf: string;
  readonly source: string;
  readonly prefixes: number;
  readonly replaced: boolean;
  readonly comparison: NumberingComparison;
}

/** Public facts of prefixes. */
export interface NumberingPort {
  current(): NumberingPlan;
  /** Undefined: the built-in one, always. */
  sinceMs(): InstantMs | undefined;
  /** Failures: `invalid` with the lines of the list, `conflict` where prefixes would be lost. */
  replace(wish: NumberingWish): Promise<Result<NumberingReport>>;
}

export interface ApiPorts {
  readonly redress: RedressPort;
  readonly imports: ImportPort;
  readonly live: LivePort;
  readonly keyUse: KeyUsePort;
  readonly gate: GatePort;
  readonly control: ControlPort;
  readonly archive: ArchivePort;
  readonly outcomes: OutcomesPort;
  readonly replies: RepliesPort;
  readonly held: HeldPort;
  readonly bulletins: BulletinPort;
  readonly rates: RatesPort;
  readonly figures: FiguresPort;
  readonly casework: CaseworkPort;
  readonly audit: AuditPort;
  readonly messageReports: MessageReportsPort;
  readonly replays: ReplaysPort;
  readonly numbering: NumberingPort;
  readonly signIn: SignInPort;
  readonly members: MemberPort;
  readonly classifier: ClassifierPort;
  /** Copies everything, verified after writing; `conflict` while another is made. */
  backup(wish: BackupWish): Promise<Result<BackupSummary>>;
  /** Of the backup being made; undefined: there is none. */
  backupProgress(): BackupProgress | undefined;
  /** Prometheus text. */
  metrics(): string | Promise<string>;
  health(): { readonly alive: boolean; readonly ready: boolean; readonly detail: Readonly<Record<string, unknown>> };
}
