export {
  type AttemptBody,
  attemptOf,
  type DecisionCase,
  type Given,
  historyOf,
  instantOf,
  numberOf,
  overHttp,
} from '@wurao/engine';
export { makeAttempts, type TimedAttempt } from './attempts.ts';
export { DAY_FROM_MS, type Day, type DayAttempt, dayOf, referenceTotals } from './day.ts';
export { DAY_FILES, type DayData, readDayData } from './day-data.ts';
export { plainWorkingDays, readDeadlineYears } from './deadlines.ts';
export * from './load.ts';
export { applyChange, newWorld, type World } from './plain-world.ts';
export * from './random.ts';
export { type ReferenceAnswer, referenceDecide } from './reference.ts';
export * from './shared-data.ts';
export { type GivenIds, type SetUpStep, toCommands } from './to-commands.ts';
export { makeWorld, type RandomWorld, SMALL_WORLD_SIZES, type WorldSizes } from './world.ts';
