// A big world for the engine bench: written straight into the tables, and known again from its seed without being kept.
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  type Attempt,
  asId,
  asSequence,
  type Change,
  type ChangeBody,
  type Filing,
  type Line,
  type LineId,
  type Merchant,
  type MerchantId,
  numberKey,
  type PairEntry,
  type PairState,
  type PartyId,
  type PhoneNumber,
  type PreferenceProfile,
  purposeMask,
} from '@wurao/domain';
import { SubscriberPlace, type TableWriter } from '@wurao/engine';
import { mulberry32 } from '@wurao/vectors';

export interface EngineWorldSizes {
  readonly preferences: number;
  readonly bases: number;
}

/** Prefixes in use: about as many as there are (hcode 2023-02 has some 490,000). */
export const PREFIXES = 400_000;
const SUFFIXES = 10_000;
export const MERCHANTS = 1_000;
const LINES = 10;
const PROFILES = 300;
/** Thursday, 10:00 in Shanghai: inside everybody's lawful hours. */
export const NOW_MS = Date.parse('2026-03-12T10:00:00+08:00');
const NOW_SEC = NOW_MS / 1000;
const DAY_SEC = 86_400;

const MARKETING = purposeMask(['marketing']);

export const merchantOf = (index: number): Merchant => ({
  id: asId<MerchantId>(`merchant-${index}`),
  name: `Merchant ${index}`,
  creditCode: undefined,
  categories: ALL_CATEGORIES,
  index,
  status: 'active',
});

export const callerOf = (merchant: number): PhoneNumber => `95${String(10_000 + merchant)}` as PhoneNumber;
export const lineOf = (merchant: number): LineId => asId<LineId>(`line-${merchant % LINES}`);

const filingOf = (merchant: number): Filing => ({
  id: asId(`filing-${merchant}`),
  caller: callerOf(merchant),
  prefix: false,
  merchant: merchantOf(merchant).id,
  line: lineOf(merchant),
  kind: 'service-number',
  purposes: MARKETING,
  categories: 1 << (merchant % 12),
  channels: ALL_CHANNELS,
  contents: [],
  fromMs: 0,
  toMs: undefined,
  status: 'active',
  origin: 'self',
});

const benchLine = (i: number): Line => ({
  id: lineOf(i),
  name: `Line ${i}`,
  class: 'access',
  chain: [asId<PartyId>('party-carrier'), asId<PartyId>(`party-provider-${i}`)],
  enforcement: { mode: 'enforce' },
  trusted: false,
  unknownCallers: 'refuse',
  refusalStyle: '603',
  status: 'active',
});

const profileOf = (i: number): PreferenceProfile => ({
  on: i % 10 !== 0,
  channels: i % 3 === 0 ? ALL_CHANNELS : 1 + (i % 7),
  categories: i % 2 === 0 ? ALL_CATEGORIES : 1 + (Math.imul(i, 0x9e3779b1) & 0xffe),
  purposes: MARKETING,
  hours: i % 5 === 0 ? [[600 + i, 2000 + i]] : undefined,
  hasLists: false,
});

/** Nouns of the world: the same for every size. */
export const nounsOf = (): Change[] => {
  const bodies: ChangeBody[] = [];
  for (let i = 0; i < LINES; i++) {
    bodies.push({ kind: 'noun', noun: 'line', id: lineOf(i), body: benchLine(i) });
  }
  for (let merchant = 1; merchant <= MERCHANTS; merchant++) {
    const [body, filing] = [merchantOf(merchant), filingOf(merchant)];
    bodies.push({ kind: 'noun', noun: 'merchant', id: body.id, body });
    bodies.push({ kind: 'noun', noun: 'filing', id: filing.id, body: filing });
  }
  return bodies.map((body) => ({ sequence: asSequence(1), atMs: 0, body }));
};

/** Pages spread over 1300000–1999999. */
export const pageOf = (prefix: number): number => Math.floor((prefix * 7) / 4);

export const numberOf = (prefix: number, suffix: number): PhoneNumber =>
  `+86${1_300_000 + pageOf(prefix)}${String(suffix).padStart(4, '0')}` as PhoneNumber;

/** Who of a prefix has a preference, and which: drawn again from the prefix alone whenever it is asked. */
export class PrefixMembers {
  readonly prefixes = PREFIXES;
  readonly suffixes = new Uint16Array(SUFFIXES);
  readonly profiles = new Uint16Array(SUFFIXES);
  count = 0;
  private readonly marks = new Uint8Array(SUFFIXES);
  private readonly mean: number;

  constructor(preferences: number) {
    this.mean = preferences / PREFIXES;
  }

  draw(prefix: number): this {
    const random = mulberry32(prefix + 1);
    const draws = Math.round(this.mean * (0.2 + 1.6 * random()));
    this.marks.fill(0);
    let count = 0;
    while (count < Math.min(draws, SUFFIXES)) {
      const suffix = Math.floor(random() * SUFFIXES);
      if (this.marks[suffix] === 1) continue;
      this.marks[suffix] = 1;
      count++;
    }
    this.count = 0;
    for (let suffix = 0; suffix < SUFFIXES; suffix++) {
      if (this.marks[suffix] === 0) continue;
      this.suffixes[this.count] = suffix;
      this.profiles[this.count++] = (suffix * 7 + prefix) % PROFILES;
    }
    return this;
  }

  profile(suffix: number): PreferenceProfile | undefined {
    const at = this.suffixes.subarray(0, this.count).indexOf(suffix);
    return at < 0 ? undefined : profileOf(this.profiles[at] ?? 0);
  }
}

/** The k-th basis: each number belongs to two merchants, so that no pair is met twice. */
export const basisAt = (k: number): { prefix: number; suffix: number; merchant: number } => {
  const person = k >>> 1;
  const prefix = person % PREFIXES;
  const round = Math.floor(person / PREFIXES);
  const suffix = (round * 7_919 + prefix * 31) % SUFFIXES;
  const merchant = 1 + (((Math.imul(person, 0x85ebca6b) >>> 8) + (k & 1) * 500) % MERCHANTS);
  return { prefix, suffix, merchant };
};

/** Which basis the pair has, or -1: whoever draws pairs at random meets one now and then (about six in a million). */
const basisOf = (prefix: number, suffix: number, merchant: number, bases: number): number => {
  for (let person = prefix; person * 2 < bases; person += PREFIXES) {
    for (const k of [person * 2, person * 2 + 1]) {
      const found = basisAt(k);
      if (k < bases && found.suffix === suffix && found.merchant === merchant) return k;
    }
  }
  return -1;
};

/** Eight of ten live and confirmed; the others expired, withdrawn, unconfirmed, and one in a hundred refused besides. */
export const stateAt = (k: number): PairState => {
  const { merchant } = basisAt(k);
  const kind = k % 10;
  const entry: PairEntry = {
    kind: k % 3 === 0 ? 'relation' : 'consent',
    purposes: MARKETING,
    categories: 1 << (merchant % 12),
    channels: ALL_CHANNELS,
    confirmed: kind !== 9,
    migrated: false,
    withdrawn: kind === 8 && k % 100 === 8,
    former: false,
    lifts: kind !== 9,
    fromSec: 0,
    toSec: kind === 8 ? NOW_SEC - DAY_SEC : NOW_SEC + (1 + (k % 700)) * DAY_SEC,
    receivedSec: NOW_SEC - (k % 500) * DAY_SEC,
    matter: undefined,
    sequence: asSequence(k + 2),
  };
  const scope = { purposes: MARKETING, categories: ALL_CATEGORIES, channels: ALL_CHANNELS };
  const refusal = { ...scope, receivedSec: entry.receivedSec + DAY_SEC, sequence: asSequence(k + 3) };
  return {
    entries: [entry],
    refusals: k % 100 === 7 ? [refusal] : [],
    kept: false,
    lastNoSec: 0,
    lastNoSequence: asSequence(0),
  };
};

/** Preferences of a prefix up to which it is thin on average: half of what makes a page. */
export const THIN_PREFIX = 256;

/** The tables of the world, ready to read. */
export const buildWorld = (writer: TableWriter, { preferences, bases }: EngineWorldSizes): void => {
  writer.apply(nounsOf());
  const profileIndexes = Array.from({ length: PROFILES }, (_, i) => writer.profileIndex(profileOf(i)));
  const members = new PrefixMembers(preferences);
  const { tables } = writer;
  writer.write(asSequence(bases + 3), () => {
    // Prefixes with many preferences have pages of their own: only thin ones stand in the table that is reserved.
    if (preferences / PREFIXES < THIN_PREFIX) tables.preferences.sparse.reserve(preferences);
    for (let prefix = 0; prefix < PREFIXES; prefix++) {
      members.draw(prefix);
      for (let i = 0; i < members.count; i++) members.profiles[i] = profileIndexes[members.profiles[i] ?? 0] ?? 0;
      tables.preferences.fill(pageOf(prefix), members.suffixes, members.profiles, members.count);
    }
    tables.pairs.table.reserve(bases);
    const place = new SubscriberPlace();
    for (let k = 0; k < bases; k++) {
      const { prefix, suffix, merchant } = basisAt(k);
      tables.pairs.put(place.at(pageOf(prefix), suffix), merchant, stateAt(k));
    }
  });
};

/** What an attempt is about, before it is one. `basis` -1: it meets none. */
export interface Asked {
  readonly prefix: number;
  readonly suffix: number;
  readonly merchant: number;
  readonly basis: number;
}

/** The mix: 40 % without a preference, 30 % that hold a basis, 30 % with a preference and no basis. */
export const askedBy = (random: () => number, members: PrefixMembers, { bases }: EngineWorldSizes): Asked => {
  const mix = random();
  const prefix = Math.floor(random() * PREFIXES);
  const merchant = 1 + Math.floor(random() * MERCHANTS);
  if (mix < 0.3) {
    const basis = Math.floor(random() * bases);
    return { ...basisAt(basis), basis };
  }
  const suffix = Math.floor(random() * SUFFIXES);
  if (mix < 0.7) return { prefix, suffix, merchant, basis: basisOf(prefix, suffix, merchant, bases) };
  members.draw(prefix);
  const member = members.suffixes[Math.floor(random() * members.count)] ?? suffix;
  return { prefix, suffix: member, merchant, basis: basisOf(prefix, member, merchant, bases) };
};

/** Many of them, in typed arrays: as objects they would fill the collector's young generation, which is then timed with the engine. */
export class AskedList {
  readonly length: number;
  private readonly words: Int32Array;

  constructor(random: () => number, count: number, sizes: EngineWorldSizes) {
    const members = new PrefixMembers(sizes.preferences);
    this.length = count;
    this.words = new Int32Array(count * 4);
    for (let i = 0; i < count; i++) {
      const { prefix, suffix, merchant, basis } = askedBy(random, members, sizes);
      this.words.set([prefix, suffix, merchant, basis], i * 4);
    }
  }

  at(i: number): Asked {
    const [prefix = 0, suffix = 0, merchant = 0, basis = 0] = this.words.subarray(i * 4, i * 4 + 4);
    return { prefix, suffix, merchant, basis };
  }

  /** Attempts from one up to another, fresh. */
  attempts(from: number, to: number): Attempt[] {
    const made: Attempt[] = [];
    for (let i = from; i < Math.min(to, this.length); i++) made.push(attemptOf(this.at(i)));
    return made;
  }
}

/**
 * Fresh flat strings, as a parser or a socket gives them: nobody has seen them before, so nothing about them is remembered, and
 * they are not put together from pieces, which would be slower to read.
 */
class FreshStrings {
  private readonly bytes = Buffer.alloc(32);
  private length = 0;

  text(text: string): this {
    this.length += this.bytes.write(text, this.length, 'latin1');
    return this;
  }

  digits(value: number, count: number): this {
    let rest = value;
    for (let i = count - 1; i >= 0; i--) {
      this.bytes[this.length + i] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.length += count;
    return this;
  }

  take(): string {
    const made = this.bytes.toString('latin1', 0, this.length);
    this.length = 0;
    return made;
  }
}

const fresh = new FreshStrings();
const freshNumber = (prefix: number, suffix: number): PhoneNumber =>
  fresh
    .text('+86')
    .digits(1_300_000 + pageOf(prefix), 7)
    .digits(suffix, 4)
    .take() as PhoneNumber;
const freshCaller = (merchant: number): PhoneNumber =>
  fresh
    .text('95')
    .digits(10_000 + merchant, 5)
    .take() as PhoneNumber;
const freshLine = (merchant: number): LineId =>
  asId<LineId>(
    fresh
      .text('line-')
      .digits(merchant % LINES, 1)
      .take(),
  );

/** As a door that reads bytes hands it over: text and key of a number are made together. */
export const attemptOf = (asked: Asked): Attempt => {
  const attempt = plainAttemptOf(asked);
  const { caller, callee } = attempt;
  return { ...attempt, callerKey: caller === undefined ? undefined : numberKey(caller), calleeKey: numberKey(callee) };
};

/** As a door hands it over that has numbers as text only. */
export const plainAttemptOf = ({ prefix, suffix, merchant }: Asked): Attempt => ({
  mode: 'attempt',
  channel: 'voice',
  caller: freshCaller(merchant),
  callee: freshNumber(prefix, suffix),
  line: freshLine(merchant),
  merchant: undefined,
  purpose: undefined,
  category: undefined,
  content: undefined,
  text: undefined,
  permit: undefined,
  attemptId: undefined,
  assertedCaller: undefined,
  firstCalled: undefined,
  roaming: false,
  classified: undefined,
});
