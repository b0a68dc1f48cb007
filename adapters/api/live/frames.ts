import type { ApiKey } from '@wurao/domain';
import type { ChangeMark, GateFigures, TrafficCount } from '../live-port.ts';
import type { GatePort } from '../ports.ts';
import { ownsLine } from '../read/attempt.ts';
import { instantText, type WireRecord } from '../views/wire-form.ts';

/** A country has more lines than a page shows: the busiest, and the rest as one figure. */
export const LINES_SHOWN_MAX = 100;

const sumBy = (counts: readonly TrafficCount[], wordsOf: (count: TrafficCount) => WireRecord): WireRecord[] => {
  const rows = new Map<string, { words: WireRecord; count: number }>();
  for (const one of counts) {
    const words = wordsOf(one);
    const key = Object.values(words).join(' ');
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { words, count: one.count });
    else row.count += one.count;
  }
  return [...rows.values()].map(({ words, count }) => ({ ...words, count }));
};

const total = (counts: readonly TrafficCount[]): number => counts.reduce((sum, { count }) => sum + count, 0);

/** One second of attempts: in all, and line by line. */
export const trafficView = (atMs: number, counts: readonly TrafficCount[]): WireRecord => {
  const lines = [...Map.groupBy(counts, ({ line }) => line)]
    .map(([line, ofLine]) => ({ line, decisions: total(ofLine), ofLine }))
    .sort((a, b) => b.decisions - a.decisions);
  const shown = lines.slice(0, LINES_SHOWN_MAX);
  const decisions = total(counts);
  return {
    at: instantText(atMs),
    decisions,
    rows: sumBy(counts, ({ channel, decision, reason }) => ({ channel, decision, reason })),
    lines: shown.map(({ line, decisions: ofThis, ofLine }) => ({
      line,
      decisions: ofThis,
      rows: sumBy(ofLine, ({ decision, reason }) => ({ decision, reason })),
    })),
    otherLines: decisions - shown.reduce((sum, line) => sum + line.decisions, 0),
  };
};

export const gatesView = (atMs: number, gates: readonly GateFigures[]): WireRecord => ({
  at: instantText(atMs),
  gates: gates.map(({ noDelay, ...gate }) => ({ ...gate, ...(noDelay === undefined ? {} : { noDelay }) })),
});

/** One mark as this key may hear it; undefined: it may not. */
export const markFor = (
  { noun, id, roles, parties, line, numbers }: ChangeMark,
  key: ApiKey,
  gate: Pick<GatePort, 'line'>,
): WireRecord | undefined => {
  const named = id === undefined ? { noun } : { noun, id };
  if (roles.includes(key.role)) return named;
  const { party, subscriber } = key;
  if (subscriber !== undefined) return numbers.includes(subscriber) ? { noun } : undefined;
  if (party === undefined) return undefined;
  const isTheirs = parties.some((one) => one === party) || (line !== undefined && ownsLine(key, line, gate));
  return isTheirs ? named : undefined;
};

/** An event of the stream; `data` is one line, as JSON is. */
export const eventText = (event: string, data: string): string => `event: ${event}\ndata: ${data}\n\n`;
