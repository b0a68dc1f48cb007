export * from './answers.ts';
export * from './bounds.ts';
export * from './envelope.ts';
export { execute } from './execute.ts';
export { type PairBasis, type PairFacts, type PairNo, pairStateOf } from './pair-state.ts';
export { type NumberFacts, pairsOfNumber, preferenceChange } from './pairs.ts';
export * from './ports.ts';
export * from './render.ts';
