// Calls that the contract does not have yet, each with its path: they become `api` when it has them.
import { ApiProblem } from '../../api/problem.ts';
import { askJson } from '../../api/session.ts';

const MISSING = [403, 404];

/** Null: the server does not have it, or not for merchants. */
const ifThere = async <Answer>(call: Promise<Answer>): Promise<Answer | null> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiProblem && MISSING.includes(error.status)) return null;
    throw error;
  }
};

export interface FormTexts {
  readonly zh: string;
  readonly en: string;
}

export interface ConsentForm {
  readonly id: string;
  readonly version: number;
  readonly purposes: readonly string[];
  readonly categories: readonly string[];
  readonly channels: readonly string[];
  readonly title: FormTexts;
  readonly words: FormTexts;
  readonly origins: readonly string[];
  readonly validDays?: number;
  readonly publishedAt: string;
  readonly endedAt?: string;
  readonly sha256: string;
}

export type ConsentFormInput = Omit<ConsentForm, 'id' | 'version' | 'publishedAt' | 'endedAt' | 'sha256'> & {
  readonly id?: string;
};

/** GET /v1/consent-forms. */
export const listForms = async (): Promise<readonly ConsentForm[] | null> =>
  (await ifThere(askJson<{ items: readonly ConsentForm[] }>('GET', '/v1/consent-forms?limit=200')))?.items ?? null;

/** POST /v1/consent-forms. */
export const publishForm = (form: ConsentFormInput): Promise<ConsentForm> => askJson('POST', '/v1/consent-forms', form);

/** POST /v1/consent-forms/{id}/end. */
export const endForm = (id: string): Promise<ConsentForm> =>
  askJson('POST', `/v1/consent-forms/${encodeURIComponent(id)}/end`);

export interface OwnKey {
  readonly id: string;
  readonly role?: string;
  readonly lines?: readonly string[];
  readonly status?: string;
  readonly expiresAt?: string;
  readonly lastUsed?: string;
  readonly callsToday?: number;
}

/** GET /v1/keys, for merchants. */
export const listOwnKeys = async (): Promise<readonly OwnKey[] | null> =>
  (await ifThere(askJson<{ items: readonly OwnKey[] }>('GET', '/v1/keys?limit=200')))?.items ?? null;

/** POST /v1/keys, for merchants: the key stands in this answer only. */
export const makeOwnKey = (lines: readonly string[]): Promise<OwnKey & { readonly key: string }> =>
  askJson('POST', '/v1/keys', { role: 'merchant', lines });

/** DELETE /v1/keys/{id}, for merchants. */
export const revokeOwnKey = (id: string): Promise<OwnKey> => askJson('DELETE', `/v1/keys/${encodeURIComponent(id)}`);

/** Complaints of a period among the attempts let through, and the bound of the law. */
export interface RateStanding {
  readonly complaints: number;
  readonly attempts: number;
  readonly verdict: 'below' | 'unsure' | 'above';
  readonly lower: number;
  readonly upper: number;
  readonly bound: { readonly value: number; readonly per: string; readonly clause?: string };
  readonly window: { readonly days: number };
}

export interface ReasonAttempts {
  readonly channel: string;
  readonly decision: 'allow' | 'refuse';
  readonly reason: string;
  readonly attempts: number;
}

export interface MerchantFigures {
  readonly at: string;
  readonly days: number;
  readonly reach: { readonly people?: number };
  readonly bases: {
    readonly live: number;
    readonly confirmed: number;
    readonly unconfirmed: number;
    readonly expiring: number;
    readonly expiringDays: number;
    readonly byCategory: Readonly<Record<string, number>>;
  };
  readonly refusals: { readonly days: readonly { day: string; refused: number; withdrawn: number }[] };
  readonly attempts: readonly ReasonAttempts[];
  readonly cases: readonly { state: string; cases: number; overdue: number }[];
  readonly lines: readonly { line: string; state: RateStanding['verdict']; rates: readonly RateStanding[] }[];
  readonly sanctionsInForce: number;
}

/** GET /v1/figures/merchant. */
export const readFigures = (): Promise<MerchantFigures | null> =>
  ifThere(askJson<MerchantFigures>('GET', '/v1/figures/merchant'));

export interface TrafficFigures {
  readonly rows: readonly (ReasonAttempts & { readonly at: string })[];
}

/** GET /v1/figures/traffic, by day. */
export const readTraffic = (from: string): Promise<TrafficFigures | null> =>
  ifThere(askJson<TrafficFigures>('GET', `/v1/figures/traffic?by=day&from=${encodeURIComponent(from)}`));
