export * from './check-pack.ts';
export * from './counted.ts';
export * from './pack.ts';
export * from './packs.ts';
export * from './predicates.ts';
export * from './reasons.ts';
export * from './timetable.ts';
