import {
  type CaseFigures,
  type DecidedCount,
  type FiguresPort,
  type LineFigures,
  type LinesWish,
  type MerchantFigures,
  merchantSight,
  type ProtectionFigures,
  type RatesPort,
  type TrafficPart,
  type TrafficWish,
} from '@wurao/api';
import {
  type Attempt,
  type Decision,
  type InstantMs,
  type LineId,
  type MerchantId,
  type Result,
  success,
} from '@wurao/domain';
import type { TrafficTally } from '@wurao/journal';
import type { LawPack } from '@wurao/law';
import type { ArchiveHandle } from './archive-client.ts';
import { byLateness, countCases, latenessSpan, withoutSmall } from './case-figures.ts';
import type { ControlHandle } from './control-client.ts';
import { KeptCounts } from './kept-count.ts';
import { countMerchant } from './merchant-figures.ts';

/** So long figures of a merchant stand: who asks again meanwhile gets the same. */
const MERCHANT_STANDS_MS = 60_000;
const MERCHANTS_KEPT = 1_000;
/** What takes a pass over all that there is. */
const COUNT_STANDS_MS = 3_600_000;

export interface FigureDeskParts {
  readonly archive: Pick<ArchiveHandle, 'trafficTallies'>;
  readonly rates: RatesPort;
  readonly control: Pick<ControlHandle['calls'], 'ask' | 'countBases' | 'countProtection' | 'countLateParties'>;
  readonly nowMs: () => InstantMs;
  readonly lawPack: (id: string) => LawPack | undefined;
  readonly law: () => LawPack;
  /** Writes what was decided in this turn. */
  readonly flush: () => void;
}

/** Figures for screens: asked of what counts anyway, off the serving thread. */
export class FigureDesk implements FiguresPort {
  readonly #parts: FigureDeskParts;
  readonly #merchants: KeptCounts<MerchantFigures>;
  readonly #protection: KeptCounts<ProtectionFigures>;
  readonly #late: KeptCounts<CaseFigures['late']>;

  constructor(parts: FigureDeskParts) {
    this.#parts = parts;
    this.#merchants = new KeptCounts(MERCHANT_STANDS_MS, MERCHANTS_KEPT, parts.nowMs);
    this.#protection = new KeptCounts(COUNT_STANDS_MS, 1, parts.nowMs);
    this.#late = new KeptCounts(COUNT_STANDS_MS, 1, parts.nowMs);
  }

  async traffic({ asMerchant, ...wish }: TrafficWish): Promise<Result<readonly TrafficPart[]>> {
    const { archive, flush } = this.#parts;
    flush();
    const tallies = await archive.trafficTallies({ ...wish, byLine: false, bySight: asMerchant });
    if (!tallies.ok) return tallies;
    const told = tallies.value.map(({ part, channel, decision, attempts, ...tally }) => ({
      atMs: wish.fromMs + part * wish.everyMs,
      channel,
      decision,
      reason: this.#reasonOf({ channel, decision, ...tally }),
      attempts,
    }));
    const merged = Map.groupBy(told, (one) => [one.atMs, one.channel, one.decision, one.reason].join(' '));
    const rows = [...merged.values()].map((same) => ({
      ...(same[0] as TrafficPart),
      attempts: same.reduce((sum, { attempts }) => sum + attempts, 0),
    }));
    return success(rows.sort((a, b) => a.atMs - b.atMs || byWords(a, b)));
  }

  /** By the one rule that answers go by, so that no figure tells what they hide. */
  #reasonOf({
    channel,
    decision,
    reason,
    sight,
  }: Omit<TrafficTally, 'part' | 'attempts' | 'line' | 'answered'>): string {
    if (sight === undefined) return reason;
    const { lawPack, law } = this.#parts;
    const { purpose, holdsConfirmed, isLawfulNow } = sight;
    const decided = { decision, reason, purpose, holdsConfirmed, lawfulRetryAtMs: isLawfulNow ? 0 : 1 };
    const record = { atMs: 0, attempt: { mode: 'attempt', channel } as Attempt, decision: decided as Decision };
    return merchantSight(record, lawPack(sight.law) ?? law()).reason;
  }

  merchant(merchant: MerchantId, lines: readonly LineId[]): Promise<Result<MerchantFigures>> {
    const { control, rates, law } = this.#parts;
    const attempts = (of: MerchantId, fromMs: InstantMs, toMs: InstantMs) =>
      this.traffic({ fromMs, toMs, everyMs: toMs - fromMs, lines: undefined, merchant: of, asMerchant: true });
    return this.#merchants.of([merchant, ...[...lines].sort()].join(' '), (nowMs) => {
      const counting = { control, attempts, look: () => rates.look(false), nowMs, zoneMinutes: law().zoneMinutes };
      return countMerchant(counting, merchant, lines);
    });
  }

  protection(): Promise<Result<ProtectionFigures>> {
    return this.#protection.of('', async (nowMs) => {
      const counts = await this.#parts.control.countProtection();
      return counts.ok ? success(withoutSmall(counts.value, nowMs)) : counts;
    });
  }

  cases(who: string): Promise<Result<CaseFigures>> {
    const { control, law, nowMs } = this.#parts;
    const late = () =>
      this.#late.of('', async (atMs) => {
        const { numbering: _, ...pack } = law();
        const span = latenessSpan(atMs);
        const counts = await control.countLateParties(span, pack);
        return counts.ok ? success({ ...span, parties: byLateness(counts.value) }) : counts;
      });
    return countCases({ control, late, nowMs: nowMs() }, who);
  }

  async lines({ fromMs, toMs, lines }: LinesWish): Promise<Result<LineFigures>> {
    const { archive, rates, flush } = this.#parts;
    flush();
    const span = { fromMs, toMs, everyMs: undefined, lines, merchant: undefined };
    const tallies = await archive.trafficTallies({ ...span, byLine: true, bySight: false });
    if (!tallies.ok) return tallies;
    const look = await rates.look(false);
    if (!look.ok) return look;
    const ofLines = Map.groupBy(tallies.value, ({ line }) => line);
    const traffic = [...ofLines].flatMap(([line, counts]) =>
      line === undefined
        ? []
        : [
            {
              line,
              counts: counts.map(({ channel, decision, reason, attempts, answered }) => {
                return { channel, decision, reason, attempts, answered };
              }),
            },
          ],
    );
    return success({ traffic, standings: look.value.standings, countedMs: look.value.countedMs });
  }
}

const byWords = (a: DecidedCount, b: DecidedCount): number => {
  const [one, other] = [a, b].map(({ channel, decision, reason }) => `${channel} ${decision} ${reason}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
};
