import type { ReactNode } from 'react';

export type MarkTone = 'good' | 'bad' | 'warn' | 'soft';

/** A word of state; readable on both grounds, and light enough for the first load of a telephone. */
export const Mark = ({ tone, children }: { readonly tone: MarkTone; readonly children: ReactNode }) => (
  <span className={`mark ${tone}`}>{children}</span>
);
