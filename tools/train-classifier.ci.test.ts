import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeModel } from '@wurao/detectors';
import { BUILT_IN_CLASSIFIER_FILE } from '@wurao/server';
import { sharedData, skipUnless } from '@wurao/testkit';
import { expect } from 'vitest';
import { finalModel, judgeFold, loadCorpora } from './train-classifier/derive.ts';
import { targetFigures } from './train-classifier/report.ts';

const messages = sharedData('sms/sms6_industry.csv');
const AUC_MIN = 0.995;
const RECALL_MIN = 0.97;

skipUnless('the shared corpora of messages', messages)(
  'the committed classifier is what the corpora give, and one like it holds the targets on messages it has not seen',
  { timeout: 280_000 },
  () => {
    const corpora = loadCorpora(dirname(messages as string));
    const firstFold = judgeFold(corpora, 0);
    const { auc, recall } = targetFigures(firstFold);
    expect(auc).toBeGreaterThanOrEqual(AUC_MIN);
    expect(recall).toBeGreaterThanOrEqual(RECALL_MIN);
    const derived = writeModel(finalModel(corpora, firstFold));
    expect(readFileSync(BUILT_IN_CLASSIFIER_FILE).equals(derived), 'run tools/train-classifier.ts --write').toBe(true);
  },
);
