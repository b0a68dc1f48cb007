import type { Schema } from '../../../api/schemas.ts';
import { given } from '../given.ts';
import { CATEGORIES, type CaseState, STATES } from '../questions.ts';

export type Category = Schema<'Category'>;

/** What of the queue is shown; it stands in the address, so that a link shows the same. */
export interface QueueFilter {
  readonly state?: CaseState;
  readonly province?: string;
  readonly category?: Category;
  readonly party?: string;
  /** Of the address, not of the API: whoever reads it. */
  readonly isMine?: true;
  readonly assignee?: string;
  readonly isOverdue?: true;
  readonly text?: string;
}

const MINE = 'me';
const said = (params: URLSearchParams, name: string): string | undefined => {
  const value = params.get(name)?.trim();
  return value === undefined || value === '' ? undefined : value;
};

export const filterOf = (params: URLSearchParams): QueueFilter => {
  const assignee = said(params, 'assignee');
  const text = said(params, 'q');
  return given({
    state: STATES.find((state) => state === params.get('state')),
    province: said(params, 'province'),
    category: CATEGORIES.find((category) => category === params.get('category')),
    party: said(params, 'party'),
    isMine: assignee === MINE ? (true as const) : undefined,
    assignee: assignee === MINE ? undefined : assignee,
    isOverdue: params.get('overdue') === 'true' ? (true as const) : undefined,
    text,
  });
};

export const addressOf = (filter: QueueFilter): URLSearchParams =>
  new URLSearchParams(
    given({
      state: filter.state,
      province: filter.province,
      category: filter.category,
      party: filter.party,
      assignee: filter.isMine ? MINE : filter.assignee,
      overdue: filter.isOverdue ? 'true' : undefined,
      q: filter.text,
    }) as Record<string, string>,
  );

interface Listed {
  readonly category?: string;
  readonly party?: { readonly id: string };
  readonly assignee?: string;
  readonly dueAt?: string;
  readonly isPaused?: boolean;
}

/** What a search found is narrowed here: the API narrows it by state and province alone. */
export const isWithin = ({ category, party, assignee, isOverdue }: QueueFilter, nowMs: number) => {
  const isLate = ({ dueAt, isPaused }: Listed): boolean =>
    dueAt !== undefined && isPaused !== true && Date.parse(dueAt) <= nowMs;
  return (one: Listed): boolean =>
    (category === undefined || one.category === category) &&
    (party === undefined || one.party?.id === party) &&
    (assignee === undefined || one.assignee === assignee) &&
    (isOverdue === undefined || isLate(one));
};
