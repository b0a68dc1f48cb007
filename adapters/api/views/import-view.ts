import { type Pattern, patternsIn } from '@wurao/detectors';
import type { Role } from '@wurao/domain';
import type { ImportCounts } from '@wurao/registry';
import type { FoundRow, ImportView } from '../import-port.ts';
import { instantText, type WireRecord } from './wire-form.ts';

/** What `isHiddenFrom` hides. */
const HIDDEN: Pattern = 'before-tenure';

const countsFor = (role: Role, counts: ImportCounts): ImportCounts => {
  const hidden = counts.patterns[HIDDEN];
  if (role !== 'merchant' || hidden === undefined) return counts;
  const { [HIDDEN]: _, ...patterns } = counts.patterns;
  return { ...counts, stated: counts.stated + hidden, held: counts.held - hidden, patterns };
};

export const importView = (role: Role, { record, bytes, progress, seconds }: ImportView): WireRecord => {
  const { options } = record;
  const counts = countsFor(role, progress?.counts ?? record.counts);
  const position = Math.max(record.position, progress?.phase === 'stating' ? progress.position : 0);
  const rows = progress?.phase === 'reading' ? progress.rows : (progress?.position ?? 0);
  return {
    id: record.id,
    kind: options.kind,
    name: options.name,
    format: options.format,
    encoding: options.encoding,
    dryRun: options.dryRun,
    onError: options.onError,
    ...(record.actor.party === undefined ? {} : { merchant: record.actor.party }),
    state: record.state,
    ...(progress === undefined ? {} : { phase: progress.phase, bytesRead: progress.bytesRead }),
    bytes,
    rows: Math.max(counts.rows, progress?.rows ?? 0),
    position,
    stated: counts.stated,
    unchanged: counts.unchanged,
    bad: counts.bad,
    held: counts.held,
    patterns: counts.patterns,
    ...(seconds === undefined || seconds === 0 ? {} : { rowsPerSecond: Math.round(rows / seconds) }),
    ...(record.firstSequence === undefined ? {} : { firstSequence: record.firstSequence }),
    ...(record.lastSequence === undefined ? {} : { lastSequence: record.lastSequence }),
    ...(record.problem === undefined ? {} : { problem: record.problem }),
    createdAt: instantText(record.createdMs),
    updatedAt: instantText(record.updatedMs),
  };
};

export const foundRowView = (role: Role, row: FoundRow): WireRecord => ({
  row: row.row,
  line: row.line,
  state: row.state,
  ...(row.patterns === 0 ? {} : { patterns: patternsIn(row.patterns) }),
  ...(row.errors.length === 0 ? {} : { errors: row.errors }),
  // Who looked at it is not the business of who brought it; why, is.
  ...(row.reviewedBy === undefined || role === 'merchant' || role === 'carrier' ? {} : { reviewedBy: row.reviewedBy }),
  ...(row.reviewedMs === undefined ? {} : { reviewedAt: instantText(row.reviewedMs) }),
  ...(row.reason === undefined ? {} : { reason: row.reason }),
  ...(row.sequence === undefined ? {} : { sequence: row.sequence }),
});
