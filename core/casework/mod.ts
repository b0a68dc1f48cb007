export * from './automatic-action.ts';
export * from './complaint-rates.ts';
export * from './count-complaints.ts';
export * from './exact-bound.ts';
export * from './judge-rate.ts';
export * from './preview-threshold.ts';
