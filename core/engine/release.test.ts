import { type Attempt, asId, type DecisionId } from '@wurao/domain';
import { expect, test } from 'vitest';
import { issuePermit, newPermits } from './permits.ts';
import { releasedFrom, releaseOf } from './release.ts';

test('a release names the refusal that it lifts; no other permit reads as one', () => {
  const refused = asId<DecisionId>('d1-17');
  expect(releasedFrom({ permit: releaseOf(refused) })).toBe(refused);
  const permits = newPermits();
  issuePermit(permits, 'release-d1-17', {} as Attempt, undefined, 0);
  for (const id of permits.live.keys()) expect(releasedFrom({ permit: { id, filing: undefined } })).toBeUndefined();
  expect(releasedFrom({ permit: undefined })).toBeUndefined();
});
