// Counts of tests, read from the JSON reports that vitest wrote and from nothing else.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const REPORTS = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'wurao');

export type Counts = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly skippedNames: readonly string[];
};

type Assertion = { readonly status: string; readonly fullName: string };
type FileResult = { readonly name: string; readonly status: string; readonly assertionResults: readonly Assertion[] };
export type Report = { readonly testResults: readonly FileResult[] };

export function countReport(report: Report): Counts {
  const all = report.testResults.flatMap((file) => file.assertionResults);
  const failedTests = all.filter(({ status }) => status === 'failed').length;
  // A file that failed before or beside its tests (a bad import, a broken hook) counts as one failure.
  const failedFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((one) => one.status !== 'failed'),
  ).length;
  const left = all.filter(({ status }) => status !== 'passed' && status !== 'failed');
  return {
    passed: all.filter(({ status }) => status === 'passed').length,
    failed: failedTests + failedFiles,
    skipped: left.length,
    skippedNames: left.map(({ fullName }) => fullName),
  };
}

export function sum(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((total, one) => total + one.passed, 0),
    failed: counts.reduce((total, one) => total + one.failed, 0),
    skipped: counts.reduce((total, one) => total + one.skipped, 0),
    skippedNames: counts.flatMap((one) => one.skippedNames),
  };
}

export function closingLine({ passed, failed, skipped }: Counts): string {
  return `wurao: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}

export function reportFile(suite: string): string {
  return join(REPORTS, `${suite}.json`);
}

/** Undefined when the run never came as far as writing its report. */
export function readCounts(suite: string): Counts | undefined {
  try {
    return countReport(JSON.parse(readFileSync(reportFile(suite), 'utf8')));
  } catch {
    return undefined;
  }
}
