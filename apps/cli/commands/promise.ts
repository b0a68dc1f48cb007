import type { Command } from 'commander';
import { Option } from 'commander';
import type { AccessOptions } from '../access.ts';
import { askAndPrint, plain, queryOf } from '../ask.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

type Done = (code: ExitCode) => void;
type Line = Readonly<Record<string, unknown>>;

interface ListOptions extends AccessOptions {
  readonly merchant?: string;
  readonly case?: string;
  readonly state?: string;
  readonly after?: string;
}

const PAGE_ITEMS = 200;

const table =
  (columns: readonly string[], none: string) =>
  ({ items }: { readonly items: readonly Line[] }): string =>
    items.length === 0
      ? `${none}\n`
      : textTable([columns, ...items.map((one) => columns.map((name) => plain(one[name])))]);

const fieldsOf = (body: Line): string =>
  textTable(
    Object.entries(body).map(([name, value]) => [
      name,
      plain(typeof value === 'object' ? JSON.stringify(value) : value),
    ]),
  );

const withPage = (command: Command): Command =>
  withPrintOptions(withAccessOptions(command))
    .option('--merchant <id>', 'of this merchant')
    .option('--after <cursor>', 'the `next` of the page before (--json shows it)');

const lister =
  (shell: Shell, done: Done, path: string, columns: readonly string[], none: string) =>
  async ({ merchant, case: caseId, state, after, ...options }: ListOptions): Promise<void> => {
    const query = queryOf({ merchant, case: caseId, state, after, limit: PAGE_ITEMS });
    done(await askAndPrint(shell, options, (access) => access.call('GET', `${path}${query}`), table(columns, none)));
  };

export const addPledge = (program: Command, shell: Shell, done: Done): void => {
  const pledge = program.command('pledge').description('What merchants promise for each upheld complaint.');
  withPage(pledge.command('list'))
    .description('Pledges, the latest first.')
    .addHelpText('after', examples('wurao pledge list', 'wurao pledge list --merchant merchant-sample-bank --json'))
    .action(lister(shell, done, '/v1/pledges', ['id', 'merchant', 'yuan', 'from', 'to'], 'No pledges.'));
  withPrintOptions(withAccessOptions(pledge.command('make')))
    .description('Promise a sum for each upheld complaint of somebody who had do-not-disturb on.')
    .option('--merchant <id>', 'whose promise it is (a merchant’s key: its own)')
    .option('--yuan <n>', 'for each complaint', '100')
    .addHelpText('after', examples('wurao pledge make --merchant merchant-sample-bank', 'wurao pledge make --yuan 200'))
    .action(async ({ merchant, yuan, ...options }: AccessOptions & { merchant?: string; yuan: string }) =>
      done(
        await askAndPrint(
          shell,
          options,
          (access) =>
            access.call('POST', '/v1/pledges', { yuan: Number(yuan), ...(merchant === undefined ? {} : { merchant }) }),
          fieldsOf,
        ),
      ),
    );
  withPrintOptions(withAccessOptions(pledge.command('end').argument('<id>', 'a pledge')))
    .description('End a pledge now; what is owed stays owed.')
    .addHelpText('after', examples('wurao pledge end pledge-1'))
    .action(async (id: string, options: AccessOptions) =>
      done(
        await askAndPrint(
          shell,
          options,
          (access) => access.call('POST', `/v1/pledges/${encodeURIComponent(id)}/end`),
          fieldsOf,
        ),
      ),
    );
};

const OBLIGATION_COLUMNS = ['id', 'merchant', 'case', 'complaint', 'amountYuan', 'state', 'owedAt'];

export const addObligation = (program: Command, shell: Shell, done: Done): void => {
  const obligation = program.command('obligation').description('What pledges owe, until it is paid or waived.');
  withPage(obligation.command('list'))
    .description('Obligations, the latest first.')
    .option('--case <id>', 'of this case')
    .addOption(new Option('--state <state>', 'in this state').choices(['owed', 'paid', 'disputed', 'waived']))
    .addHelpText('after', examples('wurao obligation list --state owed', 'wurao obligation list --case case-1'))
    .action(lister(shell, done, '/v1/obligations', OBLIGATION_COLUMNS, 'Nothing is owed.'));
  withPrintOptions(
    withAccessOptions(
      obligation
        .command('step')
        .argument('<input>', 'pay, dispute, confirm or waive')
        .argument('<ids...>', 'one obligation or many, all of them or none'),
    ),
  )
    .description('Pay, dispute, confirm or waive.')
    .option('--reason <text>', 'why, where somebody will have to answer for it')
    .addHelpText(
      'after',
      examples('wurao obligation step pay obligation-1', 'wurao obligation step waive obligation-1 --reason …'),
    )
    .action(
      async (input: string, obligations: readonly string[], given: AccessOptions & { readonly reason?: string }) => {
        const { reason, ...options } = given;
        const body = { obligations, input, ...(reason === undefined ? {} : { reason }) };
        const changed = ({ obligations: items }: { obligations: readonly Line[] }): string =>
          table(['id', 'state', 'amountYuan', 'complaint'], '')({ items });
        done(
          await askAndPrint(shell, options, (access) => access.call('POST', '/v1/obligations/steps', body), changed),
        );
      },
    );
};

interface AnswerOptions extends AccessOptions {
  readonly source: string;
  readonly basis?: string;
  readonly supplier?: string;
  readonly text: string;
}

export const addInquiry = (program: Command, shell: Shell, done: Done): void => {
  const inquiry = program
    .command('inquiry')
    .description('Where a merchant got somebody’s number: asked, and answered.');
  withPage(inquiry.command('list'))
    .description('Inquiries, the latest first.')
    .addOption(new Option('--state <state>', 'in this state').choices(['asked', 'answered', 'escalated', 'closed']))
    .addHelpText('after', examples('wurao inquiry list --state asked'))
    .action(
      lister(shell, done, '/v1/inquiries', ['id', 'merchant', 'subscriber', 'state', 'dueAt'], 'Nobody has asked.'),
    );
  withPrintOptions(withAccessOptions(inquiry.command('ask').argument('<merchant>', 'who called or wrote to you')))
    .description('Ask a merchant where it got your number.')
    .option('--subscriber <number>', 'for whom (a session’s own number where it is left out)')
    .addHelpText('after', examples('wurao inquiry ask merchant-sample-bank --subscriber 13800000001'))
    .action(async (merchant: string, given: AccessOptions & { readonly subscriber?: string }) => {
      const { subscriber, ...options } = given;
      const body = { merchant, ...(subscriber === undefined ? {} : { subscriber }) };
      done(await askAndPrint(shell, options, (access) => access.call('POST', '/v1/inquiries', body), fieldsOf));
    });
  withPrintOptions(withAccessOptions(inquiry.command('answer').argument('<id>', 'an inquiry')))
    .description(
      'Say where the number comes from: a basis on record, a supplier, a public place, or that it is not known.',
    )
    .requiredOption('--source <source>', 'consent, request, relation, supplier, public or unknown')
    .requiredOption('--text <text>', 'in your words, for the person')
    .option('--basis <id>', 'where the source is one')
    .option('--supplier <name>', 'who passed the number on')
    .addHelpText('after', examples('wurao inquiry answer inquiry-1 --source consent --basis basis-1 --text …'))
    .action(async (id: string, { source, basis, supplier, text, ...options }: AnswerOptions) => {
      const answer = {
        source,
        text,
        ...(basis === undefined ? {} : { basis }),
        ...(supplier === undefined ? {} : { supplier }),
      };
      const path = `/v1/inquiries/${encodeURIComponent(id)}/steps`;
      const body = { input: 'answer', answer };
      done(await askAndPrint(shell, options, (access) => access.call('POST', path, body), fieldsOf));
    });
};
