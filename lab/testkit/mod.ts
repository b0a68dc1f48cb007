export { type Dice, diceOf, mulberry32, sharedData, sharedDataFolder } from '@wurao/vectors';
export * from './builders.ts';
export * from './naive-facts.ts';
export * from './skip-unless.ts';
