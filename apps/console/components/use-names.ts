import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';

const PAGES_MAX = 5;
const LIMIT = 200;
const KEPT_MS = 300_000;

interface Named {
  readonly id: string;
  readonly name: string;
}
type Ask = (after: {
  readonly after?: string;
}) => Promise<{ readonly items: readonly Named[]; readonly next?: string }>;

const allOf = async (ask: Ask): Promise<readonly Named[]> => {
  const found: Named[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { items, next } = await ask(after === undefined ? {} : { after });
    found.push(...items);
    if (next === undefined) break;
    after = next;
  }
  return found;
};

const askNames = async (): Promise<readonly Named[]> => {
  const lists = await Promise.all([
    allOf((after) => answerOf(api.GET('/v1/parties', { params: { query: { limit: LIMIT, ...after } } }))),
    allOf((after) => answerOf(api.GET('/v1/merchants', { params: { query: { limit: LIMIT, ...after } } }))),
  ]);
  return lists.flat().map(({ id, name }) => ({ id, name }));
};

const question = { queryKey: ['names'], queryFn: askNames, staleTime: KEPT_MS };

/** Parties and merchants, for staff: the first thousand of each. */
export const useNameList = (): readonly Named[] => useQuery(question).data ?? [];

const mapOf = (names: readonly Named[]): ReadonlyMap<string, string> =>
  new Map(names.map(({ id, name }) => [id, name]));

/** Their names by id; whoever is not among them keeps its id. */
export const useNames = (): ((id: string) => string) => {
  const { data } = useQuery({ ...question, select: mapOf });
  return (id) => data?.get(id) ?? id;
};
