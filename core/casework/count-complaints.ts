import type {
  ContentId,
  DecisionId,
  InstantMs,
  LineClass,
  LineId,
  MerchantId,
  PartyId,
  PhoneNumber,
} from '@wurao/domain';
import type { ComplaintRateRule } from '@wurao/law';
import { MS_PER_DAY } from './calendar.ts';
import { byCodeUnits } from './freeze.ts';

export const SUBJECT_KINDS = ['number', 'line', 'merchant', 'content', 'party'] as const;

/** Whom complaints are counted of. */
export interface ComplaintSubject {
  readonly kind: (typeof SUBJECT_KINDS)[number];
  readonly id: string;
}

/** The attempt of the journal that a complaint was matched to. */
export interface MatchedAttempt {
  readonly decision: DecisionId;
  readonly atMs: InstantMs;
  readonly caller: PhoneNumber;
  readonly line: LineId;
  readonly lineClass: LineClass;
  /** A campaign ran on the line. */
  readonly campaign: boolean;
  readonly merchant: MerchantId | undefined;
  readonly content: ContentId | undefined;
  readonly chain: readonly PartyId[];
  /** GB/T 2260 code of the number first called; undefined: not known. */
  readonly province: string | undefined;
}

/** Of a complaint what decides whether it counts. */
export interface CountableComplaint {
  readonly id: string;
  readonly receivedMs: InstantMs;
  readonly complainant: PhoneNumber;
  /** By a code sent to the number. */
  readonly proved: boolean;
  readonly withdrawn: boolean;
  readonly attempt: MatchedAttempt | undefined;
}

/** One that counts, and by how much: 1, or 1 / n of somebody who complained n times. */
export interface WeighedComplaint {
  readonly id: string;
  readonly receivedMs: InstantMs;
  readonly complainant: PhoneNumber;
  readonly attempt: MatchedAttempt;
  /** Weight = 1 / share. */
  readonly share: number;
}

export interface ComplaintTally {
  /** What they weigh together, rounded down: in doubt for the subject. */
  readonly complaints: number;
  readonly complainants: number;
  readonly ids: readonly string[];
}

/** Sums of fractions such as three thirds must come to one. */
const ROUNDING = 1e-9;

const inOrder = (a: CountableComplaint, b: CountableComplaint): number =>
  a.receivedMs - b.receivedMs || byCodeUnits(a.id, b.id);

/**
 * Those that count: number proved, not withdrawn, matched to an attempt. Weighed by the complainant's habit: how many proved complaints,
 * about anybody, came from that number within the rule's days up to this one. Looking back only, so that what a complaint weighed
 * at one look it weighs at the next; what nobody proved says nothing of a habit, or anybody could talk down another.
 */
export const weighComplaints = (
  complaints: readonly CountableComplaint[],
  { moreThan, days }: ComplaintRateRule['habitual'],
): readonly WeighedComplaint[] => {
  const recent = new Map<PhoneNumber, InstantMs[]>();
  const weighed: WeighedComplaint[] = [];
  for (const { id, receivedMs, complainant, attempt, ...one } of [...complaints].sort(inOrder)) {
    if (!one.proved || one.withdrawn) continue;
    const since = receivedMs - days * MS_PER_DAY;
    const times = (recent.get(complainant) ?? []).filter((atMs) => atMs > since);
    times.push(receivedMs);
    recent.set(complainant, times);
    if (attempt === undefined) continue;
    weighed.push({ id, receivedMs, complainant, attempt, share: times.length > moreThan ? times.length : 1 });
  }
  return weighed;
};

/** Each complainant once, with the first complaint of those given. */
export const tallyOf = (complaints: readonly WeighedComplaint[]): ComplaintTally => {
  const seen = new Set<PhoneNumber>();
  const ids: string[] = [];
  let weight = 0;
  for (const { id, complainant, share } of complaints) {
    if (seen.has(complainant)) continue;
    seen.add(complainant);
    ids.push(id);
    weight += 1 / share;
  }
  return { complaints: Math.floor(weight + ROUNDING), complainants: seen.size, ids };
};

/** Whom an attempt is laid to. A party stands on a chain once, however often it is named. */
export const subjectsOf = ({ caller, line, merchant, content, chain }: MatchedAttempt): readonly ComplaintSubject[] => [
  { kind: 'number', id: caller },
  { kind: 'line', id: line },
  ...(merchant === undefined ? [] : [{ kind: 'merchant', id: merchant } as const]),
  ...(content === undefined ? [] : [{ kind: 'content', id: content } as const]),
  ...[...new Set(chain)].map((id) => ({ kind: 'party', id }) as const),
];
