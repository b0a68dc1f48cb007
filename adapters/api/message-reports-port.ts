import type { DecisionId, InstantMs, MessageReport, Result } from '@wurao/domain';

export type ReportedMessage =
  /** The journal let it through. */
  | { readonly carried: 'yes'; readonly decision: DecisionId }
  /** A port that is filed here, whose messages come through here: this one did not, and that is on file. */
  | { readonly carried: 'no'; readonly finding: string }
  /** The port is filed nowhere here, too much was sent to say, the holder is a new one, or the house's own signature stands under it. */
  | { readonly carried: 'unknown' };

/** Messages that subscribers, or those who take their reports, ask about. */
export interface MessageReportsPort {
  /** `visibleSinceMs`: what came before is not this holder's. Failures: `journal-unavailable`, `store-unavailable`: ask again. */
  report(report: MessageReport, visibleSinceMs: InstantMs | undefined): Promise<Result<ReportedMessage>>;
}
