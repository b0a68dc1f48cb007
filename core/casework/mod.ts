export * from './audit-chain.ts';
export * from './bulletin-period.ts';
export * from './freeze.ts';
export * from './frozen-counts.ts';
export * from './ports.ts';
