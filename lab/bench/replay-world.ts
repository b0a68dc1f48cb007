// A seeded journal of any length over a real store: what the replay bench reads. Made as a gate makes it, then sealed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  type Attempt,
  asId,
  CATEGORIES,
  type Change,
  type PhoneNumber,
  purposeMask,
  type Result,
} from '@wurao/domain';
import { countAllowed, decide, GateCounters, TableWriter } from '@wurao/engine';
import { JournalWriter, seal } from '@wurao/journal';
import type { LawPack } from '@wurao/law';
import type { Actor, Command } from '@wurao/registry';
import { openStore, type Store } from '@wurao/store';
import { mulberry32 } from '@wurao/vectors';

export interface ReplayWorldSizes {
  readonly decisions: number;
  readonly days: number;
  readonly bases: number;
  readonly preferences: number;
  /** Facts that come in while the decisions are made. */
  readonly laterFacts: number;
}

export interface ReplayWorld {
  readonly dataDir: string;
  readonly journalDir: string;
  readonly fromMs: number;
  readonly madeSec: number;
  readonly sealedSec: number;
  dispose(): void;
}

const MERCHANTS = 200;
const LINES = 8;
const PEOPLE = 2_000_000;
const FROM_MS = Date.parse('2026-03-02T00:00:00+08:00');
const DAY_MS = 86_400_000;
/** The busy part of a day begins at seven and lasts fifteen hours: some of it is outside the lawful hours. */
const OPENS_MS = 7 * 3_600_000;
const BUSY_MS = 15 * 3_600_000;
const COMMANDS_AT_ONCE = 1_000;
const DECISIONS_A_FLUSH = 256;
const COUNTER_SLOTS = 8_000_000;

const nobody = { keyId: undefined, party: undefined, subscriber: undefined };
const ADMIN: Actor = { ...nobody, role: 'admin' };

const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.code}: ${result.errors.map((e) => `${e.field} ${e.message}`).join('; ')}`);
};

const personAt = (index: number): PhoneNumber =>
  `+86138${String((index * 7_919) % 100_000_000).padStart(8, '0')}` as PhoneNumber;
const callerOf = (merchant: number): PhoneNumber => `95${10_000 + merchant}` as PhoneNumber;
const merchantId = (merchant: number) => asId<never>(`merchant-${merchant}`);

const nouns = (): Command[] => [
  { kind: 'registerParty', id: 'party-carrier', name: 'Carrier', partyKind: 'carrier', creditCode: undefined },
  ...Array.from(
    { length: LINES },
    (_, i): Command => ({
      kind: 'registerLine',
      line: {
        id: asId(`line-${i}`),
        name: `Line ${i}`,
        class: 'access',
        chain: [asId('party-carrier')],
        enforcement: { mode: 'enforce' },
        trusted: false,
        unknownCallers: 'refuse',
        refusalStyle: '603',
        status: 'active',
      },
    }),
  ),
  ...Array.from({ length: MERCHANTS }, (_, i): Command[] => [
    {
      kind: 'registerMerchant',
      id: `merchant-${i}`,
      name: `Merchant ${i}`,
      creditCode: undefined,
      categories: ALL_CATEGORIES,
      signatures: ['商家'],
    },
    {
      kind: 'fileNumber',
      filing: {
        id: `filing-${i}`,
        caller: callerOf(i),
        prefix: false,
        merchant: merchantId(i),
        line: asId(`line-${i % LINES}`),
        kind: 'service-number',
        purposes: purposeMask(['marketing', 'service', 'care']),
        categories: 1 << (i % CATEGORIES.length),
        channels: ALL_CHANNELS,
        contents: [],
        fromMs: FROM_MS - 300 * DAY_MS,
        toMs: undefined,
        origin: 'self',
      },
    },
  ]).flat(),
];

/** A basis, a wish or a refusal of somebody. */
const factAt = (random: () => number, wishes: number): { readonly command: Command; readonly actor: Actor } => {
  const subscriber = personAt(Math.floor(random() * PEOPLE));
  const actor: Actor = { ...nobody, role: 'subscriber', subscriber };
  const scope = { purposes: purposeMask(['marketing', 'care']), categories: ALL_CATEGORIES, channels: ALL_CHANNELS };
  const merchant = merchantId(Math.floor(random() * MERCHANTS));
  const what = random();
  if (what < wishes) {
    const lists = { allow: [], deny: [], prefixes: [], keep: [] };
    const categories = random() < 0.5 ? ALL_CATEGORIES : 1 + Math.floor(random() * 4_000);
    const preference = { on: true, ...scope, categories, hours: undefined, ...lists };
    return { command: { kind: 'setPreference', subscriber, preference }, actor };
  }
  if (what > 0.98)
    return { command: { kind: 'recordRefusal', refusal: { subscriber, merchant, ...scope, words: '退订' } }, actor };
  const basis = { kind: 'consent' as const, subscriber, merchant, ...scope, matter: undefined, words: 'I agree' };
  const rest = { method: 'app' as const, evidence: undefined, fromMs: undefined, toMs: undefined };
  return { command: { kind: 'grantBasis', basis: { ...basis, ...rest } }, actor };
};

const attemptAt = (random: () => number): Attempt => {
  const merchant = Math.floor(random() * MERCHANTS);
  const mix = random();
  const channel = random() < 0.6 ? 'voice' : 'sms';
  return {
    mode: 'attempt',
    channel,
    caller: callerOf(merchant),
    callee: personAt(Math.floor(random() * PEOPLE)),
    line: asId(`line-${merchant % LINES}`),
    merchant: mix < 0.2 ? merchantId(merchant) : undefined,
    purpose: mix < 0.7 ? 'marketing' : mix < 0.9 ? 'service' : 'care',
    category: undefined,
    content: undefined,
    text: channel === 'sms' && random() < 0.25 ? `【商家】您的订单 ${merchant} 已发货` : undefined,
    permit: undefined,
    attemptId: random().toString(36).slice(2, 12),
    assertedCaller: undefined,
    firstCalled: undefined,
    roaming: false,
    classified: undefined,
  };
};

class Making {
  readonly random = mulberry32(20_261_125);
  readonly clock = { nowMs: FROM_MS - 60 * DAY_MS };
  readonly writer = new TableWriter({ seed: 11 });

  async write(store: Store, commands: readonly { readonly command: Command; readonly actor: Actor }[]): Promise<void> {
    for (let from = 0; from < commands.length; from += COMMANDS_AT_ONCE) {
      const group = commands.slice(from, from + COMMANDS_AT_ONCE);
      await store.executeGroup(group.map((one) => ({ ...one, idempotency: undefined })));
    }
  }

  async decideAll(store: Store, journal: JournalWriter, law: LawPack, sizes: ReplayWorldSizes): Promise<void> {
    const { decisions, days, laterFacts, bases, preferences } = sizes;
    const counters = new GateCounters({ slots: COUNTER_SLOTS, windowDays: 30, zoneMinutes: law.zoneMinutes });
    const { facts } = this.writer;
    const aDay = Math.ceil(decisions / days);
    const every = Math.max(1, Math.floor(decisions / Math.max(1, laterFacts)));
    const wishes = preferences / (bases + preferences);
    for (let i = 0; i < decisions; i++) {
      const atMs = FROM_MS + Math.floor(i / aDay) * DAY_MS + OPENS_MS + Math.floor(((i % aDay) / aDay) * BUSY_MS);
      this.clock.nowMs = atMs;
      if (i % every === every - 1) await this.write(store, [factAt(this.random, wishes)]);
      const attempt = attemptAt(this.random);
      const decision = facts.consistently(() => decide(attempt, facts, counters, law, atMs));
      if (decision.counted) countAllowed(attempt, decision, facts, counters, law, atMs);
      journal.append({ atMs, attempt, decision, asker: undefined, latencyUs: 3 });
      if (i % DECISIONS_A_FLUSH === DECISIONS_A_FLUSH - 1) held(journal.flush());
    }
    held(journal.flush());
  }
}

export const makeReplayWorld = async (sizes: ReplayWorldSizes, law: LawPack): Promise<ReplayWorld> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'wurao-replay-bench-'));
  const journalDir = join(dataDir, 'journal');
  const startedMs = performance.now();
  const making = new Making();
  const { clock, random, writer } = making;
  const store = held(await openStore({ directory: dataDir, clock: () => clock.nowMs }));
  store.onCommit((changes: readonly Change[]) => writer.apply(changes));
  const journal = held(JournalWriter.open({ directory: journalDir, now: () => clock.nowMs }));
  await making.write(
    store,
    nouns().map((command) => ({ command, actor: ADMIN })),
  );
  const wishes = sizes.preferences / (sizes.bases + sizes.preferences);
  for (let left = sizes.bases + sizes.preferences; left > 0; left -= COMMANDS_AT_ONCE) {
    await making.write(
      store,
      Array.from({ length: Math.min(left, COMMANDS_AT_ONCE) }, () => factAt(random, wishes)),
    );
  }
  await making.decideAll(store, journal, law, sizes);
  await journal.close();
  await store.close();
  const sealingMs = performance.now();
  held(await seal({ directory: journalDir, nowMs: clock.nowMs + 2 * DAY_MS }));
  return {
    dataDir,
    journalDir,
    fromMs: FROM_MS,
    madeSec: (sealingMs - startedMs) / 1000,
    sealedSec: (performance.now() - sealingMs) / 1000,
    dispose: () => rmSync(dataDir, { recursive: true, force: true }),
  };
};
