import { useState } from 'react';
import type { ComplaintDraft } from './complaint-input.ts';

interface Written {
  readonly draft: ComplaintDraft;
  readonly files: readonly File[];
}

/** By whose number and what it is about; until it is sent or the page is loaded again. */
const kept = new Map<string, Written>();

/** What is written of a complaint: a session that ends meanwhile, or another page that is looked at, takes nothing of it. */
export const useKeptDraft = (key: string, first: () => ComplaintDraft) => {
  const [written, setWritten] = useState<Written>(() => kept.get(key) ?? { draft: first(), files: [] });
  return {
    ...written,
    write: (change: Partial<Written>): void => {
      const next = { ...written, ...change };
      kept.set(key, next);
      setWritten(next);
    },
    forget: (): void => {
      kept.delete(key);
    },
  };
};
