export * from './counted.ts';
export * from './pack.ts';
export * from './packs.ts';
export * from './reasons.ts';
