import type { MessageReportsPort, ReportedMessage } from '@wurao/api';
import {
  attemptReported,
  DELIVERY_REACH_MS,
  type Filing,
  filedMerchant,
  type InstantMs,
  isFiledAt,
  type MessageReport,
  type NewFinding,
  type Result,
  signaturesIn,
  success,
} from '@wurao/domain';
import { HOUSE_SIGNATURE } from '@wurao/registry';
import type { ArchiveHandle } from './archive-client.ts';
import type { ControlHandle } from './control-client.ts';
import type { Gate } from './gate.ts';
import { OPERATOR } from './operator.ts';

export interface MessageReportsParts {
  readonly gate: Pick<Gate, 'filingsOf' | 'flush'>;
  readonly archive: Pick<ArchiveHandle, 'attemptsOf'>;
  readonly execute: ControlHandle['calls']['execute'];
}

/** To one subscriber since then: one page of the archive. */
const LOOKED_AT_MAX = 1_000;

/** Messages that subscribers report: one of a port filed here that the journal never carried is evidence of a fake base station. */
export class MessageReports implements MessageReportsPort {
  readonly #parts: MessageReportsParts;

  constructor(parts: MessageReportsParts) {
    this.#parts = parts;
  }

  async report(report: MessageReport, visibleSinceMs: InstantMs | undefined): Promise<Result<ReportedMessage>> {
    const { gate, archive } = this.#parts;
    const { subscriber, port, text, atMs } = report;
    gate.flush();
    const reachMs = atMs - DELIVERY_REACH_MS;
    const sinceMs = Math.max(reachMs, visibleSinceMs ?? 0);
    const filter = { decision: 'allow', sinceMs, after: undefined, limit: LOOKED_AT_MAX } as const;
    const page = await archive.attemptsOf(subscriber, filter);
    if (!page.ok) return page;
    const found = attemptReported(report, page.value.items);
    if (found !== undefined) return success({ carried: 'yes', decision: found.id });
    const filings = gate.filingsOf(port).filter((filing) => isFiledAt(filing, atMs));
    // What came to a holder before, and what the house says itself, is not to be found there.
    const isCut = page.value.next !== undefined || sinceMs > reachMs || signaturesIn(text).includes(HOUSE_SIGNATURE);
    return isCut || filings.length === 0 ? success({ carried: 'unknown' }) : this.#file(report, filings);
  }

  async #file(
    { subscriber, port, text, atMs }: MessageReport,
    filings: readonly Filing[],
  ): Promise<Result<ReportedMessage>> {
    const finding: NewFinding = {
      kind: 'fake-base-station',
      merchant: filedMerchant(port, filings, atMs),
      subscriber,
      // So that its carrier hears of it, too.
      line: filings.find(({ line }) => line !== undefined)?.line,
      reply: { words: text, port, atMs },
      decision: undefined,
    };
    const command = { kind: 'fileFinding', finding } as const;
    const done = await this.#parts.execute({ command, actor: OPERATOR, idempotency: undefined });
    return done.ok ? success({ carried: 'no', finding: String(done.value.body['id']) }) : done;
  }
}
