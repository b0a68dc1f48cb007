import { useQueryClient } from '@tanstack/react-query';
import { useLive } from '../../components/live.ts';
import { useShownNumber } from './shown-number.ts';

interface Mark {
  readonly noun: string;
}

/** What is asked again when the server says that something of a kind changed. */
const ASKED_AGAIN: Readonly<Record<string, readonly string[]>> = {
  preference: ['preference', 'expectation', 'held'],
  basis: ['contacts', 'basis'],
  attempt: ['attempts', 'contacts', 'askers', 'held'],
  complaint: ['complaints', 'complaint'],
  case: ['complaints', 'complaint', 'obligations'],
  inquiry: ['inquiries'],
  obligation: ['obligations'],
};

/** Keeps what is shown as it is at the server. */
export const useMyLive = (): void => {
  const queries = useQueryClient();
  const { number } = useShownNumber();
  useLive<readonly Mark[]>('changed', (marks) => {
    for (const { noun } of marks) {
      const kinds = ASKED_AGAIN[noun] ?? [''];
      for (const kind of kinds)
        void queries.invalidateQueries({ queryKey: kind === '' ? ['mine'] : ['mine', number, kind] });
    }
  });
};
