import type { Command } from 'commander';
import { type Access, type AccessOptions, type CallAnswer, isRejected, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, REFUSED, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { type ImportView, importRows, screenLines, summaryText } from './import-report.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

type RowsOptions = AccessOptions & { readonly state?: string };
type ReviewOptions = AccessOptions & {
  readonly reason: string;
  readonly pattern?: string;
  readonly row?: readonly string[];
};

const oneMore = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const addImports = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const imports = program.command('imports').description('What was imported, and what of it waits for review.');
  withPrintOptions(withAccessOptions(imports.command('list')))
    .description('Imports, newest first.')
    .addHelpText('after', examples('wurao imports list'))
    .action(async (options: AccessOptions) => done(await list(shell, options)));
  withPrintOptions(withAccessOptions(imports.command('show').argument('<id>', 'an import')))
    .description('One import: how far it is, what it stated, what it holds.')
    .addHelpText('after', examples('wurao imports show import-1'))
    .action(async (id: string, options: AccessOptions) => done(await show(shell, id, options)));
  withPrintOptions(withAccessOptions(imports.command('rows').argument('<id>', 'an import')))
    .description('Its bad and held rows.')
    .option('--state <state>', 'bad, held, released or discarded')
    .addHelpText('after', examples('wurao imports rows import-1 --state held', 'wurao imports rows import-1 --json'))
    .action(async (id: string, options: RowsOptions) => done(await rows(shell, id, options)));
  for (const decision of ['release', 'discard'] as const) {
    withPrintOptions(withAccessOptions(imports.command(decision).argument('<id>', 'an import')))
      .description(
        decision === 'release' ? 'State held rows after all, with a reason.' : 'Lay held rows aside, with a reason.',
      )
      .requiredOption('--reason <text>', 'why; it stands with each row')
      .option('--pattern <name>', 'only rows held for this')
      .option('--row <number>', 'only this row; say it again for more', oneMore)
      .addHelpText('after', examples(`wurao imports ${decision} import-1 --pattern one-evidence --reason "sheet seen"`))
      .action(async (id: string, options: ReviewOptions) => done(await review(shell, id, decision, options)));
  }
};

const asked = async (
  shell: Shell,
  options: AccessOptions,
  ask: (access: Access) => ReturnType<Access['call']>,
  print: (answer: CallAnswer) => ExitCode,
): Promise<ExitCode> => {
  const answer = await withAccess(shell, options, ask);
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  return print(answer.value);
};

const list = (shell: Shell, options: AccessOptions): Promise<ExitCode> =>
  asked(
    shell,
    options,
    (access) => access.call('GET', '/v1/imports?limit=200'),
    ({ body }) => {
      const { items } = body as { readonly items: readonly ImportView[] };
      if (options.json) shell.out(`${JSON.stringify(body)}\n`);
      else if (items.length === 0) shell.out('Nothing was imported yet. `wurao import --help` shows how.\n');
      else {
        const head = ['id', 'kind', 'of', 'state', 'rows', 'stated', 'bad', 'held', 'file', 'created'];
        shell.out(textTable([head, ...items.map(rowOf)]));
      }
      return DONE;
    },
  );

const rowOf = (view: ImportView): readonly string[] => [
  view.id,
  view.kind,
  view.merchant ?? '-',
  view.state,
  String(view.rows),
  String(view.stated),
  String(view.bad),
  String(view.held),
  view.name,
  view.createdAt,
];

const show = (shell: Shell, id: string, options: AccessOptions): Promise<ExitCode> =>
  asked(
    shell,
    options,
    (access) => access.call('GET', `/v1/imports/${encodeURIComponent(id)}`),
    ({ body }) => {
      shell.out(options.json ? `${JSON.stringify(body)}\n` : summaryText(body as ImportView));
      return DONE;
    },
  );

const rows = (shell: Shell, id: string, options: RowsOptions): Promise<ExitCode> =>
  asked(
    shell,
    options,
    async (access) => {
      let shown = 0;
      for await (const page of importRows(access, id, options.state)) {
        if (!Array.isArray(page)) return page as Awaited<ReturnType<Access['call']>>;
        for (const row of page) {
          shown++;
          shell.out(options.json ? `${JSON.stringify(row)}\n` : screenLines(row));
        }
      }
      if (shown === 0 && !options.json) shell.out('No such rows.\n');
      return { ok: true, value: { status: 200, body: undefined } };
    },
    () => DONE,
  );

interface ReviewAnswer {
  readonly reviewed: number;
  readonly failed: readonly { readonly row: number; readonly errors: readonly { readonly message: string }[] }[];
  readonly next?: number;
}

const review = async (
  shell: Shell,
  id: string,
  decision: 'release' | 'discard',
  { reason, pattern, row, ...options }: ReviewOptions,
): Promise<ExitCode> => {
  let reviewed = 0;
  const notDone: ReviewAnswer['failed'][number][] = [];
  return asked(
    shell,
    options,
    async (access) => {
      for (let after: number | undefined = -1; after !== undefined; ) {
        const body = {
          decision,
          reason,
          after,
          ...(pattern === undefined ? {} : { pattern }),
          ...(row === undefined ? {} : { rows: row.map(Number) }),
        };
        const answer = await access.call('POST', `/v1/imports/${encodeURIComponent(id)}/review`, body);
        if (!answer.ok || isRejected(answer.value)) return answer;
        const page = answer.value.body as ReviewAnswer;
        reviewed += page.reviewed;
        notDone.push(...page.failed);
        after = page.next;
      }
      return { ok: true, value: { status: 200, body: { reviewed, failed: notDone } } };
    },
    ({ body }) => {
      if (options.json) shell.out(`${JSON.stringify(body)}\n`);
      else {
        shell.out(`${reviewed} rows ${decision === 'release' ? 'released' : 'discarded'}.\n`);
        for (const { row: at, errors } of notDone) shell.out(`row ${at} stays held: ${errors[0]?.message ?? ''}\n`);
      }
      return notDone.length === 0 ? DONE : REFUSED;
    },
  );
};
