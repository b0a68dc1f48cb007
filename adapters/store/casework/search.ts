import { type CaseFile, type CaseQuery, SEARCHED_TEXTS_MAX, type SearchTerm, searchTerms } from '@wurao/casework';
import {
  matchOf,
  SEARCH_FLOOR,
  SEARCH_FLOOR_POSTGRES,
  SEARCH_NARROWED,
  SEARCH_NARROWED_POSTGRES,
  SEARCH_PAGE,
  SEARCH_PAGE_POSTGRES,
} from '../dialect.ts';
import type { Session, Statement } from '../session.ts';
import { CASE_FILE, caseOf } from './cases.ts';
import { COMPLAINT } from './complaints.ts';

interface Found {
  readonly id: number;
  readonly case_id: string;
}
type Page = { match: string; before: number; floor: number; limit: number };
const FLOOR: Statement<{ match: string; skipped: number }, { id: number }> = {
  sql: SEARCH_FLOOR,
  numbered: SEARCH_FLOOR_POSTGRES,
  names: ['match', 'skipped'],
};
const PAGE: Statement<Page, Found> = {
  sql: SEARCH_PAGE,
  numbered: SEARCH_PAGE_POSTGRES,
  names: ['match', 'before', 'floor', 'limit'],
};
const NARROWED: Statement<Page & { state: string | null; province: string | null }, Found> = {
  sql: SEARCH_NARROWED,
  numbered: SEARCH_NARROWED_POSTGRES,
  names: ['match', 'before', 'floor', 'state', 'province', 'limit'],
};

/** A page has some texts of the same case. */
const TEXTS_A_PAGE = 200;
const LAST_ID = 2_147_483_647;
const CASE_ID = /^case-[\w-]+$/;
const COMPLAINT_ID = /^complaint-[\w-]+$/;

type Search = Extract<CaseQuery, { kind: 'caseSearch' }>;

/** Ids of cases, the one with the latest text first. */
const casesWith = async (
  session: Session,
  terms: readonly SearchTerm[],
  { state, province, limit }: Search,
): Promise<ReadonlySet<string>> => {
  const match = matchOf(terms);
  const floor = Number((await session.one(FLOOR, { match, skipped: SEARCHED_TEXTS_MAX - 1 }))?.id ?? 0);
  const isNarrowed = state !== undefined || province !== undefined;
  const found = new Set<string>();
  for (let before = LAST_ID; ; ) {
    const asked = { match, before, floor, limit: Math.max(limit, TEXTS_A_PAGE) };
    const page = isNarrowed
      ? await session.all(NARROWED, { ...asked, state: state ?? null, province: province ?? null })
      : await session.all(PAGE, asked);
    for (const { case_id } of page) {
      found.add(case_id);
      if (found.size === limit) return found;
    }
    if (page.length < asked.limit) return found;
    before = Number(page.at(-1)?.id);
  }
};

const idNamed = async (session: Session, text: string): Promise<string | undefined> => {
  if (CASE_ID.test(text)) return text;
  return COMPLAINT_ID.test(text) ? (await session.one(COMPLAINT, { id: text }))?.case_id : undefined;
};

export const caseSearch = async (session: Session, query: Search): Promise<readonly CaseFile[]> => {
  const { state, province, limit } = query;
  const named = await idNamed(session, query.text.trim());
  const terms = named === undefined ? searchTerms(query.text) : [];
  const ids = named === undefined && terms.length > 0 ? await casesWith(session, terms, query) : [named ?? ''];
  const files: CaseFile[] = [];
  for (const id of ids) {
    const row = await session.one(CASE_FILE, { id });
    if (row && (state ?? row.state) === row.state && (province ?? row.province) === row.province)
      files.push(caseOf(row));
  }
  return files.slice(0, limit);
};
