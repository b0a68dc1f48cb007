import type { PreviewWish, RateLook, RatePreview, RatesPort } from '@wurao/api';
import {
  type CountableComplaint,
  MS_PER_DAY,
  onPresentLines,
  type PresentLine,
  previewSpan,
  type WindowCounts,
} from '@wurao/casework';
import { conflictOf, type InstantMs, type NumberingPlan, type Result, success } from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import type { Page } from '@wurao/registry';
import type { ArchiveHandle } from './archive-client.ts';
import type { ControlHandle } from './control-client.ts';
import { complaintsSince, type RateQuestion } from './find-rates.ts';

/** So long a look stands: the house itself looks every hour. */
export const LOOK_STANDS_MS = 3_600_000;
const LINES_AT_ONCE = 500;

export interface RateDeskParts {
  readonly control: Pick<ControlHandle['calls'], 'ask' | 'countableComplaints'>;
  readonly archive: Pick<ArchiveHandle, 'findRates' | 'previewRates'>;
  readonly plan: () => NumberingPlan;
  readonly law: () => LawPack;
  readonly nowMs: () => InstantMs;
  /** Writes what was decided in this turn. */
  readonly flush: () => void;
}

/** A look with all that it was made of: what automation does is checked by it. */
export interface WholeLook extends RateLook {
  readonly pack: LawPack;
  readonly complaints: readonly CountableComplaint[];
  readonly counts: readonly WindowCounts[];
}

/** Rates of complaints: what the store has of them, divided by the journal in the archive's thread. */
export class RateDesk implements RatesPort {
  readonly #parts: RateDeskParts;
  #last: RateLook | undefined;
  #looking: Promise<Result<WholeLook>> | undefined;

  constructor(parts: RateDeskParts) {
    this.#parts = parts;
  }

  async look(fresh: boolean): Promise<Result<RateLook>> {
    const last = this.#last;
    const stands = last && last.law === this.#parts.law().id && this.#parts.nowMs() - last.countedMs < LOOK_STANDS_MS;
    return last && stands && !fresh ? success(last) : this.lookNow();
  }

  /** Those who ask meanwhile get the same. */
  lookNow(): Promise<Result<WholeLook>> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<Result<WholeLook>> {
    const asked = await this.#question(complaintsSince(this.#parts.law(), this.#parts.nowMs()));
    if (!asked.ok) return asked;
    const { law, nowMs, complaints, lines } = asked.value;
    const answer = await this.#parts.archive.findRates(asked.value);
    if (!answer.ok) return answer;
    const { windows: counts, findings, standings, trends } = answer.value;
    const windows = counts.map(({ by, days, fromMs, toMs }) => ({ by, days, fromMs, toMs }));
    const look = { countedMs: nowMs, law: law.id, windows, findings, standings, trends };
    this.#last = look;
    return success({
      ...look,
      pack: law,
      counts,
      // Only whoever caps by it needs them: they are many.
      get complaints() {
        return onPresentLines(complaints, lines);
      },
    });
  }

  async preview({ complaints, attempts, days, lineClass }: PreviewWish): Promise<Result<RatePreview>> {
    const { nowMs, law } = this.#parts;
    const habit = law().complaintRates?.habitual.days ?? 0;
    const { fromMs } = previewSpan(nowMs(), days, law().zoneMinutes);
    const asked = await this.#question(fromMs - habit * MS_PER_DAY);
    if (!asked.ok) return asked;
    const question = { ...asked.value, threshold: { complaints, attempts }, days, lineClass };
    const answer = await this.#parts.archive.previewRates(question);
    if (!answer.ok) return answer;
    return answer.value === undefined
      ? conflictOf('threshold', `${law().id} judges no rates of complaints`, 'Put a law in force that does.')
      : success(answer.value);
  }

  async #question(sinceMs: InstantMs): Promise<Result<RateQuestion>> {
    const { control, plan, law, nowMs, flush } = this.#parts;
    flush();
    const complaints = await control.countableComplaints(sinceMs);
    if (!complaints.ok) return complaints;
    const lines = await this.#lines();
    if (!lines.ok) return lines;
    const { numbering: _, ...pack } = law();
    return success({
      law: pack,
      nowMs: nowMs(),
      complaints: complaints.value,
      lines: lines.value,
      provinces: plan().provinceKeys(),
    });
  }

  async #lines(): Promise<Result<readonly PresentLine[]>> {
    const lines: PresentLine[] = [];
    let after: string | undefined;
    do {
      const query = { kind: 'nouns', noun: 'line', merchant: undefined, after, limit: LINES_AT_ONCE } as const;
      const page = await this.#parts.control.ask(query);
      if (!page.ok) return page;
      const { items, next } = page.value as Page<PresentLine>;
      for (const { id, class: lineClass, chain } of items) lines.push({ id, class: lineClass, chain });
      after = next;
    } while (after !== undefined);
    return success(lines);
  }
}
