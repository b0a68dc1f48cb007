import { useEffect, useRef, useState } from 'react';
import { PAGE_HEADERS } from '../../../api/client.ts';
import type { ReadList } from '../records.ts';
import { ScrubResult } from './scrub-result.ts';
import { runScrub } from './scrub-run.ts';

const SHOWN_EVERY_MS = 200;
const SECOND_MS = 1_000;
/** Numbers of a preview, spread evenly over the list. */
export const SAMPLE_ROWS = 500;

/** What every row of the list is asked about. */
export interface ScrubQuestion {
  readonly channel: string;
  readonly purpose: string;
  readonly category?: string;
  readonly line?: string;
  readonly caller?: string;
}

export interface ScrubState {
  readonly list: ReadList;
  readonly result: ScrubResult;
  readonly isSample: boolean;
  readonly isRunning: boolean;
  /** Grows with what was answered: what hangs on the result is drawn again. */
  readonly answered: number;
  readonly rowsPerSecond: number;
  readonly error?: unknown;
}

const addressOf = (question: ScrubQuestion, offset: number): string =>
  `/v1/decisions/stream?${new URLSearchParams({ ...question, offset: String(offset) })}`;

const askStream =
  (question: ScrubQuestion, signal: AbortSignal) =>
  (body: string, offset: number): Promise<Response> =>
    fetch(addressOf(question, offset), {
      method: 'POST',
      headers: { ...PAGE_HEADERS, 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' },
      body,
      signal,
    });

/** Every so-many-th row, so that a sorted list is sampled fairly. */
export const sampleOf = (list: ReadList, most: number): ReadList => {
  const step = Math.max(1, list.numbers.length / most);
  const places = Array.from({ length: Math.min(most, list.numbers.length) }, (_, place) => Math.floor(place * step));
  return {
    head: list.head,
    records: places.map((place) => list.records[place] ?? ''),
    numbers: places.map((place) => list.numbers[place] ?? ''),
  };
};

/** Runs a list through the stream. Nothing of it is kept anywhere but in this component: leaving the page ends and forgets it. */
export const useScrub = () => {
  const [state, setState] = useState<ScrubState>();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  const start = async (whole: ReadList, question: ScrubQuestion, isSample: boolean): Promise<void> => {
    stop.current?.abort();
    const controller = new AbortController();
    stop.current = controller;
    const { signal } = controller;
    const list = isSample ? sampleOf(whole, SAMPLE_ROWS) : whole;
    const result = new ScrubResult(list.numbers.length);
    const startedMs = performance.now();
    let shownMs = 0;
    const show = (isRunning: boolean, fault?: { readonly error: unknown }): void => {
      if (stop.current !== controller) return;
      shownMs = performance.now();
      const seconds = Math.max(shownMs - startedMs, 1) / SECOND_MS;
      const rowsPerSecond = Math.round(result.answered / seconds);
      setState({ list, result, isSample, isRunning, answered: result.answered, rowsPerSecond, ...fault });
    };
    show(true);
    const put: Parameters<typeof runScrub>[0]['put'] = (row, answer) => {
      result.put(row, answer);
      if (performance.now() - shownMs > SHOWN_EVERY_MS) show(true);
    };
    try {
      await runScrub({ numbers: list.numbers, ask: askStream(question, signal), put, signal });
      show(false);
    } catch (error) {
      show(false, signal.aborted ? undefined : { error });
    }
  };

  return {
    state,
    start,
    cancel: () => stop.current?.abort(),
    forget: () => {
      stop.current?.abort();
      stop.current = undefined;
      setState(undefined);
    },
  };
};
