// The committed model, and how it does on messages it has not seen.
import { COMMERCIAL_AT, classify, type Model, scoresOf, TRADES, TRADES_AT, withSlots } from '@wurao/detectors';
import { augmented } from './augment.ts';
import { type Example, leftOutOfFbs, readCorpora, type SOURCES } from './corpus.ts';
import { fitLogOdds } from './figures.ts';
import { foldOf, groupsOf } from './groups.ts';
import { train } from './train.ts';

export const FOLDS = 4;
const SEED = 20_261_126;

export interface Corpora {
  readonly examples: readonly Example[];
  readonly groups: Int32Array;
  /** Rows of fbs that are no examples. */
  readonly leftOutOfFbs: number;
}

/** Makes log odds of a score. */
export type Calibration = readonly [slope: number, offset: number];

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
  return { examples, groups: groupsOf(examples), leftOutOfFbs: leftOutOfFbs(folder) };
};

const calibrated = (model: Model, [slope, offset]: Calibration): Model =>
  withSlots({ ...model, calibration: Float32Array.of(slope, offset) });

const judge = (example: Example, fold: number, model: Model): Judged => {
  const scores = scoresOf(example.text, model);
  const score = scores[COMMERCIAL_AT]!;
  let best = 0;
  for (let trade = 1; trade < TRADES.length; trade++) {
    if (scores[TRADES_AT + trade]! > scores[TRADES_AT + best]!) best = trade;
  }
  const { seen, commercial, category, probability, fraud = 'none' } = classify(example.text, model);
  return { example, fold, score, trade: TRADES[best]![0], purpose: seen, commercial, category, fraud, probability };
};

type Scored = Pick<Judged, 'example' | 'score'>;
const scoresFrom = (judged: readonly Scored[], commercial: boolean): readonly number[] =>
  judged.flatMap(({ example, score }) => (example.commercial === commercial ? [score] : []));

const parted = (examples: readonly Example[], isTest: (index: number) => boolean) => ({
  learnt: examples.filter((_, index) => !isTest(index)),
  heldOut: examples.filter((_, index) => isTest(index)),
});

/** A model that learns from some examples, and what it says of others at a calibration; where none is given, at what those others give. */
const learnAndJudge = (
  { learnt, heldOut }: ReturnType<typeof parted>,
  fold: number,
  given: Calibration | undefined,
): readonly Judged[] => {
  const model = train(augmented(learnt, SEED, heldOut));
  const scored = (example: Example): Scored => ({ example, score: scoresOf(example.text, model)[COMMERCIAL_AT]! });
  const asShipped = calibrated(model, given ?? calibrationOf(heldOut.map(scored)));
  return heldOut.map((example) => judge(example, fold, asShipped));
};

/** Trained on all folds but one, and judged on that one: as a gate would, at `calibration`. The first fold gives its own. */
export const judgeFold = (
  { examples, groups }: Corpora,
  fold: number,
  calibration?: Calibration,
): readonly Judged[] => {
  const isTest = (index: number): boolean => foldOf(groups[index]!, FOLDS) === fold;
  return learnAndJudge(parted(examples, isTest), fold, calibration);
};

/** What makes log odds of raw scores, fitted on them; what `judge` said before plays no part. */
export const calibrationOf = (judged: readonly Scored[]): Calibration =>
  fitLogOdds(scoresFrom(judged, true), scoresFrom(judged, false));

/** The model that is committed: it has learnt from everything, and is calibrated by what a fold's model said of that fold. */
export const finalModel = ({ examples }: Corpora, firstFold: readonly Judged[]): Model =>
  calibrated(train(augmented(examples, SEED)), calibrationOf(firstFold));

/** Trained without one source and without the first fold; judged on that source, with the first fold for what the source lacks. */
export const judgeWithout = (
  { examples, groups }: Corpora,
  source: (typeof SOURCES)[number],
  calibration: Calibration,
): readonly Judged[] => {
  const isTest = (index: number): boolean => examples[index]!.source === source || foldOf(groups[index]!, FOLDS) === 0;
  return learnAndJudge(parted(examples, isTest), 0, calibration);
};
