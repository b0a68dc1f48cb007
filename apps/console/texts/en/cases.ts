export const texts = {
  over: 'Overdue: {{count}} d',
  today: 'Due today',
  left: '{{count}} d left',
  paused: 'The clock stands',
  none: 'No clock runs',
  missingYear: 'The calendar of {{year}} is not published yet',
} as const;
