import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useLive } from './live.ts';

interface Change {
  readonly noun: string;
}

/** More changed than is told one by one. */
const ALL = 'all';

/** Asks again for what is shown when the server says that something of its noun changed; `asked`: noun to questions. */
export const useChanged = (asked: Readonly<Record<string, readonly QueryKey[]>>): void => {
  const queries = useQueryClient();
  useLive<readonly Change[]>('changed', (changes) => {
    const isAll = changes.some(({ noun }) => noun === ALL);
    const nouns = new Set(isAll ? Object.keys(asked) : changes.map(({ noun }) => noun));
    for (const queryKey of new Set([...nouns].flatMap((noun) => asked[noun] ?? [])))
      void queries.invalidateQueries({ queryKey });
  });
};
