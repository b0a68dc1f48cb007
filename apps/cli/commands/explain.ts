import type { Command } from 'commander';
import { type AccessOptions, isRejected, withAccess } from '../access.ts';
import { type DecisionAnswer, decisionLine } from '../decision-text.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, type Language, languageOf, type Paint, paintFor, type Shell } from '../shell.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The answer of GET /v1/decisions/{id}/explanation. */
export interface ExplanationAnswer {
  readonly decision: DecisionAnswer;
  readonly at: string;
  readonly attempt: Fields;
  readonly resolved?: Fields;
  readonly clause: { readonly id: string; readonly title: Readonly<Record<Language, string>>; readonly source: string };
  readonly steps: readonly {
    readonly step: number;
    readonly question: Readonly<Record<Language, string>>;
    readonly looked: Fields;
    readonly answer: string;
    readonly answered: boolean;
  }[];
  readonly fact?: Fields;
  readonly reproduced: boolean;
}

const WORDS = {
  zh: {
    at: '时间',
    attempt: '联系',
    resolved: '认定',
    clause: '条款',
    fact: '依据的事实',
    passed: '通过',
    notAsked: '未问',
    same: '按当时数据重算，结果一致。',
    other: '按当时数据重算，结果不一致！',
  },
  en: {
    at: 'at',
    attempt: 'attempt',
    resolved: 'taken for',
    clause: 'clause',
    fact: 'the fact that answered',
    passed: 'passed',
    notAsked: 'not asked',
    same: 'Decided again over the data of then: the same answer.',
    other: 'Decided again over the data of then: NOT the same answer.',
  },
} as const;

export const addExplain = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const command = program
    .command('explain')
    .argument('<id>', 'the id of a decision')
    .description('Every step of a decision: what was asked, what was looked at, which fact answered.');
  withPrintOptions(withAccessOptions(command))
    .addHelpText(
      'after',
      examples('wurao explain d1l-25k', 'wurao explain d1l-25k --lang zh', 'wurao explain d1l-25k --json | jq .steps'),
    )
    .action(async (id: string, options: AccessOptions) => done(await explain(shell, id, options)));
};

const explain = async (shell: Shell, id: string, options: AccessOptions): Promise<ExitCode> => {
  const path = `/v1/decisions/${encodeURIComponent(id)}/explanation`;
  const answer = await withAccess(shell, options, (access) => access.call('GET', path));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const explained = answer.value.body as ExplanationAnswer;
  if (options.json) shell.out(`${JSON.stringify(explained)}\n`);
  else shell.out(explanationText(explained, languageOf(options.lang, shell.env), paintFor(shell)));
  return DONE;
};

const wordOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

const fieldsText = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${wordOf(value)}`)
    .join(' ');

/** What a step that did not answer came to; a reason stays its key. */
const outcomeWord = (answer: string, language: Language): string => {
  const { passed, notAsked } = WORDS[language];
  if (answer === 'passed') return passed;
  return answer === 'not asked' ? notAsked : answer;
};

export const explanationText = (explained: ExplanationAnswer, language: Language, paint: Paint): string => {
  const words = WORDS[language];
  const { decision, at, attempt, resolved, clause, steps, fact, reproduced } = explained;
  const stepLines = steps.map(({ step, question, looked, answer, answered }) => {
    const mark = answered ? paint.bold('→') : ' ';
    const seen = fieldsText(looked);
    const result = answered ? paint.bold(answer) : outcomeWord(answer, language);
    return `${mark} ${String(step).padStart(2)}. ${question[language]} ${result}${seen === '' ? '' : `\n       ${paint.dim(seen)}`}`;
  });
  const lines = [
    decisionLine(decision, language, paint),
    `${words.at}: ${at}`,
    `${words.attempt}: ${fieldsText(attempt)}`,
    ...(resolved === undefined ? [] : [`${words.resolved}: ${fieldsText(resolved)}`]),
    `${words.clause}: ${clause.id} ${clause.title[language]} (${clause.source})`,
    '',
    ...stepLines,
    '',
    ...(fact === undefined ? [] : [`${words.fact}: ${fieldsText(fact)}`]),
    reproduced ? words.same : paint.red(words.other),
  ];
  return `${lines.join('\n')}\n`;
};
