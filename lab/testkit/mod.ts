export { type Dice, diceOf, mulberry32, sharedData, sharedDataFolder } from '@wurao/vectors';
export * from './api-client.ts';
export * from './builders.ts';
export * from './http-load.ts';
export * from './import-lists.ts';
export * from './naive-facts.ts';
export * from './server-process.ts';
export * from './skip-unless.ts';
export * from './small-world.ts';
