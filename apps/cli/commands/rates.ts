import { LINE_CLASSES } from '@wurao/domain';
import { type Command, Option } from 'commander';
import { type AccessOptions, isRejected, type Method, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

type RatesOptions = AccessOptions & { readonly windowDays?: string; readonly fresh?: boolean };
type PreviewOptions = AccessOptions & {
  readonly threshold: string;
  readonly days: string;
  readonly lineClass?: string;
};

export const addRates = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const rates = withPrintOptions(withAccessOptions(program.command('rates')))
    .description('Who is complained about too often, and how surely.')
    .option('--window-days <days>', 'only periods of so many days: 30, 360')
    .option('--fresh', 'count now; else what was counted last, at most an hour ago')
    .addHelpText(
      'after',
      examples('wurao rates', 'wurao rates --window-days 30 --fresh', 'wurao rates preview --threshold 1/10000'),
    )
    .action(async (options: RatesOptions) => done(await show(shell, options)));
  withPrintOptions(withAccessOptions(rates.command('preview')))
    .requiredOption('--threshold <rate>', 'complaints in so many attempts: 1/10000')
    .option('--days <days>', 'over how many days that are over', '30')
    .addOption(new Option('--line-class <class>', 'only lines of this class').choices(LINE_CLASSES))
    .description('What a threshold would have found, had one looked each day. Changes nothing.')
    .addHelpText(
      'after',
      examples('wurao rates preview --threshold 1/10000', 'wurao rates preview --threshold 3/10000 --days 90'),
    )
    .action(async (_: object, command: Command) =>
      done(await preview(shell, command.optsWithGlobals<PreviewOptions>())),
    );
};

const asked = async <T>(
  shell: Shell,
  options: AccessOptions,
  [method, path, body]: readonly [Method, string, object?],
  text: (answer: T) => string,
): Promise<ExitCode> => {
  const answer = await withAccess(shell, options, (access) => access.call(method, path, body));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  if (options.json) shell.out(`${JSON.stringify(answer.value.body)}\n`);
  else shell.out(text(answer.value.body as T));
  return DONE;
};

interface Subject {
  readonly kind: string;
  readonly id: string;
}
interface Look {
  readonly countedAt: string;
  readonly law: string;
  readonly findings: readonly {
    readonly kind: string;
    readonly subject: Subject;
    readonly complaints: number;
    readonly attempts: number;
    readonly lowerBound: number;
    readonly window: { readonly days: number };
    readonly threshold: { readonly clause: string };
  }[];
}

const IN_SO_MANY = 10_000;
const rateText = (rate: number): string => `${(rate * IN_SO_MANY).toFixed(2)} in 10,000`;

const lookText = ({ countedAt, law, findings }: Look): string => {
  const head = `${findings.length} found by ${law}, counted ${countedAt}\n`;
  if (findings.length === 0) return head;
  const rows = findings.map(({ kind, subject, complaints, attempts, lowerBound, window, threshold }) => [
    subject.kind,
    subject.id,
    kind,
    `${complaints} of ${attempts}`,
    `at least ${rateText(lowerBound)}`,
    `${window.days} days`,
    threshold.clause,
  ]);
  return `${head}${textTable(rows)}`;
};

const show = (shell: Shell, { windowDays, fresh, ...options }: RatesOptions): Promise<ExitCode> => {
  const query = new URLSearchParams({
    ...(windowDays === undefined ? {} : { windowDays }),
    ...(fresh ? { fresh: 'true' } : {}),
  });
  return asked<Look>(shell, options, ['GET', `/v1/complaint-rates${query.size > 0 ? `?${query}` : ''}`], lookText);
};

interface Preview {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly {
    readonly subject: Subject;
    readonly complaints: number;
    readonly attempts: number;
    readonly verdict: string;
    readonly foundOn?: string;
    readonly stoppedAttempts: number;
  }[];
  readonly leftOut: number;
  readonly found: number;
  readonly attempts: number;
  readonly stoppedAttempts: number;
}

const previewText = ({ from, to, rows, leftOut, found, attempts, stoppedAttempts }: Preview): string => {
  const table = rows.map(({ subject, foundOn = '-', ...row }) => [
    subject.kind,
    subject.id,
    `${row.complaints} of ${row.attempts}`,
    row.verdict,
    foundOn,
    String(row.stoppedAttempts),
  ]);
  const head = ['', '', 'complaints', 'at the end', 'found on', 'stopped'];
  const more = leftOut === 0 ? '' : `and ${leftOut} more\n`;
  return `${from} to ${to}: ${found} found, ${stoppedAttempts} of ${attempts} attempts stopped\n${textTable([head, ...table])}${more}`;
};

const preview = (shell: Shell, { threshold, days, lineClass, ...options }: PreviewOptions): Promise<ExitCode> => {
  const wish = { threshold, days: Number(days), ...(lineClass === undefined ? {} : { lineClass }) };
  return asked<Preview>(shell, options, ['POST', '/v1/complaint-rates/preview', wish], previewText);
};
