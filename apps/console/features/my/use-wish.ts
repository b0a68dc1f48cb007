import { useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { components } from '../../api/contract.generated.ts';
import { mineKey, preferenceQuery } from '../../api/preference.ts';
import { undoPreference } from './asked.ts';
import type { Preference } from './choices.ts';
import { useShownNumber } from './shown-number.ts';
import { useMyChange } from './use-my-change.ts';

type PreferenceInput = components['schemas']['PreferenceInput'];

/** A part of the preference that is to be another, of what it is by then; and what is said when it is. */
interface Wish {
  readonly change: (now: Preference) => Partial<PreferenceInput>;
  readonly said: string;
}

const inputOf = ({ on, channels, categories, purposes, hours, prefixes, keep }: Preference): PreferenceInput => ({
  on,
  channels,
  categories,
  purposes,
  hours,
  prefixes,
  keep,
});

const write = (number: string, body: PreferenceInput) =>
  answerOf(
    api.PUT('/v1/subscribers/{number}/preference', {
      params: { path: { number }, header: { Prefer: 'wait' } },
      body,
    }),
  );

/**
 * Changes a part of the preference; can be taken back. It is written as a whole: one change waits for the other and goes on from what that
 * left, or two pressed soon after each other would undo each other.
 */
export const useWish = () => {
  const { number } = useShownNumber();
  const queries = useQueryClient();
  return useMyChange<Wish, Preference>({
    turn: `wish ${number}`,
    make: async ({ change }) => {
      const now = await queries.ensureQueryData(preferenceQuery(number));
      return write(number, { ...inputOf(now), ...change(now) });
    },
    done: (_, { said }) => said,
    undo: ({ sequence }) => undoPreference(number, sequence),
    after: (preference) => queries.setQueryData(mineKey(number, 'preference'), preference),
  });
};

export type PersonalList = 'allow' | 'deny';
interface ListChange {
  readonly list: PersonalList;
  readonly caller: string;
  readonly act: 'add' | 'remove';
  readonly said: string;
}

const changeList = (number: string, { list, caller, act }: Pick<ListChange, 'list' | 'caller' | 'act'>) => {
  const asked = { params: { path: { number, list, caller }, header: { Prefer: 'wait' as const } } };
  const path = '/v1/subscribers/{number}/lists/{list}/{caller}';
  return answerOf(act === 'add' ? api.PUT(path, asked) : api.DELETE(path, asked));
};

/** Puts a number on a personal list, or takes it off; can be taken back. */
export const useListChange = () => {
  const { number } = useShownNumber();
  return useMyChange({
    make: (change: ListChange) => changeList(number, change),
    done: (_, { said }) => said,
    undo: ({ sequence }) => undoPreference(number, sequence),
  });
};
