import type {
  Change,
  ChangeBody,
  InstantMs,
  MerchantId,
  PhoneNumber,
  PreferenceProfile,
  Sequence,
} from '@wurao/domain';
import { asSequence, numberKey } from '@wurao/domain';
import { Directory, type Entry, type Posting } from './directory.ts';
import { encodeSnapshot } from './encode-snapshot.ts';
import type { MemoryModel } from './header.ts';
import type { Names } from './pair-state.ts';
import { ESCAPED, SharedFacts, type TableHandles } from './shared-facts.ts';
import { SubscriberPlace } from './subscriber-place.ts';
import { makeBuffers, type TableBuffers, Tables } from './tables.ts';

/** Changes that readers may wait for at once; a command larger than that is still applied whole. */
const BURST = 32;

export interface TableWriterOptions {
  /** Sends a posting to every reading thread, in order, at once. */
  readonly post?: (posting: Posting) => void;
  /** 32 random bits, so that nobody outside can choose numbers that collide. */
  readonly seed?: number;
  /** Address space reserved for each of the thirteen growing buffers. */
  readonly reservedBytes?: number;
  readonly memory?: MemoryModel;
}

/** Tables as a snapshot brought them. */
export interface RestoredTables {
  readonly buffers: TableBuffers;
  readonly directory: Directory;
  readonly sequence: Sequence;
}

/**
 * The one writer of the shared tables. `apply` takes whole commands of the change feed in order; when it returns, every reader
 * that begins sees them. Applying again what was applied is harmless.
 */
export class TableWriter implements Names {
  readonly tables: Tables;
  readonly directory: Directory;
  /** The writer's own view, for reading on its thread. */
  readonly facts: SharedFacts;
  private readonly post: (posting: Posting) => void;
  private readonly place = new SubscriberPlace();
  private readonly profileIndexes = new Map<string, number>();
  private readonly nameIndexes = new Map<string, number>();

  constructor(options: TableWriterOptions = {}, restored?: RestoredTables) {
    this.post = options.post ?? (() => {});
    const buffers = restored?.buffers ?? makeBuffers(options.seed ?? 0, options.reservedBytes);
    this.directory = restored?.directory ?? new Directory();
    this.tables = new Tables(buffers, options.memory ?? 'weak', this);
    if (restored !== undefined) this.write(restored.sequence, () => this.tables.header.layoutChanged());
    for (const [index, profile] of this.directory.profiles.entries())
      this.profileIndexes.set(contentOf(profile), index);
    for (const [index, name] of this.directory.names.entries()) this.nameIndexes.set(name, index);
    // Index 0 means none; the first name given is 1.
    if (this.directory.names.length === 0) this.directory.apply({ kind: 'name', index: 0, name: '' });
    this.facts = new SharedFacts(this.tables, this.directory, () => {});
  }

  /** The last sequence that readers see. */
  get applied(): Sequence {
    return this.tables.header.applied;
  }

  /** For a reading thread that starts now; postings sent from now on must reach it. */
  handles(): TableHandles {
    return { tables: this.tables.source, directory: this.directory.dump() };
  }

  /** Changes in order of sequence, commands whole. Those below the applied sequence are passed over. */
  apply(changes: readonly Change[]): void {
    for (let start = 0; start < changes.length; ) {
      let end = Math.min(start + BURST, changes.length);
      while (end < changes.length && changes[end]!.sequence === changes[end - 1]!.sequence) end++;
      this.applyBurst(changes.slice(start, end));
      start = end;
    }
  }

  /**
   * The whole state at once, as of `sequence`, merchants before the pairs that name them; before any reader is attached.
   * `pairs`: about how many there will be, which spares the growing.
   */
  load(bodies: Iterable<ChangeBody>, sequence: Sequence, expected: { readonly pairs?: number } = {}): void {
    this.write(sequence, () => {
      if (expected.pairs !== undefined) this.tables.pairs.table.reserve(expected.pairs);
      for (const body of bodies) {
        this.prepare(body);
        this.put(body);
      }
    });
  }

  /** About so many pairs are still to come, which spares the growing; 0: nothing is known. */
  expectPairs(count: number): void {
    this.tables.pairs.table.expect(count);
  }

  /** Lets go of up to `limit` keys, bindings and expectations that ended before an instant, here and in every reader; answers how many. */
  dropEnded(beforeMs: InstantMs, limit: number): number {
    const ended = this.directory.endedBefore(beforeMs, limit);
    for (const entry of ended) this.send(entry);
    if (ended.length > 0) this.write(this.applied, () => {});
    return ended.length;
  }

  /** Bytes by table, for metrics. */
  bytes(): Readonly<Record<string, number>> {
    return this.tables.bytes();
  }

  /** The tables as of the applied sequence, as chunks of a file. Apply nothing before the last was taken: it throws if so. */
  encodeSnapshot(): Iterable<Uint8Array> {
    return encodeSnapshot(this.tables, this.directory);
  }

  private applyBurst(burst: readonly Change[]): void {
    const fresh = burst.filter((change) => change.sequence >= this.applied);
    // Everything that words will refer to is on its way to the readers before the first word is written.
    for (const { body } of fresh) this.prepare(body);
    this.write(fresh.at(-1)?.sequence ?? this.applied, () => {
      for (const { body } of fresh) this.put(body);
    });
  }

  /** Write under the lock; bulk loading uses it for pieces of its own. */
  write(applied: Sequence, put: () => void): void {
    const { header } = this.tables;
    let reached = header.applied;
    header.beginWrite();
    try {
      put();
      reached = asSequence(Math.max(applied, reached));
    } finally {
      // After a fault readers go on with what is there, and `applied` says that the burst is not: the caller must stop serving.
      header.endWrite(reached, this.directory.posted);
    }
  }

  private prepare(body: ChangeBody): void {
    switch (body.kind) {
      case 'preference':
        requireKey(body.number);
        if (body.profile !== undefined) this.profileIndex(body.profile);
        break;
      case 'pair':
        requireKey(body.number);
        this.merchantIndex(body.merchant);
        for (const entry of body.state?.entries ?? []) if (entry.matter !== undefined) this.indexOf(entry.matter);
        break;
      case 'ownership':
        requireKey(body.ownership.number);
        this.indexOf(body.ownership.carrier);
        break;
      default:
        this.send(body);
    }
  }

  private put(body: ChangeBody): void {
    switch (body.kind) {
      case 'preference':
        this.putPreference(body);
        break;
      case 'pair': {
        const index = this.merchantIndex(body.merchant);
        const place = this.place.read(body.number);
        if (body.state === undefined) this.tables.pairs.remove(place, index);
        else this.tables.pairs.put(place, index, body.state);
        break;
      }
      case 'ownership':
        this.tables.owners.set(this.place.read(body.ownership.number), this.indexOf(body.ownership.carrier));
        break;
      default:
    }
  }

  private putPreference(body: Extract<ChangeBody, { kind: 'preference' }>): void {
    const { preferences, rest, lists } = this.tables;
    const place = this.place.read(body.number);
    const index = body.profile === undefined ? -1 : this.profileIndex(body.profile);
    const inPage = index < ESCAPED && place.page >= 0;
    if (index < 0 || inPage) rest.remove(place);
    else rest.set(place, index);
    if (place.page >= 0) {
      if (index < 0) preferences.remove(place.page, place.suffix);
      else preferences.put(place.page, place.suffix, inPage ? index : ESCAPED);
    }
    if (body.lists === undefined) lists.remove(place);
    else lists.put(place, body.lists);
  }

  private merchantIndex(id: MerchantId): number {
    const merchant = this.directory.merchant(id);
    if (merchant === undefined) throw new Error(`a pair names merchant ${id}, which no change has brought`);
    return merchant.index;
  }

  /** The index of an interned profile, given and sent when new. */
  profileIndex(profile: PreferenceProfile): number {
    const content = contentOf(profile);
    let index = this.profileIndexes.get(content);
    if (index === undefined) {
      index = this.directory.profiles.length;
      this.profileIndexes.set(content, index);
      this.send({ kind: 'profile', index, profile });
    }
    return index;
  }

  indexOf(name: string): number {
    let index = this.nameIndexes.get(name);
    if (index === undefined) {
      index = this.directory.names.length;
      this.nameIndexes.set(name, index);
      this.send({ kind: 'name', index, name });
    }
    return index;
  }

  nameOf(index: number): string | undefined {
    return this.directory.names[index];
  }

  private send(entry: Entry): void {
    this.directory.apply(entry);
    this.directory.posted++;
    this.post({ ordinal: this.directory.posted, entry });
  }
}

/** Canonical content of a profile: what interning compares. */
const contentOf = (profile: PreferenceProfile): string =>
  JSON.stringify([
    profile.on,
    profile.channels,
    profile.categories,
    profile.purposes,
    profile.hours ?? null,
    profile.hasLists,
  ]);

/** Every subscriber's number has at most fifteen digits; longer ones are service codes, which hold nothing. */
const requireKey = (number: PhoneNumber): void => {
  if (numberKey(number) === 0) throw new RangeError(`${number} is too long to hold a preference, a basis or an owner`);
};
