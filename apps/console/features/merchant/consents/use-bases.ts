import { useEffect, useState } from 'react';
import { PAGE_HEADERS } from '../../../api/client.ts';
import { ApiProblem, type Problem } from '../../../api/problem.ts';
import { linesOf } from '../ndjson.ts';
import type { Basis } from '../questions.ts';
import { type BasisRow, rowOf } from './basis-row.ts';

const SHOWN_EVERY_MS = 250;

interface Bases {
  readonly rows: readonly BasisRow[];
  readonly isComplete: boolean;
  readonly error?: unknown;
}

const readBases = async (signal: AbortSignal, show: (bases: Bases) => void): Promise<void> => {
  const response = await fetch('/v1/exports/bases?format=ndjson', { headers: PAGE_HEADERS, signal });
  if (!response.ok || response.body === null)
    throw new ApiProblem(response.status, (await response.json().catch(() => ({}))) as Problem);
  const rows: BasisRow[] = [];
  let shownMs = performance.now();
  for await (const lines of linesOf(response.body)) {
    for (const line of lines) rows.push(rowOf(JSON.parse(line) as Basis));
    if (performance.now() - shownMs < SHOWN_EVERY_MS) continue;
    shownMs = performance.now();
    show({ rows: [...rows], isComplete: false });
  }
  show({ rows, isComplete: true });
};

/** Every basis of the merchant, as they come: one stream, so that any filter of any length answers at once. */
export const useBases = (): Bases & { readonly again: () => void } => {
  const [bases, setBases] = useState<Bases>({ rows: [], isComplete: false });
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn reads them again
  useEffect(() => {
    const stop = new AbortController();
    readBases(stop.signal, setBases).catch((error: unknown) => {
      if (!stop.signal.aborted) setBases({ rows: [], isComplete: true, error });
    });
    return () => stop.abort();
  }, [turn]);
  return { ...bases, again: () => setTurn(turn + 1) };
};
