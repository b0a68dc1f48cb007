/** For whoever appealed. */
export const APPEAL_ANSWER_CHARS_MAX = 2_000;

/** How an objection to a refusal ends. `lifts`: the sanction that the refusal came from, which ends with one that is granted. */
export interface RedressCommand {
  readonly kind: 'answerAppeal';
  readonly id: string;
  readonly granted: boolean;
  readonly words: string;
  readonly lifts: string | undefined;
}
