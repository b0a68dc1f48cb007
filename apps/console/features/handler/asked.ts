import { ApiProblem } from '../../api/problem.ts';
import { askJson } from '../../api/session.ts';

/** GET /v1/figures/cases (of the branch `live`): what the asker decided in the last 90 days. */
export interface OwnFigures {
  readonly decided: number;
  readonly late: number;
  /** From the day a case opened to the day it was decided. */
  readonly medianWorkingDays?: number;
  /** By the Monday that a week begins with. */
  readonly weeks: readonly { readonly monday: string; readonly decided: number; readonly late: number }[];
}

const NOT_FOUND = 404;

/** Null: this server keeps no such figures. */
export const askOwnFigures = async (): Promise<OwnFigures | null> => {
  try {
    return (await askJson<{ readonly own: OwnFigures }>('GET', '/v1/figures/cases')).own;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === NOT_FOUND) return null;
    throw error;
  }
};
