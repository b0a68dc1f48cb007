import type { MerchantId } from '@wurao/domain';
import type { ConsentForm, RegisterTransaction } from '@wurao/registry';
import { sql } from 'kysely';
import type { ConsentFormRow } from './schema.ts';
import { type Session, statement } from './session.ts';
import type { Scope } from './transaction-scope.ts';

/** Forms that people agree to. What comes of one is a basis; a form has no place in the feed. */
const LATEST_FORM = statement<{ id: string }, ConsentFormRow>((db, p) =>
  db.selectFrom('consent_form').selectAll().where('id', '=', p.id).orderBy('version', 'desc').limit(sql.lit(1)),
);
const FORM_VERSION = statement<{ id: string; version: number }, ConsentFormRow>((db, p) =>
  db.selectFrom('consent_form').selectAll().where('id', '=', p.id).where('version', '=', p.version),
);
const FORMS_OF_MERCHANT = statement<{ merchant: string; after: string; limit: number }, ConsentFormRow>((db, p) =>
  db
    .selectFrom('consent_form')
    .selectAll()
    .where('merchant', '=', p.merchant)
    .where('id', '>', p.after)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('consent_form as later')
            .select('later.version')
            .whereRef('later.id', '=', 'consent_form.id')
            .whereRef('later.version', '>', 'consent_form.version'),
        ),
      ),
    )
    .orderBy('id')
    .limit(p.limit),
);
const COUNT_FORMS = statement<{ merchant: string }, { count: number }>((db, p) =>
  db
    .selectFrom('consent_form')
    .select((x) => x.fn.countAll<number>().as('count'))
    .where('merchant', '=', p.merchant)
    .where('version', '=', sql.lit(1))
    .where('ended_at', 'is', null),
);
const INSERT_FORM = statement<ConsentFormRow>((db, p) =>
  db.insertInto('consent_form').values({
    id: p.id,
    version: p.version,
    merchant: p.merchant,
    published_at: p.published_at,
    ended_at: p.ended_at,
    sha256: p.sha256,
    body: p.body,
  }),
);
const END_FORM = statement<{ id: string; at: number }>((db, p) =>
  db.updateTable('consent_form').set({ ended_at: p.at }).where('id', '=', p.id).where('ended_at', 'is', null),
);

type Said = Omit<ConsentForm, 'id' | 'version' | 'merchant' | 'publishedMs' | 'endedMs' | 'sha256'>;

const formOf = (row: ConsentFormRow): ConsentForm => {
  const said = JSON.parse(row.body) as Said;
  return {
    ...said,
    // What JSON leaves out.
    title: { zh: said.title.zh, en: said.title.en },
    words: { zh: said.words.zh, en: said.words.en },
    validDays: said.validDays,
    id: row.id,
    version: row.version,
    merchant: row.merchant as MerchantId,
    publishedMs: row.published_at,
    endedMs: row.ended_at ?? undefined,
    sha256: row.sha256,
  };
};

export const consentFormById = async (
  session: Session,
  id: string,
  version?: number,
): Promise<ConsentForm | undefined> => {
  const row =
    version === undefined ? await session.one(LATEST_FORM, { id }) : await session.one(FORM_VERSION, { id, version });
  return row && formOf(row);
};

export const consentFormsOf = async (
  session: Session,
  asked: { readonly merchant: string; readonly after: string; readonly limit: number },
): Promise<readonly ConsentForm[]> => (await session.all(FORMS_OF_MERCHANT, asked)).map(formOf);

type ConsentFormPart = Pick<
  RegisterTransaction,
  'consentForm' | 'countConsentForms' | 'insertConsentForm' | 'endConsentForm'
>;

export const consentFormPart = ({ session }: Scope): ConsentFormPart => ({
  consentForm: (id, version) => consentFormById(session, id, version),
  countConsentForms: async (merchant) => (await session.one(COUNT_FORMS, { merchant }))?.count ?? 0,
  insertConsentForm: ({ id, version, merchant, publishedMs, endedMs, sha256, ...said }) =>
    session.run(INSERT_FORM, {
      id,
      version,
      merchant,
      published_at: publishedMs,
      ended_at: endedMs ?? null,
      sha256,
      body: JSON.stringify(said satisfies Said),
    }),
  endConsentForm: (id, atMs) => session.run(END_FORM, { id, at: atMs }),
});
