import { describe, expect, it } from 'vitest';
import { closingLine, countReport, type Report, readCounts, sum } from './counts.ts';

function fileOf(status: string, ...tests: readonly string[]): Report['testResults'][number] {
  const assertionResults = tests.map((one, index) => ({ status: one, fullName: `test ${index} ${one}` }));
  return { name: 'a.test.ts', status, assertionResults };
}

describe('the closing line', () => {
  it('counts what the report says', () => {
    const report = {
      testResults: [fileOf('failed', 'passed', 'failed', 'skipped'), fileOf('passed', 'passed', 'todo')],
    };
    expect(closingLine(countReport(report))).toBe('wurao: 2 passed, 1 failed, 2 skipped');
  });

  it('counts a file that could not even be read as one failure', () => {
    expect(countReport({ testResults: [fileOf('failed'), fileOf('failed', 'passed')] })).toMatchObject({ failed: 2 });
  });

  it('names what was left out', () => {
    expect(countReport({ testResults: [fileOf('passed', 'pending')] }).skippedNames).toEqual(['test 0 pending']);
  });

  it('adds suites up', () => {
    const one = countReport({ testResults: [fileOf('passed', 'passed', 'skipped')] });
    expect(sum([one, one])).toMatchObject({ passed: 2, failed: 0, skipped: 2 });
  });

  it('invents nothing where no report was written', () => {
    expect(readCounts('no-such-suite')).toBeUndefined();
  });
});
