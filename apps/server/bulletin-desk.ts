import type { BulletinPort, CaseAsker, FreezeWish } from '@wurao/api';
import {
  type BulletinWish,
  bulletinCountsOf,
  type FrozenCounts,
  type FrozenPeriod,
  type FrozenText,
  freeze,
  mayFreeze,
  notFrozen,
  type PeriodSpan,
  periodNamed,
  periodsNeeded,
  spanOf,
  subscribersOf,
} from '@wurao/casework';
import { type InstantMs, invalid, type NumberingPlan, type Result, success } from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import type { ArchiveHandle } from './archive-client.ts';
import type { ControlHandle } from './control-client.ts';

export interface BulletinDeskParts {
  readonly control: Pick<ControlHandle['calls'], 'ask' | 'execute' | 'countPeriod'>;
  readonly archive: Pick<ArchiveHandle, 'decisionTallies' | 'recompute'>;
  readonly plan: () => NumberingPlan;
  readonly law: () => LawPack;
  readonly dataVersion: () => number;
  readonly nowMs: () => InstantMs;
  /** Writes what was decided in this turn. */
  readonly flush: () => void;
}

/** Counts, freezes, and has recomputed: nothing of it on the serving thread but what carries it there and back. */
export class BulletinDesk implements BulletinPort {
  readonly #parts: BulletinDeskParts;

  constructor(parts: BulletinDeskParts) {
    this.#parts = parts;
  }

  async freeze({ period: name, subscribers, dryRun }: FreezeWish, asker: CaseAsker): Promise<Result<FrozenCounts>> {
    const period = periodNamed(name);
    if (!period.ok) return period;
    const listed = await this.list();
    if (!listed.ok) return listed;
    const no = mayFreeze(
      period.value,
      listed.value.map((one) => one.period),
    );
    if (no) return no;
    const span = spanOf(period.value);
    const order = {
      period: period.value,
      takenAtMs: Math.floor(this.#parts.nowMs()),
      sequence: this.#parts.dataVersion(),
      law: this.#parts.law().id,
    };
    // Before the counting, which may take minutes.
    if (order.takenAtMs < span.toMs)
      return invalid('period', `${name} is not over yet`, `Freeze it from ${new Date(span.toMs).toISOString()} on.`);
    const counts = await this.#count(span, subscribers);
    if (!counts.ok) return counts;
    const frozen = await freeze(order, counts.value);
    if (!frozen.ok || dryRun) return frozen;
    const command = { kind: 'keepFrozenCounts', frozen: frozen.value } as const;
    const kept = await this.#parts.control.execute({ command, ...asker });
    return kept.ok ? frozen : kept;
  }

  async #count(span: PeriodSpan, held: FreezeWish['subscribers']) {
    const { control, archive, plan, law, flush } = this.#parts;
    flush();
    const store = await control.countPeriod(span, law());
    if (!store.ok) return store;
    const subscribers = subscribersOf(store.value.protectedNumbers, held);
    if (!subscribers.ok) return subscribers;
    const decided = await archive.decisionTallies({ ...span, provinces: plan().provinceKeys() });
    if (!decided.ok) return decided;
    const names = (ids: readonly string[]) => this.#names(ids);
    return success(
      bulletinCountsOf({ store: store.value, decided: decided.value, subscribers: subscribers.value, names }),
    );
  }

  /** Of carriers and other parties, and of merchants that owed a step. Whoever is not in the register keeps its id. */
  async #names(ids: readonly string[]): Promise<readonly (readonly [string, string])[]> {
    const names: (readonly [string, string])[] = [];
    for (const id of ids) {
      for (const noun of ['party', 'merchant'] as const) {
        const found = await this.#parts.control.ask({ kind: 'noun', noun, id });
        if (!found.ok || found.value === undefined) continue;
        names.push([id, (found.value as { readonly name: string }).name]);
        break;
      }
    }
    return names;
  }

  async list(): Promise<Result<readonly FrozenPeriod[]>> {
    return (await this.#parts.control.ask({ kind: 'frozenPeriods' })) as Result<readonly FrozenPeriod[]>;
  }

  async #texts(periods: readonly string[]): Promise<Result<readonly FrozenText[]>> {
    return (await this.#parts.control.ask({ kind: 'frozenTexts', periods })) as Result<readonly FrozenText[]>;
  }

  async read(wish: BulletinWish): Promise<Result<string>> {
    const period = periodNamed(wish.period);
    if (!period.ok) return period;
    const texts = await this.#texts(periodsNeeded(period.value));
    if (!texts.ok) return texts;
    return this.#parts.archive.recompute(
      texts.value.map(({ text }) => text),
      wish,
    );
  }

  async frozen(period: string): Promise<Result<string>> {
    const named = periodNamed(period);
    if (!named.ok) return named;
    const texts = await this.#texts([period]);
    if (!texts.ok) return texts;
    const [kept] = texts.value;
    return kept === undefined ? notFrozen(period) : success(kept.text);
  }
}
