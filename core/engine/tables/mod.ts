export * from './directory.ts';
export * from './plain-facts.ts';
