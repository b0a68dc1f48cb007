import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';

/** What the asker decided in the last 90 days. */
export type OwnFigures = Schema<'CaseFigures'>['own'];

export const askOwnFigures = async (): Promise<OwnFigures> => (await answerOf(api.GET('/v1/figures/cases'))).own;
