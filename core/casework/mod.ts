export * from './calendar.ts';
export * from './working-days.ts';
