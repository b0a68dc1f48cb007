import type { components } from './contract.generated.ts';

/** As the contract's Problem: what is wrong with which field, and what to do instead. */
export interface Problem {
  readonly title?: string;
  readonly code?: string;
  readonly errors?: readonly {
    readonly field: string;
    readonly position?: number;
    readonly message: string;
    readonly remedy: string;
    readonly fault?: components['schemas']['FieldFault'];
    readonly expected?: string;
  }[];
}

export class ApiProblem extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.title ?? `HTTP ${status}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.problem = problem;
  }
}

const FIRST_SERVER_STATUS = 500;
/** Refused, not unanswered: asked again, it is refused again. */
export const isRefused = (error: unknown): boolean => error instanceof ApiProblem && error.status < FIRST_SERVER_STATUS;

const UNAUTHENTICATED = 401;
export const isSignedOut = (error: unknown): boolean => error instanceof ApiProblem && error.status === UNAUTHENTICATED;
