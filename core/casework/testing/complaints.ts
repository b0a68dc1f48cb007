import { asId, type InstantMs, type PhoneNumber } from '@wurao/domain';
import { MS_PER_DAY } from '../calendar.ts';
import type { CountableComplaint, MatchedAttempt } from '../count-complaints.ts';

/** A whole number of 360-day periods after 1970 in Shanghai, so that both kinds of periods of the draft begin here. */
export const BEGIN: InstantMs = 57 * 360 * MS_PER_DAY - 480 * 60_000;

export const attemptAt = (day: number, over: Partial<MatchedAttempt> = {}): MatchedAttempt => ({
  decision: asId(`decision-${day}`),
  atMs: BEGIN + day * MS_PER_DAY,
  caller: asId<PhoneNumber>('95566'),
  line: asId('line-1'),
  lineClass: 'access',
  campaign: false,
  merchant: asId('merchant-1'),
  content: asId('content-1'),
  chain: [asId('party-carrier'), asId('party-agent')],
  province: undefined,
  ...over,
});

/** The i-th person complains an hour after an attempt of that day. */
export const complaintOf = (
  person: number,
  day: number,
  over: Partial<CountableComplaint> = {},
): CountableComplaint => ({
  id: `complaint-${person}-${day}`,
  receivedMs: BEGIN + day * MS_PER_DAY + 3_600_000,
  complainant: asId<PhoneNumber>(`+86138${String(person).padStart(8, '0')}`),
  proved: true,
  withdrawn: false,
  attempt: attemptAt(day),
  ...over,
});

export const people = (count: number, day: number, over: Partial<CountableComplaint> = {}): CountableComplaint[] =>
  Array.from({ length: count }, (_, person) => complaintOf(person, day, over));
