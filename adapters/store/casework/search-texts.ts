import type { InstantMs } from '@wurao/domain';
import { type Session, statement } from '../session.ts';
import type { SearchTextRow } from './schema.ts';

const LAST_TEXT = statement<object, { last: number | null }>((db) =>
  db.selectFrom('search_text').select((x) => x.fn.max('id').as('last')),
);
export const INSERT_WORDS = statement<SearchTextRow>((db, p) =>
  db.insertInto('search_text').values({ id: p.id, case_id: p.case_id, at: p.at, words: p.words }),
);

/** Of the text that was added last; the writer's alone to go on from. */
export const lastText = async (session: Session): Promise<number> =>
  Number((await session.one(LAST_TEXT, {}))?.last ?? 0);

export interface CaseWords {
  readonly caseId: string;
  readonly atMs: InstantMs;
  readonly words: ReadonlySet<string>;
}
export const wordsRow = (id: number, { caseId, atMs, words }: CaseWords): SearchTextRow => ({
  id,
  case_id: caseId,
  at: atMs,
  words: [...words].join(' '),
});

/** In the transaction of what was told: it is found as soon as it stands. */
export const addWords = async (session: Session, added: CaseWords): Promise<void> => {
  if (added.words.size > 0) await session.run(INSERT_WORDS, wordsRow((await lastText(session)) + 1, added));
};
