import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { asId, type Failure, type MerchantId, type Result, success } from '@wurao/domain';
import { AttemptMemory, CallMemory, GateCounters } from '@wurao/engine';
import { JournalProgress, JournalWriter, writeCheckpoint } from '@wurao/journal';
import { COUNTED_WINDOW_DAYS, COUNTED_ZONE_MINUTES } from '@wurao/law';
import { type ArchiveHandle, inlineArchive, threadArchive } from './archive-client.ts';
import { Attachments } from './attachments.ts';
import { MAX_SKEW_MS, SteadyClock } from './clock.ts';
import type { Config } from './config.ts';
import { type ControlHandle, openInline, openThread } from './control-client.ts';
import { gateStateBytes, restoreGateState } from './gate-state.ts';
import { LawShelf } from './law-shelf.ts';
import { LiveNotes, noted } from './live/notes.ts';
import { type Log, makeLog } from './log.ts';
import { Moves } from './long-poll.ts';
import { MerchantNames } from './merchant-names.ts';
import { DecisionMeter } from './meter.ts';
import { Numbering } from './numbering.ts';
import { type Redress, redressOf } from './redress.ts';
import { type AdminKey, adminKeyFor } from './secrets.ts';

export interface ServeOptions {
  /** Control plane and archive in this thread: tests and one-shot commands. */
  readonly inline?: boolean;
  /** Default true. `unannounced`: on a free port of the loopback, which `runtime.json` does not name. */
  readonly listen?: boolean | 'unannounced';
  /** The machine's clock, milliseconds. */
  readonly clock?: () => number;
  /** Takes whole log lines. */
  readonly log?: (line: string) => void;
  /** The traffic is made up: pages say so. */
  readonly isDemo?: boolean | undefined;
  /** Leave an empty store empty. */
  readonly empty?: boolean;
  /** The control thread ended by itself: default, the process ends too. */
  readonly onLost?: (error: Error) => void;
}

/** Everything that `close` must undo, last first. */
export type Closers = (() => void | Promise<void>)[];

export interface House {
  readonly config: Config;
  readonly options: ServeOptions;
  readonly log: Log;
  readonly clock: SteadyClock;
  readonly control: ControlHandle;
  readonly laws: LawShelf;
  readonly progress: JournalProgress;
  readonly archive: ArchiveHandle;
  readonly journal: JournalWriter;
  readonly counters: GateCounters;
  readonly memory: AttemptMemory;
  readonly calls: CallMemory;
  readonly meter: DecisionMeter;
  readonly moves: Moves;
  readonly notes: LiveNotes;
  readonly names: MerchantNames;
  readonly admin: AdminKey;
  readonly numbering: Numbering;
  readonly redress: Redress;
  readonly attachments: Attachments;
  readonly closers: Closers;
}

const openControl = (
  config: Config,
  options: ServeOptions,
  {
    clock,
    log,
    writeLog,
    moves,
    notes,
    names,
  }: Pick<House, 'clock' | 'log' | 'moves' | 'notes' | 'names'> & { writeLog: (line: string) => void },
): Promise<Result<ControlHandle>> =>
  (options.inline ? openInline : openThread)({
    directory: config.dataDir,
    databaseUrl: config.databaseUrl,
    notBeforeMs: clock.nowMs(),
    logLevel: config.logLevel,
    logFormat: config.logFormat,
    allowPrivateWebhooks: config.webhookPrivateAddresses,
    log,
    writeLog,
    clock: clock.nowMs,
    onMoved: (_sequence, marks, delayMs) => {
      moves.moved();
      notes.moved(marks, delayMs);
      for (const { noun, id } of marks)
        if (noun === 'merchant' && id !== undefined) names.changed(asId<MerchantId>(id));
    },
    onLost: options.onLost ?? crash(log),
  });

export const buildHouse = async (config: Config, options: ServeOptions, closers: Closers): Promise<Result<House>> => {
  const numbering = Numbering.open(config.dataDir);
  if (!numbering.ok) return numbering;
  const clock = new SteadyClock(options.clock ?? Date.now);
  const redress = await redressOf(config, clock.nowMs);
  if (!redress.ok) return redress;
  const writeLog = options.log ?? ((line: string) => process.stderr.write(line));
  const log = makeLog(config.logFormat, config.logLevel, writeLog, clock.nowMs);
  const journalDirectory = journalDirectoryOf(config);
  mkdirSync(journalDirectory, { recursive: true });
  const progress = new JournalProgress();
  const journal = JournalWriter.open({ directory: journalDirectory, progress, now: clock.nowMs });
  if (!journal.ok) return journal;
  closers.push(async () => void (await journal.value.close()));
  const moves = new Moves();
  const notes = new LiveNotes({ nowMs: clock.nowMs, log });
  const names = new MerchantNames();
  const opened = await openControl(config, options, { clock, log, writeLog, moves, notes, names });
  if (!opened.ok) return opened;
  const control = success(noted(opened.value, notes));
  closers.push(() => control.value.calls.close());
  const archiveParts = { directory: journalDirectory, progress };
  const archive = options.inline ? inlineArchive(archiveParts) : threadArchive(archiveParts, questionsLost(log));
  closers.push(() => archive.close());
  const laws = new LawShelf(control.value.facts.directory, config.law, (law) => numbering.value.bind(law));
  const counters = new GateCounters({
    slots: config.counterSlots,
    windowDays: COUNTED_WINDOW_DAYS,
    zoneMinutes: COUNTED_ZONE_MINUTES,
  });
  const memory = new AttemptMemory();
  const calls = new CallMemory(callSeed(), config.sip.rememberedCalls);
  const restored = await restoreGateState({
    directory: journalDirectory,
    progress,
    facts: control.value.facts,
    counters,
    memory,
    calls,
    nowMs: clock.nowMs(),
    windowDays: COUNTED_WINDOW_DAYS,
    packOf: (id) => laws.pack(id),
  });
  clock.atLeast(restored.lastMs);
  await control.value.calls.clockAtLeast(restored.lastMs);
  if (clock.skewMs > MAX_SKEW_MS) log('warn', 'clock behind the journal', { skewMs: clock.skewMs });
  return success({
    config,
    options,
    log,
    clock,
    control: control.value,
    laws,
    progress,
    archive,
    journal: journal.value,
    counters,
    memory,
    calls,
    meter: new DecisionMeter(),
    moves,
    notes,
    names,
    admin: adminKeyFor(config.dataDir, config.adminKey),
    numbering: numbering.value,
    redress: redress.value,
    attachments: new Attachments(config.dataDir),
    closers,
  });
};

const callSeed = (): [number, number, number, number] => {
  const [a = 0, b = 0, c = 0, d = 0] = crypto.getRandomValues(new Uint32Array(4));
  return [a, b, c, d];
};

/** At the start and the end, when nobody waits for a decision. */
export const keepState = (house: House): void => {
  const { config, journal } = house;
  const { flushedSequence } = journal.journalFacts();
  noteKept(house, writeCheckpoint(journalDirectoryOf(config), stateOf(house), flushedSequence));
};

/** While serving, the disk is left to another thread. `flush`: what is counted but not yet written would be counted again after a kill. */
export const keepStateBeside = async (house: House, flush: () => void): Promise<void> => {
  const { archive, journal } = house;
  flush();
  const { flushedSequence } = journal.journalFacts();
  noteKept(house, await archive.keepState(stateOf(house), flushedSequence));
};

const stateOf = ({ counters, memory, calls, clock }: House): Uint8Array =>
  gateStateBytes({ counters, memory, calls }, clock.nowMs());

const noteKept = ({ log }: House, kept: Result<void>): void => {
  if (!kept.ok) log('warn', 'gate state not kept', problemOf(kept));
};

export const journalDirectoryOf = (config: Config): string => join(config.dataDir, 'journal');

const problemOf = (failed: Failure): Record<string, unknown> => ({
  problem: failed.title,
  detail: failed.errors[0]?.message,
});

/** Questions of the past start another thread; decisions never waited for this one. */
const questionsLost =
  (log: Log) =>
  (error: Error): void =>
    log('error', 'archive thread lost', { error: error.stack ?? error.message });

/** Without its control plane a gate would go on with what it last knew, and a "no" would no longer arrive. */
const crash =
  (log: Log) =>
  (error: Error): void => {
    log('error', 'thread lost', { error: error.stack ?? error.message });
    process.exitCode = 1;
    setImmediate(() => process.exit(1));
  };
