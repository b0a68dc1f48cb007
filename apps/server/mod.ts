export * from './config.ts';
export * from './config-text.ts';
export { type Runtime, readRuntime, takeLock } from './lock.ts';
export { nearestWord } from './nearest-word.ts';
export { type RunOptions, run } from './run.ts';
export { type RunningServer, type ServeOptions, serve } from './serve.ts';
