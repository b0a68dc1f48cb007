export * from './answers.ts';
export * from './envelope.ts';
export * from './ports.ts';
