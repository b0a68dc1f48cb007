import type { Basis, JournalledDecision, NewFinding, Refusal } from '@wurao/domain';

/**
 * A merchant that took a TD and sends on: the reply proved the number alive, and the refusal is passed over (the classic fake
 * unsubscribe). Step 8 stops each such message; what remains is that somebody sent it.
 */

/** The first look, for the thread that decides: promotion by message to somebody who refused. A screen is no message. */
export const mayBeFakeUnsubscribe = ({ attempt, decision }: JournalledDecision): boolean =>
  (decision.wouldBe ?? decision.reason) === 'refused-by-subscriber' &&
  attempt.mode === 'attempt' &&
  attempt.channel !== 'voice' &&
  decision.purpose === 'marketing' &&
  decision.merchant !== undefined;

/** What is on record of the pair. Of other merchants, too: they are passed over. */
interface PairRecord {
  readonly refusals: readonly Refusal[];
  readonly bases: readonly Pick<Basis, 'merchant' | 'confirmed' | 'sequence'>[];
}

/**
 * The finding, or undefined: no reply is among what refused this message. One that the subscriber took back by a confirmed basis
 * says nothing any more, even where another refusal followed.
 */
export const fakeUnsubscribe = (
  decided: JournalledDecision,
  { refusals, bases }: PairRecord,
): NewFinding | undefined => {
  if (!mayBeFakeUnsubscribe(decided)) return undefined;
  const { attempt, decision, id } = decided;
  const { merchant, dataVersion } = decision;
  const takenBack = bases.reduce(
    (last, basis) =>
      basis.merchant === merchant && basis.confirmed && basis.sequence <= dataVersion
        ? Math.max(last, basis.sequence)
        : last,
    0,
  );
  const replied = refusals.find(
    (refusal) =>
      refusal.merchant === merchant &&
      refusal.reply !== undefined &&
      refusal.ended === undefined &&
      refusal.sequence > takenBack &&
      refusal.sequence <= dataVersion,
  );
  if (replied?.reply === undefined) return undefined;
  const { words, reply } = replied;
  return {
    kind: 'fake-unsubscribe',
    merchant,
    subscriber: attempt.callee,
    line: attempt.line,
    reply: { words, ...reply },
    decision: id,
  };
};
