import { type Handler, ok } from '../route.ts';

/** Codes, amounts and numbers say nothing of what a text is. */
const FIGURES = /\p{Nd}{4,}/gu;
const PROBABILITY_PLACES = 6;

/** GET /v1/messages/unsure: what the SMS gates left to the class of the line. */
export const listUnsure: Handler = async (_call, { classifier }) =>
  ok({
    items: classifier.unsure().map(({ text, purpose, commercial, probability }) => ({
      text: text.replaceAll(FIGURES, (figures) => '*'.repeat(figures.length)),
      ...{ purpose, commercial, probability: Number(probability.toFixed(PROBABILITY_PLACES)) },
    })),
  });
