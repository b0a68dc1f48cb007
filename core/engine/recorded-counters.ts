import type { Attempt, CounterReading, Purpose, Sequence } from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import type { ContactReading, Counters, Facts } from './ports.ts';

/** What a recorded decision says about its counters. */
export interface CountedRecord {
  readonly attempt: Pick<Attempt, 'channel'>;
  readonly reason: string;
  readonly wouldBe: string | undefined;
  readonly step: number;
  readonly purpose: Purpose | undefined;
  readonly fact: Sequence;
  readonly counters: CounterReading;
}

type CapState = 'reached' | 'open';

/**
 * The counters of one recorded decision, to decide it again under any law. A step that was not reached then read nothing: what it
 * is asked for now counts as nothing, and `unread` says so. One object for many decisions: `take` hands it the next.
 */
export class RecordedCounters implements Counters {
  /** The present decision asked for contacts that its record does not hold. */
  unread = false;
  /** The record's refusal as too often came of a table without room, not of a cap or a rest period. */
  full = false;
  private record!: CountedRecord;
  private law!: LawPack;
  private facts!: Facts;

  /** `law`: the pack that decided then. */
  take(record: CountedRecord, law: LawPack, facts: Facts): void {
    this.record = record;
    this.law = law;
    this.facts = facts;
    this.unread = false;
    this.full = false;
  }

  private get reason(): string {
    return this.record.wouldBe ?? this.record.reason;
  }

  /** Refused as too often, though no cap was reached by what was read: a rest period, or a table without room. */
  get isTooOftenUncapped(): boolean {
    return this.reason === 'too-often' && this.capState() === 'open';
  }

  private capState(): CapState {
    const { purpose, counters, attempt } = this.record;
    const group = purpose === undefined ? undefined : this.law.matrix[purpose].caps;
    if (group === undefined) return 'open';
    const cap = this.law.caps[group];
    const perDay = attempt.channel === 'voice' ? cap.callsPerDay : cap.messagesPerDay;
    const day = perDay !== undefined && counters.today >= perDay;
    return day || (cap.perWindow !== undefined && counters.window >= cap.perWindow) ? 'reached' : 'open';
  }

  /** Step 12 read the contacts of this group: it answered, or came after. */
  private hasRead(group: string): boolean {
    const { step, purpose } = this.record;
    if (purpose === undefined || this.law.matrix[purpose].caps !== group) return false;
    return step >= 12 || (step === 7 && this.reason === 'not-commercial');
  }

  contacts(...[, , group, , atMs, perWindow = 0]: Parameters<Counters['contacts']>): ContactReading {
    if (!this.hasRead(group)) {
      this.unread = true;
      return NOTHING;
    }
    const { today, window } = this.record.counters;
    // When the window frees a place is not recorded: that it is later is all that the decision turns on.
    const windowFreesAtMs = perWindow > 0 && window >= perWindow ? atMs + 1 : undefined;
    return { today, window, windowFreesAtMs, full: this.full };
  }

  /** Whether this callee was among those counted is known only where the answer turned on it; else it counts as another. */
  distinctCallees(): { readonly count: number; readonly seen: boolean } {
    const { counters } = this.record;
    const over = counters.distinctCallees >= this.law.personalDistinctCallees;
    return { count: counters.distinctCallees, seen: over && this.reason !== 'personal-line-overuse' };
  }

  /**
   * Of several capped targets the record holds the highest reading: it belongs to the one whose sanction answered, and none of
   * the others had bitten.
   */
  targetToday(...[kind, id]: Parameters<Counters['targetToday']>): number {
    const { fact, counters } = this.record;
    const answered =
      this.reason === 'sanctioned' && this.facts.sanctionsOn(kind, id).some(({ sequence }) => sequence === fact);
    return answered ? counters.sanctioned : 0;
  }

  countContact(): never {
    throw new Error('deciding again counts nothing');
  }

  countDistinct(): never {
    throw new Error('deciding again counts nothing');
  }

  countTarget(): never {
    throw new Error('deciding again counts nothing');
  }
}

const NOTHING: ContactReading = { today: 0, window: 0, windowFreesAtMs: undefined, full: false };
