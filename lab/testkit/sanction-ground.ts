// The least that a sanction can be about, and those who may impose one.
import {
  creditCodeCheck,
  type HouseCommand,
  type SanctionOrder,
  type SanctionSheet,
  type SanctionStepInput,
} from '@wurao/casework';
import { ALL_CATEGORIES, ALL_CHANNELS, asId, type PartyId, type Sanction } from '@wurao/domain';
import type { Actor } from '@wurao/registry';
import type { Store } from '@wurao/store';
import { expect } from 'vitest';
import { ADMIN, ANNA, actorOf, type ConformanceGround, held, type OpenEmptyStore, T0 } from './store-commands.ts';

export const DAY_MS = 86_400_000;
export const SYSTEM: Actor = { ...ADMIN, keyId: undefined };
export const REGULATOR = actorOf('regulator');
export const OTHER_REGULATOR = actorOf('regulator', { keyId: asId('key-other-regulator') });
export const HANDLER = actorOf('handler');
export const CARRIER = actorOf('carrier', { party: asId<PartyId>('carrier-a') });
export const OTHER_CARRIER = actorOf('carrier', { party: asId<PartyId>('carrier-b'), keyId: asId('key-carrier-b') });
const CODE = '91330000MA27U00QX';
export const CREDIT_CODE = CODE + creditCodeCheck(CODE);

const complaint = (nowMs: number): HouseCommand => ({
  kind: 'fileComplaint',
  claim: {
    complainant: ANNA,
    proved: true,
    reported: '95588',
    channel: 'voice',
    atMs: nowMs - 60_000,
    durationMs: 0,
    description: 'again and again',
    source: 'api',
  },
  gathered: { attempt: undefined, evidence: { gatheredMs: nowMs, attempt: undefined, noAttempt: [], earlier: [] } },
});

const party = (id: string, partyKind: 'carrier' | 'call-centre'): HouseCommand => ({
  kind: 'registerParty',
  id,
  name: id,
  partyKind,
  creditCode: undefined,
});
const line = (id: string, chain: readonly string[]): HouseCommand => ({
  kind: 'registerLine',
  line: {
    id: asId(id),
    name: id,
    class: 'access',
    chain: chain.map((one) => asId(one)),
    enforcement: { mode: 'enforce' },
    trusted: true,
    unknownCallers: 'refuse',
    refusalStyle: '603',
    status: 'active',
  },
});
export const filing = (id: string, caller: string, of: string): HouseCommand => ({
  kind: 'fileNumber',
  filing: {
    id,
    caller,
    prefix: false,
    merchant: asId(of),
    line: asId('line-1'),
    kind: 'service-number',
    purposes: 1,
    categories: 1,
    channels: ALL_CHANNELS,
    contents: [],
    fromMs: T0,
    toMs: undefined,
    origin: 'self',
  },
});
const merchantNamed = (id: string, creditCode?: string): HouseCommand =>
  ({ kind: 'registerMerchant', id, name: `Name of ${id}`, creditCode, categories: ALL_CATEGORIES }) as HouseCommand;

const WORLD: readonly HouseCommand[] = [
  party('carrier-a', 'carrier'),
  party('carrier-b', 'carrier'),
  party('calls', 'call-centre'),
  merchantNamed('bank', CREDIT_CODE),
  merchantNamed('shop'),
  line('line-1', ['carrier-a', 'calls', 'bank']),
  filing('filing-1', '95588', 'bank'),
];

export type Said = Readonly<Record<string, unknown>>;

/** One store with a world of its own, and its clock. */
export class SanctionGround {
  nowMs = T0;
  /** A case that was filed. */
  grounds: SanctionOrder['grounds'] = [];
  readonly #ground: ConformanceGround;

  private constructor(ground: ConformanceGround) {
    this.#ground = ground;
  }

  static async open(openEmptyStore: OpenEmptyStore): Promise<SanctionGround> {
    const clock = { nowMs: (): number => T0 };
    const made = new SanctionGround(await openEmptyStore(() => clock.nowMs()));
    clock.nowMs = () => made.nowMs;
    for (const command of WORLD) await made.run(command);
    const filed = await made.run(complaint(made.nowMs));
    made.grounds = [{ kind: 'case', id: String(filed['case']) }];
    return made;
  }

  get store(): Store {
    return this.#ground.store;
  }

  dispose(): Promise<void> {
    return this.#ground.dispose();
  }

  /** The answer's body, or what it is refused by. */
  readonly run = async (command: HouseCommand, actor: Actor = ADMIN): Promise<Said> => {
    this.nowMs += 1_000;
    const done = await this.store.execute({ command, actor, idempotency: undefined });
    if (done.ok) return done.value.body;
    return { code: done.code, field: done.errors[0]?.field, message: done.errors[0]?.message };
  };

  readonly order = (more: Partial<SanctionOrder>): SanctionOrder => ({
    kind: 'suspend',
    target: { kind: 'line', id: 'line-1' },
    grounds: this.grounds,
    termDays: 7,
    note: '',
    along: [],
    ...more,
  });

  readonly propose = (more: Partial<SanctionOrder>, actor = REGULATOR, imposeAtOnce = false): Promise<Said> =>
    this.run({ kind: 'proposeSanctions', orders: [this.order(more)], imposeAtOnce }, actor);

  readonly step = (input: SanctionStepInput, id: unknown, actor = REGULATOR, reason = 'seen'): Promise<Said> =>
    this.run({ kind: 'stepSanctions', ids: [String(id)], input, reason }, actor);

  /** After its notice. */
  readonly imposePenalty = async (more: Partial<SanctionOrder>): Promise<unknown> => {
    const { id } = await this.propose({ termDays: undefined, ...more });
    await this.step('notice', id);
    this.nowMs += 20 * DAY_MS;
    expect(await this.step('impose', id)).toMatchObject({ state: 'in-force' });
    return id;
  };

  readonly noun = async (id: unknown): Promise<Sanction | undefined> =>
    held(await this.store.ask({ kind: 'noun', noun: 'sanction', id: String(id) }));

  readonly sheet = async (id: unknown): Promise<Extract<SanctionSheet, { kind: 'file' }>> => {
    const found: SanctionSheet | undefined = held(await this.store.ask({ kind: 'sanctionSheet', id: String(id) }));
    if (found?.kind !== 'file') throw new Error(`no file ${id}`);
    return found;
  };
}
