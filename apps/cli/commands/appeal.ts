import type { Command } from 'commander';
import { type AccessOptions, type CallAnswer, isRejected, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

interface AppealView {
  readonly id: string;
  readonly decision: string;
  readonly line?: string;
  readonly merchant?: string;
  readonly caller?: string;
  readonly statement: string;
  readonly contact?: string;
  readonly status: string;
  readonly receivedAt: string;
}

interface AppealPage {
  readonly items: readonly AppealView[];
  readonly next?: string;
}

const PAGE_ITEMS = 200;
const CONTROLS = /\p{Cc}+/gu;

export const addAppeal = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const appeal = program.command('appeal').description('What refused callers object to.');
  withPrintOptions(withAccessOptions(appeal.command('list')))
    .description('Appeals, oldest first.')
    .addHelpText('after', examples('wurao appeal list', 'wurao appeal list --json'))
    .action(async (options: AccessOptions) => done(await list(shell, options)));
  withPrintOptions(withAccessOptions(appeal.command('show').argument('<id>', 'an appeal')))
    .description('One appeal: against which decision, by whom, what is said.')
    .addHelpText('after', examples('wurao appeal show appeal-1', 'wurao appeal show appeal-1 --json'))
    .action(async (id: string, options: AccessOptions) => done(await show(shell, id, options)));
};

/** What strangers wrote must not steer a terminal. */
const plain = (text: string | undefined): string => (text ?? '-').replaceAll(CONTROLS, ' ');

const list = async (shell: Shell, options: AccessOptions): Promise<ExitCode> => {
  const items: AppealView[] = [];
  const answer = await withAccess(shell, options, async (access) => {
    for (let after = ''; ; ) {
      const page = await access.call('GET', `/v1/appeals?limit=${PAGE_ITEMS}${after}`);
      if (!page.ok || isRejected(page.value)) return page;
      const { items: more, next } = page.value.body as AppealPage;
      items.push(...more);
      if (next === undefined) return page;
      after = `&after=${encodeURIComponent(next)}`;
    }
  });
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  if (options.json) shell.out(`${JSON.stringify({ items })}\n`);
  else if (items.length === 0) shell.out('No appeals.\n');
  else shell.out(textTable([['id', 'decision', 'line', 'merchant', 'status', 'received'], ...items.map(rowOf)]));
  return DONE;
};

const rowOf = ({ id, decision, line, merchant, status, receivedAt }: AppealView): readonly string[] => [
  id,
  decision,
  line ?? '-',
  merchant ?? '-',
  status,
  receivedAt,
];

const show = async (shell: Shell, id: string, options: AccessOptions): Promise<ExitCode> => {
  const answer = await withAccess(shell, options, (access) =>
    access.call('GET', `/v1/appeals/${encodeURIComponent(id)}`),
  );
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  shell.out(options.json ? `${JSON.stringify(answer.value.body)}\n` : textOf(answer.value));
  return DONE;
};

const textOf = ({ body }: CallAnswer): string => {
  const { statement, ...rest } = body as AppealView;
  const rows = Object.entries(rest).map(([name, value]) => [name, plain(value)]);
  return `${textTable(rows)}\n${statement.split('\n').map(plain).join('\n')}\n\n\`wurao explain ${plain(rest.decision)}\` shows why it was refused.\n`;
};
