import { FRAUD_KINDS, SEEN_PURPOSES, TRADES } from '@wurao/detectors';
import { type Calibration, type Corpora, FOLDS, type Judged } from './derive.ts';
import { areaUnderCurve, Confusion, shareAbove, thresholdAt } from './figures.ts';

const FALSE_POSITIVES = 0.01;
const three = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : '–');
const five = (value: number): string => (Number.isFinite(value) ? value.toFixed(5) : '–');

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const from = (judged: readonly Judged[], ...sources: readonly string[]): readonly Judged[] =>
  judged.filter(({ example }) => sources.includes(example.source));
const scoresWhere = (judged: readonly Judged[], commercial: boolean): readonly number[] =>
  judged.flatMap(({ example, score }) => (example.commercial === commercial ? [score] : []));

/** AUC and recall of the real commercial corpora against the personal one: what the targets are about. */
export const targetFigures = (judged: readonly Judged[]) => {
  const negatives = scoresWhere(from(judged, 'nus'), false);
  const positives = scoresWhere(from(judged, 'sms6', 'fbs'), true);
  const threshold = thresholdAt(negatives, FALSE_POSITIVES);
  return {
    auc: areaUnderCurve(positives, negatives),
    recall: shareAbove(positives, threshold),
    positives,
    negatives,
    threshold,
  };
};

const POSITIVES: readonly (readonly [string, (judged: Judged) => boolean])[] = [
  ['sms6 (commercial, six industries)', ({ example }) => example.source === 'sms6'],
  ['fbs, advertising', ({ example }) => example.source === 'fbs' && example.label.startsWith('AD/')],
  ['fbs, fraud', ({ example }) => example.source === 'fbs' && example.label.startsWith('FR/')],
  ['fbs, unlawful', ({ example }) => example.source === 'fbs' && example.label.startsWith('IL/')],
  ['uci, spam (English)', ({ example }) => example.source === 'uci'],
  ['indonesian, promotion and fraud', ({ example }) => example.source === 'indonesian'],
];

const commercialPart = (judged: readonly Judged[]): string => {
  const { auc, recall, positives, negatives, threshold } = targetFigures(judged);
  const rows = POSITIVES.map(([name, belongs]) => {
    const scores = scoresWhere(judged.filter(belongs), true);
    return [name, scores.length, five(areaUnderCurve(scores, negatives)), three(shareAbove(scores, threshold))];
  });
  const byFold = Array.from({ length: FOLDS }, (_, fold) => {
    const of = targetFigures(judged.filter((one) => one.fold === fold));
    return [`fold ${fold + 1}`, of.positives.length, five(of.auc), three(of.recall)];
  });
  const own = ['uci', 'indonesian'].map((source) => {
    const [yes, no] = [scoresWhere(from(judged, source), true), scoresWhere(from(judged, source), false)];
    return `${source} ${five(areaUnderCurve(yes, no))} (${yes.length} against ${no.length})`;
  });
  return `${table(
    ['commercial', 'messages', 'AUC', 'recall at FPR 0.01'],
    [['**sms6 and fbs together**', positives.length, `**${five(auc)}**`, `**${three(recall)}**`], ...rows, ...byFold],
  )}

Against ${negatives.length} personal messages (nus). Targets: AUC 0.995, recall 0.97. Against their own negatives, AUC: ${own.join(', ')}.`;
};

/** Scores above it are commerce at even odds: where the log odds are 0. */
const evenOdds = ([slope, offset]: Calibration): number => -offset / slope;

const withoutPart = (without: ReadonlyMap<string, readonly Judged[]>, threshold: number): string =>
  table(
    [
      'left out',
      'commercial',
      'not',
      'AUC',
      'recall at FPR 0.01',
      'recall at even odds',
      'false positives at even odds',
    ],
    [...without].map(([source, judged]) => {
      const own = from(judged, source);
      const [ownYes, ownNo] = [scoresWhere(own, true), scoresWhere(own, false)];
      const yes = ownYes.length > 0 ? ownYes : scoresWhere(from(judged, 'sms6', 'fbs'), true);
      const no = ownNo.length > 0 ? ownNo : scoresWhere(from(judged, 'nus'), false);
      const recall = shareAbove(yes, thresholdAt(no, FALSE_POSITIVES));
      return [
        source,
        yes.length,
        no.length,
        five(areaUnderCurve(yes, no)),
        three(recall),
        three(shareAbove(yes, threshold)),
        three(shareAbove(no, threshold)),
      ];
    }),
  );

const f1Table = (name: string, confusion: Confusion): string =>
  table(
    [name, 'messages', 'precision', 'recall', 'F1'],
    [
      ...confusion.labels
        .map((label) => ({ label, ...confusion.of(label) }))
        .filter(({ rows }) => rows > 0)
        .map(({ label, rows, precision, recall, f1 }) => [label, rows, three(precision), three(recall), three(f1)]),
      ['**macro**', '', '', '', `**${three(confusion.macroF1)}**`],
    ],
  );

const matrix = (confusion: Confusion, is: readonly string[], taken: readonly string[]): string =>
  table(
    ['is \\ taken for', ...taken],
    is.map((label) => [label, ...taken.map((other) => confusion.count(label, other))]),
  );

const trades = (judged: readonly Judged[]): Confusion => {
  const confusion = new Confusion(TRADES.map(([trade]) => trade));
  for (const { example, trade } of judged)
    if (example.trade !== undefined) confusion.add(TRADES[example.trade]![0], trade);
  return confusion;
};

const purposes = (judged: readonly Judged[]): Confusion => {
  const confusion = new Confusion(SEEN_PURPOSES);
  for (const { example, purpose } of judged) {
    if (example.purpose !== undefined) confusion.add(SEEN_PURPOSES[example.purpose]!, purpose);
  }
  return confusion;
};

const fraud = (judged: readonly Judged[]): Confusion => {
  const kinds = ['none', ...FRAUD_KINDS];
  const confusion = new Confusion(kinds);
  for (const { example, fraud: taken } of judged) {
    if (example.fraud !== undefined) confusion.add(kinds[example.fraud]!, taken);
  }
  return confusion;
};

/** Seen as the issue asks: what is no commerce, what sells, and what hides that it sells. */
const BROAD: Readonly<Record<string, string>> = {
  marketing: 'marketing',
  recruitment: 'marketing',
  survey: 'marketing',
  disguised: 'disguised',
};
const broad = (judged: readonly Judged[]): Confusion => {
  const confusion = new Confusion(['service', 'marketing', 'disguised']);
  const of = (purpose: string): string => BROAD[purpose] ?? 'service';
  for (const { example, purpose } of judged) {
    if (['service', 'verification', 'care', 'marketing', 'disguised'].includes(example.label))
      confusion.add(of(example.label), of(purpose));
  }
  return confusion;
};

const BINS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.000001];

const calibration = (judged: readonly Judged[]): string => {
  const rows = BINS.slice(0, -1).map((low, at) => {
    const high = BINS[at + 1]!;
    let [count, said, right] = [0, 0, 0];
    for (const { example, probability, commercial } of judged) {
      if (example.commercial === undefined || probability < low || probability >= high) continue;
      count++;
      said += probability;
      if (commercial === example.commercial) right++;
    }
    return [`${low} to ${Math.min(1, high)}`, count, three(said / count), three(right / count)];
  });
  return table(['probability', 'messages', 'said', 'right'], rows);
};

export interface Findings {
  readonly corpora: Corpora;
  readonly judged: readonly Judged[];
  readonly without: ReadonlyMap<string, readonly Judged[]>;
  readonly calibration: Calibration;
  readonly bytes: number;
}

const corporaPart = ({ examples, groups }: Corpora): string =>
  table(
    ['source', 'messages', 'groups'],
    [...new Set(examples.map(({ source }) => source))].map((source) => {
      const members = examples.flatMap((example, index) => (example.source === source ? [groups[index]] : []));
      return [source, members.length, new Set(members).size];
    }),
  );

const opening = (corpora: Corpora, bytes: number, threshold: number): string => `# How the classifier of messages does

Generated by \`tools/train-classifier.ts --write\` together with the model (${Math.round(bytes / 1024)} KiB): do not edit. All figures are of messages that the
judging model has not learnt from: ${FOLDS} folds by group, where a group is all messages of one author (nus) or all near-duplicates (the
rest), never by row. The committed model has learnt from all folds. Every corpus went through the same normalisation: digits, \`x\`,
\`DIGIT\`, \`<#>\` and the like are one sign, addresses another, \`NAME\` and \`PLACE\` none; symbols and spaces are left out, so that how a
corpus was prepared says nothing about it. Commerce or not, and every purpose, is told as the gates tell it: at the calibration of the
committed model, whose even odds lie at a score of ${five(threshold)} (see Probability). What is less sure than the SMS gates ask for is
decided there by the class of the line ([sms.md](sms.md)).

${corporaPart(corpora)}

\`written\` are messages written for this project (tools/train-classifier/written): no real message stands in them, and they are reported apart.
\`telecom-fraud\` was written by a model; it teaches kinds of fraud only. Messages by fake base stations (fbs) all count as
commercial, unlawful and political ones too: they go to people in bulk; ${corpora.leftOutOfFbs} more, whose label is Other/Other, are left out.
Of the ends of promotion that are hung on service texts, a model has learnt none of which a written message held out holds half or more.`;

const industries = (judged: readonly Judged[]): string => `## Industry

Industries of sms6, as that corpus names them (its labels come from key words and are wrong here and there: car insurance stands under used cars):

${f1Table('industry', trades(from(judged, 'sms6')))}

Fake base stations, where the label names an industry:

${f1Table('industry', trades(from(judged, 'fbs')))}

Written messages:

${f1Table('industry', trades(from(judged, 'written')))}`;

const purposesPart = (judged: readonly Judged[]): string => {
  const written = from(judged, 'written');
  const names = SEEN_PURPOSES.filter((purpose) => purposes(judged).of(purpose).rows > 0);
  return `## Service, marketing, disguised promotion

Written messages, held out by group. Service here is service, verification and care, and whatever no-commerce they are taken for, personal too; what is
taken for recruitment or survey counts as marketing:

${matrix(broad(written), broad(written).labels, broad(written).labels)}

${f1Table('kind', broad(written))}

Each purpose, written messages:

${matrix(purposes(written), names, names)}

${f1Table('purpose', purposes(written))}

What real messages were taken for:

${matrix(purposes(from(judged, 'sms6', 'fbs', 'nus')), ['marketing', 'recruitment', 'personal'], names)}`;
};

const CLOSING = `## What this does not show

- There is no real corpus of Chinese service messages: the service figures are of messages that one author wrote, learnt from others by the same author.
- The personal messages are of students, about 2010 and short; the commercial ones of 2016 and before. One source left out says what is to be expected elsewhere.
- English and Indonesian are seen in one corpus each.
- Words in capitals that corpora put for others (\`BANK\`, \`WECHAT\`, \`PHONE\` …) are read as such everywhere: whoever writes them so in earnest is read without them.
`;

/** The report in Markdown; the same findings give the same words. */
export const reportOf = ({ corpora, judged, without, calibration: fitted, bytes }: Findings): string => {
  const others = judged.filter(({ fold }) => fold !== 0);
  const sign = fitted[1] < 0 ? '-' : '+';
  const threshold = evenOdds(fitted);
  return `${opening(corpora, bytes, threshold)}

## Commercial or personal

${commercialPart(judged)}

## One source left out

The model has seen nothing of the source. Where the source has only one side, the other comes from a fold of nus, or of sms6 and fbs, also unseen.

${withoutPart(without, threshold)}

${industries(judged)}

${purposesPart(judged)}

## Fraud and unlawful trade

False authority, loan, customer service and order come from the corpus that a model wrote, whose messages resemble each other: no proof of quality.

${f1Table('kind', fraud(judged))}

## Probability

Log odds = ${five(fitted[0])} x score ${sign} ${five(Math.abs(fitted[1]))}, fitted on the first fold; here on the others.

${calibration(others)}

${CLOSING}`;
};
