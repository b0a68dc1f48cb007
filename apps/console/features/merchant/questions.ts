import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { components } from '../../api/contract.generated.ts';
import { everyPage } from './every-page.ts';

type Schemas = components['schemas'];
export type Basis = Schemas['Basis'];
export type Content = Schemas['Content'];
export type ContentCheck = Schemas['ContentCheck'];
export type Filing = Schemas['Filing'];
export type Line = Schemas['Line'];
export type Import = Schemas['Import'];
export type ImportRow = Schemas['ImportRows']['items'][number];
export type Case = Schemas['Case'];
export type CaseSheet = Schemas['CaseSheet'];
export type Sanction = Schemas['Sanction'];
export type Inquiry = Schemas['Inquiry'];
export type Obligation = Schemas['Obligation'];
export type ConsentForm = Schemas['ConsentForm'];
export type FormTexts = Schemas['FormTexts'];
export type Key = Schemas['Key'];
export type MerchantFigures = Schemas['MerchantFigures'];
export type RateStanding = Schemas['RateStanding'];
export type Purpose = Schemas['Purpose'];
export type Category = Schemas['Category'];
export type Channel = Schemas['Channel'];

/** What each question is kept under; a change names those it touches. */
export const KEPT = {
  basis: ['merchant', 'basis'],
  contents: ['merchant', 'contents'],
  lines: ['merchant', 'lines'],
  filings: ['merchant', 'filings'],
  imports: ['merchant', 'imports'],
  cases: ['merchant', 'cases'],
  sanctions: ['merchant', 'sanctions'],
  appeals: ['merchant', 'appeals'],
  webhooks: ['merchant', 'webhooks'],
  keys: ['merchant', 'keys'],
  forms: ['merchant', 'forms'],
  pledges: ['merchant', 'pledges'],
  obligations: ['merchant', 'obligations'],
  inquiries: ['merchant', 'inquiries'],
  figures: ['merchant', 'figures'],
  traffic: ['merchant', 'traffic'],
  reasons: ['reasons'],
} as const;

/** The merchant itself: which industries are its own. */
export const merchantQuery = (id: string) =>
  queryOptions({
    queryKey: ['merchant', 'self', id],
    queryFn: () => answerOf(api.GET('/v1/merchants/{id}', { params: { path: { id } } })),
  });

export const basisQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEPT.basis, id],
    queryFn: () => answerOf(api.GET('/v1/consents/{id}', { params: { path: { id } } })),
  });

/** The merchant's bases of one person. */
export const basesOfQuery = (subscriber: string) =>
  queryOptions({
    queryKey: [...KEPT.basis, 'of', subscriber],
    queryFn: () =>
      everyPage((query) => answerOf(api.GET('/v1/consents', { params: { query: { subscriber, ...query } } }))),
  });

export const contentsQuery = queryOptions({
  queryKey: KEPT.contents,
  queryFn: () => everyPage((query) => answerOf(api.GET('/v1/contents', { params: { query } }))),
});

export const linesQuery = queryOptions({
  queryKey: KEPT.lines,
  queryFn: () => everyPage((query) => answerOf(api.GET('/v1/lines', { params: { query } }))),
});

export const filingsQuery = queryOptions({
  queryKey: KEPT.filings,
  queryFn: () => everyPage((query) => answerOf(api.GET('/v1/filings', { params: { query } }))),
});

export const importsQuery = queryOptions({
  queryKey: KEPT.imports,
  queryFn: async () => (await answerOf(api.GET('/v1/imports', { params: { query: { limit: 20 } } }))).items,
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEPT.imports, id],
    queryFn: () => answerOf(api.GET('/v1/imports/{id}', { params: { path: { id } } })),
  });

/** Those that wait for an answer, soonest due first: what a first page shows. */
export const casesDueQuery = queryOptions({
  queryKey: [...KEPT.cases, 'due'],
  queryFn: async () =>
    (await answerOf(api.GET('/v1/cases', { params: { query: { state: 'forwarded', limit: 20 } } }))).items,
});

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEPT.cases, id],
    queryFn: () => answerOf(api.GET('/v1/cases/{id}', { params: { path: { id } } })),
  });

export const sanctionsQuery = queryOptions({
  queryKey: KEPT.sanctions,
  queryFn: () => everyPage((query) => answerOf(api.GET('/v1/sanctions', { params: { query } }))),
});

export const sanctionQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEPT.sanctions, id],
    queryFn: () => answerOf(api.GET('/v1/sanctions/{id}', { params: { path: { id } } })),
  });

export const appealsQuery = queryOptions({
  queryKey: KEPT.appeals,
  queryFn: () => everyPage((query) => answerOf(api.GET('/v1/appeals', { params: { query } }))),
});

export const webhooksQuery = queryOptions({
  queryKey: KEPT.webhooks,
  queryFn: () => everyPage((query) => answerOf(api.GET('/v1/webhooks', { params: { query } }))),
});

export const pledgesQuery = queryOptions({
  queryKey: KEPT.pledges,
  queryFn: () => everyPage((query) => answerOf(api.GET('/v1/pledges', { params: { query } }))),
});

export const obligationsQuery = queryOptions({
  queryKey: KEPT.obligations,
  queryFn: () => everyPage((query) => answerOf(api.GET('/v1/obligations', { params: { query } }))),
});

export const inquiriesQuery = queryOptions({
  queryKey: KEPT.inquiries,
  queryFn: () => everyPage((query) => answerOf(api.GET('/v1/inquiries', { params: { query } }))),
});

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const TRAFFIC_DAYS = 30;

export const figuresQuery = queryOptions({
  queryKey: KEPT.figures,
  queryFn: () => answerOf(api.GET('/v1/figures/merchant')),
  refetchInterval: MINUTE_MS,
});

export const trafficQuery = queryOptions({
  queryKey: KEPT.traffic,
  queryFn: () => {
    const from = new Date(Date.now() - TRAFFIC_DAYS * DAY_MS).toISOString();
    return answerOf(api.GET('/v1/figures/traffic', { params: { query: { by: 'day', from } } }));
  },
});

/** Keys of its systems; sessions of its members are none. */
export const keysQuery = queryOptions({
  queryKey: KEPT.keys,
  queryFn: async () =>
    (await everyPage((query) => answerOf(api.GET('/v1/keys', { params: { query } })))).filter(
      ({ member }) => member === undefined,
    ),
});

export const formsQuery = queryOptions({
  queryKey: KEPT.forms,
  queryFn: () => everyPage((query) => answerOf(api.GET('/v1/consent-forms', { params: { query } }))),
});

export const reasonsQuery = queryOptions({
  queryKey: KEPT.reasons,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () =>
    new Map((await answerOf(api.GET('/v1/reasons'))).items.map(({ key, text }) => [key as string, text] as const)),
});
