// Derives the committed classifier of messages and its report from the shared corpora (facts only: no text of theirs is in it).
// Run `node_modules/.bin/node tools/train-classifier.ts` to compare, with --write to write. Some minutes on one core.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeModel } from '@wurao/detectors';
import { BUILT_IN_CLASSIFIER_FILE } from '@wurao/server';
import { SOURCES } from './train-classifier/corpus.ts';
import {
  type Calibration,
  calibrationOf,
  FOLDS,
  finalModel,
  judgeFold,
  judgeWithout,
  loadCorpora,
} from './train-classifier/derive.ts';
import { reportOf } from './train-classifier/report.ts';

const REPORT_FILE = join(import.meta.dirname, '..', 'docs', 'classifier-report.md');
/** Says nothing of commercial or not: leaving it out changes nothing there. */
const WITHOUT = SOURCES.filter((source) => source !== 'telecom-fraud');

const folder = process.env['WURAO_SHARED_DATA'] ?? join(import.meta.dirname, '..', '..', 'shared', 'data');
const corpora = loadCorpora(join(folder, 'sms'));
const say = (line: string): boolean => process.stderr.write(`${line}\n`);
const isToWrite = process.argv.includes('--write');
const judged = (fold: number, calibration?: Calibration) => {
  const found = judgeFold(corpora, fold, calibration);
  say(`fold ${fold + 1} of ${FOLDS}`);
  return found;
};
const firstFold = judged(0);
const calibration = calibrationOf(firstFold);
const bytes = writeModel(finalModel(corpora, firstFold));
if (isToWrite) writeFileSync(BUILT_IN_CLASSIFIER_FILE, bytes);
say(`the model: ${bytes.length} bytes`);
const folds = [firstFold, ...Array.from({ length: FOLDS - 1 }, (_, index) => judged(index + 1, calibration))];
const without = new Map(
  WITHOUT.map((source) => {
    const judged = judgeWithout(corpora, source, calibration);
    say(`without ${source}`);
    return [source, judged] as const;
  }),
);
const report = reportOf({
  corpora,
  judged: folds.flat(),
  without,
  calibration,
  bytes: bytes.length,
});

if (isToWrite) {
  writeFileSync(REPORT_FILE, report);
  say(REPORT_FILE);
} else if (!readFileSync(BUILT_IN_CLASSIFIER_FILE).equals(bytes) || readFileSync(REPORT_FILE, 'utf8') !== report) {
  say('the committed model or its report is not what the corpora give: run it with --write');
  process.exitCode = 1;
} else say('the committed model and its report are what the corpora give');
