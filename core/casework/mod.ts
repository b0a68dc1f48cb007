export * from './exact-bound.ts';
