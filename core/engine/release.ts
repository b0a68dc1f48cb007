import { type Attempt, asId, type DecisionId } from '@wurao/domain';

/** So begins the permit of a released message; no permit that a gate issues has it in its id. */
export const RELEASE = 'release:';

/**
 * The permit of a message that was refused to the callee, kept for it, and asked for by it: a `request` of that one message, used up
 * with it. It lifts what the callee's own wishes refused, and nothing else.
 */
export const releaseOf = (refused: DecisionId): NonNullable<Attempt['permit']> => ({
  id: RELEASE + refused,
  filing: undefined,
});

/** The refused decision whose message this is; undefined: nobody released it. */
export const releasedFrom = ({ permit }: Pick<Attempt, 'permit'>): DecisionId | undefined =>
  permit?.id.startsWith(RELEASE) ? asId<DecisionId>(permit.id.slice(RELEASE.length)) : undefined;
