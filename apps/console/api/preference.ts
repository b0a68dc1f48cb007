import { answerOf, api } from './client.ts';

/** Under it lies all that the part was answered about a number. */
export const mineKey = (number: string, ...more: readonly string[]): readonly string[] => ['mine', number, ...more];

/** The wishes of a number: what a person's first page shows, asked for before it is drawn. */
export const preferenceQuery = (number: string) => ({
  queryKey: mineKey(number, 'preference'),
  queryFn: () => answerOf(api.GET('/v1/subscribers/{number}/preference', { params: { path: { number } } })),
});
