import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { InstantMs } from '@wurao/domain';
import { JournalReader, NewerFormatError, readGaps } from '@wurao/journal';
import { checkDatabase, checkStoreFile, STORE_FILE } from '@wurao/store';
import { MAX_SKEW_MS } from './clock.ts';
import { type Finding, fail, failing, ok, warn } from './finding.ts';
import { readSnapshot } from './snapshot-file.ts';

/** What lies in a data directory, read through: the store, the journal, the snapshot of the tables. */
const SNAPSHOT_FILE = 'tables.snapshot';
const PARQUET_MAGIC = 'PAR1';
const DAMAGED_SUFFIX = '.damaged';

export const checkStore = (dataDir: string): Finding => {
  const path = join(dataDir, STORE_FILE);
  if (!existsSync(path)) return ok('store', 'none yet: the first start makes it');
  const checked = checkStoreFile(path);
  if (!checked.ok)
    return {
      ...failing('store', checked),
      remedy: 'Stop the server and restore the last backup: `wurao restore PATH`.',
    };
  return ok('store', `whole, schema ${checked.value.schema}, sequence ${checked.value.sequence}`);
};

const VERSION_STEP = 10_000;

/** The store where it is a database; what lies in the directory is not it. */
export const checkStoreDatabase = async (dataDir: string, databaseUrl: string): Promise<readonly Finding[]> => {
  const leftBehind = existsSync(join(dataDir, STORE_FILE))
    ? [
        warn(
          'store',
          `${STORE_FILE} lies in ${dataDir}, but the store is a database: nothing reads or writes the file`,
          'Set it aside, so that nobody serves an older register by mistake.',
        ),
      ]
    : [];
  const checked = await checkDatabase(databaseUrl);
  if (!checked.ok) return [failing('store', checked), ...leftBehind];
  const { place, serverVersion, schema, sequence, unsafe } = checked.value;
  const said = `PostgreSQL ${Math.floor(serverVersion / VERSION_STEP)}.${serverVersion % VERSION_STEP}, ${place}`;
  const state = schema === 0 ? 'no store yet: the first start makes it' : `schema ${schema}, sequence ${sequence}`;
  const risks = unsafe.map((risk) =>
    fail('store', `${said}: ${risk}`, 'Turn it on: a power loss could take back what was acknowledged.'),
  );
  return [ok('store', `${said}; ${state}`), ...risks, ...leftBehind];
};

interface SegmentReading {
  readonly records: number;
  /** Sequences that should be there and are not. */
  readonly missing: number;
  readonly lastMs: InstantMs | undefined;
}

/** Every record's checksum is verified by being read. */
const readSegments = async (directory: string): Promise<SegmentReading> => {
  let records = 0;
  let missing = 0;
  let last: number | undefined;
  let lastMs: InstantMs | undefined;
  for await (const { sequence, atMs } of new JournalReader(directory).readFrom(0)) {
    if (last !== undefined) missing += sequence - last - 1;
    records++;
    last = sequence;
    lastMs = atMs;
  }
  return { records, missing, lastMs };
};

const isWholeParquet = (path: string): boolean => {
  const size = statSync(path).size;
  if (size < 2 * PARQUET_MAGIC.length) return false;
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(PARQUET_MAGIC.length);
    const magicAt = (position: number): string => {
      readSync(file, bytes, 0, bytes.length, position);
      return bytes.toString('latin1');
    };
    return magicAt(0) === PARQUET_MAGIC && magicAt(size - PARQUET_MAGIC.length) === PARQUET_MAGIC;
  } finally {
    closeSync(file);
  }
};

const checkFiles = (directory: string, names: readonly string[]): readonly Finding[] => {
  const findings: Finding[] = [];
  const broken = names.filter((name) => name.endsWith('.parquet') && !isWholeParquet(join(directory, name)));
  for (const name of broken)
    findings.push(
      fail('journal', `${name} is cut off`, 'Put it back from a backup: its decisions cannot be explained.'),
    );
  const damaged = names.filter((name) => name.endsWith(DAMAGED_SUFFIX));
  if (damaged.length > 0) {
    findings.push(
      warn(
        'journal',
        `set aside as unreadable: ${damaged.join(', ')}`,
        'Keep them for an engineer, or put the day back from a backup.',
      ),
    );
  }
  return findings;
};

const checkClock = (lastMs: InstantMs | undefined, nowMs: InstantMs): Finding => {
  if (lastMs === undefined || lastMs <= nowMs + MAX_SKEW_MS) return ok('clock', new Date(nowMs).toISOString());
  const aheadSeconds = Math.round((lastMs - nowMs) / 1_000);
  return fail(
    'clock',
    `the journal's last record is ${aheadSeconds} s later than now`,
    'Set the clock of this machine (NTP): hours and caps depend on it.',
  );
};

export const checkJournal = async (directory: string, nowMs: InstantMs): Promise<readonly Finding[]> => {
  if (!existsSync(directory))
    return [ok('journal', 'none yet: the first start makes it'), checkClock(undefined, nowMs)];
  const names = readdirSync(directory);
  const findings: Finding[] = [...checkFiles(directory, names)];
  try {
    const { records, missing, lastMs } = await readSegments(directory);
    if (missing > 0)
      findings.push(
        warn(
          'journal',
          `${missing} records cannot be read`,
          'A gap stays on record; put the segment back from a backup to fill it.',
        ),
      );
    const gaps = readGaps(directory);
    const known =
      gaps.length === 0
        ? ''
        : `, ${gaps.length} gaps on record (the last reopened ${new Date(gaps.at(-1)?.reopenedAtMs ?? 0).toISOString()})`;
    const sealed = names.filter((name) => name.endsWith('.parquet')).length;
    findings.push(
      ok('journal', `${records} records in segments, ${sealed} sealed files${known}`),
      checkClock(lastMs, nowMs),
    );
  } catch (error) {
    const remedy =
      error instanceof NewerFormatError
        ? 'Run the release that wrote it, or a later one.'
        : 'Check the disk; put the file back from a backup.';
    findings.push(fail('journal', error instanceof Error ? error.message : String(error), remedy));
  }
  return findings;
};

export const checkSnapshotFile = (dataDir: string): Finding => {
  const path = join(dataDir, SNAPSHOT_FILE);
  if (!existsSync(path)) return ok('snapshot', 'none yet: the next start reads the store');
  const read = readSnapshot(path, () => {});
  if (read.ok) return ok('snapshot', `whole, sequence ${read.value.writer.applied}`);
  return warn(
    'snapshot',
    read.errors[0]?.message ?? read.title,
    `Delete ${path}: the next start reads the store instead.`,
  );
};
