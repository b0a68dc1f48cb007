import type {
  Attempt,
  Binding,
  Content,
  ContentId,
  Expectation,
  Line,
  LineId,
  Merchant,
  MerchantId,
  PairState,
  PartyId,
  PersonalLists,
  PhoneNumber,
  PreferenceProfile,
  Sanction,
  Sequence,
} from '@wurao/domain';
import type { JoinedFiling } from '../join-filing.ts';
import type { Facts } from '../ports.ts';
import { Directory, type DirectoryDump, type Posting } from './directory.ts';
import type { GateCounters } from './gate-counters.ts';
import type { MemoryModel } from './header.ts';
import { InHand } from './in-hand.ts';
import { Lookout } from './lookout.ts';
import { SubscriberPlace } from './subscriber-place.ts';
import { namesOf, type TableBuffers, Tables } from './tables.ts';

/** What a gate thread is given to read by: goes by `postMessage` as it is. */
export interface TableHandles {
  readonly tables: TableBuffers;
  readonly directory: DirectoryDump;
}

/** Profile indexes of the preference pages that mean "look in the other table". */
export const ESCAPED = 0xffff;

/** Odd, so it is no version that anything was ever read by. */
const NEVER_NOTED = -1;

const NO_FILINGS: readonly JoinedFiling[] = [];

/**
 * Facts of a reading thread over shared tables.
 *
 *     const answer = facts.consistently(() => decide(attempt, facts, …));
 *
 * reads one data version, again if the writer came between; what is called must change nothing (count afterwards).
 * Postings arrive by message: hand each to `receive`. Those that the noted version needs and that have not arrived yet are
 * fetched by `drain`, which must receive all that were sent (they are sent before their version is visible).
 */
export class SharedFacts implements Facts {
  readonly directory: Directory;
  readonly tables: Tables;
  dataVersion: Sequence;
  private readonly drain: () => void;
  private readonly arrived: Posting[] = [];
  private readonly place = new SubscriberPlace();
  private readonly lookout: Lookout;
  private readonly inHand = new InHand();
  /** The version noted last. */
  private noted = NEVER_NOTED;

  constructor(tables: Tables, directory: Directory, drain: () => void) {
    this.tables = tables;
    this.directory = directory;
    this.drain = drain;
    this.dataVersion = tables.header.applied;
    this.lookout = new Lookout(tables);
  }

  /** A posting from the writer, in the order sent; those from before `handles` may come too. It takes effect with its version. */
  receive(posting: Posting): void {
    this.arrived.push(posting);
  }

  /** Note a version to read by. Waits while the writer writes: microseconds. */
  begin(): number {
    const { header } = this.tables;
    const version = header.stableVersion();
    this.noted = version;
    // Should the writer come between these lines, `isUnchanged` will say so at the end.
    this.tables.follow();
    this.dataVersion = header.applied;
    const posted = header.posted;
    if (posted !== (this.directory.posted | 0)) this.catchUp(posted);
    return version;
  }

  /** Did everything read since `begin` belong to its version? */
  isUnchanged(version: number): boolean {
    return this.tables.header.isUnchanged(version);
  }

  /**
   * Read by one data version, as often as it takes. `read` must change nothing. A version noted before an earlier reading still
   * serves if it is the present one at the end: then nothing was written since. So most readings look at it once.
   */
  consistently<Answer>(read: () => Answer): Answer {
    const version = this.noted;
    try {
      const answer = read();
      if (this.isUnchanged(version)) return answer;
    } catch (error) {
      // Half-written words may have led anywhere; a fault counts only when nothing was written meanwhile.
      if (this.isUnchanged(version)) throw error;
    }
    return this.anew(read);
  }

  private anew<Answer>(read: () => Answer): Answer {
    const version = this.begin();
    try {
      const answer = read();
      if (this.isUnchanged(version)) return answer;
    } catch (error) {
      if (this.isUnchanged(version)) throw error;
    }
    return this.again(read);
  }

  private again<Answer>(read: () => Answer): Answer {
    const { header } = this.tables;
    header.startWaiting();
    try {
      for (;;) {
        const version = this.begin();
        try {
          const answer = read();
          if (this.isUnchanged(version)) return answer;
        } catch (error) {
          if (this.isUnchanged(version)) throw error;
        }
      }
    } finally {
      header.stopWaiting();
    }
  }

  private catchUp(posted: number): void {
    while ((this.directory.posted | 0) !== posted) {
      if (this.arrived.length === 0) this.drain();
      const posting = this.arrived.shift();
      if (posting === undefined) throw new Error(`the directory lacks postings: ${this.directory.posted} of ${posted}`);
      if (posting.ordinal <= this.directory.posted) continue;
      this.directory.apply(posting.entry);
      this.directory.posted = posting.ordinal;
    }
  }

  /** One wait for slow memory instead of one for the preference and another for the pair. */
  touch(number: PhoneNumber, merchant: Merchant | undefined, key?: number): void {
    if (this.inHand.found(number, this.noted) !== undefined) return;
    this.lookout.note(this.place.read(number, key), merchant);
    this.lookout.look();
    this.lookout.forget();
  }

  /**
   * Says which attempts will be decided next, some tens at most, before the first of them is: their memory then comes all at
   * once, while one attempt alone has to wait for its own. For gates that have several in hand; the answers do not depend on it.
   * `counters`: those that will be asked, if their memory is to come ahead as well.
   */
  ahead(attempts: readonly Attempt[], counters?: GateCounters): void {
    const { inHand, directory, lookout } = this;
    const version = this.begin();
    inHand.begin(directory.posted, version);
    for (const { caller, callee, callerKey, calleeKey } of attempts) {
      const expected = inHand.next();
      if (expected === undefined) break;
      const place = this.place.read(callee, calleeKey);
      const filings = caller === undefined ? NO_FILINGS : directory.filingsOf(caller, callerKey);
      expected.caller = caller;
      expected.callee = callee;
      expected.filings = filings;
      expected.merchant = filings[0]?.merchant;
      expected.page = place.page;
      expected.suffix = place.suffix;
      lookout.note(place, expected.merchant);
    }
    lookout.look();
    this.findAhead(counters);
  }

  /** Finds in near memory what the decisions will ask for, and sets on its way what lies behind it. */
  private findAhead(counters: GateCounters | undefined): void {
    const { inHand, lookout, tables } = this;
    counters?.expectNothing();
    let noted = 0;
    for (let i = 0; i < inHand.count; i++) {
      const expected = inHand.all[i];
      if (expected?.callee === undefined) continue;
      const { page, suffix, merchant } = expected;
      const place = page < 0 ? this.place.read(expected.callee) : this.place.at(page, suffix);
      const at = page < 0 ? -1 : noted++;
      const index = at < 0 ? ESCAPED : lookout.profileIndexAt(at, place);
      expected.profileIndex = index === ESCAPED ? tables.rest.get(place) : index;
      expected.pairSlot = merchant === undefined ? -1 : this.pairSlotOf(at, place, merchant);
      lookout.wantValue(i, expected.pairSlot);
      if (expected.pairSlot < 0 || merchant === undefined) continue;
      counters?.expect(merchant.index, expected.callee, place);
    }
    lookout.lookAtValues(inHand.count);
    lookout.forget();
    counters?.look();
  }

  private pairSlotOf(at: number, place: SubscriberPlace, merchant: Merchant): number {
    return at < 0 ? this.tables.pairs.slotOf(place, merchant.index) : this.lookout.pairSlotAt(at);
  }

  /** Where the number stands. */
  private placeOf(number: PhoneNumber): SubscriberPlace {
    const expected = this.inHand.byCallee(number);
    if (expected === undefined || expected.page < 0) return this.place.read(number);
    return this.place.at(expected.page, expected.suffix);
  }

  line(id: LineId): Line | undefined {
    return this.directory.line(id);
  }

  merchant(id: MerchantId): Merchant | undefined {
    return this.directory.merchant(id);
  }

  content(id: ContentId): Content | undefined {
    return this.directory.content(id);
  }

  contentsOf(merchant: MerchantId): readonly Content[] {
    return this.directory.contentsOf(merchant);
  }

  filingsOf(caller: PhoneNumber, key?: number): readonly JoinedFiling[] {
    return this.inHand.byCaller(caller, this.directory.posted)?.filings ?? this.directory.filingsOf(caller, key);
  }

  bindingsOf(middle: PhoneNumber): readonly Binding[] {
    return this.directory.bindingsOf(middle);
  }

  ownerOf(number: PhoneNumber): PartyId | undefined {
    const index = this.tables.owners.get(this.placeOf(number));
    return index < 0 ? undefined : (this.directory.names[index] as PartyId | undefined);
  }

  hasSanctions(): boolean {
    return this.directory.hasSanctions();
  }

  sanctionsOn(kind: Sanction['target']['kind'], id: string): readonly Sanction[] {
    return this.directory.sanctionsOn(kind, id);
  }

  profile(number: PhoneNumber): PreferenceProfile | undefined {
    const found = this.inHand.found(number, this.noted);
    const index = found === undefined ? this.profileIndexOf(this.placeOf(number)) : found.profileIndex;
    return index < 0 ? undefined : this.directory.profiles[index];
  }

  /** -1: no preference. */
  private profileIndexOf(place: SubscriberPlace): number {
    const index = place.page < 0 ? ESCAPED : this.tables.preferences.get(place.page, place.suffix);
    return index === ESCAPED ? this.tables.rest.get(place) : index;
  }

  lists(number: PhoneNumber): PersonalLists | undefined {
    return this.tables.lists.get(this.placeOf(number));
  }

  expectation(number: PhoneNumber): Expectation | undefined {
    return this.directory.expectation(number);
  }

  pair(number: PhoneNumber, merchant: Merchant): PairState | undefined {
    const { pairs } = this.tables;
    const found = this.inHand.found(number, this.noted);
    const slot = found?.merchant === merchant ? found.pairSlot : pairs.slotOf(this.placeOf(number), merchant.index);
    return slot < 0 ? undefined : pairs.at(slot);
  }
}

/** Facts for a reading thread. `memory`: 'total-store-order' on x86-64, 'weak' elsewhere. */
export const attachFacts = (handles: TableHandles, memory: MemoryModel, drain: () => void): SharedFacts => {
  const directory = Directory.from(handles.directory);
  return new SharedFacts(new Tables(handles.tables, memory, namesOf(directory)), directory, drain);
};
