import { REASONS } from '@wurao/law';
import type { Language } from '../shell.ts';
import { textTable } from '../text-table.ts';

export interface ScrubSummary {
  readonly list: string;
  readonly output: string | undefined;
  readonly encoding: string;
  readonly rows: number;
  readonly badRows: number;
  /** Rows that an earlier run had answered. */
  readonly resumedAfter: number;
  readonly seconds: number;
  /** Of this run. */
  readonly rowsPerSecond: number;
  readonly counts: readonly { readonly decision: string; readonly reason: string; readonly count: number }[];
}

const WORDS = {
  zh: { allow: '允许', refuse: '拒绝', rows: '行', bad: '无法读取', second: '秒', into: '写入', nothing: '清单为空' },
  en: {
    allow: 'allow',
    refuse: 'refuse',
    rows: 'rows',
    bad: 'bad',
    second: 's',
    into: 'into',
    nothing: 'the list is empty',
  },
} as const;

export const summaryText = (summary: ScrubSummary, language: Language): string => {
  const words = WORDS[language];
  const rows = summary.counts.map(({ decision, reason, count }) => [
    count.toLocaleString('en-US'),
    decision === 'allow' ? words.allow : words.refuse,
    reason,
    REASONS.find(({ key }) => key === reason)?.text[language] ?? '',
  ]);
  const total = `${summary.rows.toLocaleString('en-US')} ${words.rows}, ${summary.badRows} ${words.bad}`;
  const took = `${summary.seconds} ${words.second}, ${summary.rowsPerSecond.toLocaleString('en-US')} ${words.rows}/${words.second}`;
  const where = summary.output === undefined ? '' : ` ${words.into} ${summary.output}`;
  const head = summary.rows === 0 ? `${words.nothing}\n` : '';
  return `${head}${textTable(rows)}${total}${where} (${summary.encoding}, ${took})\n`;
};
