// A seeded world of complaints and cases, told to a store, and its counts made the plain way: from the cases, one by one.
import {
  bulletinCountsOf,
  type CaseSheet,
  type ComplaintAttempt,
  type CountedPage,
  countPeriod,
  type DecidedAlike,
  freeze,
  type HouseCommand,
  type PeriodSpan,
  periodNamed,
  type StoreCounts,
  spanOf,
  subscribersOf,
} from '@wurao/casework';
import {
  ALL_CHANNELS,
  ALL_PURPOSES,
  asId,
  CATEGORIES,
  CHANNELS,
  type DecisionId,
  type LineId,
  type MerchantId,
  type PartyId,
  type PhoneNumber,
} from '@wurao/domain';
import { LAW_PACKS, type LawPack } from '@wurao/law';
import type { Store } from '@wurao/store';
import { ADMIN, actorOf, held, merchant as merchantActor, ofMerchant, ofPreference } from './store-commands.ts';

/** 20 February 2026, 10:00 in China. */
export const WORLD_BEGINS_MS = Date.UTC(2026, 1, 20, 2);
/** 12 April: the quarter is over. */
export const FROZEN_AT_MS = Date.UTC(2026, 3, 12, 2);
const HOUR_MS = 3_600_000;
const HANDLER = actorOf('handler');
export const LAW = LAW_PACKS.get('cn-2020-draft') as LawPack;

/** mulberry32 */
export const dice = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

const PREFIXES = ['1380000', '1380001', '1390000'];
const PROVINCE: Readonly<Record<string, string>> = { '1380000': '110000', '1380001': '330000' };
/** Stands for the numbering plan: it knows two prefixes of three. */
export const provinceOf = (number: PhoneNumber): string | undefined => PROVINCE[number.slice(3, 10)];

const MERCHANTS = ['merchant-bank', 'merchant-shop'];
const CHAINS = [['party-carrier-a', 'party-agent'], ['party-carrier-b', 'party-agent'], ['party-carrier-b']];
const PARTIES = ['party-carrier-a', 'party-carrier-b', 'party-agent'];
const lineId = (at: number): LineId => asId<LineId>(`line-${at}`);

const registerWorld = async (store: Store): Promise<void> => {
  const tell = async (command: HouseCommand) =>
    held(await store.execute({ command, actor: ADMIN, idempotency: undefined }));
  for (const id of PARTIES)
    await tell({
      kind: 'registerParty',
      id,
      name: `${id} 有限公司`,
      partyKind: id === 'party-agent' ? 'call-centre' : 'carrier',
      creditCode: undefined,
    });
  for (const id of MERCHANTS) await tell(ofMerchant(id));
  for (const [at, chain] of CHAINS.entries())
    await tell({
      kind: 'registerLine',
      line: {
        id: lineId(at),
        name: `line ${at}`,
        class: 'access',
        chain: chain.map((id) => asId<PartyId>(id)),
        enforcement: { mode: 'enforce' },
        trusted: false,
        unknownCallers: 'refuse',
        refusalStyle: '603',
      },
    } as unknown as HouseCommand);
};

export interface World {
  readonly cases: readonly string[];
}

/** One act of the world; what the store refuses did not happen, on any engine. */
class WorldTeller {
  readonly #store: Store;
  readonly #draw: (below: number) => number;
  readonly #nowMs: () => number;
  readonly complaints: string[] = [];
  readonly cases: string[] = [];
  #goneOn = 0;

  constructor(store: Store, draw: (below: number) => number, nowMs: () => number) {
    this.#store = store;
    this.#draw = draw;
    this.#nowMs = nowMs;
  }

  #one<T>(items: readonly T[]): T {
    return items[this.#draw(items.length)] as T;
  }

  async #tell(command: HouseCommand, actor = ADMIN): Promise<void> {
    const told = await this.#store.execute({ command, actor, idempotency: undefined });
    if (!told.ok) return;
    const { id, case: caseId } = told.value.body as { id?: string; case?: string };
    if (command.kind !== 'fileComplaint' || id === undefined || caseId === undefined) return;
    if (!this.complaints.includes(id)) this.complaints.push(id);
    if (!this.cases.includes(caseId)) this.cases.push(caseId);
  }

  #number(): PhoneNumber {
    return `+86${this.#one(PREFIXES)}000${this.#draw(6)}` as PhoneNumber;
  }

  #attempt(): ComplaintAttempt | undefined {
    const kind = this.#draw(4);
    if (kind === 0) return undefined;
    const line = this.#draw(CHAINS.length);
    return {
      decision: asId<DecisionId>(`decision-${this.#draw(40)}`),
      confidence: this.#one(['certain', 'likely', 'possible'] as const),
      atMs: this.#nowMs() - HOUR_MS,
      caller: asId<PhoneNumber>('95566'),
      merchant: asId<MerchantId>(this.#one(MERCHANTS)),
      line: lineId(line),
      lineClass: 'access',
      campaign: false,
      content: undefined,
      chain: (CHAINS[line] as readonly string[]).map((id) => asId<PartyId>(id)),
      province: undefined,
      doNotDisturb: false,
    };
  }

  async #file(): Promise<void> {
    const isComplete = this.#draw(4) > 0;
    const attempt = isComplete ? this.#attempt() : undefined;
    await this.#tell({
      kind: 'fileComplaint',
      claim: {
        complainant: this.#number(),
        proved: this.#draw(3) > 0,
        reported: `010123456${10 + this.#draw(4)}`,
        channel: this.#one(CHANNELS),
        atMs: this.#nowMs() - HOUR_MS,
        durationMs: 0,
        text: isComplete ? '促销 回T退订' : undefined,
        description: isComplete ? '推销' : undefined,
        ...(this.#draw(3) === 0 ? {} : { category: this.#one(CATEGORIES) }),
        ...(this.#draw(2) === 0 ? {} : { province: '440000' }),
        source: 'api',
      },
      gathered: this.#gathered(attempt),
    });
  }

  #gathered(attempt: ComplaintAttempt | undefined) {
    return { attempt, evidence: { gatheredMs: this.#nowMs(), attempt: undefined, noAttempt: [], earlier: [] } };
  }

  /** Goes one step on with a case that goes the whole way: put to its merchant, answered, decided, told. */
  async goOn(): Promise<void> {
    const way = ['forward', 'answer', 'uphold', 'tell'] as const;
    const at = this.#goneOn++;
    const merchant = MERCHANTS[0] as string;
    const input = way[at % way.length] as (typeof way)[number];
    const command: HouseCommand = {
      kind: 'stepCases',
      ids: [this.cases[Math.floor(at / way.length)] ?? 'none'],
      input,
      reason: '理由',
      party: input === 'forward' ? { kind: 'merchant', id: merchant } : undefined,
      answer: input === 'answer' ? { text: '答复', attachments: [] } : undefined,
    };
    await this.#tell(command, input === 'answer' ? merchantActor(merchant) : HANDLER);
  }

  async act(): Promise<void> {
    const input = this.#one(['forward', 'answer', 'uphold', 'reject', 'tell', 'reopen', 'return'] as const);
    switch (this.#draw(12)) {
      case 0:
        return this.#tell({
          kind: 'supplementComplaint',
          id: this.#one([...this.complaints, 'none']),
          more: { proved: true, text: '促销 回T退订', description: '推销' },
          gathered: this.#gathered(this.#attempt()),
        });
      case 1:
        return this.#tell({ kind: 'withdrawComplaint', id: this.#one([...this.complaints, 'none']) }, HANDLER);
      case 2:
        return this.#tell(
          {
            kind: this.#draw(2) === 0 ? 'pauseCase' : 'resumeCase',
            id: this.#one([...this.cases, 'none']),
            reason: '等待',
          } as HouseCommand,
          HANDLER,
        );
      case 3:
        return this.#tell(ofPreference(this.#number(), { on: this.#draw(3) > 0 }));
      case 4:
        return this.#tell({
          kind: 'recordOwnership',
          number: this.#number(),
          carrier: asId<PartyId>(this.#one(PARTIES.slice(0, 2))),
        });
      case 5:
      case 6:
      case 7:
        return this.#file();
      default: {
        const merchant = this.#one(MERCHANTS);
        const actor = input === 'answer' ? merchantActor(merchant) : HANDLER;
        return this.#tell(
          {
            kind: 'stepCases',
            ids: [this.#one([...this.cases, 'none'])],
            input,
            reason: '理由',
            party: input === 'forward' ? { kind: 'merchant', id: merchant } : undefined,
            answer: input === 'answer' ? { text: '答复', attachments: [] } : undefined,
          },
          actor,
        );
      }
    }
  }
}

const PUBLISHED_MS = Date.UTC(2026, 2, 20, 2);
const sanction = (kind: 'publication' | 'suspend', id: string, fromMs: number): HouseCommand =>
  ({
    kind: 'imposeSanction',
    sanction: {
      id: undefined,
      kind,
      target: { kind: 'merchant', id },
      purposes: ALL_PURPOSES,
      channels: ALL_CHANNELS,
      perDay: undefined,
      fromMs,
      toMs: undefined,
      clause: 'draft-31',
      note: '用户投诉较多',
    },
  }) as unknown as HouseCommand;

/** `setNow` moves the store's clock. */
export const tellWorld = async (store: Store, seed: number, clock: { nowMs: number }, acts = 700): Promise<World> => {
  clock.nowMs = WORLD_BEGINS_MS;
  await registerWorld(store);
  const draw = dice(seed);
  const teller = new WorldTeller(store, draw, () => clock.nowMs);
  const stepMs = (FROZEN_AT_MS - WORLD_BEGINS_MS) / acts;
  let isPublished = false;
  for (let act = 0; act < acts; act++) {
    clock.nowMs = Math.floor(WORLD_BEGINS_MS + act * stepMs + draw(HOUR_MS));
    if (!isPublished && clock.nowMs > PUBLISHED_MS) {
      isPublished = true;
      for (const command of [
        sanction('publication', 'merchant-bank', clock.nowMs),
        sanction('suspend', 'merchant-bank', clock.nowMs),
        sanction('publication', 'merchant-shop', clock.nowMs),
      ])
        held(await store.execute({ command, actor: actorOf('regulator'), idempotency: undefined }));
    }
    if (act % 6 === 5) await teller.goOn();
    else await teller.act();
  }
  clock.nowMs = FROZEN_AT_MS;
  return { cases: teller.cases };
};

export const sheetsOf = async (store: Store, { cases }: World): Promise<readonly CaseSheet[]> => {
  const sheets: CaseSheet[] = [];
  for (const id of cases) {
    const sheet = held(await store.ask({ kind: 'caseSheet', id }));
    if (sheet !== undefined) sheets.push(sheet);
  }
  return sheets;
};

export const spanNamed = (name: string): PeriodSpan => spanOf(held(periodNamed(name)));

export const countStore = async (store: Store, span: PeriodSpan): Promise<StoreCounts> =>
  held(await countPeriod({ questions: store, provinceOf, law: LAW, pause: async () => {} }, span));

/** What a journal might have said. */
const DECIDED: readonly DecidedAlike[] = [
  {
    province: '110000',
    carrier: asId('party-carrier-a'),
    decision: 'refuse',
    reason: 'do-not-disturb',
    category: 'loan',
    count: 4_711,
  },
  {
    province: '330000',
    carrier: asId('party-carrier-b'),
    decision: 'refuse',
    reason: 'no-consent',
    category: 'other',
    count: 812,
  },
  { province: undefined, carrier: undefined, decision: 'refuse', reason: 'line-unknown', category: 'other', count: 99 },
  {
    province: '110000',
    carrier: asId('party-carrier-a'),
    decision: 'allow',
    reason: 'observed',
    category: 'loan',
    count: 300,
  },
];
const HELD_NUMBERS = [
  { province: '110000', carrier: 'party-carrier-a', subscribers: 20_000_000 },
  { province: '330000', carrier: 'party-carrier-b', subscribers: 60_000_000 },
];

/** Counts a store, freezes the period and keeps it there. The text as it was kept. */
export const freezeInto = async (store: Store, name: string, clock: { nowMs: number }): Promise<string> => {
  const period = held(periodNamed(name));
  const counts = await countStore(store, spanNamed(name));
  const subscribers = held(subscribersOf(counts.protectedNumbers, HELD_NUMBERS));
  const order = { period, takenAtMs: clock.nowMs, sequence: store.head(), law: LAW.id };
  const names = async (ids: readonly string[]) => ids.map((id) => [id, `${id} 有限公司`] as const);
  const frozen = held(await freeze(order, bulletinCountsOf({ store: counts, decided: DECIDED, subscribers, names })));
  const command = { kind: 'keepFrozenCounts', frozen } as const;
  held(await store.execute({ command, actor: actorOf('regulator'), idempotency: undefined }));
  const [kept] = held(await store.ask({ kind: 'frozenTexts', periods: [name] }));
  return kept?.text ?? '';
};

export const everyPage = async <T>(
  ask: (after: string | undefined) => Promise<CountedPage<T>>,
): Promise<readonly T[]> => {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const page = await ask(after);
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
};
