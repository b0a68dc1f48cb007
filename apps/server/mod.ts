export * from './config.ts';
export * from './config-text.ts';
export { nearestWord } from './nearest-word.ts';
