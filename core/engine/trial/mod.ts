// Decision cases as data, and what they need to be tried: facts read into changes by a register in plain lists.
export * from './case.ts';
export * from './read-facts.ts';
export { newRegister, type Register as PlainRegister } from './register.ts';
export * from './to-changes.ts';
export * from './try-case.ts';
