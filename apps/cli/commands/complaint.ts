import { invalid } from '@wurao/domain';
import type { Command } from 'commander';
import type { AccessOptions } from '../access.ts';
import { askAndPrint, plain, queryOf } from '../ask.ts';
import { type ComplaintLine, complaintTable, complaintText } from '../case-text.ts';
import { failed } from '../problems.ts';
import { type ExitCode, languageOf, type Shell } from '../shell.ts';
import { instantOf } from '../when.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

interface FileOptions extends AccessOptions {
  readonly complainant?: string;
  readonly reported?: string;
  readonly channel?: string;
  readonly at?: string;
  readonly duration?: string;
  readonly text?: string;
  readonly description?: string;
  readonly category?: string;
  readonly province?: string;
}

interface Filed {
  readonly id: string;
  readonly case: string;
  readonly state: string;
  readonly joined: string;
  readonly missing: readonly { readonly key: string; readonly zh: string; readonly en: string }[];
  readonly dueAt?: string;
}

const MS_PER_SECOND = 1_000;

const withClaim = (command: Command): Command =>
  command
    .option('--complainant <number>', 'whose complaint; with a subscriber’s key its own')
    .option('--reported <number>', 'the number as it was shown, * for hidden digits')
    .option('--channel <channel>', 'voice, sms or flash')
    .option('--at <when>', 'when it was: 2026-11-20T10:04:00+08:00')
    .option('--duration <seconds>', 'of a call, 0 where it was not answered')
    .option('--text <words>', 'what the message said')
    .option('--description <words>', 'what it was about, in the person’s words')
    .option('--category <category>', 'the industry: loan, insurance, …')
    .option('--province <province>', 'a code of GB/T 2260 or a name');

export const addComplaint = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const complaint = program.command('complaint').description('What people complain about, and what became of it.');
  withClaim(withPrintOptions(withAccessOptions(complaint.command('file'))))
    .description('Files a complaint; says what is missing, and which case it opens or joins.')
    .addHelpText(
      'after',
      examples(
        'wurao complaint file --complainant 13800000001 --reported 95588 --channel voice --at 2026-11-20T10:04:00+08:00 --duration 12 --description "a loan"',
        'wurao complaint file --complainant 13800000001 --reported "0571-8****888" --channel sms',
      ),
    )
    .action(async (options: FileOptions) => done(await file(shell, '/v1/complaints', options)));
  withClaim(withPrintOptions(withAccessOptions(complaint.command('supplement').argument('<id>', 'a complaint'))))
    .description('Completes a complaint that lacked something.')
    .addHelpText('after', examples('wurao complaint supplement complaint-1 --duration 12'))
    .action(async (id: string, options: FileOptions) => done(await file(shell, `${pathOf(id)}/supplement`, options)));
  withPrintOptions(withAccessOptions(complaint.command('list')))
    .description('Complaints of one person, the latest first.')
    .option('--complainant <number>', 'whose')
    .addHelpText('after', examples('wurao complaint list --complainant 13800000001'))
    .action(async (options: AccessOptions & { complainant?: string }) => done(await list(shell, options)));
  withPrintOptions(withAccessOptions(complaint.command('show').argument('<id>', 'a complaint')))
    .description('One complaint, with its case as a timeline.')
    .addHelpText('after', examples('wurao complaint show complaint-1'))
    .action(async (id: string, options: AccessOptions) => done(await show(shell, id, options)));
  withPrintOptions(withAccessOptions(complaint.command('withdraw').argument('<id>', 'a complaint')))
    .description('Takes a complaint back.')
    .addHelpText('after', examples('wurao complaint withdraw complaint-1'))
    .action(async (id: string, options: AccessOptions) =>
      done(
        await askAndPrint(
          shell,
          options,
          (access) => access.call('POST', `${pathOf(id)}/withdrawal`, {}),
          filedText(shell, options),
        ),
      ),
    );
};

const pathOf = (id: string): string => `/v1/complaints/${encodeURIComponent(id)}`;

const filedText =
  (shell: Shell, options: AccessOptions) =>
  ({ id, case: caseId, state, joined, missing, dueAt }: Filed): string => {
    const lang = languageOf(options.lang, shell.env);
    const how = joined === 'duplicate' ? 'told before' : joined === 'joined' ? 'joined' : 'opened';
    const lacks = missing.map((one) => `  ${one[lang]}\n`).join('');
    return `complaint ${id}: case ${caseId} ${how}, ${state}${dueAt === undefined ? '' : `, due ${dueAt}`}\n${lacks}`;
  };

const wrongDuration = invalid(
  '--duration',
  'no number of seconds',
  'Give whole seconds, 0 for a call that was not answered.',
);
const wrongTime = (text: string) =>
  invalid('--at', `"${plain(text)}" is no instant`, 'Write it as 2026-11-20T10:04:00+08:00.');

const file = async (shell: Shell, path: string, options: FileOptions): Promise<ExitCode> => {
  const { complainant, reported, channel, at, duration, text, description, category, province } = options;
  const seconds = duration === undefined ? undefined : Number(duration);
  if (seconds !== undefined && !Number.isInteger(seconds)) return failed(shell, wrongDuration, options.json);
  const atMs = at === undefined ? undefined : instantOf(at);
  if (at !== undefined && atMs === undefined) return failed(shell, wrongTime(at), options.json);
  const claim = {
    complainant,
    reported,
    channel,
    at: atMs === undefined ? undefined : new Date(atMs).toISOString(),
    durationMs: seconds === undefined ? undefined : seconds * MS_PER_SECOND,
    text,
    description,
    category,
    province,
  };
  return askAndPrint(shell, options, (access) => access.call('POST', path, claim), filedText(shell, options));
};

const list = (shell: Shell, options: AccessOptions & { complainant?: string }): Promise<ExitCode> =>
  askAndPrint(
    shell,
    options,
    (access) => access.call('GET', `/v1/complaints${queryOf({ complainant: options.complainant, limit: 200 })}`),
    ({ items }: { items: readonly ComplaintLine[] }) => complaintTable(items),
  );

const show = (shell: Shell, id: string, options: AccessOptions): Promise<ExitCode> =>
  askAndPrint(
    shell,
    options,
    (access) => access.call('GET', pathOf(id)),
    (body: ComplaintLine) => complaintText(body, languageOf(options.lang, shell.env)),
  );
