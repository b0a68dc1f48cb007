export * from './classifier/mod.ts';
export * from './contact-filter.ts';
export * from './fake-unsubscribe.ts';
export * from './first-look.ts';
export { HeavyHitters } from './heavy-hitters.ts';
export * from './patterns.ts';
export * from './second-look.ts';
export { textHash } from './text-hash.ts';
