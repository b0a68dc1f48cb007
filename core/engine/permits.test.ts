import { type Attempt, asId, type FilingId } from '@wurao/domain';
import { expect, test } from 'vitest';
import { issuePermit, MAX_LIVE_PERMITS, newPermits, PERMIT_LIFE_MS, redeemPermit, returnPermit } from './permits.ts';

const ATTEMPT = { channel: 'voice', line: 'line-a', caller: '95599', callee: '+8613800000001' } as unknown as Attempt;
const FILING = asId<FilingId>('filing-a');

test('a permit is good once, for its own attempt, for its own time', () => {
  const permits = newPermits();
  issuePermit(permits, 'p', ATTEMPT, FILING, 0);
  expect(redeemPermit(permits, 'p', { ...ATTEMPT, callee: '+8613800000002' } as Attempt, 1)).toBeUndefined();
  expect(redeemPermit(permits, 'p', ATTEMPT, PERMIT_LIFE_MS)).toBeUndefined();
  expect(redeemPermit(permits, 'p', ATTEMPT, 1)).toEqual({ id: 'p', filing: FILING });
  expect(redeemPermit(permits, 'p', ATTEMPT, 1)).toBeUndefined();
});

test('a permit whose attempt was never written is given back, and lives no longer for it', () => {
  const permits = newPermits();
  issuePermit(permits, 'p', ATTEMPT, FILING, 0);
  const taken = redeemPermit(permits, 'p', ATTEMPT, 1);
  if (taken === undefined) throw new Error('not taken');
  returnPermit(permits, taken);
  expect(redeemPermit(permits, 'p', ATTEMPT, PERMIT_LIFE_MS)).toBeUndefined();
  const again = redeemPermit(permits, 'p', ATTEMPT, PERMIT_LIFE_MS - 1);
  expect(again).toEqual({ id: 'p', filing: FILING });
  expect(redeemPermit(permits, 'p', ATTEMPT, 2)).toBeUndefined();
});

test('what was never taken cannot be given back', () => {
  const permits = newPermits();
  returnPermit(permits, { id: 'forged', filing: FILING });
  expect(redeemPermit(permits, 'forged', ATTEMPT, 1)).toBeUndefined();
});

test('the table is bounded, and room comes back as permits expire', () => {
  const permits = newPermits();
  for (let i = 0; i < MAX_LIVE_PERMITS; i++) issuePermit(permits, String(i), ATTEMPT, FILING, 0);
  expect(issuePermit(permits, 'one more', ATTEMPT, FILING, PERMIT_LIFE_MS - 1)).toBe(false);
  expect(issuePermit(permits, 'one more', ATTEMPT, FILING, PERMIT_LIFE_MS)).toBe(true);
  expect(permits.live.size).toBe(1);
});
