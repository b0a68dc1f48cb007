import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, type ApiPorts, buildApi } from '@wurao/api';
import { type Failure, type Result, success } from '@wurao/domain';
import { AttemptMemory, CallMemory, GateCounters } from '@wurao/engine';
import { JournalProgress, JournalWriter } from '@wurao/journal';
import { COUNTED_WINDOW_DAYS, COUNTED_ZONE_MINUTES, LAW_PACKS } from '@wurao/law';
import type { Actor } from '@wurao/registry';
import { type ArchiveHandle, inlineArchive, threadArchive } from './archive-client.ts';
import { Backups } from './backup-client.ts';
import { unfinishedRestore } from './backups.ts';
import { bind } from './bind.ts';
import { MAX_SKEW_MS, SteadyClock } from './clock.ts';
import type { Config } from './config.ts';
import { type ControlHandle, openInline, openThread } from './control-client.ts';
import { Gate } from './gate.ts';
import { keepGateState, restoreGateState } from './gate-state.ts';
import { ImportDesk } from './imports/desk.ts';
import { LawShelf } from './law-shelf.ts';
import { takeLock, writeRuntime } from './lock.ts';
import { type Log, makeLog } from './log.ts';
import { Moves } from './long-poll.ts';
import { DecisionMeter } from './meter.ts';
import { Metrics } from './metrics.ts';
import { Numbering } from './numbering.ts';
import { portsOf } from './ports.ts';
import { ReplayJobs } from './replay-jobs.ts';
import { loadSample } from './sample.ts';
import { type AdminKey, adminKeyFor, permitSecretFor } from './secrets.ts';
import { Upkeep } from './upkeep.ts';

export interface ServeOptions {
  /** Control plane and archive in this thread: tests and one-shot commands. */
  readonly inline?: boolean;
  /** Default true. `unannounced`: on a free port of the loopback, which `runtime.json` does not name. */
  readonly listen?: boolean | 'unannounced';
  /** The machine's clock, milliseconds. */
  readonly clock?: () => number;
  /** Takes whole log lines. */
  readonly log?: (line: string) => void;
  /** Leave an empty store empty. */
  readonly empty?: boolean;
  /** The control thread ended by itself: default, the process ends too. */
  readonly onLost?: (error: Error) => void;
}

export interface RunningServer {
  readonly addresses: readonly string[];
  readonly adminKey: AdminKey;
  /** The law pack in force at the start. */
  readonly law: string;
  /** Where the sample keys lie, when this is the sample world. */
  readonly sampleFile: string | undefined;
  readonly inject: Api['inject'];
  /** A command without a socket and without a key: the caller is the operator. */
  readonly execute: ControlHandle['calls']['execute'];
  readonly close: () => Promise<void>;
}

/** Everything that `close` must undo, last first. */
type Closers = (() => void | Promise<void>)[];

/** Opens a data directory and serves it. A failure has undone whatever had begun. */
export const serve = async (config: Config, options: ServeOptions = {}): Promise<Result<RunningServer>> => {
  const closers: Closers = [];
  const close = (): Promise<void> => undo(closers.splice(0).reverse());
  try {
    const opened = await open(config, options, closers);
    if (!opened.ok) {
      await close();
      return opened;
    }
    return success({ ...opened.value, close });
  } catch (error) {
    await close();
    throw error;
  }
};

/** All of it, whatever fails on the way: what comes last writes what is kept and lets go of the lock. */
const undo = async (closers: Closers): Promise<void> => {
  const failures: unknown[] = [];
  for (const closer of closers) {
    try {
      await closer();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw failures.length === 1 ? failures[0] : new AggregateError(failures, 'not closed in order');
};

interface House {
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
  readonly admin: AdminKey;
  readonly numbering: Numbering;
  readonly closers: Closers;
}

const open = async (
  config: Config,
  options: ServeOptions,
  closers: Closers,
): Promise<Result<Omit<RunningServer, 'close'>>> => {
  const lock = takeLock(config.dataDir);
  if (!lock.ok) return lock;
  closers.push(() => lock.value.release());
  const unfinished = unfinishedRestore(config.dataDir);
  if (unfinished) return unfinished;
  const house = await build(config, options, closers);
  if (!house.ok) return house;
  return openDoors(house.value);
};

const build = async (config: Config, options: ServeOptions, closers: Closers): Promise<Result<House>> => {
  const numbering = Numbering.open(config.dataDir);
  if (!numbering.ok) return numbering;
  const clock = new SteadyClock(options.clock ?? Date.now);
  const writeLog = options.log ?? ((line: string) => process.stderr.write(line));
  const log = makeLog(config.logFormat, config.logLevel, writeLog, clock.nowMs);
  const journalDirectory = journalDirectoryOf(config);
  mkdirSync(journalDirectory, { recursive: true });
  const progress = new JournalProgress();
  const journal = JournalWriter.open({ directory: journalDirectory, progress, now: clock.nowMs });
  if (!journal.ok) return journal;
  closers.push(async () => void (await journal.value.close()));
  const moves = new Moves();
  const control = await (options.inline ? openInline : openThread)({
    directory: config.dataDir,
    databaseUrl: config.databaseUrl,
    notBeforeMs: clock.nowMs(),
    logLevel: config.logLevel,
    logFormat: config.logFormat,
    allowPrivateWebhooks: config.webhookPrivateAddresses,
    log,
    writeLog,
    clock: clock.nowMs,
    onMoved: () => moves.moved(),
    onLost: options.onLost ?? crash(log),
  });
  if (!control.ok) return control;
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
    admin: adminKeyFor(config.dataDir, config.adminKey),
    numbering: numbering.value,
    closers,
  });
};

const openDoors = async (house: House): Promise<Result<Omit<RunningServer, 'close'>>> => {
  const { config, options, control, laws, clock, journal, counters, memory, meter, closers, admin } = house;
  const gate = new Gate({
    facts: control.facts,
    counters,
    memory,
    journal,
    meter,
    laws,
    nowMs: clock.nowMs,
    adminKey: admin.key,
    permitSecret: permitSecretFor(config.dataDir),
  });
  const metrics = new Metrics({
    meter,
    journal: () => journal.journalFacts(),
    appliedSequence: () => control.facts.dataVersion,
    skewMs: () => clock.skewMs,
    forgottenAttempts: () => memory.forgotten,
    counterFigures: () => counters.figures(),
  });
  closers.push(() => metrics.close());
  closers.push(() => keepState(house));
  closers.push(() => gate.close());
  const backups = new Backups({
    dataDir: config.dataDir,
    store: control.calls.backup,
    flushed: () => journal.journalFacts().flushedSequence,
    nowMs: clock.nowMs,
    inline: options.inline ?? false,
  });
  const replays = replaysOf(house, gate);
  closers.push(() => replays.close());
  const imports = deskOf(house);
  closers.push(() => imports.close());
  const ports: ApiPorts = portsOf({ ...house, gate, metrics, imports, replays, backups });
  const api = await buildApi(ports, { log: house.log });
  closers.push(() => api.close());
  // Before the doors, which wait for whoever asked for one.
  closers.push(() => backups.close());
  gate.open();
  const sample =
    control.head() === 0 && !options.empty ? await loadSample(config.dataDir, control, clock.nowMs()) : undefined;
  if (sample !== undefined && !sample.ok) return sample;
  const settled = await settleLaw(house);
  if (!settled.ok) return settled;
  const flush = (): void => gate.flush();
  const upkeep = new Upkeep({ ...house, flush }, () => keepState(house, flush));
  // At once, too: counts of a run that a power loss cut short must not stand for sequences that are given anew.
  keepState(house);
  upkeep.start();
  await imports.resume();
  closers.push(() => upkeep.stop());
  const addresses = options.listen === false ? success([]) : await listen(house, api);
  if (!addresses.ok) return addresses;
  control.facts.begin();
  return success({
    addresses: addresses.value,
    adminKey: admin,
    law: laws.inForce(clock.nowMs()).id,
    sampleFile: sample?.value,
    inject: api.inject,
    execute: control.calls.execute,
  });
};

const replaysOf = ({ config, options, progress, archive, control, clock, log }: House, gate: Gate): ReplayJobs =>
  new ReplayJobs({
    dataDir: config.dataDir,
    journalDir: journalDirectoryOf(config),
    copyStore: config.databaseUrl !== undefined,
    progress,
    counterSlots: config.counterSlots,
    inline: options.inline === true,
    gate,
    archive,
    control,
    nowMs: clock.nowMs,
    log,
  });

const callSeed = (): [number, number, number, number] => {
  const [a = 0, b = 0, c = 0, d = 0] = crypto.getRandomValues(new Uint32Array(4));
  return [a, b, c, d];
};

const ID_BYTES = 8;
const BASE = 36;

const deskOf = ({ config, control, archive, clock, log }: House): ImportDesk =>
  new ImportDesk({
    directory: join(config.dataDir, 'imports'),
    imports: control.imports,
    importPort: control.importPort,
    archive,
    clock: clock.nowMs,
    // By time, so that a list in order of id is one in order of coming.
    newId: () => `import-${Math.floor(clock.nowMs()).toString(BASE)}${randomBytes(ID_BYTES).toString('hex')}`,
    log,
  });

const OPERATOR: Actor = { role: 'admin', keyId: undefined, party: undefined, subscriber: undefined };

/** What the configuration says outright is put in force; its default only where the register names no law yet. */
const settleLaw = async ({ config, control, laws, clock, log }: House): Promise<Result<unknown>> => {
  control.facts.begin();
  const inForce = control.facts.directory.law === undefined ? undefined : laws.inForce(clock.nowMs()).id;
  const wanted = inForce === undefined || config.origins.law !== 'default' ? config.law : inForce;
  if (wanted === inForce) return success(undefined);
  // The register's own word is the later one: a restart must not undo a law that took effect on its day.
  if (inForce !== undefined && !LAW_PACKS.has(inForce)) {
    log('info', 'law of the configuration passed over', { inForce, configured: wanted });
    return success(undefined);
  }
  log('info', 'law put in force', { law: wanted, before: inForce });
  return control.calls.execute({ command: { kind: 'setLaw', law: wanted }, actor: OPERATOR, idempotency: undefined });
};

const listen = async ({ config, options, log }: House, api: Api): Promise<Result<readonly string[]>> => {
  const isAnnounced = options.listen !== 'unannounced';
  const bound = await bind(isAnnounced ? config : { ...config, httpAddress: '127.0.0.1', httpPort: 0 }, api);
  if (!bound.ok) return bound;
  const { address, port } = bound.value;
  if (isAnnounced)
    writeRuntime(config.dataDir, {
      pid: process.pid,
      startedAt: new Date().toISOString(),
      httpAddress: address,
      httpPort: port,
    });
  log('info', 'listening', { address, port, pid: process.pid });
  return success([`http://${address.includes(':') ? `[${address}]` : address}:${port}`]);
};

/** `flush`: what is counted but not yet written would be counted again after a kill. */
const keepState = ({ config, counters, memory, calls, journal, clock, log }: House, flush?: () => void): void => {
  flush?.();
  const { flushedSequence } = journal.journalFacts();
  const kept = keepGateState(journalDirectoryOf(config), { counters, memory, calls }, flushedSequence, clock.nowMs());
  if (!kept.ok) log('warn', 'gate state not kept', problemOf(kept));
};

const journalDirectoryOf = (config: Config): string => join(config.dataDir, 'journal');

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
