import { invalid } from '@wurao/domain';
import type { Command } from 'commander';
import type { AccessOptions } from '../access.ts';
import { askAndPrint, queryOf } from '../ask.ts';
import { type CaseLine, type CaseSheetView, caseTable, sheetText } from '../case-text.ts';
import { failed } from '../problems.ts';
import { type ExitCode, languageOf, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

interface ListOptions extends AccessOptions {
  readonly state?: string;
  readonly province?: string;
  readonly category?: string;
  readonly assignee?: string;
  readonly party?: string;
  readonly overdue?: boolean;
  readonly limit: string;
  readonly after?: string;
}

interface StepOptions extends AccessOptions {
  readonly reason?: string;
  readonly party?: string;
  readonly answer?: string;
  readonly file?: string;
}

type Changed = CaseLine & { readonly cases?: readonly CaseLine[] };
type Done = (code: ExitCode) => void;

const PAGE_ITEMS = '50';
const INPUTS = 'forward, answer, return, uphold, reject, tell, reopen or appeal';

const changedText = (body: Changed): string => caseTable(body.cases ?? [body]);

export const addCase = (program: Command, shell: Shell, done: Done): void => {
  const cases = program.command('case').description('Complaints about one source, worked together against clocks.');
  addReading(cases, shell, done);
  addWork(cases, shell, done);
};

const addReading = (cases: Command, shell: Shell, done: Done): void => {
  withPrintOptions(withAccessOptions(cases.command('list')))
    .description('The queue: cases by when they are due, overdue ones first.')
    .option('--state <state>', 'received, forwarded, answered, …')
    .option('--province <code>', 'by GB/T 2260')
    .option('--category <category>', 'of this industry')
    .option('--assignee <key>', 'by the id of its handler’s key')
    .option('--party <id>', 'put to this merchant or party')
    .option('--overdue', 'only those whose clock has run out')
    .option('--limit <n>', 'at most so many', PAGE_ITEMS)
    .option('--after <cursor>', 'the `next` of the page before (--json shows it)')
    .addHelpText('after', examples('wurao case list --overdue', 'wurao case list --state received --province 110000'))
    .action(async (options: ListOptions) => done(await list(shell, options)));
  withPrintOptions(withAccessOptions(cases.command('show').argument('<id>', 'a case')))
    .description('A case on one screen: its complaints, the evidence it opened with, steps, notes.')
    .addHelpText('after', examples('wurao case show case-1', 'wurao case show case-1 --json'))
    .action(async (id: string, options: AccessOptions) =>
      done(
        await askAndPrint(
          shell,
          options,
          (access) => access.call('GET', pathOf(id)),
          (body: CaseSheetView) => sheetText(body, languageOf(options.lang, shell.env)),
        ),
      ),
    );
  withPrintOptions(withAccessOptions(cases.command('search').argument('<words...>', 'words, a number, an id')))
    .description('Finds cases by what was said, by number, by id; the latest first.')
    .option('--state <state>', 'only those in this state')
    .option('--province <code>', 'only those of this province, by its code')
    .addHelpText('after', examples('wurao case search 贷款 --state received', 'wurao case search 95588'))
    .action(async (words: readonly string[], options: AccessOptions & { state?: string; province?: string }) =>
      done(
        await askAndPrint(
          shell,
          options,
          (access) =>
            access.call(
              'GET',
              `/v1/cases/search${queryOf({ text: words.join(' '), state: options.state, province: options.province })}`,
            ),
          ({ items }: { items: readonly CaseLine[] }) => caseTable(items),
        ),
      ),
    );
  withPrintOptions(withAccessOptions(cases.command('counts')))
    .description('How many cases are in each state, and how many of them are overdue.')
    .addHelpText('after', examples('wurao case counts'))
    .action(async (options: AccessOptions) =>
      done(
        await askAndPrint(
          shell,
          options,
          (access) => access.call('GET', '/v1/cases/counts'),
          ({ items }: { items: readonly { state: string; cases: number; overdue: number }[] }) =>
            textTable([
              ['state', 'cases', 'overdue'],
              ...items.map(({ state, cases: held, overdue }) => [state, String(held), String(overdue)]),
            ]),
        ),
      ),
    );
};

const addWork = (cases: Command, shell: Shell, done: Done): void => {
  const step = cases.command('step').argument('<input>', INPUTS).argument('[cases...]', 'one case or many');
  withPrintOptions(withAccessOptions(step))
    .description('Takes one step in one case or many: all of them or none. A step that is not possible says what is.')
    .option('--reason <words>', 'for return, uphold, reject, reopen, appeal')
    .option('--party <kind:id>', 'with forward: merchant:m-1 or party:p-1 (default: the merchant it is about)')
    .option('--answer <words>', 'with answer: what the party says')
    .option('--file <file>', 'ids of cases, one a line')
    .addHelpText(
      'after',
      examples(
        'wurao case step forward case-1',
        'wurao case step uphold case-1 case-2 --reason "no consent for loans"',
        'wurao case step forward --file ids.txt',
      ),
    )
    .action(async (input: string, ids: readonly string[], options: StepOptions) =>
      done(await takeStep(shell, input, ids, options)),
    );
  withPrintOptions(withAccessOptions(cases.command('pause').argument('<id>', 'a case')))
    .description('Lets its clock stand.')
    .addHelpText('after', examples('wurao case pause case-1 --reason "waits for the recording"'))
    .requiredOption('--reason <words>', 'why')
    .action(async (id: string, options: StepOptions) =>
      done(await change(shell, options, `${pathOf(id)}/pause`, { reason: options.reason })),
    );
  withPrintOptions(withAccessOptions(cases.command('resume').argument('<id>', 'a case')))
    .description('Lets its clock go on.')
    .addHelpText('after', examples('wurao case resume case-1'))
    .action(async (id: string, options: AccessOptions) =>
      done(await change(shell, options, `${pathOf(id)}/resumption`)),
    );
  withPrintOptions(
    withAccessOptions(cases.command('assign').argument('<key>', 'id of a key; - for nobody').argument('<cases...>')),
  )
    .description('Gives cases to a handler.')
    .addHelpText('after', examples('wurao case assign key-7 case-1 case-2'))
    .action(async (to: string, ids: readonly string[], options: AccessOptions) =>
      done(await change(shell, options, '/v1/cases/assignment', { cases: ids, to: to === '-' ? null : to })),
    );
  withPrintOptions(
    withAccessOptions(cases.command('note').argument('<id>', 'a case').argument('<words...>', 'the note')),
  )
    .description('Writes a note into a case, for staff.')
    .addHelpText('after', examples('wurao case note case-1 called the complainant'))
    .action(async (id: string, words: readonly string[], options: AccessOptions) =>
      done(
        await askAndPrint(
          shell,
          options,
          (access) => access.call('POST', `${pathOf(id)}/notes`, { text: words.join(' ') }),
          (body: { id: string; case: string }) => `${body.id} stands in ${body.case}\n`,
        ),
      ),
    );
};

const pathOf = (id: string): string => `/v1/cases/${encodeURIComponent(id)}`;

const change = (shell: Shell, options: AccessOptions, path: string, body: object = {}): Promise<ExitCode> =>
  askAndPrint(shell, options, (access) => access.call('POST', path, body), changedText);

const list = (shell: Shell, options: ListOptions): Promise<ExitCode> => {
  const { state, province, category, assignee, party, overdue, limit, after } = options;
  const query = queryOf({ state, province, category, assignee, party, overdue, limit, after });
  return askAndPrint(
    shell,
    options,
    (access) => access.call('GET', `/v1/cases${query}`),
    ({ items }: { items: readonly CaseLine[] }) => caseTable(items),
  );
};

const PARTY = /^(merchant|party):(.+)$/;

const takeStep = async (
  shell: Shell,
  input: string,
  ids: readonly string[],
  { file, party, reason, answer, ...options }: StepOptions,
): Promise<ExitCode> => {
  const text = file === undefined ? '' : shell.readFile(file);
  if (text === undefined)
    return failed(shell, invalid('--file', `${file} cannot be read`, 'Name a file with one id a line.'), options.json);
  const cases = [...ids, ...text.split(/\s+/).filter((id) => id !== '')];
  const [, kind, id] = party === undefined ? [] : (PARTY.exec(party) ?? []);
  if (party !== undefined && kind === undefined)
    return failed(shell, invalid('--party', `"${party}" is none`, 'Write merchant:<id> or party:<id>.'), options.json);
  const body = {
    cases,
    input,
    reason,
    party: kind === undefined ? undefined : { kind, id },
    answer: answer === undefined ? undefined : { text: answer },
  };
  return change(shell, options, '/v1/cases/steps', body);
};
