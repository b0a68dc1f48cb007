import { expect, it } from 'vitest';
import { NOW_MS } from '../../fakes/facts.ts';
import { MEMBER } from '../../fakes/members.ts';
import { memberView } from './member-view.ts';

it.each([
  ['while it holds', NOW_MS + 1, new Date(NOW_MS + 1).toISOString()],
  ['not from the instant on at which it ends', NOW_MS, undefined],
  ['not where there is none', undefined, undefined],
])('a lock-out is told %s', (_, lockedOutUntilMs, told) => {
  expect(memberView({ ...MEMBER, lockedOutUntilMs }, NOW_MS)['lockedOutUntil']).toBe(told);
});
