import { failure, type Result, success } from '@wurao/domain';
import type { AuditCheck } from '@wurao/server';
import type { Command } from 'commander';
import { type AccessOptions, isRejected, readConfig, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, paintFor, REFUSED, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { instantOf } from '../when.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

interface VerifyOptions extends AccessOptions {
  readonly databaseUrl?: string;
  readonly checkpoint: readonly string[];
}

interface ListOptions extends AccessOptions {
  readonly subject?: string;
  readonly since?: string;
}

interface AuditRowView {
  readonly sequence: number;
  readonly at: string;
  readonly who: string;
  readonly role: string;
  readonly act: string;
  readonly what: string;
  readonly subject: { readonly kind: string; readonly id: string };
}

interface AuditPage {
  readonly items: readonly AuditRowView[];
  readonly next?: string;
}

const PAGE_ITEMS = 200;

export const addAudit = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const audit = program
    .command('audit')
    .description('Who read and who changed what of complaints, cases and the register: a hash-chained log.');
  const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  withPrintOptions(audit.command('verify'))
    .description(
      'Read the log through, beside a running server too, and name the first row that was changed, removed, inserted or moved. Only reads. Exits 1 when one was.',
    )
    .option('--data-dir <dir>', 'data directory (default: WURAO_DATA_DIR, wurao.toml, ./data)')
    .option('--config <file>', 'configuration file (default: wurao.toml)')
    .option('--database-url <url>', 'the store is this PostgreSQL database (default: WURAO_DATABASE_URL, wurao.toml)')
    .option(
      '--checkpoint <line or file>',
      'a line of `wurao audit checkpoint`, or a file of such lines; may be given again',
      collected,
      [],
    )
    .addHelpText('after', examples('wurao audit verify', 'wurao audit verify --checkpoint /mnt/elsewhere/checkpoints'))
    .action(async (options: VerifyOptions) => done(await verify(shell, options)));
  withPrintOptions(withAccessOptions(audit.command('checkpoint')))
    .description('Print one signed line that says where the log ends now. Keep it where nobody can change it.')
    .addHelpText('after', examples('wurao audit checkpoint >> /mnt/elsewhere/checkpoints'))
    .action(async (options: AccessOptions) => done(await checkpoint(shell, options)));
  withPrintOptions(withAccessOptions(audit.command('list')))
    .description('Rows of the log, oldest first.')
    .option('--subject <kind:id>', 'only about this: case:case-17, complaint:…, number:13800000001')
    .option('--since <instant>', 'from this day or instant on: 2026-03-01, 2026-03-01T09:00:00+08:00')
    .addHelpText('after', examples('wurao audit list --subject case:case-17', 'wurao audit list --json'))
    .action(async (options: ListOptions) => done(await list(shell, options)));
};

/** What is no file is a line. */
const linesOf = (shell: Shell, given: readonly string[]): readonly string[] =>
  given.flatMap((one) => (shell.readFile(one) ?? one).split('\n')).filter((line) => line.trim() !== '');

const shown = (count: number): string => count.toLocaleString('en-US');

const teller = ({ terminal, err }: Shell, json = false): ((rows: number, last: number) => void) => {
  if (!terminal || json) return () => {};
  return (rows, last) => err(`\r\u001b[Kread ${shown(rows)} of ${shown(last)} rows${rows < last ? '' : '\n'}`);
};

const verify = async (shell: Shell, options: VerifyOptions): Promise<ExitCode> => {
  const house = await shell.house();
  const config = readConfig(house, shell, options);
  if (!config.ok) return failed(shell, config, options.json);
  const checked = await house.verifyAudit({
    directory: config.value.dataDir,
    databaseUrl: options.databaseUrl ?? config.value.databaseUrl,
    checkpoints: linesOf(shell, options.checkpoint),
    onProgress: teller(shell, options.json),
  });
  if (!checked.ok) return failed(shell, checked, options.json);
  const { verdict } = checked.value;
  shell.out(options.json ? `${JSON.stringify(verdictJson(checked.value))}\n` : verdictText(shell, checked.value));
  return verdict.ok ? DONE : REFUSED;
};

const verdictJson = ({ verdict, rows, checkpoints }: AuditCheck): object => ({ ...verdict, rows, checkpoints });

const NO_CHECKPOINT = 'No checkpoint was given: whether its end was cut off, or all of it made again, does not show.\n';

const verdictText = (shell: Shell, { verdict, rows, checkpoints }: AuditCheck): string => {
  const paint = paintFor(shell);
  const { sequence, hash } = verdict.head;
  if (!verdict.ok) {
    const { kind, message } = verdict.fault;
    const holds = sequence === 0 ? 'No row before it holds.' : `The log holds up to row ${sequence}.`;
    return `${paint.red(kind)}: ${message}. ${holds}\n`;
  }
  const kept = checkpoints === 0 ? NO_CHECKPOINT : `${shown(checkpoints)} of ${shown(checkpoints)} checkpoints hold.\n`;
  return `${paint.green('whole')}: ${shown(rows)} rows, the last with hash ${hash}.\n${kept}`;
};

const checkpoint = async (shell: Shell, options: AccessOptions): Promise<ExitCode> => {
  const answer = await withAccess(shell, options, (access) => access.call('POST', '/v1/audit/checkpoints'));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const body = answer.value.body as { readonly line: string };
  shell.out(options.json ? `${JSON.stringify(body)}\n` : `${body.line}\n`);
  return DONE;
};

const sinceOf = (text: string | undefined): Result<string> => {
  if (text === undefined) return success('');
  const ms = instantOf(text);
  if (ms !== undefined) return success(`&since=${encodeURIComponent(new Date(ms).toISOString())}`);
  return failure('invalid', 'No such instant', {
    field: '--since',
    message: `"${text}" is neither a day nor an instant`,
    remedy: 'Write 2026-03-01, or 2026-03-01T09:00:00+08:00.',
  });
};

const list = async (shell: Shell, options: ListOptions): Promise<ExitCode> => {
  const since = sinceOf(options.since);
  if (!since.ok) return failed(shell, since, options.json);
  const subject = options.subject === undefined ? '' : `&subject=${encodeURIComponent(options.subject)}`;
  const items: AuditRowView[] = [];
  const answer = await withAccess(shell, options, async (access) => {
    for (let after = ''; ; ) {
      const page = await access.call('GET', `/v1/audit?limit=${PAGE_ITEMS}${subject}${since.value}${after}`);
      if (!page.ok || isRejected(page.value)) return page;
      const { items: more, next } = page.value.body as AuditPage;
      items.push(...more);
      if (next === undefined) return page;
      after = `&after=${encodeURIComponent(next)}`;
    }
  });
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  if (options.json) shell.out(`${JSON.stringify({ items })}\n`);
  else if (items.length === 0) shell.out('No rows.\n');
  else shell.out(textTable([['row', 'at', 'who', 'role', 'act', 'what', 'about'], ...items.map(rowOf)]));
  return DONE;
};

const rowOf = ({ sequence, at, who, role, act, what, subject }: AuditRowView): readonly string[] => [
  String(sequence),
  at,
  who,
  role,
  act,
  what,
  `${subject.kind}:${subject.id}`,
];
