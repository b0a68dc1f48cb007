export * from './attempt-memory.ts';
export { countAllowed } from './count.ts';
export { decide } from './decide.ts';
export { type ExplainedStep, explain } from './explain.ts';
export { matchContent, promotionIn } from './match-content.ts';
export * from './permits.ts';
export * from './ports.ts';
export { QUESTIONS } from './questions.ts';
export * from './tables/mod.ts';
