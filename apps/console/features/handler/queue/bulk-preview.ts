import type { Case, CaseInput, CaseState } from '../questions.ts';
import { sourceOf } from '../use-words.ts';

/** What can be done with many at once. */
export const BULK_INPUTS = ['forward', 'uphold', 'reject', 'tell'] as const satisfies readonly CaseInput[];
export type BulkInput = (typeof BULK_INPUTS)[number];

export interface BulkPreview {
  /** Goes into the step. */
  readonly able: readonly Case[];
  readonly complaints: number;
  /** Is left out, by what stands in the way. */
  readonly states: readonly (readonly [CaseState, number])[];
  /** Nobody is known to forward them to. */
  readonly partyless: number;
}

const hasParty = (file: Case): boolean => sourceOf(file)?.kind === 'merchant' || file.party !== undefined;

/** Which of the chosen a step takes, and which it cannot: the API takes all or none, so the others are left out before. */
export const previewBulk = (input: BulkInput, cases: readonly Case[]): BulkPreview => {
  const possible = cases.filter((file) => file.possible?.includes(input) === true);
  const able = input === 'forward' ? possible.filter(hasParty) : possible;
  const states = new Map<CaseState, number>();
  for (const file of cases) if (!possible.includes(file)) states.set(file.state, (states.get(file.state) ?? 0) + 1);
  return {
    able,
    complaints: able.reduce((sum, { complaints }) => sum + complaints, 0),
    states: [...states],
    partyless: possible.length - able.length,
  };
};
