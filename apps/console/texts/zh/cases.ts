export const texts = {
  over: '已逾期 {{count}} 天',
  today: '今日到期',
  left: '还有 {{count}} 天',
  paused: '计时已暂停',
  none: '没有计时',
  missingYear: '{{year}} 年的工作日历尚未公布',
  attach: {
    add: '添加录音或图片',
    busy: '正在上传',
    help: '最多 6 个文件：录音 20 MB 以内，图片 10 MB 以内。',
    remove: '移除',
  },
  chain: {
    title: '线路与接入链',
    help: '谁接入了谁，运营商在前',
    none: '不知道接入链：线路也不明。',
    line: '线路 {{id}}',
  },
  party: {
    carrier: '运营商',
    'line-provider': '线路商',
    'system-vendor': '系统厂商',
    'call-centre': '呼叫中心',
    merchant: '商家',
    'data-supplier': '数据提供方',
  },
} as const;
