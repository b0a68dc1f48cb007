import type { Command } from 'commander';
import { type AccessOptions, isRejected, withAccess } from '../access.ts';
import { type DecisionAnswer, decisionLine } from '../decision-text.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, languageOf, paintFor, REFUSED, type Shell } from '../shell.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

/** Fields of the attempt, by option. */
const FIELDS = [
  'channel',
  'caller',
  'callee',
  'line',
  'merchant',
  'purpose',
  'category',
  'content',
  'text',
  'mode',
  'attemptId',
  'at',
] as const;
type DecideOptions = AccessOptions & { readonly [F in (typeof FIELDS)[number]]?: string };

export const addDecide = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const command = program
    .command('decide')
    .description('May this call or message go ahead? Prints the answer, its reason and clause; exits 1 when refused.')
    .requiredOption('--caller <number>', 'who calls: +86…, 95xxx, 400…, 106…')
    .requiredOption('--callee <number>', 'who is called')
    .option('--channel <channel>', 'voice, sms or flash', 'voice')
    .option('--line <id>', 'the line it comes in on')
    .option('--merchant <id>', 'narrows to this merchant')
    .option('--purpose <purpose>', 'marketing, service, care, verification, collection, survey, recruitment, …')
    .option('--category <category>', 'loan, insurance, securities, real-estate, education, retail, …')
    .option('--content <id>', 'the approved script or template')
    .option('--text <text>', 'the words that will be said or sent')
    .option('--mode <mode>', 'screen asks only; attempt counts and authorises', 'screen')
    .option('--attempt-id <id>', 'your own id of the attempt, unique on its line')
    .option('--at <instant>', 'as if it were then: 2026-01-31T10:00:00+08:00 (admin key, mode screen)');
  withPrintOptions(withAccessOptions(command))
    .addHelpText(
      'after',
      examples(
        'wurao decide --caller 95000 --callee +8613800000001 --line line-sample-1 --purpose marketing --at 2026-01-31T10:00:00+08:00',
        'wurao decide --caller 95000 --callee 13800000002 --line line-sample-1 --purpose marketing --json',
        'wurao decide --channel sms --caller 10690000001 --callee 13800000001 --line line-sample-1 --text "【样例银行】验证码123456,5分钟内有效,请勿告知他人。" --purpose verification',
      ),
    )
    .action(async (options: DecideOptions) => done(await decide(shell, options)));
};

const decide = async (shell: Shell, options: DecideOptions): Promise<ExitCode> => {
  const body = Object.fromEntries(
    FIELDS.flatMap((field) => (options[field] === undefined ? [] : [[field, options[field]]])),
  );
  const answer = await withAccess(shell, options, (access) => access.call('POST', '/v1/decisions', body));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const decided = answer.value.body as DecisionAnswer;
  const line = decisionLine(decided, languageOf(options.lang, shell.env), paintFor(shell));
  shell.out(`${options.json ? JSON.stringify(decided) : line}\n`);
  return decided.decision === 'allow' ? DONE : REFUSED;
};
