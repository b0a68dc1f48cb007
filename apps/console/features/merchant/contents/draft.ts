import type { Category, Channel, Content, Purpose } from '../questions.ts';
import { type Slot, slotsOf } from './variables.ts';

/** A content while it is being written. */
export interface Draft {
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly category: Category;
  readonly text: string;
  readonly variables: readonly Slot[];
}

export const emptyDraft = (category: Category): Draft => ({
  channel: 'sms',
  purpose: 'marketing',
  category,
  text: '',
  variables: [],
});

export const draftOf = ({ channel, purpose, category, text, variables }: Content): Draft => ({
  channel,
  purpose,
  category,
  text,
  variables,
});

export const withText = (draft: Draft, text: string): Draft => ({
  ...draft,
  text,
  variables: slotsOf(text, draft.variables),
});
