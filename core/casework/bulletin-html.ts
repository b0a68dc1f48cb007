import { escapeHtml, type ReplyLanguage } from '@wurao/domain';
import type { Bulletin, BulletinTable } from './bulletin.ts';
import { barChart } from './bulletin-chart.ts';
import { COLUMNS, shownText } from './bulletin-figures.ts';
import type { TableId } from './bulletin-words.ts';

const WORDS = {
  zh: {
    title: '商业性来电和短信通告',
    row: '项目',
    count: '数量',
    share_percent: '占比(%)',
    per_million: '每百万用户',
    on_previous_percent: { quarter: '较上季度(%)', month: '较上月(%)' },
    on_year_percent: '较上年同期(%)',
    lateness: '各主体的办理时限',
    due: '到期件数',
    late: '逾期件数',
    late_percent: '逾期率(%)',
    exposed: '公开曝光的企业',
    exposedSum: (count: number, acted: number) => `曝光 ${count} 家，已处置 ${acted} 家。`,
    name: '名称',
    creditCode: '统一社会信用代码',
    reason: '事由',
    onDay: '日期',
    acted: '已处置',
    yes: '是',
    no: '否',
    notes: '读数须知',
    span: (from: string, to: string) => `统计期间：${from} 起，${to} 止（不含）`,
    source: (takenAt: string, sequence: number, law: string) =>
      `数据冻结于 ${takenAt}，数据版本 ${sequence}，规则包 ${law}`,
    nobody: '无',
  },
  en: {
    title: 'Bulletin on commercial calls and messages',
    row: 'item',
    count: 'count',
    share_percent: 'share, %',
    per_million: 'per million subscribers',
    on_previous_percent: { quarter: 'on the quarter, %', month: 'on the month, %' },
    on_year_percent: 'on the year, %',
    lateness: 'Deadlines, by party',
    due: 'due',
    late: 'late',
    late_percent: 'late, %',
    exposed: 'Firms exposed',
    exposedSum: (count: number, acted: number) => `${count} exposed, ${acted} acted on.`,
    name: 'name',
    creditCode: 'unified social credit code',
    reason: 'reason',
    onDay: 'day',
    acted: 'acted on',
    yes: 'yes',
    no: 'no',
    notes: 'How to read these figures',
    span: (from: string, to: string) => `Period: from ${from}, to ${to} (exclusive)`,
    source: (takenAt: string, sequence: number, law: string) =>
      `Data frozen at ${takenAt}, data version ${sequence}, law ${law}`,
    nobody: 'none',
  },
} as const;

const STYLE = `
:root{color-scheme:light}
body{margin:0 auto;max-width:60rem;padding:1.5rem;color:#1a1a1a;background:#fff;font:16px/1.6 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.3}h2{font-size:1.2rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;color:#444;padding:.25rem 0}
th,td{border-bottom:1px solid #bbb;padding:.3rem .5rem;text-align:right;vertical-align:top}
th[scope=row],td.text,thead th:first-child{text-align:left;font-weight:400}
thead th{border-bottom:2px solid #1a1a1a;font-weight:600}
tfoot th,tfoot td{font-weight:600}
svg{display:block;width:100%;max-width:45rem;height:auto;font-size:13px;fill:#1a1a1a}
svg rect{fill:#1f5f99}
.about{color:#444;font-size:.9rem}
@media print{body{max-width:none;padding:0;font-size:10pt}section,tr,svg{break-inside:avoid}section.long{break-inside:auto}thead{display:table-header-group}svg rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@page{size:A4;margin:18mm 15mm}
`;
/** Of the style, base64: a page that is opened from a disk has no other policy than the one it says. */
const STYLE_SHA256 = 'FDVcpTZPeGKP/L17YsLJpyvr3CiB0JwQJLTwBZr+mIw=';

/** Rows that a page of paper does not hold. */
const LONG_ROWS = 20;

/** Tables that are drawn too, by which column. */
const DRAWN: Readonly<Partial<Record<TableId, 'share_percent' | 'per_million'>>> = {
  'protected-by-province': 'share_percent',
  protections: 'share_percent',
  'complaints-by-group': 'share_percent',
  'complaints-by-channel': 'share_percent',
  'complaints-by-province': 'per_million',
};

class Page {
  readonly #bulletin: Bulletin;
  readonly #language: ReplyLanguage;

  constructor(bulletin: Bulletin, language: ReplyLanguage) {
    this.#bulletin = bulletin;
    this.#language = language;
  }

  #heading(name: (typeof COLUMNS)[number]['name']): string {
    const words = WORDS[this.#language];
    if (name === 'on_previous_percent') return words[name][this.#bulletin.period.includes('Q') ? 'quarter' : 'month'];
    return words[name];
  }

  #chart({ id, title, rows }: BulletinTable): string {
    const column = COLUMNS.find(({ name }) => name === DRAWN[id]);
    if (column === undefined || rows.length === 0) return '';
    const { name, decimals, of } = column;
    const bars = rows.map((row) => ({ label: row.label[this.#language], value: of(row) }));
    const heading = `${title[this.#language]} — ${this.#heading(name)}`;
    const unit = name === 'share_percent' ? ' %' : '';
    return `${barChart({ id: `chart-${id}`, title: heading, bars, decimals, unit })}\n`;
  }

  table(table: BulletinTable): string {
    const { id, title, rows, total } = table;
    const cells = (row: (typeof rows)[number]): string =>
      COLUMNS.map(({ decimals, isChange, of }) => `<td>${shownText(of(row), decimals, isChange)}</td>`).join('');
    const line = (row: (typeof rows)[number]): string =>
      `<tr><th scope="row"><bdi>${escapeHtml(row.label[this.#language])}</bdi></th>${cells(row)}</tr>`;
    const heads = [WORDS[this.#language].row, ...COLUMNS.map(({ name }) => this.#heading(name))];
    return this.#section(
      id,
      title[this.#language],
      rows.length,
      `${this.#chart(table)}${this.#grid(title[this.#language], heads, rows.map(line), line(total))}`,
    );
  }

  lateness(): string {
    const { lateness } = this.#bulletin;
    const w = WORDS[this.#language];
    const rows = lateness.map(
      ({ label, due, late, lateTenths }) =>
        `<tr><th scope="row"><bdi>${escapeHtml(label[this.#language])}</bdi></th><td>${shownText(due, 0)}</td><td>${shownText(late, 0)}</td><td>${shownText(lateTenths, 1)}</td></tr>`,
    );
    const body =
      rows.length === 0 ? `<p>${w.nobody}</p>` : this.#grid(w.lateness, [w.row, w.due, w.late, w.late_percent], rows);
    return this.#section('lateness', w.lateness, rows.length, body);
  }

  exposed(): string {
    const { exposed, acted } = this.#bulletin;
    const w = WORDS[this.#language];
    const text = (value: string): string => `<td class="text"><bdi>${escapeHtml(value)}</bdi></td>`;
    const rows = exposed.map(
      (firm) =>
        `<tr><th scope="row"><bdi>${escapeHtml(firm.name)}</bdi></th>${text(firm.creditCode)}${text(firm.reason)}${text(firm.onDay)}<td class="text">${firm.acted ? w.yes : w.no}</td></tr>`,
    );
    const sum = `<p>${w.exposedSum(exposed.length, acted)}</p>\n`;
    const heads = [w.name, w.creditCode, w.reason, w.onDay, w.acted];
    return this.#section(
      'exposed',
      w.exposed,
      rows.length,
      rows.length === 0 ? sum : `${sum}${this.#grid(w.exposed, heads, rows)}`,
    );
  }

  #section(id: string, title: string, rows: number, body: string): string {
    const kind = rows > LONG_ROWS ? ' class="long"' : '';
    return `<section${kind} aria-labelledby="${id}"><h2 id="${id}">${escapeHtml(title)}</h2>\n${body}\n</section>`;
  }

  #grid(caption: string, heads: readonly string[], rows: readonly string[], foot?: string): string {
    const head = heads.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('');
    const where = `${caption} · ${this.#bulletin.scopeLabel[this.#language]} · ${this.#bulletin.period}`;
    const tail = foot === undefined ? '' : `<tfoot>\n${foot}\n</tfoot>`;
    return `<table><caption>${escapeHtml(where)}</caption><thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>${tail}</table>`;
  }
}

/** One page, whole in itself: no script, nothing fetched, which its policy says as well. UTF-8, LF. */
export const bulletinHtml = (bulletin: Bulletin, language: ReplyLanguage): string => {
  const { scopeLabel, period, from, to, takenAt, sequence, law, tables, notes } = bulletin;
  const w = WORDS[language];
  const page = new Page(bulletin, language);
  const title = escapeHtml(`${w.title} · ${scopeLabel[language]} · ${period}`);
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${STYLE_SHA256}'">
<title>${title}</title><style>${STYLE}</style></head><body><main>
<h1>${title}</h1>
<p class="about">${escapeHtml(w.span(from, to))}<br>${escapeHtml(w.source(takenAt, sequence, law))}</p>
${tables.map((table) => page.table(table)).join('\n')}
${page.lateness()}
${page.exposed()}
<section class="long" aria-labelledby="notes"><h2 id="notes">${w.notes}</h2>
<ul>
${notes.map((note) => `<li>${escapeHtml(note[language])}</li>`).join('\n')}
</ul>
</section>
</main></body></html>
`;
};
