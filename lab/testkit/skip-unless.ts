// The one place where a test may be left out: for something outside that is not there, and never in CI.
import { test } from 'vitest';

/**
 * The test function to use where `peer` may be absent: `skipUnless('…', peer)('name', () => …)`. Absent, the test is
 * left out with one clear line; in CI it fails instead.
 */
export const skipUnless = (what: string, peer: unknown): typeof test | typeof test.skip => {
  if (peer !== undefined && peer !== false && peer !== null) return test;
  if (process.env['CI'] === 'true' || process.env['WURAO_TIER'] === 'ci' || process.env['WURAO_TIER'] === 'soak') {
    throw new Error(`${what} is absent, and nothing may be left out in CI`);
  }
  console.log(`left out: ${what} is absent`);
  return test.skip;
};
