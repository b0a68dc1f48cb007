import type { Attempt, Decision, PhoneNumber } from '@wurao/domain';
import type { JournalEntry } from '@wurao/journal';

/** A decision as a gate journals it; what it was about does not matter here. */
export const journalEntry = (atMs: number, dataVersion: number): JournalEntry => ({
  atMs,
  asker: undefined,
  latencyUs: 10,
  attempt: {
    mode: 'attempt',
    channel: 'voice',
    caller: '95566' as PhoneNumber,
    callee: '+8613800000001' as PhoneNumber,
  } as Attempt,
  decision: {
    decision: 'refuse',
    reason: 'no-consent',
    reasonCode: 116,
    step: 10,
    law: 'cn-2020-draft',
    dataVersion,
    categories: 0,
    fact: 0,
    holdsConfirmed: false,
    counted: false,
    counters: { today: 0, window: 0, distinctCallees: 0, sanctioned: 0 },
  } as unknown as Decision,
});
