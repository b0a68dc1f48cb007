import { CHANNELS, escapeHtml, type HoursWindow, type InstantMs, PURPOSES, provinceNamed } from '@wurao/domain';
import {
  CAP_GROUPS,
  CITED,
  CLOCKS,
  type LawPack,
  PREDICATES,
  type ProvinceRule,
  REASONS,
  type Threshold,
} from '@wurao/law';

type Language = 'zh' | 'en';

const WORDS = {
  zh: {
    inForce: '现行',
    from: '生效时间',
    text: '文本日期',
    purposes: '各用途的要求',
    purpose: '用途',
    commercial: '商业性',
    asks: '要求',
    basis: '须有依据的渠道',
    kinds: '可作依据',
    hours: '时段',
    caps: '频次',
    clause: '条款',
    group: '组',
    channel: '渠道',
    windows: '允许时段',
    callsPerDay: '每日通话',
    messagesPerDay: '每日消息',
    perWindow: '窗口内',
    windowDays: '窗口(天)',
    coolOffDays: '冷静期(天)',
    clocks: '办理时限',
    clock: '事项',
    length: '天数',
    working: '个工作日',
    calendar: '日',
    provinces: '各省规定',
    province: '省份',
    thresholds: '数值与名单',
    what: '项目',
    value: '取值',
    reasons: '原因与条款',
    reason: '原因',
    meaning: '含义',
    clauses: '条款',
    source: '出处',
    none: '—',
    yes: '是',
    always: '不限',
    days: ['', '一', '二', '三', '四', '五', '六', '日'],
    everyDay: '每天',
    week: '周',
  },
  en: {
    inForce: 'in force',
    from: 'takes effect',
    text: 'date of the text',
    purposes: 'What each purpose asks',
    purpose: 'purpose',
    commercial: 'commercial',
    asks: 'asks',
    basis: 'basis on',
    kinds: 'basis may be',
    hours: 'Hours',
    caps: 'How often',
    clause: 'clause',
    group: 'group',
    channel: 'channel',
    windows: 'allowed',
    callsPerDay: 'calls a day',
    messagesPerDay: 'messages a day',
    perWindow: 'in the window',
    windowDays: 'window, days',
    coolOffDays: 'rest, days',
    clocks: 'Time limits',
    clock: 'clock',
    length: 'days',
    working: 'working days',
    calendar: 'days',
    provinces: 'By province',
    province: 'province',
    thresholds: 'Numbers and lists',
    what: 'what',
    value: 'value',
    reasons: 'Reasons and their clauses',
    reason: 'reason',
    meaning: 'meaning',
    clauses: 'Clauses',
    source: 'source',
    none: '—',
    yes: 'yes',
    always: 'any time',
    days: ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    everyDay: 'daily',
    week: '',
  },
} as const;

const DAYS_A_WEEK = 7;

const windowText = ({ days, from, to }: HoursWindow, language: Language): string => {
  const words = WORDS[language];
  const on =
    days.length === DAYS_A_WEEK ? words.everyDay : days.map((day) => `${words.week}${words.days[day]}`).join(' ');
  return `${on} ${from}–${to}`;
};

/** A cell is text, or a reference to a clause. */
type Cell = string | { readonly clause: string };

const cellText = (cell: Cell): string =>
  typeof cell === 'string' ? escapeHtml(cell) : `<a href="#${escapeHtml(cell.clause)}">${escapeHtml(cell.clause)}</a>`;

const table = (heading: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): string => {
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cellText(cell)}</td>`).join('')}</tr>`).join('\n');
  return `<h2>${escapeHtml(heading)}</h2>\n<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
};

const purposesTable = (pack: LawPack, language: Language): string => {
  const w = WORDS[language];
  const rows = PURPOSES.map((purpose): Cell[] => {
    const rule = pack.matrix[purpose];
    const asked = PREDICATES.filter(({ name }) => rule[name]).map(({ text }) => text[language]);
    return [
      purpose,
      rule.commercial ? w.yes : w.none,
      asked.join('; ') || w.none,
      rule.basis.join(', ') || w.none,
      rule.basisKinds.join(', ') || w.none,
      rule.hours ?? w.always,
      rule.caps ?? w.none,
      { clause: rule.clause },
    ];
  });
  return table(w.purposes, [w.purpose, w.commercial, w.asks, w.basis, w.kinds, w.hours, w.caps, w.clause], rows);
};

const hoursTable = (pack: LawPack, language: Language): string => {
  const w = WORDS[language];
  const rows = (['commercial', 'collection'] as const).flatMap((group) =>
    CHANNELS.map((channel): Cell[] => [
      group,
      channel,
      pack.hours[group][channel].map((window) => windowText(window, language)).join('; '),
      { clause: pack.cites[`hours.${group}`] },
    ]),
  );
  return table(w.hours, [w.group, w.channel, w.windows, w.clause], rows);
};

const thresholdRows = (thresholds: readonly Threshold[]): Cell[][] =>
  thresholds.map(({ what, value, per, days, lineClass, clause }) => [
    lineClass === undefined ? what : `${what}, ${lineClass}`,
    `${value} / ${days === undefined ? per : `${days} d`}`,
    { clause },
  ]);

const provinceRows = (code: string, rule: ProvinceRule, language: Language): Cell[][] => {
  const found = provinceNamed(code);
  const province = found === undefined ? code : `${code} ${found[language]}`;
  const hours = (['commercial', 'collection'] as const).flatMap((group) =>
    CHANNELS.flatMap((channel): Cell[][] => {
      const windows = rule.hours?.[group]?.[channel];
      if (windows === undefined) return [];
      const text = windows.map((window) => windowText(window, language)).join('; ');
      return [[province, `${WORDS[language].hours}: ${group}, ${channel}`, text, { clause: rule.clause }]];
    }),
  );
  return [...hours, ...thresholdRows(rule.thresholds ?? []).map((cells): Cell[] => [province, ...cells])];
};

/** Nothing where one law holds everywhere. */
const provincesTable = (pack: LawPack, language: Language): string => {
  if (pack.provinces === undefined) return '';
  const w = WORDS[language];
  const rows = Object.entries(pack.provinces).flatMap(([code, rule]) => provinceRows(code, rule, language));
  return table(w.provinces, [w.province, w.what, w.value, w.clause], rows);
};

const capsTable = (pack: LawPack, language: Language): string => {
  const w = WORDS[language];
  const figures = ['callsPerDay', 'messagesPerDay', 'perWindow', 'windowDays', 'coolOffDays'] as const;
  const rows = CAP_GROUPS.map((group): Cell[] => {
    const cap = pack.caps[group];
    return [group, ...figures.map((figure) => String(cap[figure] ?? w.none)), { clause: cap.clause }];
  });
  return table(w.caps, [w.group, ...figures.map((figure) => w[figure]), w.clause], rows);
};

const clocksTable = (pack: LawPack, language: Language): string => {
  const w = WORDS[language];
  const rows = CLOCKS.map((name): Cell[] => {
    const { days, dayKind, clause } = pack.clocks[name];
    return [name, `${days} ${w[dayKind]}`, { clause }];
  });
  return table(w.clocks, [w.clock, w.length, w.clause], rows);
};

const rateRows = ({ complaintRates: rule }: LawPack): Cell[][] => {
  if (rule === undefined) return [];
  const { wrongPerMillion, periodDays, fewest, habitual, clause } = rule;
  const said = `${wrongPerMillion} / 1000000; ${periodDays.join(', ')} d; ≥ ${fewest}; 1/n: n > ${habitual.moreThan} / ${habitual.days} d`;
  return [['complaintRates', said, { clause }]];
};

/** Everything that is cited by name and stands in no other table. */
const numbersTable = (pack: LawPack, language: Language): string => {
  const w = WORDS[language];
  const figureOf = (name: string): string => {
    const [first = '', second = ''] = name.split('.');
    const whole = pack[first as keyof LawPack] as unknown;
    const value = second === '' ? whole : (whole as Readonly<Record<string, unknown>> | undefined)?.[second];
    if (Array.isArray(value)) return value.join(', ');
    if (typeof value === 'object' && value !== null)
      return unconfirmedText(value as { counts: boolean; days?: number }, w.none);
    return String(value ?? w.none);
  };
  const cited = CITED.filter((name) => !name.startsWith('hours.'));
  const rows = cited.map((name): Cell[] => {
    const [kind, predicate] = name.split('.');
    const known = PREDICATES.find((one) => one.name === predicate)?.text[language];
    return [name, kind === 'predicates' ? (known ?? w.basis) : figureOf(name), { clause: pack.cites[name] }];
  });
  const signed = pack.signatureRequired;
  const more = signed ? [['signatureRequired', signed.purposes.join(', '), { clause: signed.clause }] as Cell[]] : [];
  const watched = [...thresholdRows(pack.thresholds ?? []), ...rateRows(pack)];
  return table(w.thresholds, [w.what, w.value, w.clause], [...rows, ...more, ...watched]);
};

const unconfirmedText = (
  { counts, days }: { readonly counts: boolean; readonly days?: number },
  none: string,
): string => (counts ? (days === undefined ? '✓' : `✓ ${days} d`) : none);

const reasonsTable = (pack: LawPack, language: Language): string => {
  const w = WORDS[language];
  const rows = REASONS.map(({ key, text }): Cell[] => [key, text[language], { clause: pack.reasonClauses[key] ?? '' }]);
  return table(w.reasons, [w.reason, w.meaning, w.clause], rows);
};

const clausesList = (pack: LawPack, language: Language): string => {
  const items = Object.values(pack.clauses).map(
    ({ id, title, source }) =>
      `<dt id="${escapeHtml(id)}">${escapeHtml(id)} — ${escapeHtml(title[language])}</dt><dd>${escapeHtml(source)}</dd>`,
  );
  return `<h2>${escapeHtml(WORDS[language].clauses)}</h2>\n<dl>\n${items.join('\n')}\n</dl>`;
};

const STYLE = `body{font:14px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#111}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem;break-after:avoid}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #999;padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#eee}tr{break-inside:avoid}
dt{font-weight:600;margin-top:.5rem}a{color:inherit}@media print{body{margin:0;max-width:none;font-size:10pt}}`;

export interface LawStanding {
  readonly inForce: boolean;
  /** When it took or takes effect; undefined = it has no date here. */
  readonly fromMs: InstantMs | undefined;
}

/** A pack as a page to read and print: what each purpose asks, hours, caps, clocks, thresholds, and the clause of each. */
export const lawPage = (pack: LawPack, language: Language, { inForce, fromMs }: LawStanding): string => {
  const w = WORDS[language];
  const title = `${pack.id} ${pack.title[language]}`;
  const standing = [
    ...(inForce ? [w.inForce] : []),
    ...(fromMs === undefined ? [] : [`${w.from}: ${new Date(fromMs).toISOString()}`]),
    `${w.text}: ${pack.effectiveFrom}`,
  ];
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(pack.source)}<br>${escapeHtml(standing.join(' · '))}</p>
${purposesTable(pack, language)}
${hoursTable(pack, language)}
${provincesTable(pack, language)}
${capsTable(pack, language)}
${clocksTable(pack, language)}
${numbersTable(pack, language)}
${reasonsTable(pack, language)}
${clausesList(pack, language)}
</body></html>
`;
};
