import { invalid, type Result, success } from '@wurao/domain';
import type { Command } from 'commander';
import type { AccessOptions } from '../access.ts';
import { askAndPrint, queryOf } from '../ask.ts';
import { failed } from '../problems.ts';
import {
  type BadListEntryView,
  badListText,
  previewText,
  type SanctionLine,
  type SanctionPreviewView,
  type SanctionSheetView,
  sanctionTable,
  sanctionText,
} from '../sanction-text.ts';
import { type ExitCode, languageOf, type Shell } from '../shell.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

interface ReachOptions extends AccessOptions {
  readonly purpose?: readonly string[];
  readonly channel?: readonly string[];
  readonly along?: readonly string[];
  readonly amount?: string;
  readonly firmContacts?: string;
  readonly agentContacts?: string;
}

interface ProposeOptions extends ReachOptions {
  readonly case?: readonly string[];
  readonly finding?: readonly string[];
  readonly penalty?: readonly string[];
  readonly days?: string;
  readonly perDay?: string;
  readonly clause?: string;
  readonly note?: string;
  readonly licence?: string;
  readonly reason?: string;
  readonly impose?: boolean;
  readonly dryRun?: boolean;
  readonly file?: string;
}

interface StepOptions extends AccessOptions {
  readonly reason?: string;
  readonly file?: string;
}

interface ListOptions extends AccessOptions {
  readonly state?: string;
  readonly owner?: string;
  readonly limit: string;
  readonly after?: string;
}

type Done = (code: ExitCode) => void;
type Changed = SanctionLine & { readonly items?: readonly SanctionLine[] };
interface Target {
  readonly kind: string;
  readonly id: string;
}

const PAGE_ITEMS = '50';
const INPUTS = 'notice, impose, drop, appeal, uphold, overturn or lift';
const KINDS = 'restrict, cap, suspend, correction, warning, fine, publication, bad-list, revoke or reclaim';
const TARGET = /^(number|line|merchant|party):(.+)$/;

const oneMore = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const addSanction = (program: Command, shell: Shell, done: Done): void => {
  const sanction = program.command('sanction').description('What is done about a number, line, merchant or party.');
  addReading(sanction, shell, done);
  addPropose(sanction, shell, done);
  addStep(sanction, shell, done);
};

const addReading = (sanction: Command, shell: Shell, done: Done): void => {
  withPrintOptions(withAccessOptions(sanction.command('list')))
    .description('Sanctions, by id.')
    .option('--state <state>', 'proposed, noticed, in-force, appealed, lifted, lapsed or overturned')
    .option('--owner <id>', 'of this merchant or party')
    .option('--limit <n>', 'at most so many', PAGE_ITEMS)
    .option('--after <cursor>', 'the `next` of the page before (--json shows it)')
    .addHelpText('after', examples('wurao sanction list --state in-force', 'wurao sanction list --owner merchant-1'))
    .action(async ({ state, owner, limit, after, ...options }: ListOptions) => {
      const path = `/v1/sanctions${queryOf({ state, owner, limit, after })}`;
      const text = ({ items }: { items: readonly SanctionLine[] }) => sanctionTable(items);
      done(await askAndPrint(shell, options, (access) => access.call('GET', path), text));
    });
  withPrintOptions(withAccessOptions(sanction.command('show').argument('<id>', 'a sanction')))
    .description('One with its grounds, its steps, and what the party was told.')
    .addHelpText('after', examples('wurao sanction show sanction-1'))
    .action(async (id: string, options: AccessOptions) => {
      const path = `/v1/sanctions/${encodeURIComponent(id)}`;
      const text = (body: SanctionSheetView) => sanctionText(body, languageOf(options.lang, shell.env));
      done(await askAndPrint(shell, options, (access) => access.call('GET', path), text));
    });
  withPrintOptions(withAccessOptions(sanction.command('bad-list')))
    .description('The bad list of telecommunications, as it is published.')
    .addHelpText('after', examples('wurao sanction bad-list', 'wurao sanction bad-list --json'))
    .action(async (options: AccessOptions) => {
      const text = ({ items }: { items: readonly BadListEntryView[] }) => badListText(items);
      done(await askAndPrint(shell, options, (access) => access.call('GET', '/v1/bad-list?limit=200'), text));
    });
};

const withReach = (command: Command): Command =>
  withPrintOptions(withAccessOptions(command))
    .option('--purpose <purpose>', 'it bites for this; say it again for more (default: commercial ones)', oneMore)
    .option('--channel <channel>', 'it bites on this; say it again for more (default: all)', oneMore)
    .option('--along <id>', 'an organisation that it is to reach as well; say it again for more', oneMore)
    .option('--amount <yuan>', 'of a fine')
    .option('--firm-contacts <n>', 'shown with --dry-run: unlawful contacts of the firm …')
    .option('--agent-contacts <n>', '… and those of them that one agent made');

const addPropose = (sanction: Command, shell: Shell, done: Done): void => {
  withReach(sanction.command('preview').argument('<kind>', KINDS).argument('<kind:id>', 'whom it is laid on'))
    .description('Whom a sanction would reach, in every province, and what it would stop. Changes nothing.')
    .addHelpText('after', examples('wurao sanction preview suspend merchant:merchant-1'))
    .action(async (kind: string, target: string, options: ReachOptions) =>
      done(await preview(shell, kind, [target], options)),
    );
  withReach(
    sanction.command('propose').argument('<kind>', KINDS).argument('[targets...]', 'number:95588 line:line-1 …'),
  )
    .description('Proposes a sanction of one or many, all of them or none; --impose brings it into force at once.')
    .option('--case <id>', 'its ground; say it again for more', oneMore)
    .option('--finding <id>', 'its ground; say it again for more', oneMore)
    .option('--penalty <id>', 'its ground, of an entry of the bad list', oneMore)
    .option('--days <n>', 'days in force')
    .option('--per-day <n>', 'of a cap: attempts a day that are left')
    .option('--clause <clause>', 'default: that of the kind')
    .option('--note <words>', 'for staff')
    .option('--licence <number>', 'of an entry of the bad list')
    .option('--reason <words>', 'of an entry of the bad list')
    .option('--impose', 'at once, where no notice is owed')
    .option('--dry-run', 'show whom the first would reach, and change nothing')
    .option('--file <file>', 'targets, one a line; up to 1,000')
    .addHelpText(
      'after',
      examples(
        'wurao sanction propose suspend merchant:merchant-1 --case case-1 --days 30 --dry-run',
        'wurao sanction propose cap line:line-1 --finding finding-1 --days 7 --per-day 100 --impose',
        'wurao sanction propose suspend --file numbers.txt --case case-1 --days 30 --impose',
      ),
    )
    .action(async (kind: string, targets: readonly string[], options: ProposeOptions) =>
      done(await propose(shell, kind, targets, options)),
    );
};

const addStep = (sanction: Command, shell: Shell, done: Done): void => {
  const step = sanction.command('step').argument('<input>', INPUTS).argument('[sanctions...]', 'one or many');
  withPrintOptions(withAccessOptions(step))
    .description('Takes one step in one or many: all of them or none. A step that is not possible says what is.')
    .option('--reason <words>', 'for drop, appeal, uphold, overturn, lift')
    .option('--file <file>', 'ids, one a line')
    .addHelpText(
      'after',
      examples(
        'wurao sanction step notice sanction-1',
        'wurao sanction step lift --file ids.txt --reason "in order again"',
      ),
    )
    .action(async (input: string, ids: readonly string[], { reason, file, ...options }: StepOptions) => {
      const all = listed(shell, ids, file);
      if (!all.ok) return done(failed(shell, all, options.json));
      return done(await change(shell, options, '/v1/sanctions/steps', { ids: all.value, input, reason }));
    });
};

const listed = (shell: Shell, said: readonly string[], file: string | undefined): Result<readonly string[]> => {
  const text = file === undefined ? '' : shell.readFile(file);
  if (text === undefined) return invalid('--file', `${file} cannot be read`, 'Name a file with one id a line.');
  return success([...said, ...text.split(/\s+/).filter((one) => one !== '')]);
};

/** In a file, what is no `kind:id` is a number. */
const readTargets = (shell: Shell, said: readonly string[], file?: string): Result<readonly Target[]> => {
  const all = listed(shell, said, file);
  if (!all.ok) return all;
  if (all.value.length === 0) return invalid('targets', 'none', 'Name one as kind:id, or a file with --file.');
  return success(
    all.value.map((one) => {
      const [, kind = 'number', id = one] = TARGET.exec(one) ?? [];
      return { kind, id };
    }),
  );
};

const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

const reachOf = ({ purpose, channel, along, amount }: ReachOptions) => ({
  purposes: purpose,
  channels: channel,
  along,
  amountYuan: numberOf(amount),
});

const change = (shell: Shell, options: AccessOptions, path: string, body: object): Promise<ExitCode> =>
  askAndPrint(
    shell,
    options,
    (access) => access.call('POST', path, body),
    (changed: Changed) => sanctionTable(changed.items ?? [changed]),
  );

const preview = async (
  shell: Shell,
  kind: string,
  said: readonly string[],
  options: ReachOptions,
  file?: string,
): Promise<ExitCode> => {
  const targets = readTargets(shell, said, file);
  if (!targets.ok) return failed(shell, targets, options.json);
  const { firmContacts, agentContacts } = options;
  const agent =
    firmContacts === undefined && agentContacts === undefined
      ? undefined
      : { firmContacts: numberOf(firmContacts), agentContacts: numberOf(agentContacts) };
  const body = { kind, target: targets.value[0], ...reachOf(options), agent };
  const ask = (view: SanctionPreviewView) => previewText(view);
  return askAndPrint(shell, options, (access) => access.call('POST', '/v1/sanctions/preview', body), ask);
};

const groundsOf = ({ case: cases = [], finding = [], penalty = [] }: ProposeOptions): readonly Target[] => [
  ...cases.map((id) => ({ kind: 'case', id })),
  ...finding.map((id) => ({ kind: 'finding', id })),
  ...penalty.map((id) => ({ kind: 'penalty', id })),
];

const propose = async (
  shell: Shell,
  kind: string,
  said: readonly string[],
  options: ProposeOptions,
): Promise<ExitCode> => {
  const { file, dryRun, days, perDay, clause, note, licence, reason, impose } = options;
  if (dryRun) return preview(shell, kind, said, options, file);
  const targets = readTargets(shell, said, file);
  if (!targets.ok) return failed(shell, targets, options.json);
  const [only] = targets.value;
  const body = {
    kind,
    ...(targets.value.length === 1 ? { target: only } : { targets: targets.value }),
    grounds: groundsOf(options),
    ...reachOf(options),
    termDays: numberOf(days),
    perDay: numberOf(perDay),
    clause,
    note,
    listing: licence === undefined && reason === undefined ? undefined : { licence, reason },
    impose,
  };
  return change(shell, options, '/v1/sanctions', body);
};
