import type { LineFigure, Verdict } from '../../api/asked-figures.ts';
import type { Schema } from '../../api/schemas.ts';

type RateFinding = Schema<'ComplaintRateFinding'>;

/** How a line stands: by the figures of lines where the server has them, else by who was found above a threshold. */
export interface LineHealth {
  readonly state: Verdict;
  /** Of the period that it stands worst in; undefined: nobody complained, or nobody says. */
  readonly rate:
    | { readonly complaints: number; readonly attempts: number; readonly lower: number; readonly upper?: number }
    | undefined;
  readonly traffic: Pick<LineFigure, 'attempts' | 'allowed' | 'answered' | 'refused'> | undefined;
}

const WORST: readonly Verdict[] = ['above', 'unsure', 'below'];

const worstOf = (rates: LineFigure['rates']) =>
  [...rates].sort((a, b) => WORST.indexOf(a.verdict) - WORST.indexOf(b.verdict) || b.lower - a.lower)[0];

export const healthOf = (
  line: string,
  figures: readonly LineFigure[] | undefined,
  findings: readonly RateFinding[],
): LineHealth => {
  const figure = figures?.find((one) => one.line === line);
  if (figure !== undefined) return { state: figure.state, rate: worstOf(figure.rates), traffic: figure };
  const found = findings
    .filter(({ subject }) => subject.kind === 'line' && subject.id === line)
    .sort((a, b) => b.lowerBound - a.lowerBound)[0];
  return found === undefined
    ? { state: 'below', rate: undefined, traffic: undefined }
    : {
        state: 'above',
        rate: { complaints: found.complaints, attempts: found.attempts, lower: found.lowerBound },
        traffic: undefined,
      };
};
