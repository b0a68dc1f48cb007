import type {
  ApiKey,
  Binding,
  ChangeBody,
  Content,
  ContentId,
  Expectation,
  Filing,
  InstalledLaw,
  InstantMs,
  LawTerm,
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
import { type JoinedFiling, joinFiling } from '../join-filing.ts';
import { CallerMemory } from './caller-memory.ts';
import { FilingIndex, Groups } from './groups.ts';

type NounChange = Extract<ChangeBody, { kind: 'noun' }>;
type TargetKind = Sanction['target']['kind'];

/**
 * What a gate thread needs beyond the shared words: nouns, and the meaning of the small indexes that the shared tables hold.
 * `profile` and `name` give an index its content, once; they travel before any word that uses the index is visible.
 */
export type Entry =
  | NounChange
  | { readonly kind: 'law'; readonly law: string; readonly terms?: readonly LawTerm[] }
  | { readonly kind: 'profile'; readonly index: number; readonly profile: PreferenceProfile }
  | { readonly kind: 'name'; readonly index: number; readonly name: string };

/** An entry on its way to the reading threads, numbered from 1 in the order sent: one that is known already is passed over. */
export interface Posting {
  readonly ordinal: number;
  readonly entry: Entry;
}

/** A directory as a message or a snapshot section: the entries that rebuild it, and how many had been posted in all. */
export interface DirectoryDump {
  readonly posted: number;
  readonly entries: readonly Entry[];
}

/** Nouns that are joined to a caller: a change of one makes the joins anew. */
const JOINED: ReadonlySet<NounKind> = new Set(['filing', 'merchant', 'line']);

/** Bodies of one noun by id, and the index that must stay in step with them. */
class Shelf<Body> {
  readonly bodies = new Map<string, Body>();
  /** The last one asked for: a decision asks for the same line and merchant several times. */
  private lastId: string | undefined;
  private last: Body | undefined;
  private readonly enter: (body: Body) => void;
  private readonly leave: (body: Body) => void;

  constructor(enter: (body: Body) => void = () => {}, leave: (body: Body) => void = () => {}) {
    this.enter = enter;
    this.leave = leave;
  }

  get(id: string): Body | undefined {
    if (id === this.lastId) return this.last;
    this.last = this.bodies.get(id);
    this.lastId = id;
    return this.last;
  }

  replace(id: string, body: Body | undefined): void {
    this.lastId = undefined;
    const before = this.bodies.get(id);
    if (before !== undefined) this.leave(before);
    // Deleted first even when put again: the map's order is then the order of puts, as the index's is.
    this.bodies.delete(id);
    if (body === undefined) return;
    this.bodies.set(id, body);
    this.enter(body);
  }
}

/**
 * The small nouns, whole, in one thread: plain maps by what the decision asks for. Replicated per gate; `apply` is one put and
 * applying twice is harmless.
 */
export class Directory {
  law: string | undefined;
  /** The timetable of laws; undefined = `law` alone. */
  terms: readonly LawTerm[] | undefined;
  readonly profiles: PreferenceProfile[] = [];
  /** Ids that shared words refer to by index: contents (matter of a basis), parties (owners). */
  readonly names: string[] = [];
  /** Ordinal of the last posting that is in it; compared with the header's count. */
  posted = 0;
  /** Grows whenever a line is put or goes. */
  lineChanges = 0;

  private readonly filingIndex = new FilingIndex();
  private readonly callers = new CallerMemory((caller) => this.join(caller));
  private readonly contentsByMerchant = new Groups<Content>();
  private readonly bindingsByMiddle = new Groups<Binding>();
  private readonly sanctionsByTarget: Readonly<Record<TargetKind, Groups<Sanction>>> = {
    number: new Groups(),
    line: new Groups(),
    merchant: new Groups(),
    party: new Groups(),
  };
  private readonly keysByHash = new Map<string, ApiKey>();

  private readonly parties = new Shelf<Party>();
  private readonly merchants = new Shelf<Merchant>();
  private readonly lines = new Shelf<Line>();
  private readonly contents = new Shelf<Content>(
    (content) => this.contentsByMerchant.add(content.merchant, content),
    (content) => this.contentsByMerchant.remove(content.merchant, content.id),
  );
  private readonly filings = new Shelf<Filing>(
    (filing) => this.filingIndex.add(filing),
    (filing) => this.filingIndex.remove(filing),
  );
  private readonly sanctions = new Shelf<Sanction>(
    (sanction) => this.sanctionsByTarget[sanction.target.kind].add(sanction.target.id, sanction),
    (sanction) => this.sanctionsByTarget[sanction.target.kind].remove(sanction.target.id, sanction.id),
  );
  private readonly bindings = new Shelf<Binding>(
    (binding) => this.bindingsByMiddle.add(binding.x, binding),
    (binding) => this.bindingsByMiddle.remove(binding.x, binding.id),
  );
  private readonly expectations = new Shelf<Expectation>();
  private readonly keys = new Shelf<ApiKey>(
    (key) => this.keysByHash.set(key.hash, key),
    (key) => this.keysByHash.delete(key.hash),
  );

  private readonly lawPacks = new Shelf<InstalledLaw>();

  private readonly shelves: { readonly [K in NounKind]: Shelf<NounBodies[K]> } = {
    party: this.parties,
    merchant: this.merchants,
    line: this.lines,
    filing: this.filings,
    content: this.contents,
    sanction: this.sanctions,
    binding: this.bindings,
    expectation: this.expectations,
    key: this.keys,
    'law-pack': this.lawPacks,
  };

  static from(dump: DirectoryDump): Directory {
    const directory = new Directory();
    for (const entry of dump.entries) directory.apply(entry);
    directory.posted = dump.posted;
    return directory;
  }

  /** Contents stand in the order they were put, so that the copy answers as the original does. */
  dump(): DirectoryDump {
    const entries: Entry[] = this.law === undefined ? [] : [lawEntry(this.law, this.terms)];
    for (const [index, profile] of this.profiles.entries()) entries.push({ kind: 'profile', index, profile });
    for (const [index, name] of this.names.entries()) entries.push({ kind: 'name', index, name });
    for (const [noun, shelf] of Object.entries(this.shelves)) {
      for (const [id, body] of shelf.bodies) entries.push({ kind: 'noun', noun, id, body } as NounChange);
    }
    return { posted: this.posted, entries };
  }

  apply(entry: Entry): void {
    switch (entry.kind) {
      case 'law':
        this.law = entry.law;
        this.terms = entry.terms;
        break;
      case 'profile':
        this.profiles[entry.index] = entry.profile;
        break;
      case 'name':
        this.names[entry.index] = entry.name;
        break;
      case 'noun':
        if (JOINED.has(entry.noun)) this.callers.clear();
        if (entry.noun === 'line') this.lineChanges++;
        // The kind selects shelf and body together; the compiler cannot follow one through the other.
        (this.shelves[entry.noun] as Shelf<unknown>).replace(entry.id, entry.body);
    }
  }

  /** Removals of up to `limit` keys, bindings and expectations that ended before an instant: nobody asks for them any more, and they come by the million. */
  endedBefore(atMs: InstantMs, limit: number): readonly Entry[] {
    const ended: Entry[] = [];
    for (const noun of ['key', 'binding', 'expectation'] as const) {
      for (const [id, { expiresMs }] of this.shelves[noun].bodies) {
        if (ended.length === limit) return ended;
        if (expiresMs !== undefined && expiresMs < atMs) ended.push({ kind: 'noun', noun, id, body: undefined });
      }
    }
    return ended;
  }

  line(id: LineId): Line | undefined {
    return this.lines.get(id);
  }

  /** In the order of their first putting. */
  everyLine(): IterableIterator<Line> {
    return this.lines.bodies.values();
  }

  merchant(id: MerchantId): Merchant | undefined {
    return this.merchants.get(id);
  }

  party(id: string): Party | undefined {
    return this.parties.bodies.get(id);
  }

  content(id: ContentId): Content | undefined {
    return this.contents.bodies.get(id);
  }

  contentsOf(merchant: MerchantId): readonly Content[] {
    return this.contentsByMerchant.of(merchant);
  }

  filingsOf(caller: PhoneNumber, key?: number): readonly JoinedFiling[] {
    return this.callers.of(caller, key);
  }

  private join(caller: PhoneNumber): readonly JoinedFiling[] {
    return this.filingIndex.covering(caller).map((filing) => {
      const line = filing.line === undefined ? undefined : this.lines.bodies.get(filing.line);
      return joinFiling(filing, this.merchants.bodies.get(filing.merchant), line);
    });
  }

  bindingsOf(middle: PhoneNumber): readonly Binding[] {
    return this.bindingsByMiddle.of(middle);
  }

  expectation(number: PhoneNumber): Expectation | undefined {
    return this.expectations.bodies.size === 0 ? undefined : this.expectations.get(number);
  }

  sanctionsOn(kind: TargetKind, id: string): readonly Sanction[] {
    return this.sanctionsByTarget[kind].of(id);
  }

  lawPack(id: string): InstalledLaw | undefined {
    return this.lawPacks.bodies.get(id);
  }

  installedLaws(): Iterable<InstalledLaw> {
    return this.lawPacks.bodies.values();
  }

  hasSanctions(): boolean {
    return this.sanctions.bodies.size > 0;
  }

  /** By SHA-256 (hex) of the presented key. */
  keyByHash(hash: string): ApiKey | undefined {
    return this.keysByHash.get(hash);
  }

  /** Bodies by noun, for metrics. */
  counts(): Record<NounKind, number> {
    const sizes = Object.entries(this.shelves).map(([noun, shelf]) => [noun, shelf.bodies.size]);
    return Object.fromEntries(sizes) as Record<NounKind, number>;
  }
}

const lawEntry = (law: string, terms: readonly LawTerm[] | undefined): Entry =>
  terms === undefined ? { kind: 'law', law } : { kind: 'law', law, terms };
