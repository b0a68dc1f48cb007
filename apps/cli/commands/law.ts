import { type Failure, invalid } from '@wurao/domain';
import { LAW_PACKS, type LawPack, REASONS } from '@wurao/law';
import type { Command } from 'commander';
import { type AccessOptions, isRejected, readConfig, withAccess } from '../access.ts';
import { failed } from '../problems.ts';
import { DONE, type ExitCode, type Language, languageOf, type Paint, paintFor, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { addLawCheck } from './law-check.ts';
import { addLawInstall } from './law-install.ts';
import { addLawReplay } from './law-replay.ts';
import { addLawTest } from './law-test.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

const ASK_TIMEOUT_MS = 2_000;

const withPlace = (command: Command): Command =>
  command
    .option('--data-dir <dir>', 'data directory of the server to ask which pack is in force')
    .option('--config <file>', 'configuration file (default: wurao.toml)');

export const addLaw = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const law = program.command('law').description('The law packs: what they ask for, and by which clauses.');
  withPrintOptions(withPlace(law.command('list')))
    .description('All packs, and which is in force on the running server.')
    .addHelpText('after', examples('wurao law list', 'wurao law list --json'))
    .action(async (options: AccessOptions) => done(await list(shell, options)));
  addLawCheck(law, shell, done);
  addLawTest(law, shell, done);
  addLawInstall(law, shell, done);
  addLawReplay(law, shell, done);
  withPrintOptions(
    withAccessOptions(
      law.command('show').argument('<id>', 'a law pack, such as cn-2020-draft, or one that was installed'),
    ),
  )
    .description('One pack whole: purposes, hours, caps, clauses, reasons.')
    .addHelpText('after', examples('wurao law show cn-2020-draft', 'wurao law show cn-2015 --lang zh'))
    .action(async (id: string, options: AccessOptions) => done(await show(shell, id, options)));
};

/** The answer of GET /v1/law. */
interface LawAnswer {
  readonly inForce?: string;
  readonly items?: readonly Pick<LawPack, 'id' | 'title' | 'effectiveFrom' | 'source'>[];
  readonly terms?: readonly { readonly law: string; readonly from?: string }[];
}

/** Undefined: no server runs, or it does not say. The list is of use without it. */
const askLaws = async (shell: Shell, options: AccessOptions): Promise<LawAnswer | undefined> => {
  try {
    const house = await shell.house();
    const config = readConfig(house, shell, options);
    const running = config.ok ? house.runningAt(config.value.dataDir) : undefined;
    if (running === undefined) return undefined;
    const response = await fetch(`${running.url}/v1/law`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    if (isRejected({ status: response.status, body: undefined })) return undefined;
    return (await response.json()) as LawAnswer;
  } catch {
    return undefined;
  }
};

const list = async (shell: Shell, options: AccessOptions): Promise<ExitCode> => {
  const { inForce, terms = [], ...known } = (await askLaws(shell, options)) ?? {};
  const shipped = [...LAW_PACKS.values()].map(({ id, title, effectiveFrom, source }) => ({
    id,
    title,
    effectiveFrom,
    source,
  }));
  // A server knows those that were installed, too.
  const items = known.items?.length ? known.items : shipped;
  if (options.json) {
    shell.out(`${JSON.stringify({ ...(inForce === undefined ? {} : { inForce, terms }), items })}\n`);
    return DONE;
  }
  const language = languageOf(options.lang, shell.env);
  shell.out(
    textTable(
      items.map(({ id, title, effectiveFrom }) => [id === inForce ? '*' : ' ', id, effectiveFrom, title[language]]),
    ),
  );
  if (inForce !== undefined) shell.out(language === 'zh' ? '* 现行\n' : '* in force\n');
  for (const { law, from } of terms) if (from !== undefined) shell.out(`${from}  ${law}\n`);
  return DONE;
};

const unknownPack = (id: string): Failure =>
  invalid(
    'id',
    `there is no law pack ${id}`,
    `Name one of ${[...LAW_PACKS.keys()].join(', ')}, or one that was installed.`,
  );

/** One that was installed: only the register has it. */
const installed = async (shell: Shell, id: string, options: AccessOptions): Promise<LawPack | undefined> => {
  const answer = await withAccess(shell, options, (access) => access.call('GET', `/v1/laws/${encodeURIComponent(id)}`));
  return answer.ok && !isRejected(answer.value) ? (answer.value.body as LawPack) : undefined;
};

const show = async (shell: Shell, id: string, options: AccessOptions): Promise<ExitCode> => {
  const pack = LAW_PACKS.get(id) ?? (await installed(shell, id, options));
  if (pack === undefined) return failed(shell, unknownPack(id), options.json);
  if (options.json) shell.out(`${JSON.stringify(pack)}\n`);
  else shell.out(packText(pack, languageOf(options.lang, shell.env), paintFor(shell)));
  return DONE;
};

const HEADINGS = {
  zh: {
    purposes: '用途矩阵',
    hours: '时段',
    caps: '频次',
    clocks: '办理时限',
    clauses: '条款',
    reasons: '原因',
    kept: '记录保存',
    months: '个月',
  },
  en: {
    purposes: 'Purposes',
    hours: 'Hours',
    caps: 'Caps',
    clocks: 'Clocks',
    clauses: 'Clauses',
    reasons: 'Reasons',
    kept: 'Records are kept',
    months: 'months',
  },
} as const;

const yes = (flag: boolean, language: Language): string => {
  if (!flag) return '-';
  return language === 'zh' ? '是' : 'yes';
};
const windowsText = (windows: LawPack['hours']['commercial']['voice']): string =>
  windows.map(({ from, to }) => `${from}-${to}`).join(' ');

/** Of the tables. The words below them are those of the API and stay as they are. */
const COLUMNS = {
  zh: {
    purposes: ['用途', '商业性', '内容', '拒绝', '免打扰', '须有依据', '依据种类', '时段', '频次', '条款'],
    caps: ['组', '每日通话', '每日消息', '窗口内', '窗口天数', '冷静天数', '条款'],
    clocks: ['事项', '天数', '日历', '条款'],
  },
  en: {
    purposes: [
      'purpose',
      'commercial',
      'content',
      'refusal',
      'do-not-disturb',
      'basis on',
      'of kinds',
      'hours',
      'caps',
      'clause',
    ],
    caps: ['group', 'calls a day', 'messages a day', 'in the window', 'window days', 'rest days', 'clause'],
    clocks: ['clock', 'days', 'of', 'clause'],
  },
} as const;

const purposeRows = (pack: LawPack, language: Language): readonly (readonly string[])[] => [
  COLUMNS[language].purposes,
  ...Object.entries(pack.matrix).map(([purpose, rule]) => [
    purpose,
    ...[rule.commercial, rule.content, rule.refusal, rule.preference].map((flag) => yes(flag, language)),
    rule.basis.join(',') || '-',
    rule.basisKinds.join(',') || '-',
    rule.hours ?? '-',
    rule.caps ?? '-',
    rule.clause,
  ]),
];

const capRows = (pack: LawPack, language: Language): readonly (readonly string[])[] => [
  COLUMNS[language].caps,
  ...Object.entries(pack.caps).map(([group, cap]) => [
    group,
    ...[cap.callsPerDay, cap.messagesPerDay, cap.perWindow, cap.windowDays, cap.coolOffDays].map((figure) =>
      String(figure ?? '-'),
    ),
    cap.clause,
  ]),
];

const clockRows = (pack: LawPack, language: Language): readonly (readonly string[])[] => [
  COLUMNS[language].clocks,
  ...Object.entries(pack.clocks).map(([name, { days, dayKind, clause }]) => [name, String(days), dayKind, clause]),
];

const packText = (pack: LawPack, language: Language, paint: Paint): string => {
  const words = HEADINGS[language];
  const hours = Object.entries(pack.hours).flatMap(([group, channels]) =>
    Object.entries(channels).map(([channel, windows]) => [group, channel, windowsText(windows)]),
  );
  const clauses = Object.values(pack.clauses).map(({ id, title, source }) => [id, title[language], source]);
  const reasons = REASONS.map(({ code, key, text }) => [
    String(code),
    key,
    pack.reasonClauses[key] ?? '',
    text[language],
  ]);
  const part = (heading: string, rows: readonly (readonly string[])[]): string =>
    `\n${paint.bold(heading)}\n${textTable(rows)}`;
  return [
    `${paint.bold(pack.id)} ${pack.title[language]} (${pack.effectiveFrom})\n${pack.source}\n`,
    `${words.kept}: ${pack.retentionMonths} ${words.months}\n`,
    part(words.purposes, purposeRows(pack, language)),
    part(words.hours, hours),
    part(words.caps, capRows(pack, language)),
    part(words.clocks, clockRows(pack, language)),
    part(words.clauses, clauses),
    part(words.reasons, reasons),
  ].join('');
};
