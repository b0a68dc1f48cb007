import { merchantSight, type TrafficCount, type Watched } from '@wurao/api';
import type { Attempt, Channel, Decision, InstantMs, PhoneNumber } from '@wurao/domain';
import { releasedFrom } from '@wurao/engine';
import type { LawPack } from '@wurao/law';

interface Decided {
  readonly atMs: InstantMs;
  readonly attempt: Attempt;
  readonly decision: Decision;
}

const NOBODY: Watched = { merchants: new Set(), numbers: new Set() };
const BETWEEN = '\n';

/**
 * Attempts of merchants and to numbers that somebody looks at, for the second that runs. Of all others the gate asks one question and goes
 * on: nothing is counted for nobody.
 */
export class AttemptWatch {
  #watched = NOBODY;
  #isWatching = false;
  #numbers = new Set<PhoneNumber>();
  #ofMerchants = new Map<string, Map<string, number>>();

  watch(watched: Watched): void {
    this.#watched = watched;
    this.#isWatching = watched.merchants.size + watched.numbers.size > 0;
    if (!this.#isWatching) this.take();
  }

  get isWatching(): boolean {
    return this.#isWatching;
  }

  see(decided: Decided, law: LawPack | undefined): void {
    const { attempt, decision } = decided;
    if (attempt.mode !== 'attempt') return;
    const { merchants, numbers } = this.#watched;
    if (numbers.has(attempt.callee)) this.#numbers.add(attempt.callee);
    const { merchant } = decision;
    if (merchant === undefined || law === undefined || !merchants.has(merchant)) return;
    // That its callee wanted it after all, its sender does not hear.
    if (releasedFrom(attempt) !== undefined) return;
    const shown = merchantSight(decided, law);
    const key = [attempt.line ?? 'none', attempt.channel, shown.decision, shown.reason].join(BETWEEN);
    const counts = this.#ofMerchants.get(merchant) ?? new Map<string, number>();
    counts.set(key, (counts.get(key) ?? 0) + 1);
    this.#ofMerchants.set(merchant, counts);
  }

  /** What was seen since it was last taken. */
  take(): { readonly numbers: readonly PhoneNumber[]; readonly ofMerchants: Map<string, TrafficCount[]> } {
    const taken = {
      numbers: [...this.#numbers],
      ofMerchants: new Map([...this.#ofMerchants].map(([merchant, counts]) => [merchant, [...counts].map(countOf)])),
    };
    this.#numbers = new Set();
    this.#ofMerchants = new Map();
    return taken;
  }
}

const countOf = ([key, count]: readonly [string, number]): TrafficCount => {
  const [line = 'none', channel = '', decision = '', reason = ''] = key.split(BETWEEN);
  return {
    line: line as TrafficCount['line'],
    channel: channel as Channel,
    decision: decision as TrafficCount['decision'],
    reason,
    count,
  };
};
