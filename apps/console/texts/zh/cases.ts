export const texts = {
  over: '已逾期 {{count}} 天',
  today: '今日到期',
  left: '还有 {{count}} 天',
  paused: '计时已暂停',
  none: '没有计时',
  missingYear: '{{year}} 年的工作日历尚未公布',
} as const;
