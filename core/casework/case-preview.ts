import type { InstantMs } from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import { clockFrom } from './case-clock.ts';
import type { CaseFile, CaseStepRecord } from './case-file.ts';
import {
  CASE_REFUSALS,
  type CaseActor,
  type CaseState,
  possibleInputs,
  type StepFacts,
  stepCase,
} from './case-states.ts';
import { type TellLanguage, tellText } from './case-texts.ts';
import type { StepInput } from './complaint-commands.ts';

type Texts = Readonly<Record<TellLanguage, string>>;

/** What a step would do now, or why it is not possible. */
export interface StepPreview {
  readonly input: StepInput;
  readonly to: CaseState | undefined;
  /** What those who complained would be told. */
  readonly tells: Texts | undefined;
  readonly why: Texts | undefined;
}

const STEP_INPUTS: readonly StepInput[] = [
  'forward',
  'answer',
  'return',
  'uphold',
  'reject',
  'tell',
  'reopen',
  'appeal',
];
const OWN_DECISION: Texts = {
  zh: '申诉针对的是您本人的决定，应由其他处理员办理。',
  en: 'The appeal is against a decision of your own: another handler decides it.',
};
/** A reason is asked for when the step is taken. */
const ANY_REASON = 'Given.';

/** Whoever decided last; the steps of a case stand in their order. */
const lastDecider = (steps: readonly CaseStepRecord[]): string | undefined =>
  steps.findLast(({ input }) => input === 'uphold' || input === 'reject')?.who;

/** Who looks at a case, and when. */
export interface CaseLook {
  readonly actor: CaseActor;
  /** As it stands in steps; undefined: nobody of them. */
  readonly who: string | undefined;
  readonly atMs: InstantMs;
  readonly law: LawPack;
}

const factsOf = (file: CaseFile, { actor, atMs }: CaseLook): StepFacts => ({
  actor,
  atMs,
  clockDueMs: file.clock?.dueMs,
  otherComplaints: file.complaints - 1,
  wasDecided: file.decision !== undefined,
  reason: ANY_REASON,
});

/** What could be done with a case now, by its state alone. */
export const stepsNow = (file: CaseFile, look: CaseLook): readonly StepInput[] => {
  const possible = possibleInputs(file.state, factsOf(file, look));
  return STEP_INPUTS.filter((input) => possible.includes(input));
};

const both = (say: (language: TellLanguage) => string): Texts => ({ zh: say('zh'), en: say('en') });

/** Each step: what it would do and tell, or why not. Pure; nothing is written down. */
export const previewSteps = (
  file: CaseFile,
  steps: readonly CaseStepRecord[],
  look: CaseLook,
): readonly StepPreview[] =>
  STEP_INPUTS.map((input) => {
    const not = (why: Texts): StepPreview => ({ input, to: undefined, tells: undefined, why });
    const decides = input === 'uphold' || input === 'reject';
    if (decides && file.state === 'appealed' && look.who !== undefined && lastDecider(steps) === look.who)
      return not(OWN_DECISION);
    const taken = stepCase(file.state, input, factsOf(file, look));
    if (!taken.ok) {
      const { zh, en } = CASE_REFUSALS[taken.refusal];
      return not({ zh, en });
    }
    const { to, tells, endsClock, begins } = taken.value;
    const begun = begins && clockFrom(begins.clock, begins.fromMs, look.law);
    const dueMs = begun ? (begun.ok ? begun.value.dueMs : undefined) : endsClock ? undefined : file.clock?.dueMs;
    const told = both((language) => tellText(tells, language, { caseId: file.id, atMs: look.atMs, dueMs }));
    return { input, to, tells: told, why: undefined };
  });
