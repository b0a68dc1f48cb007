export * from './calendar.ts';
export * from './case-states.ts';
export * from './case-texts.ts';
export * from './clocks.ts';
export * from './working-days.ts';
