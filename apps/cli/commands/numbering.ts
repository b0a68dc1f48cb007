import { resolve } from 'node:path';
import { type NumberPlace, PROVINCES, parseNumber } from '@wurao/domain';
import type { Command } from 'commander';
import { type AccessOptions, isRejected, withAccess } from '../access.ts';
import { openPlan } from '../open-plan.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, type Language, languageOf, REFUSED, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

interface ReplaceOptions extends AccessOptions {
  readonly from: string;
  readonly asOf?: string;
  readonly dryRun?: boolean;
  readonly acceptLoss?: boolean;
}

const withPlace = (command: Command): Command =>
  command
    .option('--data-dir <dir>', 'data directory whose plan to ask (default: WURAO_DATA_DIR, wurao.toml, ./data)')
    .option('--config <file>', 'configuration file (default: wurao.toml)');

export const addNumbering = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const numbering = program
    .command('numbering')
    .description('The numbering plan: province, city and first carrier of a prefix.');
  withPrintOptions(
    withPlace(numbering.command('show').argument('<number>', 'as it is written: 13800000001, 0571-87654321')),
  )
    .description('Where a number belongs, and which carrier its prefix was originally assigned to.')
    .addHelpText('after', examples('wurao numbering show 13800000001', 'wurao numbering show 0571-87654321 --json'))
    .action(async (number: string, options: AccessOptions) => done(await show(shell, number, options)));
  withPrintOptions(withPlace(numbering.command('stats')))
    .description('What the plan in force holds, by province and carrier.')
    .addHelpText('after', examples('wurao numbering stats', 'wurao numbering stats --json'))
    .action(async (options: AccessOptions) => done(await stats(shell, options)));
  withPrintOptions(
    withAccessOptions(numbering.command('replace').argument('<file>', 'a CSV of prefixes, or a plan file')),
  )
    .requiredOption('--from <text>', 'whose list it is, and under which terms')
    .option('--as-of <day>', 'the day its facts are of: 2026-03-01 (default: today)')
    .option('--dry-run', 'check and compare, put nothing in force')
    .option('--accept-loss', 'even if prefixes of the present plan are lost')
    .description('Put another plan in force, on the running server at once.')
    .addHelpText(
      'after',
      examples(
        'wurao numbering replace prefixes.csv --from "carrier list of March" --dry-run',
        'wurao numbering replace prefixes.csv --from "carrier list of March" --as-of 2026-03-01',
      ),
    )
    .action(async (file: string, options: ReplaceOptions) => done(await replace(shell, file, options)));
};

const show = async (shell: Shell, written: string, options: AccessOptions): Promise<ExitCode> => {
  const number = parseNumber(written);
  if (!number.ok) return failed(shell, number, options.json);
  const plan = await openPlan(shell, options);
  if (!plan.ok) return failed(shell, plan, options.json);
  const place = plan.value.placeOf(number.value);
  if (options.json) shell.out(`${JSON.stringify(asJson(number.value, place, plan.value.version))}\n`);
  else shell.out(placeText(number.value, place, plan.value.version, languageOf(options.lang, shell.env)));
  return place === undefined ? REFUSED : DONE;
};

const asJson = (number: string, place: NumberPlace | undefined, plan: string) => ({
  number,
  ...(place && {
    province: place.province,
    city: place.city,
    areaCode: place.areaCode,
    originallyAssignedTo: place.assignedTo,
  }),
  plan,
});

const placeText = (number: string, place: NumberPlace | undefined, plan: string, language: Language): string => {
  const zh = language === 'zh';
  if (place === undefined) return zh ? `${number}:号码规划 ${plan} 中没有。\n` : `${number}: not in plan ${plan}.\n`;
  const { province, city, areaCode, assignedTo } = place;
  const where = `${province.zh}${zh ? '' : ` ${province.en}`} ${city ?? ''}`.trimEnd();
  const carrier =
    assignedTo &&
    (zh ? `,号段最初分配给${assignedTo.zh}` : `, prefix originally assigned to ${assignedTo.zh} ${assignedTo.en}`);
  return zh
    ? `${number}:${where}(${areaCode})${carrier ?? ''}。规划 ${plan}\n`
    : `${number}: ${where} (${areaCode})${carrier ?? ''}. Plan ${plan}\n`;
};

const stats = async (shell: Shell, options: AccessOptions): Promise<ExitCode> => {
  const plan = await openPlan(shell, options);
  if (!plan.ok) return failed(shell, plan, options.json);
  const { head, version } = plan.value;
  const provinces = new Map(PROVINCES.map((province) => [province, 0]));
  const carriers = new Map<string, number>();
  for (const [{ province, assignedTo }, count] of plan.value.counts()) {
    provinces.set(province, (provinces.get(province) ?? 0) + count);
    if (assignedTo) carriers.set(assignedTo.zh, (carriers.get(assignedTo.zh) ?? 0) + count);
  }
  const byProvince = [...provinces].map(([{ code, zh, en }, prefixes]) => ({ code, zh, en, prefixes }));
  const byCarrier = [...carriers].sort((a, b) => b[1] - a[1]).map(([zh, prefixes]) => ({ zh, prefixes }));
  if (options.json) {
    const { asOf, source, prefixes } = head;
    shell.out(
      `${JSON.stringify({ plan: version, asOf, source, prefixes, provinces: byProvince, carriers: byCarrier })}\n`,
    );
    return DONE;
  }
  const rows = byProvince.map(({ code, zh, en, prefixes }) => [code, zh, en, String(prefixes)]);
  const carrierRows = byCarrier.map(({ zh, prefixes }) => [zh, String(prefixes)]);
  shell.out(
    `${version}: ${head.prefixes} prefixes as of ${head.asOf}\n${head.source}\n\n${textTable(rows)}\n${textTable(carrierRows)}`,
  );
  return DONE;
};

interface ReplaceAnswer {
  readonly plan: string;
  readonly prefixes: number;
  readonly replaced: boolean;
  readonly comparison: {
    readonly gained: number;
    readonly lost: number;
    readonly movedProvince: number;
    readonly movedCity: number;
    readonly otherCarrier: number;
    readonly provinces: readonly {
      code: string;
      zh: string;
      en: string;
      before: number;
      after: number;
      lost: number;
    }[];
  };
}

const replace = async (shell: Shell, file: string, options: ReplaceOptions): Promise<ExitCode> => {
  const { from, asOf, dryRun, acceptLoss } = options;
  const wish = { file: resolve(shell.cwd, file), from, asOf, dryRun, acceptLoss };
  const answer = await withAccess(shell, options, (access) => access.call('PUT', '/v1/numbering', wish));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const report = answer.value.body as ReplaceAnswer;
  if (options.json) shell.out(`${JSON.stringify(report)}\n`);
  else shell.out(reportText(report, dryRun ?? false));
  return DONE;
};

const reportText = ({ plan, prefixes, replaced, comparison }: ReplaceAnswer, dryRun: boolean): string => {
  const { gained, lost, movedProvince, movedCity, otherCarrier } = comparison;
  const changed = comparison.provinces.filter((one) => one.before !== one.after || one.lost > 0);
  const table =
    changed.length === 0
      ? ''
      : textTable([
          ['', '', 'before', 'after', 'lost'],
          ...changed.map(({ zh, en, before, after, lost: fewer }) => [
            zh,
            en,
            String(before),
            String(after),
            String(fewer),
          ]),
        ]);
  const fate = dryRun ? 'Nothing was put in force: a dry run.' : 'In force.';
  return [
    `${plan}: ${prefixes} prefixes; ${gained} new, ${lost} lost, ${movedProvince} in another province, `,
    `${movedCity} in another city, ${otherCarrier} of another carrier.\n${table}`,
    `${replaced || dryRun ? fate : 'The same plan is in force already.'}\n`,
  ].join('');
};
