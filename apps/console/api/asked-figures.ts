import { answerOf, api } from './client.ts';
import type { paths } from './contract.generated.ts';
import type { Schema } from './schemas.ts';

export type LineFigure = Schema<'LineFigures'>['items'][number];
export type RateStanding = LineFigure['rates'][number];
export type Verdict = LineFigure['state'];

type QueryOf<Path extends '/v1/figures/traffic' | '/v1/figures/lines'> = NonNullable<
  paths[Path]['get']['parameters']['query']
>;

export const askTraffic = (query: QueryOf<'/v1/figures/traffic'>): Promise<Schema<'TrafficFigures'>> =>
  answerOf(api.GET('/v1/figures/traffic', { params: { query } }));

export const askLineFigures = (query: QueryOf<'/v1/figures/lines'>): Promise<Schema<'LineFigures'>> =>
  answerOf(api.GET('/v1/figures/lines', { params: { query } }));
