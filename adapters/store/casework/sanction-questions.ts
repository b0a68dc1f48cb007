import {
  type CaseAnswers,
  fileIdOf,
  isUntold,
  type ListedSanction,
  type ReachRows,
  type SanctionQuery,
  stateOfNoun,
} from '@wurao/casework';
import type { Filing, Line, Merchant, NounBodies, Party, Sanction } from '@wurao/domain';
import { sql } from 'kysely';
import { pageOf } from '../page.ts';
import type { FactRow } from '../schema.ts';
import { type Session, statement } from '../session.ts';
import { PRESENT_FACT } from '../transaction-nouns.ts';
import type { SanctionFileRow, SanctionStepRow } from './sanction-schema.ts';
import { SANCTION_FILE, sanctionOf, sanctionStepOf } from './sanctions.ts';

const STEPS = statement<{ id: string }, SanctionStepRow>((db, p) =>
  db.selectFrom('sanction_step').selectAll().where('sanction_id', '=', p.id).orderBy('position'),
);
const OF_OWNER = statement<{ owner: string; after: string; limit: number }, SanctionFileRow>((db, p) =>
  db
    .selectFrom('sanction_file')
    .selectAll()
    .where('owner', '=', p.owner)
    .where('id', '>', p.after)
    .orderBy('id')
    .limit(p.limit),
);
const FILES = statement<{ after: string; limit: number }, SanctionFileRow>((db, p) =>
  db.selectFrom('sanction_file').selectAll().where('id', '>', p.after).orderBy('id').limit(p.limit),
);
/** Those of a file are shown with it. */
const NOUNS = statement<{ after: string; limit: number }, Pick<FactRow, 'id' | 'body'>>((db, p) =>
  db
    .selectFrom('fact')
    .select(['id', 'body'])
    .where('kind', '=', sql.lit('sanction'))
    .where('to_sequence', 'is', null)
    .where('body', 'is not', null)
    .where('id', '>', p.after)
    .where('id', 'not like', sql.lit('%~%'))
    .where((x) =>
      x.not(
        x.exists(x.selectFrom('sanction_file').select('sanction_file.id').whereRef('sanction_file.id', '=', 'fact.id')),
      ),
    )
    .orderBy('id')
    .limit(p.limit),
);
const BAD_LIST = statement<{ after: string; limit: number }, SanctionFileRow>((db, p) =>
  db
    .selectFrom('sanction_file')
    .selectAll()
    .where('kind', '=', sql.lit('bad-list'))
    .where('state', 'in', [sql.lit('in-force'), sql.lit('appealed')])
    .where('id', '>', p.after)
    .orderBy('id')
    .limit(p.limit),
);
const ALL_OF_KIND = statement<{ kind: string }, Pick<FactRow, 'body'>>((db, p) =>
  db
    .selectFrom('fact')
    .select('body')
    .where('kind', '=', p.kind)
    .where('to_sequence', 'is', null)
    .where('body', 'is not', null)
    .orderBy('id'),
);

type Asked<K extends SanctionQuery['kind']> = Extract<SanctionQuery, { kind: K }>;
type Question<K extends SanctionQuery['kind']> = (session: Session, query: Asked<K>) => Promise<CaseAnswers[K]>;

const nounOf = ({ body }: Pick<FactRow, 'body'>): Sanction => JSON.parse(body as string) as Sanction;

const sanctionSheet: Question<'sanctionSheet'> = async (session, { id }) => {
  const fileId = fileIdOf(id);
  const row = await session.one(SANCTION_FILE, { id: fileId });
  if (row)
    return {
      kind: 'file',
      file: sanctionOf(row),
      steps: (await session.all(STEPS, { id: fileId })).map(sanctionStepOf),
    };
  const fact = await session.one(PRESENT_FACT, { kind: 'sanction', id });
  return fact === undefined || fact.body === null ? undefined : { kind: 'noun', noun: nounOf(fact) };
};

const idOf = (listed: ListedSanction): string => (listed.kind === 'file' ? listed.file.id : listed.noun.id);
const stateOf = (listed: ListedSanction, nowMs: number) =>
  listed.kind === 'file' ? listed.file.state : stateOfNoun(listed.noun, nowMs);

/** A page is filled from what was looked at: of a state that is rare it may be short, and still have a next. */
const sanctions: Question<'sanctions'> = async (session, { filter, nowMs, after = '', limit }) => {
  const page = { after, limit: limit + 1 };
  const { owner, state, hiddenFrom } = filter;
  const isHidden = (one: ListedSanction): boolean =>
    one.kind === 'file' && hiddenFrom !== undefined && one.file.owner === hiddenFrom && isUntold(one.file);
  const files = owner === undefined ? await session.all(FILES, page) : await session.all(OF_OWNER, { ...page, owner });
  const nouns = owner === undefined ? await session.all(NOUNS, page) : [];
  const listed: ListedSanction[] = [
    ...files.map((row) => ({ kind: 'file' as const, file: sanctionOf(row) })),
    ...nouns.map((row) => ({ kind: 'noun' as const, noun: nounOf(row) })),
  ];
  listed.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const whole = pageOf(listed, limit, (one) => one, idOf);
  return {
    ...whole,
    items: whole.items.filter((one) => !isHidden(one) && (state === undefined || stateOf(one, nowMs) === state)),
  };
};

const badList: Question<'badList'> = async (session, { after = '', limit }) =>
  pageOf(await session.all(BAD_LIST, { after, limit: limit + 1 }), limit, sanctionOf, ({ id }) => id);

/** Only what a reach is made of: they go from thread to thread. */
const reachRows: Question<'reachRows'> = async (session) => {
  const all = async <K extends 'party' | 'merchant' | 'line' | 'filing'>(kind: K): Promise<readonly NounBodies[K][]> =>
    (await session.all(ALL_OF_KIND, { kind })).map(({ body }) => JSON.parse(body as string) as NounBodies[K]);
  const rows: ReachRows = {
    parties: (await all('party')).map(({ id, kind, creditCode }: Party) => ({ id, kind, creditCode })),
    merchants: (await all('merchant')).map(({ id, creditCode }: Merchant) => ({ id, creditCode })),
    lines: (await all('line')).map(({ id, chain, status }: Line) => ({ id, chain, status })),
    filings: (await all('filing')).map(({ id, caller, prefix, merchant, line, status, fromMs, toMs }: Filing) => ({
      id,
      caller,
      prefix,
      merchant,
      line,
      status,
      fromMs,
      toMs,
    })),
  };
  return rows;
};

export const SANCTION_QUESTIONS: { readonly [K in SanctionQuery['kind']]: Question<K> } = {
  sanctionSheet,
  sanctions,
  badList,
  reachRows,
};
