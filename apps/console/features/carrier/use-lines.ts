import { askLineFigures, type LineFigure } from '../../api/asked-figures.ts';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { usePages } from '../../components/use-pages.ts';

const LIMIT = 200;

export const useLines = () =>
  usePages<Schema<'Line'>>(['lines'], (after) =>
    answerOf(api.GET('/v1/lines', { params: { query: { limit: LIMIT, ...after } } })),
  );

/** The same pages. */
export const useLineFigures = () =>
  usePages<LineFigure>(['figures', 'lines'], (after) => askLineFigures({ limit: LIMIT, ...after }));
