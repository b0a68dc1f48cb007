export { createFeed } from './feed.ts';
export type * from './ports.ts';
