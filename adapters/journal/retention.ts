import { basename } from 'node:path';
import { type InstantMs, type Result, success } from '@wurao/domain';
import { unavailable } from './failures.ts';
import { type Files, nodeFiles, systemErrorCode } from './files.ts';
import { listAllSealed } from './sealed.ts';
import { dayName, dayOf, listSegments, MS_PER_DAY } from './segment.ts';

/** Records are kept for this long unless the law pack says otherwise. */
export const RETENTION_MONTHS = 5;

export interface RetentionOptions {
  readonly directory: string;
  readonly nowMs: InstantMs;
  readonly months?: number;
  readonly files?: Files;
}

export interface DeletedFile {
  readonly day: string;
  readonly name: string;
  readonly bytes: number;
}

export interface RetentionReport {
  /** The first day that is kept. */
  readonly keptFrom: string;
  readonly deleted: readonly DeletedFile[];
}

/** The same day so many months earlier; the last of that month where it has no such day. */
const monthsBefore = (day: number, months: number): number => {
  const date = new Date(day * MS_PER_DAY);
  const month = date.getUTCMonth() - months;
  const lastOfMonth = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), lastOfMonth)) / MS_PER_DAY;
};

/** Deletes whole days that the law no longer asks to keep. The newest segment stays: it carries the sequence on. */
export const retain = (options: RetentionOptions): Result<RetentionReport> => {
  const { directory, nowMs, months = RETENTION_MONTHS, files = nodeFiles } = options;
  const keptFrom = monthsBefore(dayOf(nowMs), months);
  const deleted: DeletedFile[] = [];
  try {
    const sealed = listAllSealed(files, directory);
    const ofCalls = sealed.flatMap(({ day, outcomes: path }) =>
      path === undefined ? [] : [{ day, name: basename(path), path }],
    );
    // Days first: outcomes without their day are cleaned away by the next sealing.
    const candidates = [...sealed, ...ofCalls, ...listSegments(files, directory).slice(0, -1)];
    for (const { day, name, path } of candidates) {
      if (day >= keptFrom) continue;
      const bytes = files.size(path) ?? 0;
      files.remove(path);
      deleted.push({ day: dayName(day), name, bytes });
    }
    if (deleted.length > 0) files.syncDirectory(directory);
    return success({ keptFrom: dayName(keptFrom), deleted });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return unavailable('deleting old days of the journal', code);
  }
};
