export * from './case.ts';
export * from './load.ts';
export { applyChange, newWorld, type World } from './plain-world.ts';
export * from './random.ts';
export { attemptOf, historyOf, instantOf, numberOf } from './read-facts.ts';
export { type ReferenceAnswer, referenceDecide } from './reference.ts';
export * from './shared-data.ts';
export type { GivenIds, SetUpStep } from './to-commands.ts';
