import type { FrozenCounts } from '@wurao/casework';
import { instantText, type WireRecord } from './wire-form.ts';

const sumOf = <T>(rows: readonly T[], count: (row: T) => number): number =>
  rows.reduce((sum, row) => sum + count(row), 0);

/** What was counted, in sums over the country. */
export const frozenReport = (frozen: FrozenCounts, kept: boolean): WireRecord => {
  const { period, takenAtMs, sequence, law, subscribers, protections, complaints, decisions, lateness } = frozen;
  return {
    period,
    takenAt: instantText(takenAtMs),
    sequence,
    law,
    kept,
    counts: {
      subscribers: sumOf(subscribers, (row) => row.subscribers),
      protected: sumOf(subscribers, (row) => row.protected),
      protections: sumOf(protections, (row) => row.count),
      complaints: sumOf(complaints, (row) => row.count),
      decisions: sumOf(decisions, (row) => row.count),
      stepsDue: sumOf(lateness, (row) => row.due),
      stepsLate: sumOf(lateness, (row) => row.late),
      exposed: frozen.exposed.length,
    },
  };
};
