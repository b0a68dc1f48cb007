import { ApiProblem } from './problem.ts';
import { askJson } from './session.ts';

/** GET /v1/figures/traffic */
export interface TrafficFigures {
  readonly from: string;
  readonly to: string;
  readonly by: 'minute' | 'hour' | 'day';
  readonly rows: readonly {
    readonly at: string;
    readonly channel: string;
    readonly decision: 'allow' | 'refuse';
    readonly reason: string;
    readonly attempts: number;
  }[];
}

export type Verdict = 'below' | 'unsure' | 'above';

export interface RateStanding {
  readonly complaints: number;
  readonly attempts: number;
  readonly verdict: Verdict;
  /** Complaints an attempt, at least and at most. */
  readonly lower: number;
  readonly upper: number;
  readonly bound: { readonly value: number; readonly per: string; readonly clause: string };
  readonly province?: string;
  readonly window: { readonly days: number; readonly from: string; readonly to: string };
}

export interface LineFigure {
  readonly line: string;
  readonly name: string;
  readonly attempts: number;
  readonly allowed: number;
  readonly answered: number;
  readonly refused: readonly { readonly reason: string; readonly attempts: number }[];
  readonly rates: readonly RateStanding[];
  readonly state: Verdict;
}

/** GET /v1/figures/lines */
export interface LineFigures {
  readonly countedAt: string;
  readonly items: readonly LineFigure[];
  readonly next?: string;
}

const NOT_FOUND = 404;
/** Null: this server keeps no such figures. */
const orNull = async <Answer>(asked: Promise<Answer>): Promise<Answer | null> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === NOT_FOUND) return null;
    throw error;
  }
};

export const askTraffic = (query: Readonly<Record<string, string>>): Promise<TrafficFigures | null> =>
  orNull(askJson<TrafficFigures>('GET', `/v1/figures/traffic?${new URLSearchParams(query)}`));

export const askLineFigures = (query: Readonly<Record<string, string>>): Promise<LineFigures | null> =>
  orNull(askJson<LineFigures>('GET', `/v1/figures/lines?${new URLSearchParams(query)}`));
