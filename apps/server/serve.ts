import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, type ApiPorts, buildApi } from '@wurao/api';
import { type Result, success } from '@wurao/domain';
import { LAW_PACKS } from '@wurao/law';
import { Backups } from './backup-client.ts';
import { unfinishedRestore } from './backups.ts';
import { bind } from './bind.ts';
import { openClassifier } from './classifier.ts';
import type { Config } from './config.ts';
import type { ControlHandle } from './control-client.ts';
import { Gate } from './gate.ts';
import { HeldDesk } from './held/held-desk.ts';
import { HeldKeys } from './held/held-keys.ts';
import {
  buildHouse,
  type Closers,
  type House,
  journalDirectoryOf,
  keepState,
  keepStateBeside,
  type ServeOptions,
} from './house.ts';
import { ImportDesk } from './imports/desk.ts';
import { KeyUses } from './key-use.ts';
import { type Door, openLive } from './live/open.ts';
import { AttemptWatch } from './live/watch.ts';
import { takeLock, writeRuntime } from './lock.ts';
import { Metrics } from './metrics.ts';
import { OPERATOR } from './operator.ts';
import { portsOf } from './ports.ts';
import { RateDesk } from './rate-desk.ts';
import { RateWatch } from './rate-watch.ts';
import { ReplayJobs } from './replay-jobs.ts';
import { loadSample } from './sample.ts';
import { type AdminKey, permitSecretFor } from './secrets.ts';
import { openSipDoor, type ReloadableDoor, type Reloaded } from './sip/open-door.ts';
import { MessageReader } from './sms/message-reader.ts';
import { openSmsDoor, type SmsDoor } from './sms/open-door.ts';
import { smsChanges } from './sms/what-changes.ts';
import { UnsubscribeWatch } from './unsubscribe-watch.ts';
import { Upkeep } from './upkeep.ts';

export type { ServeOptions } from './house.ts';

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
  /** What of a new configuration can be put in force at once is; the rest is named. */
  readonly reload: (config: Config) => Promise<Result<Reloaded>>;
  readonly close: () => Promise<void>;
}

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
  const house = await buildHouse(config, options, closers);
  if (!house.ok) return house;
  return openDoors(house.value);
};

const openDoors = async (house: House): Promise<Result<Omit<RunningServer, 'close'>>> => {
  const { config, options, control, laws, clock, closers, admin } = house;
  const classifier = openClassifier();
  if (!classifier.ok) return classifier;
  const watch = new AttemptWatch();
  const gate = gateOf(house, watch);
  const live = openLive(house, gate, watch);
  const metrics = metricsOf(house);
  closers.push(() => metrics.close());
  closers.push(() => keepState(house));
  closers.push(() => gate.close());
  const backups = backupsOf(house);
  const replays = replaysOf(house, gate);
  closers.push(() => replays.close());
  const imports = deskOf(house);
  closers.push(() => imports.close());
  const reader = new MessageReader(classifier.value);
  const rates = ratesOf(house, gate);
  const keys = new HeldKeys(config.dataDir);
  const held = new HeldDesk({ keys, calls: control.calls, gate, log: house.log });
  const keyUse = new KeyUses({ path: join(config.dataDir, 'key-use.json'), nowMs: clock.nowMs, log: house.log });
  closers.push(() => keyUse.close());
  const desks = { keyUse, imports, replays, backups, reader, rates, held, live: live.hub };
  const parts = { gate, metrics, classify: classifier.value, ...desks };
  const ports: ApiPorts = portsOf({ ...house, ...parts });
  const pages = { consoleDir: builtConsole(), pageOrigin: config.httpOrigin, isDemo: options.isDemo };
  const api = await buildApi(ports, { log: house.log, ...pages });
  closers.push(() => api.close());
  closers.push(() => live.hub.close());
  // Before the doors, which wait for whoever asked for one.
  closers.push(() => backups.close());
  gate.open();
  const sample =
    control.head() === 0 && !options.empty ? await loadSample(config.dataDir, control, clock.nowMs()) : undefined;
  if (sample !== undefined && !sample.ok) return sample;
  const settled = await settleLaw(house);
  if (!settled.ok) return settled;
  startUpkeep(house, gate, rates);
  await imports.resume();
  const isOpen = options.listen === undefined || options.listen === true;
  const sip = isOpen ? await openSipDoor(house, gate, metrics) : success(undefined);
  if (!sip.ok) return sip;
  const sms = isOpen
    ? await openSmsDoor({ ...house, gate, metrics, reader, replies: ports.replies, held })
    : success(undefined);
  if (!sms.ok) return sms;
  const addresses = options.listen === false ? success([]) : await listen(house, api, sip.value, sms.value);
  if (!addresses.ok) return addresses;
  live.opened(...openDoorsOf(addresses.value, sip.value, sms.value));
  control.facts.begin();
  return success({
    addresses: addresses.value,
    adminKey: admin,
    law: laws.inForce(clock.nowMs()).id,
    sampleFile: sample?.value,
    inject: api.inject,
    execute: control.calls.execute,
    reload: (next) => reload(config, sip.value, sms.value, next),
  });
};

const CONSOLE = join(import.meta.dirname, '../console/dist');
/** `npm start` builds it; a server that was started otherwise may be without. */
const builtConsole = (): string | undefined =>
  ['index.html', 'files.json'].every((name) => existsSync(join(CONSOLE, name))) ? CONSOLE : undefined;
const backupsOf = ({ config, options, control, clock, journal }: House): Backups =>
  new Backups({
    dataDir: config.dataDir,
    store: control.calls.backup,
    flushed: () => journal.journalFacts().flushedSequence,
    nowMs: clock.nowMs,
    inline: options.inline ?? false,
  });

const startUpkeep = (house: House, gate: Gate, rates: RateDesk): void => {
  const { config, control, log, closers } = house;
  const flush = (): void => gate.flush();
  const watch = new RateWatch({ desk: rates, execute: control.calls.execute, log, capPerDay: config.automationCaps });
  const upkeep = new Upkeep({ ...house, flush, lookAtRates: () => watch.look() }, () => keepStateBeside(house, flush));
  // At once, too: counts of a run that a power loss cut short must not stand for sequences that are given anew.
  keepState(house);
  upkeep.start();
  closers.push(() => upkeep.stop());
};

const metricsOf = ({ meter, journal, control, clock, memory, counters }: House): Metrics =>
  new Metrics({
    meter,
    journal: () => journal.journalFacts(),
    appliedSequence: () => control.facts.dataVersion,
    skewMs: () => clock.skewMs,
    nowMs: clock.nowMs,
    forgottenAttempts: () => memory.forgotten,
    counterFigures: () => counters.figures(),
  });

const gateOf = (house: House, attempts: AttemptWatch): Gate => {
  const { config, control, laws, clock, journal, counters, memory, meter, closers, admin, log } = house;
  const watch = new UnsubscribeWatch(control.calls, log);
  closers.push(() => watch.close());
  return new Gate({
    facts: control.facts,
    counters,
    memory,
    journal,
    meter,
    laws,
    nowMs: clock.nowMs,
    adminKey: admin.key,
    permitSecret: permitSecretFor(config.dataDir),
    watch: attempts,
    onSuspect: (decided) => watch.take(decided),
  });
};

const openDoorsOf = (
  addresses: readonly string[],
  sip: ReloadableDoor | undefined,
  sms: SmsDoor | undefined,
): readonly Door[] => [
  ...(addresses.length > 0 ? (['http'] as const) : []),
  ...(sip === undefined ? [] : (['sip'] as const)),
  ...(sms?.ports.smppPort === undefined ? [] : (['smpp'] as const)),
  ...(sms?.ports.cmppPort === undefined ? [] : (['cmpp'] as const)),
];

const NOTHING: Reloaded = { inForce: [], atRestart: [] };

const reload = async (
  started: Config,
  sip: ReloadableDoor | undefined,
  sms: SmsDoor | undefined,
  next: Config,
): Promise<Result<Reloaded>> => {
  const calls = sip === undefined ? success(NOTHING) : await sip.reload(next.sip);
  if (!calls.ok) return calls;
  const messages = sms === undefined ? success(smsChanges(started.sms, next.sms)) : sms.reload(next.sms);
  if (!messages.ok) return messages;
  return success({
    inForce: [...calls.value.inForce, ...messages.value.inForce],
    atRestart: [...calls.value.atRestart, ...messages.value.atRestart],
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

const ratesOf = ({ control, archive, numbering, clock }: House, gate: Gate): RateDesk =>
  new RateDesk({
    control: control.calls,
    archive,
    plan: () => numbering.current(),
    law: () => gate.law(),
    nowMs: clock.nowMs,
    flush: () => gate.flush(),
  });

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

const listen = async (
  { config, options, log }: House,
  api: Api,
  sip: ReloadableDoor | undefined,
  sms: SmsDoor | undefined,
): Promise<Result<readonly string[]>> => {
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
      sipPort: sip?.port,
      sipsPort: sip?.sipsPort,
      ...sms?.ports,
    });
  log('info', 'listening', { address, port, pid: process.pid });
  return success([
    `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    ...(sip?.addresses ?? []),
    ...(sms?.addresses ?? []),
  ]);
};
