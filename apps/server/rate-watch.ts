import {
  automaticCap,
  type ComplaintFinding,
  FINDINGS_AT_ONCE_MAX,
  MAX_AUTOMATIC_TERM_DAYS,
  type WindowCounts,
} from '@wurao/casework';
import { ALL_CHANNELS, PURPOSES, purposeMask } from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import type { ControlHandle } from './control-client.ts';
import type { Log } from './log.ts';
import { OPERATOR } from './operator.ts';
import type { RateDesk, WholeLook } from './rate-desk.ts';

export interface RateWatchParts {
  readonly desk: Pick<RateDesk, 'lookNow'>;
  readonly execute: ControlHandle['calls']['execute'];
  readonly log: Log;
  /** Attempts a day that automation leaves to whom the rate of complaints finds; 0 = automation caps nobody. */
  readonly capPerDay: number;
}

interface Filed {
  readonly id: string;
  /** Which of those given. */
  readonly index: number;
}

/** Files what a look at the rates finds, and caps where the operator lets automation do it. */
export class RateWatch {
  readonly #parts: RateWatchParts;

  constructor(parts: RateWatchParts) {
    this.#parts = parts;
  }

  async look(): Promise<void> {
    const looked = await this.#parts.desk.lookNow();
    if (!looked.ok) {
      this.#parts.log('warn', 'rates of complaints not looked at', { problem: looked.title });
      return;
    }
    const { findings } = looked.value;
    for (let at = 0; at < findings.length; at += FINDINGS_AT_ONCE_MAX)
      await this.#file(findings.slice(at, at + FINDINGS_AT_ONCE_MAX), looked.value);
  }

  async #file(findings: readonly ComplaintFinding[], look: WholeLook): Promise<void> {
    const { execute, log, capPerDay } = this.#parts;
    const command = { kind: 'fileComplaintFindings', findings } as const;
    const done = await execute({ command, actor: OPERATOR, idempotency: undefined });
    if (!done.ok) {
      log('warn', 'findings of complaints not filed', { problem: done.title, detail: done.errors[0]?.message });
      return;
    }
    if (capPerDay === 0) return;
    const { filed } = done.value.body as unknown as { readonly filed: readonly Filed[] };
    for (const { id, index } of filed) await this.#cap(id, findings[index] as ComplaintFinding, look);
  }

  /** What automation may not do is left to a handler: the finding is on file. */
  async #cap(id: string, finding: ComplaintFinding, look: WholeLook): Promise<void> {
    const { execute, log, capPerDay } = this.#parts;
    const window = windowOf(finding, look.counts);
    if (window === undefined) return;
    const atMs = Math.floor(look.countedMs);
    const cap = automaticCap(
      finding,
      { kind: 'cap', perDay: capPerDay, termDays: MAX_AUTOMATIC_TERM_DAYS },
      { law: look.pack, complaints: look.complaints, window, atMs },
    );
    if (!cap.ok) return;
    const { kind, target, perDay, fromMs, toMs, clause } = cap.value;
    const sanction = {
      id: undefined,
      kind,
      target,
      purposes: commercialPurposes(look.pack),
      channels: ALL_CHANNELS,
      perDay,
      fromMs,
      toMs,
      clause,
      note: `automation: ${id}`,
    };
    const done = await execute({
      command: { kind: 'imposeSanction', sanction },
      actor: OPERATOR,
      idempotency: undefined,
    });
    const told = { finding: id, target: `${target.kind}:${target.id}` };
    if (done.ok) log('info', 'capped by automation', told);
    else log('warn', 'not capped by automation', { ...told, problem: done.title, detail: done.errors[0]?.message });
  }
}

const windowOf = ({ evidence }: ComplaintFinding, windows: readonly WindowCounts[]): WindowCounts | undefined => {
  const { by, days, fromMs } = evidence.window;
  return windows.find((window) => window.by === by && window.days === days && window.fromMs === fromMs);
};

/** Codes and notices of service still pass. */
const commercialPurposes = (law: LawPack): number =>
  purposeMask(PURPOSES.filter((purpose) => law.matrix[purpose].commercial));
