import { type Failure, failure, type Result, success } from '@wurao/domain';
import { type DecisionCase, type Given, type Trial, tryCase } from '@wurao/engine';
import { type LawPack, withNumbering } from '@wurao/law';
import type { Command } from 'commander';
import type { AccessOptions } from '../access.ts';
import { type LawFile, packOfFile, readDataFile, readLawFile } from '../law-file.ts';
import { openPlan } from '../open-plan.ts';
import { failed } from '../problems.ts';
import { DONE, type ExitCode, REFUSED, type Shell } from '../shell.ts';
import { examples, withPrintOptions } from './shared-options.ts';

interface TestOptions extends AccessOptions {
  readonly cases?: readonly string[];
  readonly cast?: string;
}

export const addLawTest = (law: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const collect = (path: string, before: readonly string[] = []): readonly string[] => [...before, path];
  withPrintOptions(law.command('test').argument('<file>', 'a law pack as JSON, TOML or YAML'))
    .description(
      'Try a law pack by cases: facts, an attempt, and the answer expected. They stand in the file, or apart.',
    )
    .option('--cases <file>', 'cases in the form of lab/vectors/decisions; may be given again', collect)
    .option('--cast <file>', 'the standing facts of the cases, such as lab/vectors/cast.json')
    .addHelpText(
      'after',
      examples(
        'wurao law test docs/law-packs/cn-strict-1.toml',
        'wurao law test my-pack.json --cases lab/vectors/decisions/14-hours.json --cast lab/vectors/cast.json',
      ),
    )
    .action(async (file: string, options: TestOptions) => done(await test(shell, file, options)));
};

const noCases = (path: string): Failure =>
  failure('invalid', 'There is nothing to try the pack by', {
    field: 'cases',
    message: `${path} holds no cases`,
    remedy: 'Write some under `cases`, or name a file of them with --cases.',
  });

const listOf = (value: unknown, name: string): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  const inner = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return Array.isArray(inner) ? inner : [];
};

const gather = (shell: Shell, file: LawFile, options: TestOptions): Result<{ cases: unknown[]; cast: unknown[] }> => {
  const cases = [...listOf(file.cases, 'cases')];
  for (const path of options.cases ?? []) {
    const read = readDataFile(shell, path);
    if (!read.ok) return read;
    cases.push(...listOf(read.value, 'cases'));
  }
  const cast = [...listOf(file.cast, 'facts')];
  if (options.cast !== undefined) {
    const read = readDataFile(shell, options.cast);
    if (!read.ok) return read;
    cast.push(...listOf(read.value, 'facts'));
  }
  return success({ cases, cast });
};

/** Cases of the pack itself, of the one that it builds on, and those that name none. */
const meantFor =
  (id: string, base: unknown) =>
  (one: unknown): boolean => {
    const law = (one as Partial<DecisionCase> | null)?.law;
    return law === undefined || law === id || law === base;
  };

/** Cases are written by hand: what a case gets wrong is told with its place. */
const tryAll = (pack: LawPack, cases: readonly unknown[], cast: readonly Given[]): Result<readonly Trial[]> => {
  const trials: Trial[] = [];
  for (const [i, one] of cases.entries()) {
    const vector = one as Partial<DecisionCase>;
    try {
      trials.push(tryCase({ given: [], ...vector } as DecisionCase, pack, cast));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return failure('malformed', 'A case cannot be read', {
        field: `cases[${i}]`,
        message: `${vector.name ?? 'without a name'}: ${error.message}`,
        remedy: 'See lab/vectors/decisions for the form: name, clause, given, attempt, at, expect.',
      });
    }
  }
  return success(trials);
};

/** Rules by province ask which number is of which: by the plan of the data directory, else the built-in one. */
const withPlan = async (shell: Shell, pack: LawPack, options: TestOptions): Promise<Result<LawPack>> => {
  if (pack.provinces === undefined) return success(pack);
  const plan = await openPlan(shell, options);
  return plan.ok ? success(withNumbering(pack, () => plan.value)) : plan;
};

const test = async (shell: Shell, path: string, options: TestOptions): Promise<ExitCode> => {
  const file = readLawFile(shell, path);
  if (!file.ok) return failed(shell, file, options.json);
  const checked = packOfFile(file.value);
  if (!checked.ok) {
    failed(shell, checked, options.json);
    return REFUSED;
  }
  const gathered = gather(shell, file.value, options);
  if (!gathered.ok) return failed(shell, gathered, options.json);
  const { cast } = gathered.value;
  const isMeant = meantFor(checked.value.id, file.value.data['extends']);
  const cases = gathered.value.cases.filter(isMeant);
  if (cases.length === 0) return failed(shell, noCases(path), options.json);
  const bound = await withPlan(shell, checked.value, options);
  if (!bound.ok) return failed(shell, bound, options.json);
  const trials = tryAll(bound.value, cases, cast as Given[]);
  if (!trials.ok) return failed(shell, trials, options.json);
  const wrong = trials.value.filter(({ passed }) => !passed);
  if (options.json) shell.out(`${JSON.stringify({ id: checked.value.id, tried: cases.length, failed: wrong })}\n`);
  else {
    for (const trial of wrong) shell.err(wrongText(trial));
    shell.out(`${checked.value.id}: ${cases.length} cases, ${wrong.length} failed\n`);
  }
  return wrong.length === 0 ? DONE : REFUSED;
};

const wrongText = ({ name, expected, answered, history }: Trial): string =>
  `${name}\n${history === undefined ? '' : `  an earlier attempt was refused: ${history}\n`}  expected ${JSON.stringify(expected)}\n  answered ${JSON.stringify(answered)}\n`;
