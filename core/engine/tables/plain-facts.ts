import type {
  Binding,
  Change,
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
import { asSequence } from '@wurao/domain';
import type { JoinedFiling } from '../join-filing.ts';
import type { Facts } from '../ports.ts';
import { Directory } from './directory.ts';

/**
 * Facts in plain maps: what explain, replay and tests build from a few changes, and the yardstick that the shared tables are
 * tested against. Costs nothing to make; not for millions.
 */
export class PlainFacts implements Facts {
  dataVersion: Sequence = asSequence(0);
  readonly directory = new Directory();
  private readonly profiles = new Map<PhoneNumber, PreferenceProfile>();
  private readonly personal = new Map<PhoneNumber, PersonalLists>();
  private readonly pairs = new Map<string, PairState>();
  private readonly owners = new Map<PhoneNumber, PartyId>();

  /** `dataVersion` may be later than the last of the changes: the version as of which they were read. */
  static from(changes: Iterable<Change>, dataVersion?: Sequence): PlainFacts {
    const facts = new PlainFacts();
    for (const change of changes) facts.apply(change);
    if (dataVersion !== undefined) facts.dataVersion = dataVersion;
    return facts;
  }

  apply(change: Change): void {
    const body = change.body;
    switch (body.kind) {
      case 'preference':
        put(this.profiles, body.number, body.profile);
        put(this.personal, body.number, body.lists);
        break;
      case 'pair':
        put(this.pairs, pairKey(body.number, body.merchant), body.state);
        break;
      case 'ownership':
        this.owners.set(body.ownership.number, body.ownership.carrier);
        break;
      default:
        this.directory.apply(body);
    }
    if (change.sequence > this.dataVersion) this.dataVersion = change.sequence;
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

  filingsOf(caller: PhoneNumber): readonly JoinedFiling[] {
    return this.directory.filingsOf(caller);
  }

  bindingsOf(middle: PhoneNumber): readonly Binding[] {
    return this.directory.bindingsOf(middle);
  }

  ownerOf(number: PhoneNumber): PartyId | undefined {
    return this.owners.get(number);
  }

  sanctionsOn(kind: Sanction['target']['kind'], id: string): readonly Sanction[] {
    return this.directory.sanctionsOn(kind, id);
  }

  hasSanctions(): boolean {
    return this.directory.hasSanctions();
  }

  profile(number: PhoneNumber): PreferenceProfile | undefined {
    return this.profiles.get(number);
  }

  lists(number: PhoneNumber): PersonalLists | undefined {
    return this.personal.get(number);
  }

  expectation(number: PhoneNumber): Expectation | undefined {
    return this.directory.expectation(number);
  }

  pair(number: PhoneNumber, merchant: Merchant): PairState | undefined {
    return this.pairs.get(pairKey(number, merchant.id));
  }
}

const pairKey = (number: PhoneNumber, merchant: MerchantId): string => `${number} ${merchant}`;

const put = <Key, Value>(map: Map<Key, Value>, key: Key, value: Value | undefined): void => {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
};
