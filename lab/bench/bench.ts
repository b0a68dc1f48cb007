import { existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** `test`: seconds, to see that it runs. `bench`: minutes. `soak`: the full sizes that an issue names. */
export type Tier = 'test' | 'bench' | 'soak';

/** One number with its promise, if there is one. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Undefined: told for its own sake. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
  /** The size at which the target is promised was reached; false = told, not judged. */
  readonly fullSize?: boolean;
  readonly conditions: string;
}

export interface Bench {
  readonly name: string;
  readonly run: (tier: Tier) => Promise<readonly Figure[]>;
}

export const tierOf = (name: string | undefined): Tier => (name === 'test' || name === 'soak' ? name : 'bench');

const HUGE_PAGES = '/sys/kernel/mm/transparent_hugepage/enabled';

/** What random reads of large tables cost turns on it. */
const hugePages = (): string =>
  existsSync(HUGE_PAGES) ? (/\[(\w+)\]/.exec(readFileSync(HUGE_PAGES, 'utf8'))?.[1] ?? 'unknown') : 'unknown';

export const machine = (): string =>
  `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform} ${process.arch}, huge pages ${hugePages()}`;

export type Verdict = 'met' | 'SHORT' | '—';

export const verdictOf = ({ value, target, fullSize }: Figure): Verdict => {
  if (target === undefined || fullSize === false) return '—';
  const met = 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
  return met ? 'met' : 'SHORT';
};

const shown = (value: number): string =>
  Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-US') : Number(value.toPrecision(4)).toString();

const targetText = ({ target }: Figure): string => {
  if (target === undefined) return '';
  return 'atLeast' in target ? `≥ ${shown(target.atLeast)}` : `≤ ${shown(target.atMost)}`;
};

/** A table that reads the same on a terminal and in Markdown. */
export const tableOf = (figures: readonly Figure[]): string =>
  [
    '| figure | value | target | verdict | conditions |',
    '|---|---:|---:|---|---|',
    ...figures.map(
      (figure) =>
        `| ${figure.name} | ${shown(figure.value)} ${figure.unit} | ${targetText(figure)} | ${verdictOf(figure)} | ${figure.conditions} |`,
    ),
  ].join('\n');

/** The value that a share of them does not exceed; nearest rank. */
export const percentileOf = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
};

export const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};
