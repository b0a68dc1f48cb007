import {
  type DecidedCount,
  type FiguresPort,
  type LineFigures,
  type LinesWish,
  type MerchantFigures,
  merchantSight,
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
import type { ControlHandle } from './control-client.ts';
import { countMerchant } from './merchant-figures.ts';

/** So long figures of a merchant stand: who asks again meanwhile gets the same. */
const MERCHANT_STANDS_MS = 60_000;
const MERCHANTS_KEPT = 1_000;

export interface FigureDeskParts {
  readonly archive: Pick<ArchiveHandle, 'trafficTallies'>;
  readonly rates: RatesPort;
  readonly control: Pick<ControlHandle['calls'], 'ask' | 'countBases'>;
  readonly nowMs: () => InstantMs;
  readonly lawPack: (id: string) => LawPack | undefined;
  readonly law: () => LawPack;
  /** Writes what was decided in this turn. */
  readonly flush: () => void;
}

/** Figures for screens: asked of what counts anyway, off the serving thread. */
export class FigureDesk implements FiguresPort {
  readonly #parts: FigureDeskParts;
  readonly #merchants = new Map<
    string,
    { readonly atMs: InstantMs; readonly figures: Promise<Result<MerchantFigures>> }
  >();

  constructor(parts: FigureDeskParts) {
    this.#parts = parts;
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
    const { control, rates, law, nowMs } = this.#parts;
    const key = [merchant, ...[...lines].sort()].join(' ');
    const known = this.#merchants.get(key);
    if (known !== undefined && nowMs() - known.atMs < MERCHANT_STANDS_MS) return known.figures;
    const atMs = nowMs();
    const counting = { control, look: () => rates.look(false), nowMs: atMs, zoneMinutes: law().zoneMinutes };
    const attempts = (of: MerchantId, fromMs: InstantMs, toMs: InstantMs) =>
      this.traffic({ fromMs, toMs, everyMs: toMs - fromMs, lines: undefined, merchant: of, asMerchant: true });
    const figures = countMerchant({ ...counting, attempts }, merchant, lines);
    this.#merchants.delete(key);
    this.#merchants.set(key, { atMs, figures });
    const oldest = this.#merchants.keys().next().value;
    if (this.#merchants.size > MERCHANTS_KEPT && oldest !== undefined) this.#merchants.delete(oldest);
    // What failed once is tried again by the next question.
    void figures.then(
      (done) => done.ok || this.#merchants.delete(key),
      () => this.#merchants.delete(key),
    );
    return figures;
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
