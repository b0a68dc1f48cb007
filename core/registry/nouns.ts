import type { NounBodies, NounKind } from '@wurao/domain';
import type { NounIndex, RegisterTransaction } from './ports.ts';

/** Writes a noun's new version and its change. */
export const stateNoun = async <K extends NounKind>(
  tx: RegisterTransaction,
  noun: K,
  id: string,
  body: NounBodies[K] | undefined,
  index: Partial<NounIndex> = {},
): Promise<void> => {
  await tx.putNoun(noun, id, body, { owner: index.owner, lookup: index.lookup });
  await tx.append({ kind: 'noun', noun, id, body } as Parameters<RegisterTransaction['append']>[0]);
};

/** Equal as JSON: what the store holds of them is the same. Keys of one noun are always written in one order. */
export const isSameBody = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
