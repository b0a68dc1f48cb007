export { type Classification, classify, scoresOf, shareOf } from './classify.ts';
export { Grams, readBounded } from './grams.ts';
export * from './labels.ts';
export { type Model, readModel, withSlots, writeModel } from './model.ts';
export { normaliseText } from './normalise.ts';
export { Tokens } from './tokens.ts';
