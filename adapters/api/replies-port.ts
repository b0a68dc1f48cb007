import type { LineId, MerchantId, PreferenceOrder, ReplyMeaning, ReplyTarget, Result, Sequence } from '@wurao/domain';
import type { Actor, ReplyInput } from '@wurao/registry';

/** Who passes a reply on, and what of the past is theirs to go by. */
export interface ReplyAsker {
  readonly actor: Actor;
  /** Whose messages count where no filing names a merchant. */
  ownsLine(line: LineId): boolean;
}

export type ReceivedReply =
  | {
      readonly means: 'refuses';
      /** `asked`: nobody is known to have sent, and these wait for this subscriber's consent. */
      readonly meantFor: ReplyTarget['how'] | 'asked';
      /** `repeated`: it stood already, at that sequence. */
      readonly refused: readonly {
        readonly merchant: MerchantId;
        readonly sequence: Sequence;
        readonly repeated: boolean;
      }[];
      /** Meant for nobody known. */
      readonly finding?: string;
      readonly sequence: Sequence;
      readonly effectiveAfterMs: number;
    }
  /** `consent`: what the code confirmed; without it, it was no code of an open request. */
  | { readonly means: 'agrees'; readonly consent?: string }
  /** A message forwarded to the port for complaints. */
  | { readonly means: 'complains'; readonly complaint: string; readonly case: string }
  /** What came to the port for preferences. `answered`: by a message. */
  | { readonly means: 'prefers'; readonly order: PreferenceOrder['means']; readonly answered: boolean }
  | { readonly means: Exclude<ReplyMeaning['means'], 'refuses' | 'agrees'> };

/** What subscribers send to merchants' ports. */
export interface RepliesPort {
  /**
   * Reads what a reply means and does it, durably, before it answers. The same reply again changes nothing. Failures:
   * `journal-unavailable`, `store-unavailable`: bring it again; those of the command.
   */
  receive(reply: ReplyInput, asker: ReplyAsker): Promise<Result<ReceivedReply>>;
}
