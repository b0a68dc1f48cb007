import type {
  ApiKey,
  Binding,
  ChangeBody,
  Content,
  ContentId,
  Filing,
  Line,
  LineId,
  Merchant,
  MerchantId,
  NounBodies,
  NounKind,
  Party,
  PhoneNumber,
  PreferenceProfile,
  Sanction,
} from '@wurao/domain';

type NounChange = Extract<ChangeBody, { kind: 'noun' }>;
type TargetKind = Sanction['target']['kind'];

/**
 * What a gate thread needs beyond the shared words: nouns, and the meaning of the small indexes that the shared tables hold.
 * `profile` and `name` give an index its content, once; they travel before any word that uses the index is visible.
 */
export type Posting =
  | NounChange
  | { readonly kind: 'law'; readonly law: string }
  | { readonly kind: 'profile'; readonly index: number; readonly profile: PreferenceProfile }
  | { readonly kind: 'name'; readonly index: number; readonly name: string };

/** A directory as a message or a snapshot section: the postings that rebuild it, and how many had been posted in all. */
export interface DirectoryDump {
  readonly posted: number;
  readonly postings: readonly Posting[];
}

const NONE: readonly never[] = [];

/** Groups of values under a key, each an immutable array that is replaced on change. */
class Groups<Value extends { readonly id: string }> {
  private readonly groups = new Map<string, readonly Value[]>();

  of(key: string): readonly Value[] {
    return this.groups.get(key) ?? NONE;
  }

  add(key: string, value: Value): void {
    this.groups.set(key, [...this.of(key).filter((other) => other.id !== value.id), value]);
  }

  remove(key: string, id: string): void {
    const rest = this.of(key).filter((other) => other.id !== id);
    if (rest.length === 0) this.groups.delete(key);
    else this.groups.set(key, rest);
  }

  has(key: string): boolean {
    return this.groups.has(key);
  }
}

/** Filings by exact caller, else by the longest prefix that has any. */
class FilingIndex {
  private readonly exact = new Groups<Filing>();
  private readonly prefixed = new Groups<Filing>();
  /** How many filings stand at each prefix length; few lengths are in use at a time. */
  private readonly perLength = new Map<number, number>();
  private lengths: readonly number[] = NONE;

  add(filing: Filing): void {
    if (!filing.prefix) return this.exact.add(filing.caller, filing);
    this.prefixed.add(filing.caller, filing);
    this.countLength(filing.caller.length, 1);
  }

  remove(filing: Filing): void {
    if (!filing.prefix) return this.exact.remove(filing.caller, filing.id);
    this.prefixed.remove(filing.caller, filing.id);
    this.countLength(filing.caller.length, -1);
  }

  private countLength(length: number, by: number): void {
    const count = (this.perLength.get(length) ?? 0) + by;
    if (count > 0) this.perLength.set(length, count);
    else this.perLength.delete(length);
    this.lengths = [...this.perLength.keys()].sort((a, b) => b - a);
  }

  covering(caller: string): readonly Filing[] {
    const exact = this.exact.of(caller);
    if (exact.length > 0) return exact;
    for (const length of this.lengths) {
      if (length > caller.length) continue;
      const group = this.prefixed.of(caller.slice(0, length));
      if (group.length > 0) return group;
    }
    return NONE;
  }
}

/**
 * The small nouns, whole, in one thread: plain maps by what the decision asks for. Replicated per gate; `apply` is one put and
 * applying twice is harmless.
 */
export class Directory {
  law: string | undefined;
  readonly profiles: PreferenceProfile[] = [];
  /** Ids that shared words refer to by index: contents (matter of a basis), parties (owners). */
  readonly names: string[] = [];
  /** Postings applied so far, over all lives of the directory; compared with the header's count. */
  posted = 0;

  private readonly parties = new Map<string, Party>();
  private readonly merchants = new Map<string, Merchant>();
  private readonly lines = new Map<string, Line>();
  private readonly contents = new Map<string, Content>();
  private readonly filings = new Map<string, Filing>();
  private readonly sanctions = new Map<string, Sanction>();
  private readonly bindings = new Map<string, Binding>();
  private readonly keys = new Map<string, ApiKey>();

  private readonly filingIndex = new FilingIndex();
  private readonly contentsByMerchant = new Groups<Content>();
  private readonly bindingsByMiddle = new Groups<Binding>();
  private readonly sanctionsByTarget: Readonly<Record<TargetKind, Groups<Sanction>>> = {
    number: new Groups(),
    line: new Groups(),
    merchant: new Groups(),
    party: new Groups(),
  };
  private readonly keysByHash = new Map<string, ApiKey>();

  static from(dump: DirectoryDump): Directory {
    const directory = new Directory();
    for (const posting of dump.postings) directory.apply(posting);
    directory.posted = dump.posted;
    return directory;
  }

  dump(): DirectoryDump {
    const postings: Posting[] = this.law === undefined ? [] : [{ kind: 'law', law: this.law }];
    this.profiles.forEach((profile, index) => postings.push({ kind: 'profile', index, profile }));
    this.names.forEach((name, index) => postings.push({ kind: 'name', index, name }));
    const add = <K extends NounKind>(noun: K, bodies: ReadonlyMap<string, NounBodies[K]>): void => {
      for (const [id, body] of bodies) postings.push({ kind: 'noun', noun, id, body } as NounChange);
    };
    add('party', this.parties);
    add('merchant', this.merchants);
    add('line', this.lines);
    add('content', this.contents);
    add('filing', this.filings);
    add('sanction', this.sanctions);
    add('binding', this.bindings);
    add('key', this.keys);
    return { posted: this.posted, postings };
  }

  apply(posting: Posting): void {
    switch (posting.kind) {
      case 'law':
        this.law = posting.law;
        break;
      case 'profile':
        this.profiles[posting.index] = posting.profile;
        break;
      case 'name':
        this.names[posting.index] = posting.name;
        break;
      case 'noun':
        this.applyNoun(posting);
    }
  }

  private applyNoun(change: NounChange): void {
    switch (change.noun) {
      case 'party':
        return replace(this.parties, change.id, change.body);
      case 'merchant':
        return replace(this.merchants, change.id, change.body);
      case 'line':
        return replace(this.lines, change.id, change.body);
      case 'content':
        return replace(this.contents, change.id, change.body, {
          add: (content) => this.contentsByMerchant.add(content.merchant, content),
          remove: (content) => this.contentsByMerchant.remove(content.merchant, content.id),
        });
      case 'filing':
        return replace(this.filings, change.id, change.body, this.filingIndex);
      case 'sanction':
        return replace(this.sanctions, change.id, change.body, {
          add: (sanction) => this.sanctionsByTarget[sanction.target.kind].add(sanction.target.id, sanction),
          remove: (sanction) => this.sanctionsByTarget[sanction.target.kind].remove(sanction.target.id, sanction.id),
        });
      case 'binding':
        return replace(this.bindings, change.id, change.body, {
          add: (binding) => this.bindingsByMiddle.add(binding.x, binding),
          remove: (binding) => this.bindingsByMiddle.remove(binding.x, binding.id),
        });
      case 'key':
        return replace(this.keys, change.id, change.body, {
          add: (key) => this.keysByHash.set(key.hash, key),
          remove: (key) => this.keysByHash.delete(key.hash),
        });
    }
  }

  line(id: LineId): Line | undefined {
    return this.lines.get(id);
  }

  merchant(id: MerchantId): Merchant | undefined {
    return this.merchants.get(id);
  }

  party(id: string): Party | undefined {
    return this.parties.get(id);
  }

  content(id: ContentId): Content | undefined {
    return this.contents.get(id);
  }

  contentsOf(merchant: MerchantId): readonly Content[] {
    return this.contentsByMerchant.of(merchant);
  }

  filingsOf(caller: PhoneNumber): readonly Filing[] {
    return this.filingIndex.covering(caller);
  }

  bindingsOf(middle: PhoneNumber): readonly Binding[] {
    return this.bindingsByMiddle.of(middle);
  }

  sanctionsOn(kind: TargetKind, id: string): readonly Sanction[] {
    return this.sanctionsByTarget[kind].of(id);
  }

  /** By SHA-256 (hex) of the presented key. */
  keyByHash(hash: string): ApiKey | undefined {
    return this.keysByHash.get(hash);
  }

  /** Lines that any of these names lead to, and the counts that metrics print. */
  counts(): Readonly<Record<NounKind, number>> {
    return {
      party: this.parties.size,
      merchant: this.merchants.size,
      line: this.lines.size,
      filing: this.filings.size,
      content: this.contents.size,
      sanction: this.sanctions.size,
      binding: this.bindings.size,
      key: this.keys.size,
    };
  }
}

interface Index<Body> {
  add(body: Body): void;
  remove(body: Body): void;
}

/** Put or delete one body, keeping its index in step: the old body leaves the index before the new one enters. */
const replace = <Body>(bodies: Map<string, Body>, id: string, body: Body | undefined, index?: Index<Body>): void => {
  const before = bodies.get(id);
  if (before !== undefined) index?.remove(before);
  if (body === undefined) {
    bodies.delete(id);
    return;
  }
  bodies.set(id, body);
  index?.add(body);
};
