// The committed model, and how it does on messages it has not seen.
import { COMMERCIAL_AT, classify, type Model, scoresOf, TRADES, TRADES_AT, withSlots } from '@wurao/detectors';
import { augmented } from './augment.ts';
import { type Example, readCorpora, type SOURCES } from './corpus.ts';
import { fitLogOdds } from './figures.ts';
import { foldOf, groupsOf } from './groups.ts';
import { train } from './train.ts';

export const FOLDS = 4;
const SEED = 20_261_126;

export interface Corpora {
  readonly examples: readonly Example[];
  readonly groups: Int32Array;
}

/** An example that its model has not learnt from, and what that model says. */
export interface Judged {
  readonly example: Example;
  readonly fold: number;
  /** Of the commercial head, before calibration. */
  readonly score: number;
  readonly trade: string;
  readonly purpose: string;
  readonly commercial: boolean;
  readonly category: string;
  readonly fraud: string;
  readonly probability: number;
}

export const loadCorpora = (folder: string): Corpora => {
  const examples = readCorpora(folder);
  return { examples, groups: groupsOf(examples) };
};

const calibrated = (model: Model, [slope, offset]: readonly [number, number]): Model =>
  withSlots({ ...model, calibration: Float32Array.of(slope, offset) });

export const judge = (example: Example, fold: number, model: Model): Judged => {
  const scores = scoresOf(example.text, model);
  const score = scores[COMMERCIAL_AT]!;
  let best = 0;
  for (let trade = 1; trade < TRADES.length; trade++) {
    if (scores[TRADES_AT + trade]! > scores[TRADES_AT + best]!) best = trade;
  }
  const { purpose, disguised, commercial, category, probability, fraud = 'none' } = classify(example.text, model);
  const seen = disguised ? 'disguised' : purpose;
  return { example, fold, score, trade: TRADES[best]![0], purpose: seen, commercial, category, fraud, probability };
};

const scoresFrom = (judged: readonly Judged[], commercial: boolean): readonly number[] =>
  judged.flatMap(({ example, score }) => (example.commercial === commercial ? [score] : []));

/** Trained on all folds but one; its own calibration comes from the fold it has not seen. */
export const judgeFold = ({ examples, groups }: Corpora, fold: number): readonly Judged[] => {
  const isTest = (index: number): boolean => foldOf(groups[index]!, FOLDS) === fold;
  const model = train(
    augmented(
      examples.filter((_, index) => !isTest(index)),
      SEED,
    ),
  );
  return examples.filter((_, index) => isTest(index)).map((example) => judge(example, fold, model));
};

export const calibrationOf = (judged: readonly Judged[]): readonly [number, number] =>
  fitLogOdds(scoresFrom(judged, true), scoresFrom(judged, false));

/** The model that is committed: it has learnt from everything, and is calibrated by what a fold's model said of that fold. */
export const finalModel = ({ examples }: Corpora, firstFold: readonly Judged[]): Model =>
  calibrated(train(augmented(examples, SEED)), calibrationOf(firstFold));

/** Trained without one source and without the first fold; judged on that source, with the first fold for what the source lacks. */
export const judgeWithout = ({ examples, groups }: Corpora, source: (typeof SOURCES)[number]): readonly Judged[] => {
  const inFirst = (index: number): boolean => foldOf(groups[index]!, FOLDS) === 0;
  const learnt = examples.filter((example, index) => example.source !== source && !inFirst(index));
  const model = train(augmented(learnt, SEED));
  return examples.flatMap((example, index) =>
    example.source === source || inFirst(index) ? [judge(example, 0, model)] : [],
  );
};
