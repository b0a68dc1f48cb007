export const texts = {
  over: 'Overdue: {{count}} d',
  today: 'Due today',
  left: '{{count}} d left',
  paused: 'The clock stands',
  none: 'No clock runs',
  missingYear: 'The calendar of {{year}} is not published yet',
  attach: {
    add: 'Add recordings or pictures',
    busy: 'Being sent',
    help: 'Up to 6 files: recordings up to 20 MB, pictures up to 10 MB.',
    remove: 'Remove',
  },
  chain: {
    title: 'Line and chain',
    help: 'Who connected whom, the carrier first',
    none: 'No chain is known: the line was not known either.',
    line: 'line {{id}}',
  },
  party: {
    carrier: 'Carrier',
    'line-provider': 'Line provider',
    'system-vendor': 'System vendor',
    'call-centre': 'Call centre',
    merchant: 'Merchant',
    'data-supplier': 'Data supplier',
  },
} as const;
