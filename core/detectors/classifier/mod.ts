export { type Classification, classify, scoresOf, shareOf } from './classify.ts';
export { Grams, readBounded } from './grams.ts';
export * from './labels.ts';
export { type Model, type ModelParts, ROWS_MAX, readModel, withSlots, writeModel } from './model.ts';
export { normaliseText } from './normalise.ts';
export { Tokens } from './tokens.ts';
